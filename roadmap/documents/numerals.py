"""Numbers printed before headings and rows: «1.», «1.2.3», «IV.», «II -»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_LOOK_ALIKE = str.maketrans(
    "\u0406\u0456\u0425\u0445\u0421\u0441\u041c\u043c\u04c0\u0425l|", "IIXXCCMMIXII"
)
_ROMAN = re.compile(r"[IVX]{1,5}$")
_LEADING = re.compile(
    r"\s*(?P<mark>(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVX\u0406\u0456\u0425\u0445\u04c0l|]{1,5}))"
    r"(?P<close>\s*[.)]\s*|\s+[-\u2013\u2014:]\s*|\s+)(?=\S)"
)
_WHOLE = re.compile(r"\d{1,4}(?:\.\d{1,3}){0,4}\.?\)?$")
_VALUES = {"I": 1, "V": 5, "X": 10}


class Style(Enum):
    """How a number is written."""

    ROMAN = "roman"
    ARABIC = "arabic"


@dataclass(frozen=True)
class Numeral:
    """A printed number: its parts («1.2» has two), its style and how much text it takes."""

    parts: tuple[int, ...]
    style: Style
    length: int
    printed: str


def leading(text: str) -> Numeral | None:
    """The number a heading or title begins with, None when it begins with words."""
    match = _LEADING.match(text)
    if not match:
        return None
    mark, close = match["mark"], match["close"]
    printed = mark + close.strip()
    if mark[0].isdigit():
        parts = tuple(int(part) for part in mark.split("."))
        if not close.strip() and len(parts) == 1:
            return None
        return Numeral(parts, Style.ARABIC, match.end(), printed)
    roman = _roman(mark)
    if roman is None:
        return None
    return Numeral((roman,), Style.ROMAN, match.end(), printed)


def whole(text: str) -> Numeral | None:
    """The number a cell of the number column holds, None when it holds anything else."""
    text = "".join(text.split())
    if _WHOLE.match(text):
        digits = text.rstrip(".)")
        parts = tuple(int(part) for part in digits.split("."))
        return Numeral(parts, Style.ARABIC, len(text), text)
    roman = _roman(text.rstrip(".)"))
    return Numeral((roman,), Style.ROMAN, len(text), text) if roman else None


def are_halves(upper: str, lower: str) -> bool:
    """Whether two texts are one number broken over two lines: «1.1.» and «6»."""
    upper, lower = upper.strip(), lower.strip()
    return upper.endswith(".") and "." in upper[:-1] and lower.isdigit() and len(lower) < 3


def _roman(mark: str) -> int | None:
    letters = mark.translate(_LOOK_ALIKE)
    if not _ROMAN.match(letters):
        return None
    values = [_VALUES[letter] for letter in letters]
    total = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return total
