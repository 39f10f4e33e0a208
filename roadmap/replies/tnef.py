"""winmail.dat: the attachments that Outlook packs into one part (MS-OXTNEF).

Only what is needed to take files out: names and bytes; the rest of the format is passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.replies.charsets import decoded

SIGNATURE = 0x223E9F78  # 2.1.3.1
MIMES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_NEW, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005  # 2.1.3.1
_LONG_NAME = 0x3707
_HEAD = struct.Struct("<BII")
_FIXED = {
    0x2: 4,
    0x3: 4,
    0x4: 4,
    0x5: 8,
    0x6: 8,
    0x7: 8,
    0xA: 4,
    0xB: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_TEXT, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0xD, 0x102
_NAMED = 0x8000
_MANY = 0x1000


class Unreadable(Exception):
    """The part is no TNEF, or is cut short: ask for the files once more, not as winmail.dat."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in winmail.dat."""

    name: str
    data: bytes


def is_tnef(data: bytes) -> bool:
    """Whether the bytes begin as TNEF does."""
    return len(data) >= 6 and struct.unpack_from("<I", data)[0] == SIGNATURE


def unpacked(data: bytes) -> tuple[Packed, ...]:
    """The files inside, in order. Raises `Unreadable`."""
    if not is_tnef(data):
        raise Unreadable
    found: list[Packed] = []
    name, content = "", b""
    for attribute, value in _attributes(data):
        if attribute == _NEW:
            found += [Packed(name, content)] if content else []
            name, content = "", b""
        elif attribute == _TITLE:
            name = name or decoded(value.rstrip(b"\0"), None)
        elif attribute == _DATA:
            content = value
        elif attribute == _PROPERTIES:
            name = _long_name(value) or name
    return tuple(found + ([Packed(name, content)] if content else []))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at < len(data):
        if at + _HEAD.size > len(data):
            raise Unreadable
        _, attribute, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + size + 2 > len(data):
            raise Unreadable
        value = data[at : at + size]
        if sum(value) & 0xFFFF != struct.unpack_from("<H", data, at + size)[0]:
            raise Unreadable
        yield attribute, value
        at += size + 2


def _long_name(value: bytes) -> str:
    """The file's whole name among the properties; «» where it is not found."""
    try:
        for kind, number, said in _properties(value):
            if number == _LONG_NAME:
                text = (
                    said.decode("utf-16-le", "replace") if kind == _UNICODE else decoded(said, None)
                )
                return text.rstrip("\0")
    except struct.error:
        return ""
    return ""


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, number and bytes of each property (2.1.3.4). Raises struct.error where cut short."""
    (count,) = struct.unpack_from("<I", value)
    at = 4
    for _ in range(min(count, 500)):
        kind, number = struct.unpack_from("<HH", value, at)
        at += 4
        if number >= _NAMED:
            at = _after_name(value, at)
        many, kind = kind & _MANY, kind & ~_MANY
        values = 1
        if many or kind in {_TEXT, _UNICODE, _OBJECT, _BINARY}:
            (values,) = struct.unpack_from("<I", value, at)
            at += 4
        for _ in range(min(values, 500)):
            size = _FIXED.get(kind)
            if size is None:
                (size,) = struct.unpack_from("<I", value, at)
                at += 4
            yield kind, number, value[at : at + size]
            at += size + (-size % 4)


def _after_name(value: bytes, at: int) -> int:
    """Where the name of a named property ends."""
    kind = int.from_bytes(value[at + 16 : at + 20], "little")
    if kind == 0:
        return at + 24
    size = int.from_bytes(value[at + 20 : at + 24], "little")
    return at + 24 + size + (-size % 4)
