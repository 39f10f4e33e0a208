"""A sheet as it is looked at here: values, formulas, frames, what is merged and what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from roadmap.blanks.opening import LIMITS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as BookCell
    from openpyxl.worksheet.worksheet import Worksheet

Value = int | float | bool | str | date
"""What a cell holds; a moment is a datetime, a time of day or a span of time a text."""
Place = tuple[int, int]
"""Row and column, from 1."""
Area = tuple[int, int, int, int]
"""Top, left, bottom, right, all inside."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `formula` as written, `value` None for formulas that were not asked for.
    `framed`: has a line around it; `tinted`: has a colour of its own."""

    value: Value | None = None
    formula: str = ""
    error: bool = False
    format: str = "General"
    framed: bool = False
    tinted: bool = False
    locked: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is neither value nor formula."""
        return not self.formula and (self.value is None or str(self.value).strip() == "")


NOTHING = Cell()


@dataclass(frozen=True)
class Page:
    """A sheet; places count from 1. `locked_sheet`: the author protects it."""

    title: str
    cells: Mapping[Place, Cell]
    merged: Mapping[Place, Area] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True
    locked_sheet: bool = False

    @cached_property
    def height(self) -> int:
        """The last row in which anything stands or is framed."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """The last column in which anything stands or is framed."""
        return max((column for _, column in self.cells), default=0)

    def at(self, row: int, column: int) -> Cell:
        """The cell of a place."""
        return self.cells.get((row, column), NOTHING)

    def text(self, row: int, column: int) -> str:
        """What a reader sees there: of a merged range its one text, of a formula nothing."""
        return self.texts.get((row, column), "")

    @cached_property
    def texts(self) -> dict[Place, str]:
        """Every text by its place; that of a merged range at each place of it."""
        own = {place: text for place, cell in self.cells.items() if (text := _text(cell))}
        spread = {place: own[area[:2]] for place, area in self.merged.items() if area[:2] in own}
        return own | spread

    @cached_property
    def columns_of_texts(self) -> dict[int, list[int]]:
        """By row the columns in which a text stands, in order."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            found.setdefault(row, []).append(column)
        return found

    def area(self, row: int, column: int) -> Area:
        """The merged range of a place, or the place itself."""
        return self.merged.get((row, column), (row, column, row, column))

    def is_first(self, row: int, column: int) -> bool:
        """Whether the place holds what its merged range shows, or is not merged."""
        return self.area(row, column)[:2] == (row, column)

    def is_hidden(self, row: int, column: int) -> bool:
        """Whether the row or the column of a place is hidden."""
        return row in self.hidden_rows or column in self.hidden_columns

    @cached_property
    def turned(self) -> Page:
        """The sheet with rows for columns."""
        return replace(
            self,
            cells={(column, row): cell for (row, column), cell in self.cells.items()},
            merged={
                (column, row): (left, top, right, bottom)
                for (row, column), (top, left, bottom, right) in self.merged.items()
            },
            hidden_rows=self.hidden_columns,
            hidden_columns=self.hidden_rows,
        )


def pages(book: Workbook) -> dict[str, Page]:
    """Every sheet of a workbook by its title, in order."""
    return {sheet.title: page(sheet) for sheet in book.worksheets}


def page(sheet: Worksheet) -> Page:
    """A sheet as it stands now; what lies beyond the limits of rows and columns is left out."""
    from openpyxl.cell.cell import MergedCell

    looks: dict[int, tuple[str, bool, bool, bool]] = {}
    cells: dict[Place, Cell] = {}
    for (row, column), cell in sheet._cells.items():
        if row > LIMITS.rows or column > LIMITS.columns or isinstance(cell, MergedCell):
            continue
        look = cell.style_id
        if look not in looks:
            looks[look] = _look(cell)
        made = _cell(cell, looks[look])
        if made.framed or made.tinted or not made.locked or not made.is_empty:
            cells[row, column] = made
    return Page(
        sheet.title,
        cells,
        _merged(sheet),
        frozenset(row for row, size in sheet.row_dimensions.items() if size.hidden),
        frozenset(_hidden_columns(sheet)),
        sheet.sheet_state == "visible",
        bool(sheet.protection.sheet),
    )


def coordinate(row: int, column: int) -> str:
    """«C7»"""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """«C» of 3."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def column_of(name: str) -> int:
    """3 of «C». Raises ValueError."""
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(name)


def span(area: Area) -> str:
    """«C7» or «C7:E9»"""
    first, last = coordinate(area[0], area[1]), coordinate(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def _text(cell: Cell) -> str:
    return "" if cell.value is None or cell.formula else " ".join(str(cell.value).split())


def _look(cell: BookCell) -> tuple[str, bool, bool, bool]:
    lines = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
    return (
        str(cell.number_format),
        any(line is not None and line.style for line in lines),
        cell.fill.fill_type is not None,
        bool(cell.protection.locked),
    )


def _cell(cell: BookCell, look: tuple[str, bool, bool, bool]) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return Cell(None, str(getattr(value, "text", value)), False, *look)
    return Cell(_value(value), "", cell.data_type == "e", *look)


def _value(value: object) -> Value | None:
    match value:
        case float() if not isfinite(value):
            return str(value)
        case None | int() | float() | datetime() | date():
            return value
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)


def _merged(sheet: Worksheet) -> dict[Place, Area]:
    return {
        (row, column): (area.min_row, area.min_col, area.max_row, area.max_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _hidden_columns(sheet: Worksheet) -> Iterable[int]:
    for letter, size in sheet.column_dimensions.items():
        if size.hidden:
            first = size.min or sheet[f"{letter}1"].column
            yield from range(first, min(size.max or first, LIMITS.columns) + 1)
