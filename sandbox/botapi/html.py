"""HTML parse mode, as strict as Telegram's: text and entities, or the byte where it went wrong.

https://core.telegram.org/bots/api#html-style; offsets and lengths are in UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from sandbox.botapi.errors import bad_request

Entity = dict[str, Any]

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
OTHER_TAGS = {"a", "pre", "code", "blockquote", "tg-emoji"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_SPECIAL = re.compile(r"[<&]")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = re.compile(r"\s*")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes: what Telegram counts offsets in."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for char in text if char > "\uffff")


@dataclass(frozen=True)
class OpenTag:
    """A start tag waiting for its end; `argument` is a URL, a language or a flag."""

    name: str
    argument: str
    offset: int
    text_at: int


class HtmlParser:
    """Parses one text. Use `parse`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        """The plain text and its entities, or ApiError with Telegram's description."""
        source = self._source
        while True:
            special = _SPECIAL.search(source, self._at)
            if special is None:
                self._emit(source[self._at :])
                break
            self._emit(source[self._at : special.start()])
            self._at = special.start()
            if special.group() == "&":
                self._emit(self._reference())
            elif source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            tag = self._open[-1].name
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self._text), self._entities

    def _emit(self, text: str) -> None:
        if text:
            self._text.append(text)
            self._length += utf16_length(text)

    def _fail(self, what: str, at: int) -> NoReturn:
        offset = len(self._source[:at].encode())
        raise _cannot_parse(f"{what} at byte offset {offset}")

    def _reference(self) -> str:
        """A character reference, or the ampersand itself where there is none to decode."""
        found = _REFERENCE.match(self._source, self._at)
        decoded = found and _decode(found)
        if found is None or not decoded:
            self._at += 1
            return "&"
        self._at = found.end()
        return decoded

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        self._at = found.end() if found else self._at
        return found.group() if found else ""

    def _char(self) -> str:
        return self._source[self._at : self._at + 1]

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._take(_NAME).lower()
        if not self._char():
            self._fail("Unclosed start tag", begin)
        if name not in SIMPLE_TAGS and name not in OTHER_TAGS:
            self._fail(f'Unsupported start tag "{name}"', begin)
        argument = ""
        while True:
            self._take(_SPACE)
            if self._char() == ">":
                break
            attribute, value = self._attribute(name, begin)
            argument = _argument(name, attribute, value) or argument
        self._at += 1
        if name == "span" and argument != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(OpenTag(name, argument, self._length, len(self._text)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        attribute = self._take(_ATTRIBUTE)
        if not attribute:
            self._fail(f'Empty attribute name in the tag "{tag}"', begin)
        self._take(_SPACE)
        if not self._char():
            self._fail(f'Unclosed start tag "{tag}"', begin)
        if self._char() != "=":
            return attribute, ""
        self._at += 1
        self._take(_SPACE)
        if not self._char():
            self._fail(f'Unclosed start tag "{tag}"', begin)
        value = self._quoted() if self._char() in "\"'" else self._bare()
        if not self._char():
            self._fail("Unclosed start tag", begin)
        return attribute, value

    def _bare(self) -> str:
        at = self._at
        value = self._take(_TOKEN).lower()
        if self._char() and self._char() != ">" and not self._char().isspace():
            self._fail("Unexpected end of name token", at)
        return value

    def _quoted(self) -> str:
        quote = self._char()
        end = self._source.find(quote, self._at + 1)
        end = len(self._source) if end < 0 else end
        raw = self._source[self._at + 1 : end]
        self._at = end + 1
        return _REFERENCE.sub(lambda found: _decode(found) or found.group(), raw)

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._fail("Unexpected end tag", begin)
        self._at += 2
        name = self._take(_NAME).lower()
        self._take(_SPACE)
        if self._char() != ">":
            self._fail("Unclosed end tag", begin)
        tag = self._open[-1]
        if name and name != tag.name:
            self._fail_unmatched(begin, tag.name, name)
        self._at += 1
        self._open.pop()
        if self._length > tag.offset:
            self._close(tag)

    def _fail_unmatched(self, begin: int, expected: str, found: str) -> NoReturn:
        offset = len(self._source[:begin].encode())
        raise _cannot_parse(
            f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", '
            f'found "</{found}>"'
        )

    def _close(self, tag: OpenTag) -> None:
        entity: Entity = {"offset": tag.offset, "length": self._length - tag.offset}
        last = self._entities[-1] if self._entities else None
        match tag.name:
            case "a":
                self._close_link(tag, entity)
                return
            case "pre" if last and _is_code_with_language(last, entity):
                last["type"] = "pre"
                return
            case "pre" | "code":
                entity["type"] = tag.name
                if tag.name == "code" and tag.argument:
                    entity["language"] = tag.argument
            case "blockquote":
                entity["type"] = "expandable_blockquote" if tag.argument else "blockquote"
            case "tg-emoji":
                if not tag.argument.isdigit():
                    raise _cannot_parse("Invalid custom emoji identifier specified")
                entity |= {"type": "custom_emoji", "custom_emoji_id": tag.argument}
            case _:
                entity["type"] = SIMPLE_TAGS[tag.name]
        self._entities.append(entity)

    def _close_link(self, tag: OpenTag, entity: Entity) -> None:
        url = checked_url(tag.argument or "".join(self._text[tag.text_at :]))
        if url is not None:  # Telegram drops a link it cannot read and keeps its text
            self._entities.append({"type": "text_link", **entity, "url": url})


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of an HTML-formatted text, or ApiError 400."""
    if "<" not in source and "&" not in source:
        return source, []
    text, entities = HtmlParser(source).parse()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)  # only <pre><code class="language-…"> keeps it
    return text, entities


def checked_url(url: str) -> str | None:
    """The link as Telegram would keep it, or None where it would refuse it."""
    scheme = re.match(r"(?i)(https?|tg|ton|tonsite|mailto|tel):", url)
    if scheme is None:
        url, scheme_name = f"http://{url}", "http"
    else:
        scheme_name = scheme.group(1).lower()
    if scheme_name not in {"http", "https"}:
        return url if scheme_name == "tg" else None
    host = re.match(r"(?i)https?://(?:[^/?#\s@]*@)?(\[[0-9a-f:]+\]|[^/?#\s:\[\]]+)", url)
    if host is None or any(char.isspace() for char in url):
        return None
    name = host.group(1)
    if "." not in name and not name.startswith("["):
        return None
    return url if url[host.end() :] else f"{url}/"


def _cannot_parse(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")


def _decode(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def _argument(tag: str, attribute: str, value: str) -> str:
    match tag, attribute:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("span", "class"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "blockquote", "expandable":
            return "1"
    return ""


def _is_code_with_language(last: Entity, entity: Entity) -> bool:
    same = (last["offset"], last["length"]) == (entity["offset"], entity["length"])
    return same and last["type"] == "code" and "language" in last
