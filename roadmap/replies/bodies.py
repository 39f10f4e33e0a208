"""The parts of a letter: the text that somebody wrote, and the files."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from roadmap.replies import tnef
from roadmap.replies.charsets import decoded, header_text
from roadmap.replies.cutting import vocabulary
from roadmap.replies.html_text import shown_pictures, to_text

_TEXTS = ("text/plain", "text/html")
_FLOWED_QUOTE = re.compile(r"^(>*)( ?)(.*)$", re.S)
_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter: `inline` where the text shows it as a picture (a logo, or a photo)."""

    name: str
    mime: str
    data: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The best plain text and the files; `is_packed`: a winmail.dat that could not be opened."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    is_packed: bool = False


@dataclass(slots=True)
class _Gathered:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[Message] = field(default_factory=list)


def body_of(message: Message, longest: int) -> Body:
    """What the parts hold; the text is cut at `longest` signs."""
    gathered = _Gathered()
    _gather(message, gathered)
    html = "\n".join(gathered.html)
    plain = "\n".join(gathered.plain)
    text = to_text(html) if html and is_stub(plain) else plain
    pictures = shown_pictures(html)
    files: list[Attachment] = []
    packed = False
    for part in gathered.files:
        taken = tuple(_taken(part, pictures))
        packed = packed or not taken
        files += taken
    return Body(text.replace("\r\n", "\n").replace("\r", "\n")[:longest], tuple(files), packed)


def is_stub(plain: str) -> bool:
    """Whether a plain part says nothing, or only that the letter is to be read as HTML."""
    bare = " ".join(plain.split())
    stub = "|".join(vocabulary()["stubs"])
    return not bare or (len(bare) < 200 and re.search(stub, bare, re.I) is not None)


def _gather(part: Message, gathered: _Gathered) -> None:
    """Sort the parts below into texts and files; a letter inside a letter is a file."""
    kind = part.get_content_type()
    if part.is_multipart() and kind not in {"message/rfc822", "message/delivery-status"}:
        payload = part.get_payload()
        for one in payload if isinstance(payload, list) else []:
            if isinstance(one, Message):
                _gather(one, gathered)
        return
    is_file = part.get_content_disposition() == "attachment" or bool(_name(part))
    if kind in _TEXTS and not is_file:
        (gathered.plain if kind == "text/plain" else gathered.html).append(_text(part))
    elif is_file or kind not in {"message/delivery-status", "text/rfc822-headers"}:
        gathered.files.append(part)


def _text(part: Message) -> str:
    text = decoded(_data(part), _param(part, "charset"))
    if _param(part, "format").lower() == "flowed":
        return _unflowed(text, joins=_param(part, "delsp").lower() == "yes")
    return text


def _param(part: Message, name: str) -> str:
    said = part.get_param(name, "")
    return said[2] if isinstance(said, tuple) else str(said or "")


def _unflowed(text: str, *, joins: bool) -> str:
    """Lines that a program has broken put together again (RFC 3676, 4)."""
    done: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _FLOWED_QUOTE.match(line)
        depth, said = (len(found[1]), found[3]) if found else (0, line)
        flows = said.endswith(" ") and said != "-- "
        said = said[:-1] if flows and joins else said
        if open_depth == depth and said != "-- ":
            done[-1] += said
        else:
            done.append(">" * depth + (" " if depth else "") + said)
        open_depth = depth if flows else None
    return "\n".join(done)


def _taken(part: Message, pictures: frozenset[str]) -> Iterator[Attachment]:
    """The file of a part, or those packed in it; nothing from a winmail.dat past opening."""
    data, mime = _data(part), part.get_content_type()
    if mime in tnef.MIMES or tnef.is_tnef(data):
        try:
            packed = tnef.unpacked(data)
        except tnef.Unreadable:
            return
        for one in packed:
            guessed = mimetypes.guess_type(one.name)[0] or "application/octet-stream"
            yield Attachment(_safe(one.name, guessed), guessed, one.data)
        return
    identifier = str(part.get("Content-ID", "")).strip("<> \t\r\n")
    yield Attachment(_safe(_name(part), mime), mime, data, identifier in pictures)


def _data(part: Message) -> bytes:
    if part.is_multipart():  # a letter inside the letter
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, Message) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: Message) -> str:
    """The name of a file: RFC 2231, RFC 2047 within quotes, or bare bytes."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        said = part.get_param(parameter, None, header)
        if isinstance(said, tuple):
            charset, _, value = said
            return decoded(value.encode("latin-1", "replace"), charset)
        if said:
            return header_text(str(said))
    return ""


def _safe(name: str, mime: str) -> str:
    """A name without a path and controls; made up of the kind where there is none."""
    bare = re.split(r"[\\/]", name)[-1]
    bare = "".join(sign for sign in bare if sign.isprintable()).strip(" .")[:_NAME_CHARS]
    if bare:
        return bare
    ending = ".eml" if mime == "message/rfc822" else mimetypes.guess_extension(mime) or ".bin"
    return f"file{ending}"
