"""Keyboards: what Telegram accepts under a message, and how a button is found again."""

from __future__ import annotations

from typing import Any

from sandbox.botapi.errors import bad_request, not_imitated
from sandbox.botapi.html import checked_url

Markup = dict[str, Any]

CALLBACK_DATA_BYTES = 64
MAX_ROW, MAX_BUTTONS = 12, 300  # the server silently drops what is over
INLINE_ACTIONS = ("url", "callback_data", "copy_text")
NOT_IMITATED = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
)
REQUESTS = (
    "request_users",
    "request_chat",
    "request_contact",
    "request_location",
    "request_poll",
    "request_managed_bot",
    "web_app",
)


def checked_markup(markup: Markup | None, *, only_inline: bool = False) -> Markup | None:
    """The markup as it will be shown (None: nothing), or ApiError with Telegram's description."""
    if not markup:
        return None
    if markup.get("keyboard"):
        checked = _shown(markup, "keyboard", _checked_reply_button)
    elif markup.get("inline_keyboard"):
        checked = _shown(markup, "inline_keyboard", _checked_inline_button)
    elif markup.get("remove_keyboard") or markup.get("force_reply"):
        checked = markup
    else:
        return None
    if only_inline and checked and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def inline_only(markup: Markup | None) -> Markup | None:
    """The part of a markup that the message itself carries (and the Bot API returns)."""
    return markup if markup and "inline_keyboard" in markup else None


def find_button(
    markup: Markup | None, *, data: str | None = None, text: str | None = None
) -> dict[str, Any] | None:
    """The first inline button with that callback data, or with that text."""
    for row in (inline_only(markup) or {}).get("inline_keyboard", []):
        for button in row:
            if data is not None and button.get("callback_data") == data:
                return dict(button)
            if data is None and button["text"] == text:
                return dict(button)
    return None


def _shown(markup: Markup, key: str, check: Any) -> Markup | None:
    """The markup with its buttons checked and the empty ones dropped, as the server does."""
    rows: list[list[dict[str, Any]]] = []
    total = 0
    for row in markup[key]:
        buttons = [check(button) for button in row if button["text"]][:MAX_ROW]
        buttons = buttons[: MAX_BUTTONS - total]
        total += len(buttons)
        if buttons:
            rows.append(buttons)
    return {**markup, key: rows} if rows else None


def _checked_reply_button(button: dict[str, Any]) -> dict[str, Any]:
    for request in REQUESTS:
        if button.get(request):
            raise not_imitated(f"the keyboard button field {request}")
    return button


def _checked_inline_button(button: dict[str, Any]) -> dict[str, Any]:
    for field in NOT_IMITATED:
        if field in button:
            raise not_imitated(f"the inline button field {field}")
    actions = [field for field in INLINE_ACTIONS if button.get(field)]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:  # documented as an error; the server takes the first one silently
        raise bad_request(f"inline keyboard button has several actions: {', '.join(actions)}")
    if "callback_data" in actions and len(button["callback_data"].encode()) > CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and checked_url(button["url"]) is None:
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
    return button
