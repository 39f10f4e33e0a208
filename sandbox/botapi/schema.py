"""aiogram's types as the judge of a request: which fields a method has and what they may hold.

aiogram takes seconds to import, so it is loaded by `load`, not with this module.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sandbox.botapi.errors import ApiError, bad_request, not_imitated

JSON_FIELDS = {
    "allowed_updates": "allowed updates",
    "caption_entities": "caption entities",
    "commands": "commands",
    "entities": "entities",
    "link_preview_options": "link preview options",
    "media": "media",
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "scope": "BotCommandScope",
}
REQUIRED = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "file_id": "file_id not specified",
}
UPLOADS = {"certificate", "thumbnail"}  # aiogram has no wire form for these: checked apart
NOT_IMITATED = {
    "allow_paid_broadcast",
    "business_connection_id",
    "certificate",
    "direct_messages_topic_id",
    "ephemeral_message_parameters",
    "inline_message_id",
    "message_effect_id",
    "message_thread_id",
    "receiver_user_id",
    "rich_message",
    "suggested_post_parameters",
}
METHODS = (
    "AnswerCallbackQuery",
    "DeleteMessage",
    "DeleteMyCommands",
    "DeleteWebhook",
    "EditMessageCaption",
    "EditMessageReplyMarkup",
    "EditMessageText",
    "GetChat",
    "GetFile",
    "GetMe",
    "GetMyCommands",
    "GetUpdates",
    "GetWebhookInfo",
    "SendChatAction",
    "SendDocument",
    "SendMediaGroup",
    "SendMessage",
    "SendPhoto",
    "SetMyCommands",
    "SetWebhook",
)


def loaded() -> bool:
    """Whether aiogram is here already, so that `load` takes no time."""
    return load.cache_info().currsize > 0


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """aiogram's method classes by their names in lower case, as in the address of a call."""
    from aiogram import methods

    return {name.lower(): getattr(methods, name) for name in METHODS}


def checked(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters with their types, without nulls; ApiError where Telegram would refuse.

    `raw` holds strings (forms) or JSON values. `chat_id` becomes an int where it is a number.
    """
    model = load()[method]
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in model.model_fields:
            raise bad_request(f"the method has no parameter {name}")
        if name in NOT_IMITATED and value not in ("", None):
            raise not_imitated(f"the parameter {name}")
        if value is not None:
            values[name] = _decoded(name, value)
    _require_known(model, values)
    result = _validated(model, values)
    return result


def _decoded(name: str, value: Any) -> Any:
    """A JSON field from its form value, without nulls; anything else as it is."""
    if name not in JSON_FIELDS:
        return value
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {JSON_FIELDS[name]} JSON object") from None
    return _without_nulls(value)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _require_known(model: Any, values: dict[str, Any]) -> None:
    """Telegram's own words for the parameters a bot most often forgets."""
    for name, description in REQUIRED.items():
        field = model.model_fields.get(name)
        if field is not None and field.is_required() and values.get(name) in (None, ""):
            raise bad_request(description)


def _validated(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    from pydantic import BaseModel, ValidationError

    try:
        request = model.model_validate({k: v for k, v in values.items() if k not in UPLOADS})
    except ValidationError as error:
        raise _refusal(error) from None
    result = dict(values)
    for name in values:
        value = getattr(request, name, None)
        if isinstance(value, (BaseModel, list)):
            _refuse_unknown(value, name)
        elif name not in UPLOADS:
            result[name] = value
    if isinstance(chat := result.get("chat_id"), str) and chat.lstrip("-").isdigit():
        result["chat_id"] = int(chat)
    return result


def _refuse_unknown(value: Any, path: str) -> None:
    """Refuse fields that no type has, at any depth: Telegram would ignore them silently."""
    if isinstance(value, list):
        for item in value:
            _refuse_unknown(item, path)
        return
    extra = getattr(value, "model_extra", None)
    if extra:
        raise bad_request(f"{path} has no field {next(iter(extra))}")
    for name, item in getattr(value, "__dict__", {}).items():
        if isinstance(item, list) or hasattr(item, "model_extra"):
            _refuse_unknown(item, f"{path}.{name}")


def _refusal(error: Any) -> ApiError:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return bad_request(f"invalid parameter {where}: {first['msg']}")
