"""The one neutral value every format is read into: paragraphs and grids of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """Text of a cell, its lines kept apart by a line feed.

    `span` counts the grid columns it covers; `above` means that it is the lower part of a
    cell merged with the one above it, its text repeated here.
    """

    text: str = ""
    span: int = 1
    above: bool = False


@dataclass(frozen=True)
class Row:
    """One drawn row; `page` counts from 1 where the format has pages; `mixed` marks a row whose
    cells had to be guessed from running words."""

    cells: tuple[Cell, ...]
    page: int = 1
    mixed: bool = False

    @property
    def width(self) -> int:
        """How many grid columns the row covers."""
        return sum(cell.span for cell in self.cells)

    def placed(self) -> Iterator[tuple[int, Cell]]:
        """Every cell with the number of its first grid column, from 0."""
        at = 0
        for cell in self.cells:
            yield at, cell
            at += cell.span


@dataclass(frozen=True)
class Grid:
    """One table or sheet as drawn; `name` is the sheet's, where it has one."""

    rows: tuple[Row, ...]
    name: str = ""

    @property
    def width(self) -> int:
        """Grid columns of the widest row."""
        return max((row.width for row in self.rows), default=0)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph outside any table; `heading` when its style says so."""

    text: str
    heading: bool = False


Block = Grid | Paragraph


@dataclass(frozen=True)
class Source:
    """A document in reading order.

    `wrapped` says that line feeds come from the layout (a PDF, text copied from one), so that
    lines are joined and line-end hyphens undone; otherwise the author pressed Enter there.
    `scanned`: the words come from a scanner, so that strange ones are pointed out.
    """

    blocks: tuple[Block, ...]
    wrapped: bool = False
    scanned: bool = False


def grid_of(rows: list[list[str]], name: str = "", page: int = 1) -> Grid:
    """A grid of plain texts, one cell a column."""
    return Grid(tuple(Row(tuple(Cell(text) for text in row), page) for row in rows), name)
