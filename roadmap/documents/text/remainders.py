"""A row cut by the end of a page: which lines of the next page go on with which of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from roadmap.documents.text.wrapping import SLACK, ends_sentence, would_fit
from roadmap.documents.words import looks_broken_off

TOO_LONG = 5.0
ENDED_EARLY = 1.0
BROKEN_OFF = 4.0
UNFINISHED = 2.0
ANOTHER_CELL = 0.4


@dataclass(frozen=True)
class Remainder:
    """A cell as it stood before the page ended, and its column's width in letters."""

    text: str
    width: float


def share_out(lines: Sequence[str], cells: Sequence[Remainder]) -> tuple[tuple[str, ...], ...]:
    """The lines that go on with each cell, in the cells' order.

    Chosen so that lines fit their columns, no line ends early in the middle of a sentence, and
    words broken off before the turn go on after it.
    """

    @cache
    def best(start: int, cell: int) -> tuple[float, tuple[int, ...]]:
        if cell == len(cells):
            return (0.0 if start == len(lines) else float("inf")), ()
        options = []
        for end in range(start, len(lines) + 1):
            rest, ends = best(end, cell + 1)
            options.append((rest + _cost(lines[start:end], cells[cell]), (end, *ends)))
        return min(options)

    _, ends = best(0, 0)
    starts = (0, *ends[:-1])
    return tuple(tuple(lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _cost(lines: Sequence[str], cell: Remainder) -> float:
    if not lines:
        return BROKEN_OFF if looks_broken_off(cell.text) else 0.0
    cost = ANOTHER_CELL + _seam(cell.text, lines[0])
    for at, line in enumerate(lines):
        if len(line) > cell.width + SLACK:
            cost += TOO_LONG
        if at + 1 < len(lines) and would_fit(line, lines[at + 1], cell.width):
            cost += ENDED_EARLY * (0.3 if ends_sentence(line) else 1.0)
    return cost


def _seam(before: str, line: str) -> float:
    """The cost of a line going on with a text: a sentence begun is gone on with."""
    if looks_broken_off(before):
        return -BROKEN_OFF if line[0].islower() else 0.0
    if not before:
        return UNFINISHED if line[0].islower() else 0.0
    if ends_sentence(before):
        return UNFINISHED if line[0].islower() else 0.5
    return 0.0 if line[0].islower() else ENDED_EARLY
