"""One sheet a school for blanks of single cells, and sums of what is a number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import TypeGuard

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
from roadmap.parties.kinds import words
from roadmap.parties.names import fold

LONGEST = 31
"""Excel's limit of a sheet's title."""
LONGEST_FORMULA, MOST_TERMS = 8_000, 250
"""Excel's limits are 8192 characters and 255 terms of a function."""
FEWEST = 6
"""Letters of the blank's own title that are kept behind the school's name."""
JOINED = " \u2013 "
_FORBIDDEN = re.compile("[][:*?/\\\\!'\"\u00ab\u00bb]")


def add_school_sheets(
    book: Workbook,
    layout: Layout,
    titles: Sequence[str],
    before: Mapping[str, Page],
    submissions: Mapping[str, Values],
    *,
    sums: bool,
) -> None:
    """Repeats the sheets for each school, behind all others; with `sums` adds up on the blank's
    own sheets what every school gave as a number."""
    taken = set(book.sheetnames)
    own = {school: _titles(taken, school, titles) for school in submissions} if titles else {}
    for school, titled in own.items():
        for title in titles:
            _fill(_repeated(book, book[title], titled), layout, title, school, submissions[school])
    for title in titles if sums else ():
        _add_up(
            book, layout, before[title], submissions, [titled[title] for titled in own.values()]
        )


def _titles(taken: set[str], school: str, titles: Sequence[str]) -> dict[str, str]:
    """A title for each of a school's sheets; they are put to those taken."""
    found = {}
    for title in titles:
        name = _short(school, LONGEST if len(titles) == 1 else LONGEST - FEWEST - len(JOINED))
        if len(titles) > 1:
            name += JOINED + title[: LONGEST - len(JOINED) - len(name)].strip()
        found[title] = free_title(taken, name)
        taken.add(found[title])
    return found


def _short(school: str, room: int) -> str:
    """The school's name without quotes and, where it is too long, without its legal form and its
    middle: numbers and own names stand at the end."""
    name = " ".join(_FORBIDDEN.sub(" ", school).split())
    if len(name) > room:
        name = " ".join(part for part in name.split() if fold(part) not in words("forms")) or name
    if len(name) > room:
        half = (room - 1) // 2
        name = f"{name[:half].strip()}\u2026{name[len(name) - half :].strip()}"
    return name


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
    for name, place in _keys(layout, page.title):
        values = [values[name] for values in submissions.values() if name in values]
        if values and all(map(_is_number, values)) and not _is_share(page, place):
            cell = book[page.title].cell(*place)
            if isinstance(cell, Cell):
                cell.value = _sum(titles, cell.coordinate) or math.fsum(
                    float(value) for value in values if _is_number(value)
                )


def _sum(titles: Sequence[str], cell: str) -> str | None:
    """The formula over one cell of many sheets; None where it is too long for a spreadsheet.

    A range of sheets would be shorter, but offices other than Excel do not read it."""
    if not titles:
        return None
    listed = [f"{quoted(title)}!{cell}" for title in titles]
    parts = [",".join(listed[at : at + MOST_TERMS]) for at in range(0, len(listed), MOST_TERMS)]
    text = "+".join(f"SUM({part})" for part in parts)
    return f"={text}" if len(text) < LONGEST_FORMULA else None


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_share(page: Page, place: Place) -> bool:
    return "%" in page.at(*place).format or has(cell_heading(page, place), "no_sums")
