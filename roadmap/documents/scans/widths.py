"""How wide the columns of a scanned table are, and whether it is one."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

from roadmap.documents.scans.cuts import is_party
from roadmap.documents.scans.lines import ScannedLine, dates_inside
from roadmap.documents.scans.values import Widths

USUAL_TITLE, USUAL_RESULT = 34.0, 27.0
"""Widths in letters where too few lines tell."""


def measured_widths(lines: Sequence[ScannedLine]) -> Widths:
    """The widths of the title's and the result's columns, from lines on which a date parts them."""
    left: list[int] = []
    right: list[int] = []
    for line in lines:
        for start, end in dates_inside(line.words):
            left.append(len(" ".join(line.words[:start])))
            owners = _owners_after(line.words, end)
            if end < owners < len(line.words):
                right.append(len(" ".join(line.words[owners:])))
            break
    return Widths(_most(left, USUAL_TITLE), _most(right, USUAL_RESULT))


def has_dates_inside(lines: Sequence[ScannedLine]) -> bool:
    """Whether the lines hold dates with a party after them in their middles, as lines do on which
    several columns stand."""
    found = 0
    for line in lines:
        for _, end in dates_inside(line.words):
            found += end < len(line.words) and is_party(line.words[end])
    return found > 2


def _most(lengths: Sequence[int], otherwise: float) -> float:
    return quantiles(lengths, n=10)[-1] + 1 if len(lengths) > 4 else otherwise


def _owners_after(words: Sequence[str], start: int) -> int:
    end = start
    while end < len(words) and end < start + 2 and is_party(words[end]):
        end += 1
    return end
