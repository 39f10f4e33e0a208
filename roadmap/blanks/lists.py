"""The sheets put behind the blank's own: who has not answered, whose lines are whose, and single
cells that stand beside a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from roadmap.blanks.headings import cell_heading
from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.pages import Page, Value
from roadmap.blanks.school_sheets import free_title
from roadmap.blanks.values import Values, key
from roadmap.blanks.words import word
from roadmap.blanks.writing import put

NAME_WIDTH, WIDTH = 60, 24
"""Characters."""
Owned = tuple[str, int, int]
"""A school with its first and last row or column."""


def add_absent(book: Workbook, schools: Sequence[str]) -> None:
    """Those who have not answered, one a row."""
    _list(book, word("sheets", "absent"), [word("heads", "school")], [[name] for name in schools])


def add_present(book: Workbook, tables: Iterable[tuple[Region, Sequence[Owned]]]) -> None:
    """Of tables that have no place for a school's name: whose lines are which."""
    for region, owned in tables:
        columns = region.kind is RegionKind.COLUMNS
        head = word("heads", "columns" if columns else "lines")
        rows = [[school, _lines(first, last, columns=columns)] for school, first, last in owned]
        _list(book, word("sheets", "present"), [word("heads", "school"), head], rows)


def add_rest(
    book: Workbook,
    layout: Layout,
    in_tables: Collection[str],
    before: Mapping[str, Page],
    submissions: Mapping[str, Values],
) -> None:
    """Single cells of sheets that hold a table too: a row a school, a column a cell."""
    cells = [
        (key(index, place), cell_heading(before[region.sheet], place))
        for index, region in enumerate(layout.regions)
        if region.kind is RegionKind.CELLS and region.sheet in in_tables
        for place in region.cells
    ]
    if cells and submissions:
        heads = [word("heads", "school"), *(heading for _, heading in cells)]
        rows: list[list[Value]] = [
            [school, *(values.get(name, "") for name, _ in cells)]
            for school, values in submissions.items()
        ]
        _list(book, word("sheets", "rest"), heads, rows)


def _list(
    book: Workbook, title: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]
) -> None:
    sheet = book.create_sheet(free_title(book.sheetnames, title))
    for at, line in enumerate([heads, *rows], start=1):
        for column, value in enumerate(line, start=1):
            put(sheet, (at, column), value)
            cell = sheet.cell(at, column)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=at == 1)
    for column in range(1, len(heads) + 1):
        width = NAME_WIDTH if column == 1 else WIDTH
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def _lines(first: int, last: int, *, columns: bool) -> str:
    one, other = (
        (get_column_letter(first), get_column_letter(last)) if columns else (str(first), str(last))
    )
    return one if one == other else f"{one}\u2013{other}"
