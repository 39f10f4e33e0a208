"""Drawn tables as regular grids: merged cells, rows moved in, borders that do not quite meet."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.documents.grid import Cell, Grid, Row

USUAL = 0.5
"""The share of rows that must have one number of cells for it to be the table's."""


@dataclass(frozen=True)
class Drawn:
    """A cell as the file has it: its first column in the file's own fine grid, how many of them
    it covers, its text, whether it is the lower part of a merged one."""

    start: int
    span: int
    text: str
    merged: bool = False

    @property
    def end(self) -> int:
        """The fine column after its last one."""
        return self.start + self.span


def regular(rows: Sequence[Sequence[Drawn]]) -> Grid:
    """The rows on the columns that most of them have.

    Borders differ by hairs from row to row, so a file's own grid is finer than the columns a reader
    sees, which are those of the usual row.
    """
    starts = _column_starts(rows)
    drawn: list[Row] = []
    above: dict[int, str] = {}
    for row in rows:
        cells, above = _row(row, starts, above)
        drawn.append(Row(cells))
    return Grid(tuple(drawn))


def _column_starts(rows: Sequence[Sequence[Drawn]]) -> list[int]:
    """The fine columns at which the columns of the usual row begin."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    times, count = max(((times, count) for count, times in counts.items()), default=(0, 0))
    if times and times >= USUAL * counts.total():
        patterns = Counter(tuple(cell.start for cell in row) for row in rows if len(row) == count)
        return list(patterns.most_common(1)[0][0])
    return sorted({cell.start for row in rows for cell in row}) or [0]


def _row(
    row: Sequence[Drawn], starts: Sequence[int], above: dict[int, str]
) -> tuple[tuple[Cell, ...], dict[int, str]]:
    """The cells of a row on the columns, and the texts that the row below may go on with."""
    if len(row) == len(starts):
        places = [(at, at + 1) for at in range(len(starts))]
    else:
        places = _places(row, starts)
    cells: list[Cell] = []
    texts: dict[int, str] = {}
    for (first, last), cell in zip(places, row, strict=True):
        if first > len(cells) and sum(c.span for c in cells) < first:
            cells += [Cell()] * (first - sum(c.span for c in cells))
        text = above.get(first, "") if cell.merged else cell.text
        cells.append(Cell(text, max(1, last - first), above=cell.merged))
        texts[first] = text
    missing = len(starts) - sum(cell.span for cell in cells)
    return (*cells, *[Cell()] * max(0, missing)), texts


def _places(row: Sequence[Drawn], starts: Sequence[int]) -> list[tuple[int, int]]:
    """First and after-last column of each cell, each at least one column further than the last."""
    places: list[tuple[int, int]] = []
    at = 0
    for cell in row:
        first = max(at, _nearest(cell.start, starts))
        last = max(first + 1, _nearest(cell.end, starts))
        places.append((first, last))
        at = last
    return places


def _nearest(fine: int, starts: Sequence[int]) -> int:
    """The column whose beginning is nearest to a fine column; the end lies after the last."""
    after = bisect_right(starts, fine)
    if after == 0:
        return 0
    if after == len(starts):
        return after - 1 if fine == starts[-1] else after
    left, right = starts[after - 1], starts[after]
    return after - 1 if fine - left <= right - fine else after
