"""Tables whose borders are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from roadmap.documents.drawn import Drawn, regular
from roadmap.documents.grid import Grid, Row

HAIR = 1.5
"""Points by which borders that should meet may differ."""
Box = tuple[float, float, float, float]


def ruled_tables(page: Any, number: int) -> Iterator[tuple[Box, Grid]]:
    """The tables with drawn borders of a page of pdfplumber's, with their places, from the top."""
    for table in sorted(page.find_tables(), key=lambda table: table.bbox[1]):
        if len(table.cells) < 2:
            continue
        grid = regular(tuple(_rows(table)))
        rows = tuple(Row(row.cells, number) for row in grid.rows)
        yield table.bbox, Grid(rows)


def _rows(table: Any) -> Iterator[tuple[Drawn, ...]]:
    starts = _columns(table.cells)
    texts = dict(_texts(table))
    for row in table.rows:
        top = row.bbox[1]
        yield tuple(_cells(table.cells, texts, starts, top))


def _columns(cells: Sequence[Box]) -> list[float]:
    """The left edges of cells, those a hair apart taken as one."""
    starts: list[float] = []
    for left in sorted(cell[0] for cell in cells):
        if not starts or left - starts[-1] > HAIR:
            starts.append(left)
    return starts


def _texts(table: Any) -> Iterator[tuple[Box, str]]:
    """The text of every cell, its lines kept."""
    for row, texts in zip(table.rows, table.extract(x_tolerance=2, y_tolerance=3), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            if cell is not None:
                yield cell, text or ""


def _cells(
    cells: Sequence[Box], texts: dict[Box, str], starts: Sequence[float], top: float
) -> Iterator[Drawn]:
    """The cells that a row beginning at a height goes through, from left to right."""
    through = [cell for cell in cells if cell[1] <= top + HAIR and cell[3] > top + HAIR]
    for cell in sorted(through):
        first = _place(cell[0], starts)
        span = max(1, sum(cell[0] - HAIR <= start < cell[2] - HAIR for start in starts))
        yield Drawn(first, span, texts.get(cell, ""), merged=cell[1] < top - HAIR)


def _place(left: float, starts: Sequence[float]) -> int:
    return min(range(len(starts)), key=lambda at: abs(starts[at] - left))
