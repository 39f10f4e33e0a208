"""A text as lines: what stands on each, and where a page was turned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from roadmap.documents.words import one_line

FORM_FEED = "\x0c"
TURN = 3
"""So many empty lines in a row mark the end of a page in text taken out of a PDF."""


@dataclass(frozen=True)
class Line:
    """One line with blanks made single. `turned`: a page begins with it; `indented`: it began
    with a blank, the trace of an empty cell before it; `page` counts from 1."""

    text: str
    turned: bool = False
    indented: bool = False
    page: int = 1


def lines_of(text: str, parted: int = 0) -> tuple[Line, ...]:
    """The lines that have words, in order; so many blanks or more part a line in two, if any."""
    drawn = text.split("\n")
    usual = _usual_gap(drawn)
    return tuple(_with_pages(_lines(drawn, usual, parted)))


def _usual_gap(drawn: Sequence[str]) -> int:
    """How many empty lines most often stand between two lines."""
    gaps = [gap for gap, line in _with_gaps(drawn) if line.strip()]
    return median_low(gaps) if gaps else 0


def _with_gaps(drawn: Sequence[str]) -> Iterator[tuple[int, str]]:
    gap = 0
    for line in drawn:
        if line == "":
            gap += 1
        else:
            yield gap, line
            gap = 0


def _lines(drawn: Sequence[str], usual: int, parted: int) -> Iterator[Line]:
    turned = False
    for gap, line in _with_gaps(drawn):
        indented = line[0] == " " and bool(line.strip())
        joined_to_page = usual > 0 and gap == 0 and indented
        turned = turned or gap >= max(TURN, usual * 3) or FORM_FEED in line or joined_to_page
        pieces = re.split(rf"\s{{{parted},}}", line) if parted else [line]
        for piece in pieces:
            if text := one_line(piece.replace(FORM_FEED, " ")):
                yield Line(text, turned, indented)
                turned = False


def _with_pages(lines: Iterator[Line]) -> Iterator[Line]:
    page = 1
    for line in lines:
        page += line.turned
        yield Line(line.text, line.turned, line.indented, page)
