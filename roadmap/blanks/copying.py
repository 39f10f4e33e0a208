"""A school's own copy of a blank.

The copy is the same file. Where the blank lists the schools, or asks for single cells, the sheet
is protected without a password and only the school's own cells are open; other schools' lines stay
where they are, so that the table looks like itself. Tables with any number of lines are not
protected: lines are added there. What is to be filled in is tinted where it has no colour.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.blanks.growing import Growing, Slot, own_lines
from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.marking import Mark, put_mark
from roadmap.blanks.opening import LIMITS, open_book, save_book
from roadmap.blanks.pages import page
from roadmap.documents.limits import Limits

TINT = PatternFill("solid", fgColor="FFFFF8DC")


def copy_for(
    blank: bytes, layout: Layout, school: str, token: str, limits: Limits = LIMITS
) -> bytes:
    """The copy of a school, marked with a token that only the caller understands.

    Raises a DocumentError for the blank, NotOfThisBlank for the layout, ValueError for the token.
    """
    copied = prepared(open_book(blank, limits), layout, school)
    for title in {region.sheet for region in layout.regions}:
        sheet = copied.book[title]
        slots = [slot for slot in own_slots(copied, school) if slot.sheet == title]
        for slot in slots:
            _open(sheet, slot)
        if _is_protected(title, layout) and not sheet.protection.sheet:
            _protect(sheet)
    put_mark(copied.book, Mark(token, layout.digest))
    return save_book(copied.book)


def prepared(book: Workbook, layout: Layout, school: str) -> Growing:
    """The blank with the school's name in it, and a line for it where the blank's list has none."""
    copied = Growing(book, layout)
    missing = {
        index: 1
        for index, region in enumerate(layout.regions)
        if region.lines and region.line_of(school) is None
    }
    copied.grow(missing)
    for index, region in enumerate(layout.regions):
        if index in missing or (region.names and not region.lines):
            copied.name(index, own_lines(region, school)[0], school)
    copied.name_cells(school)
    return copied


def own_slots(copied: Growing, school: str) -> tuple[Slot, ...]:
    """Every cell that a school fills in its copy."""
    sheets = {region.sheet: page(copied.book[region.sheet]) for region in copied.layout.regions}
    return tuple(
        slot
        for index, region in enumerate(copied.layout.regions)
        for slot in copied.slots(sheets[region.sheet], index, _lines(region, school))
    )


def _lines(region: Region, school: str) -> tuple[int, int]:
    """Of a table with one line a school only the first is offered."""
    first, last = own_lines(region, school)
    return (first, last) if region.many or region.lines else (first, first)


def _open(sheet: Worksheet, slot: Slot) -> None:
    cell = sheet.cell(*slot.place)
    if not isinstance(cell, Cell):
        return
    cell.protection = Protection(locked=False, hidden=cell.protection.hidden)
    if cell.fill.fill_type is None:
        cell.fill = TINT


def _is_protected(title: str, layout: Layout) -> bool:
    regions = [region for region in layout.regions if region.sheet == title]
    return all(region.lines or region.kind is RegionKind.CELLS for region in regions)


def _protect(sheet: Worksheet) -> None:
    """Widths and heights stay free; in the file False means allowed (ECMA-376, 18.3.1.85)."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
