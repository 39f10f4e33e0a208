"""What a coordinator types to point at cells: «B5:G5», «строки 5–20», «столбцы C–F»,
«лист 2: B5:G20»; several are parted by commas, semicolons or lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from roadmap.blanks.errors import UnreadRange
from roadmap.blanks.opening import LIMITS
from roadmap.blanks.pages import column_of, coordinate
from roadmap.blanks.words import vocabulary

_ALIKE = str.maketrans(
    "\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425", "ABCEHKMOPTX"
)
"""Russian capitals that look like Latin ones."""
_TO = r"\s*(?:[-\u2013\u2014:]|\.\.+|\u2026)\s*"
_CELLS = re.compile(
    rf"\$?([A-Z]{{1,3}})\$?([1-9]\d{{0,6}})(?:{_TO}\$?([A-Z]{{1,3}})\$?([1-9]\d{{0,6}}))?"
)
_COLUMNS = re.compile(rf"\$?([A-Z]{{1,3}})(?:{_TO}\$?([A-Z]{{1,3}}))?")
_ROWS = re.compile(rf"\$?([1-9]\d{{0,6}})(?:{_TO}\$?([1-9]\d{{0,6}}))?")
_QUOTED = re.compile(r"""\s*['"\u00ab](?P<quoted>[^'"\u00bb]+)['"\u00bb]\s*[:!]\s*""")
_BANG = re.compile(r"\s*(?P<bang>[^!,;\n]+)!\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """A range as typed: `sheet` is a title or a number («2»), «» for the only or first one; a side
    that was not told is 0."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        """«B5:G5», «5:20» or «C:F»."""
        if not self.left:
            return f"{self.top}:{self.bottom}"
        if not self.top:
            return f"{_letters(self.left)}:{_letters(self.right)}"
        first, last = coordinate(self.top, self.left), coordinate(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def parse_ranges(text: str) -> tuple[Asked, ...]:
    """Every range of a text. Raises UnreadRange with the part that is none."""
    found: list[Asked] = []
    sheet = kind = ""
    for part in (part for part in re.split(r"[;,\n]+", text) if part.strip()):
        named, rest = _sheet(part)
        sheet = named or sheet
        word, rest = _kind(rest)
        kind = word or kind
        found.append(_range(sheet, kind, rest, part.strip()))
    if not found:
        raise UnreadRange(text.strip())
    return tuple(found)


def parse_range(text: str) -> Asked:
    """The one range of a text. Raises UnreadRange."""
    found = parse_ranges(text)
    if len(found) != 1:
        raise UnreadRange(text.strip())
    return found[0]


@cache
def _word(name: str) -> re.Pattern[str]:
    words: Iterable[str] = sorted(vocabulary()["ranges"][name], key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words))})\.?\s+", re.IGNORECASE)


@cache
def _named_sheet() -> re.Pattern[str]:
    words = "|".join(map(re.escape, vocabulary()["ranges"]["sheets"]))
    return re.compile(
        rf"\s*(?:{words})\s*(?:\u2116\s*)?[\u00ab\"']?(?P<named>[^:!\u00bb\"']+?)[\u00bb\"']?\s*[:!]\s*",
        re.IGNORECASE,
    )


def _sheet(text: str) -> tuple[str, str]:
    """The sheet that a text begins with, and the rest; «Лист1!A1» names the sheet «Лист1»."""
    for pattern in (_BANG, _QUOTED, _named_sheet()):
        if found := pattern.match(text):
            named = next(name for name in found.groups() if name is not None)
            return named.strip(" '\"\u00ab\u00bb"), text[found.end() :]
    return "", text


def _kind(text: str) -> tuple[str, str]:
    for name in ("rows", "columns", "cells"):
        if found := _word(name).match(text):
            return name, text[found.end() :]
    return "", text


def _range(sheet: str, kind: str, text: str, whole: str) -> Asked:
    text = text.strip(" .").upper().translate(_ALIKE)
    if kind in ("", "cells") and (found := _CELLS.fullmatch(text)):
        left, top, right, bottom = found.groups()
        return _made(
            sheet, whole, int(top), _number(left), int(bottom or top), _number(right or left)
        )
    if kind in ("", "columns") and (found := _COLUMNS.fullmatch(text)):
        return _made(sheet, whole, 0, _number(found[1]), 0, _number(found[2] or found[1]))
    if kind in ("", "rows") and (found := _ROWS.fullmatch(text)):
        return _made(sheet, whole, int(found[1]), 0, int(found[2] or found[1]), 0)
    if kind and (found := _CELLS.fullmatch(text)):
        return _range(sheet, "cells", text, whole)
    raise UnreadRange(whole)


def _made(sheet: str, whole: str, top: int, left: int, bottom: int, right: int) -> Asked:
    top, bottom = sorted((top, bottom))
    left, right = sorted((left, right))
    if bottom > LIMITS.rows or right > LIMITS.columns or (not bottom and not right):
        raise UnreadRange(whole)
    return Asked(sheet, top, left, bottom, right)


def _number(letters: str) -> int:
    try:
        return column_of(letters)
    except ValueError:
        return LIMITS.columns + 1


def _letters(column: int) -> str:
    return coordinate(1, column)[:-1]
