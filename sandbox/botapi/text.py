"""From a request's text, parse mode and entities to what a message shows, with its limits."""

from __future__ import annotations

import re
from typing import Any

from sandbox.botapi.errors import bad_request, not_imitated
from sandbox.botapi.html import Entity, parse_html, utf16_length

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BYTES_LIMIT = 1 << 15  # before parsing
FOUND_BY_TELEGRAM = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
}

_FINDER = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<url>\bhttps?://[^\s<>\"'«»]+"
    r"|\b(?:[\w-]+\.)+(?:ru|su|com|org|net|me|info|edu|gov|\u0440\u0444)\b(?:/[^\s<>\"'«»]*)?)"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d_]\w*)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
)


def message_text(
    text: str | None, parse_mode: str | None, entities: list[Entity] | None
) -> tuple[str, list[Entity]]:
    """A message's text (1–4096 UTF-16 units after parsing) and entities, or ApiError."""
    if not text:
        raise bad_request("message text is empty")
    shown, found = formatted(text, parse_mode, entities)
    if not shown:
        raise bad_request("text must be non-empty")
    if utf16_length(shown) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return shown, found


def caption_text(
    text: str | None, parse_mode: str | None, entities: list[Entity] | None
) -> tuple[str, list[Entity]]:
    """A caption (0–1024 UTF-16 units after parsing) and its entities, or ApiError."""
    shown, found = formatted(text or "", parse_mode, entities)
    if utf16_length(shown) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return shown, found


def formatted(
    text: str, parse_mode: str | None, entities: list[Entity] | None
) -> tuple[str, list[Entity]]:
    """Parse, trim as Telegram trims, and add the entities it finds by itself."""
    if len(text) > BYTES_LIMIT // 4 and len(text.encode()) > BYTES_LIMIT:
        raise bad_request("text is too long")
    mode = (parse_mode or "none").lower()
    if mode == "html":
        shown, found = parse_html(text)
    elif mode in {"markdown", "markdownv2"}:
        raise not_imitated(f"parse_mode {parse_mode}")
    elif mode != "none":
        raise bad_request("unsupported parse_mode")
    else:
        shown, found = text, _given(text, entities or [])
    shown, found = _trimmed(shown.replace("\r", ""), found)
    found += found_entities(shown, found)
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return shown, found


def found_entities(text: str, known: list[Entity]) -> list[Entity]:
    """Links, addresses, mentions, hashtags and commands outside the known entities."""
    result: list[Entity] = []
    for match in _FINDER.finditer(text):
        kind = str(match.lastgroup)
        shown = match.group().rstrip(".,;:!?)") if kind == "url" else match.group()
        offset = utf16_length(text[: match.start()])
        entity = {"type": kind, "offset": offset, "length": utf16_length(shown)}
        if not any(_overlap(entity, other) for other in known if not _transparent(other)):
            result.append(entity)
    return result


def _transparent(entity: Entity) -> bool:
    return entity["type"] not in {"pre", "code", "text_link", "text_mention"}


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def _given(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities stated by the bot; those Telegram finds by itself are ignored, as there."""
    size = utf16_length(text)
    kept = []
    for entity in entities:
        if entity["type"] in FOUND_BY_TELEGRAM or entity["length"] <= 0:
            continue
        end = entity["offset"] + entity["length"]
        if end > size:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of "
                f"the text at UTF-16 offset {end}"
            )
        kept.append(entity)
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop blanks at the end, and at the beginning up to the first entity."""
    shown = text.rstrip()
    if not entities:
        return shown.lstrip(" \n"), []
    end = utf16_length(shown)
    first = entities[0]["offset"]
    lead = min(len(shown) - len(shown.lstrip(" \n")), first)
    moved: list[dict[str, Any]] = []
    for entity in entities:
        length = min(entity["offset"] + entity["length"], end) - entity["offset"]
        if length > 0:
            moved.append(entity | {"offset": entity["offset"] - lead, "length": length})
    return shown[lead:], moved
