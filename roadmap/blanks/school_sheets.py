"""One sheet a school for blanks of single cells, and sums of what is a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.blanks.headings import cell_heading
from roadmap.blanks.layout import Layout
from roadmap.blanks.pages import Page, Place, Value
from roadmap.blanks.references import quoted, renamed
from roadmap.blanks.values import Values, key
from roadmap.blanks.words import has
from roadmap.blanks.writing import put

LONGEST = 31
"""Excel's limit of a sheet's title."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\!']")


def add_school_sheets(
    book: Workbook,
    layout: Layout,
    titles: Sequence[str],
    before: Mapping[str, Page],
    submissions: Mapping[str, Values],
    *,
    sums: bool,
) -> None:
    """Repeats the sheets for each school. Those of one kind stand together, so that the sums can
    reach over them whatever is added between."""
    if not titles or not submissions:
        return
    taken = set(book.sheetnames)
    own = {school: _titles(taken, school, titles) for school in submissions}
    for title in titles:
        for school, values in submissions.items():
            sheet = _repeated(book, book[title], own[school])
            _fill(sheet, layout, title, school, values)
        if sums:
            _add_up(book, layout, before[title], submissions, [n[title] for n in own.values()])


def _titles(taken: set[str], school: str, titles: Sequence[str]) -> dict[str, str]:
    """A title for each of a school's sheets; they are put to those taken."""
    found = {}
    for title in titles:
        name = " ".join(_FORBIDDEN.sub(" ", school).split())
        if len(titles) > 1:
            name = f"{name[: LONGEST - min(len(title), 12) - 3]} \u2013 {title[:12].strip()}"
        found[title] = free_title(taken, name)
        taken.add(found[title])
    return found


def free_title(taken: Iterable[str], wanted: str) -> str:
    """The title, shortened, with a number behind it where it is taken already."""
    known = {title.casefold() for title in taken}
    name, number = wanted[:LONGEST].strip(), 1
    while name.casefold() in known or not name:
        number += 1
        ending = f" {number}"
        name = wanted[: LONGEST - len(ending)].strip() + ending
    return name


def _repeated(book: Workbook, source: Worksheet, titles: Mapping[str, str]) -> Worksheet:
    """A copy of a sheet behind all others; formulas between a school's sheets stay between them."""
    sheet = book.copy_worksheet(source)
    sheet.title = titles[source.title]
    sheet.sheet_state = source.sheet_state
    sheet.freeze_panes = source.freeze_panes
    for item in source.conditional_formatting:
        for rule in item.rules:
            sheet.conditional_formatting.add(str(item.sqref), copy(rule))
    for cell in list(sheet._cells.values()):
        if isinstance(cell, Cell) and cell.data_type == "f" and isinstance(cell.value, str):
            cell.value = renamed(cell.value, dict(titles))
    return sheet


def _fill(sheet: Worksheet, layout: Layout, title: str, school: str, values: Values) -> None:
    for named, place in layout.names:
        if named == title:
            put(sheet, place, school)
    for name, place in _keys(layout, title):
        if name in values:
            put(sheet, place, values[name])


def _keys(layout: Layout, title: str) -> list[tuple[str, Place]]:
    return [
        (key(index, place), place)
        for index, region in enumerate(layout.regions)
        if region.sheet == title
        for place in region.cells
    ]


def _add_up(
    book: Workbook,
    layout: Layout,
    page: Page,
    submissions: Mapping[str, Values],
    titles: Sequence[str],
) -> None:
    reach = quoted(f"{titles[0]}:{titles[-1]}") if len(titles) > 1 else quoted(titles[0])
    for name, place in _keys(layout, page.title):
        values = [values[name] for values in submissions.values() if name in values]
        if values and all(map(_is_number, values)) and not _is_share(page, place):
            cell = book[page.title].cell(*place)
            if isinstance(cell, Cell):
                cell.value = f"=SUM({reach}!{cell.coordinate})"


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_share(page: Page, place: Place) -> bool:
    return "%" in page.at(*place).format or has(cell_heading(page, place), "no_sums")
