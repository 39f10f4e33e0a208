"""Putting lines into a table of a workbook: like its last line, before what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.blanks.pages import coordinate
from roadmap.blanks.references import Inserted, moved, moved_range

Span = tuple[int, int]
_Cells = Sequence[tuple[tuple[int, int], Cell | MergedCell]]


def insert_lines(
    book: Workbook, sheet: Worksheet, after: Span, count: int, *, first: int, columns: bool
) -> None:
    """`count` new lines behind the lines `after` (both inside), each like these: looks, formulas,
    merged cells, rules; constant texts and numbers are not repeated. `first` is the table's first
    line. Formulas and ranges everywhere follow."""
    height = after[1] - after[0] + 1
    change = Inserted(sheet.title, after[1] + 1, count * height, first, columns)
    _move_formulas(book, change)
    _move_cells(sheet, change)
    _move_ranges(sheet, change)
    _move_names(book, sheet, change)
    cells = [
        (place, cell)
        for place, cell in sheet._cells.items()
        if after[0] <= (place[1] if columns else place[0]) <= after[1]
    ]
    merged = _merged_within(sheet, after, columns=columns)
    for shift in range(height, (count + 1) * height, height):
        _repeat(sheet, cells, shift, columns=columns)
        _repeat_sizes(sheet, after, shift, columns=columns)
        for area in merged:
            made = CellRange(area)
            made.shift(col_shift=shift if columns else 0, row_shift=0 if columns else shift)
            sheet.merge_cells(made.coord)


def _move_formulas(book: Workbook, change: Inserted) -> None:
    for sheet in book.worksheets:
        for (row, column), cell in sheet._cells.items():
            if isinstance(cell, MergedCell) or cell.data_type != "f":
                continue
            line = column if change.columns else row
            inside = sheet.title == change.sheet and change.first <= line <= change.last
            if isinstance(cell.value, str):
                cell.value = moved(cell.value, sheet.title, change, widen=not inside)
            elif isinstance(cell.value, ArrayFormula):
                text = moved(str(cell.value.text), sheet.title, change, widen=not inside)
                cell.value.text = text
                if sheet.title == change.sheet:
                    cell.value.ref = moved_range(cell.value.ref, change)


def _move_cells(sheet: Worksheet, change: Inserted) -> None:
    if change.columns:
        sizes = {
            column: sheet.column_dimensions[get_column_letter(column)].width
            for column in range(change.at, sheet.max_column + 1)
        }
        sheet.insert_cols(change.at, change.count)
        for column, width in sizes.items():
            sheet.column_dimensions[get_column_letter(column + change.count)].width = width
        return
    heights = {row: copy(size) for row, size in sheet.row_dimensions.items() if row >= change.at}
    sheet.insert_rows(change.at, change.count)
    for row in heights:
        del sheet.row_dimensions[row]
    for row, size in heights.items():
        place = sheet.row_dimensions[row + change.count]
        place.height, place.hidden = size.height, size.hidden


def _move_ranges(sheet: Worksheet, change: Inserted) -> None:
    for area in list(sheet.merged_cells.ranges):
        low, high = (area.min_col, area.max_col) if change.columns else (area.min_row, area.max_row)
        if low >= change.at:
            columns, rows = (change.count, 0) if change.columns else (0, change.count)
            area.shift(col_shift=columns, row_shift=rows)
        elif high >= change.at:
            grown = moved_range(area.coord, change)
            sheet.merged_cells.remove(area)
            sheet.merge_cells(grown)
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = MultiCellRange([moved_range(part.coord, change) for part in rule.sqref.ranges])
    conditions = [(item.sqref, item.rules) for item in sheet.conditional_formatting]
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    for sqref, rules in conditions:
        where = " ".join(moved_range(part.coord, change) for part in sqref.ranges)
        for rule in rules:
            sheet.conditional_formatting.add(where, rule)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved_range(sheet.auto_filter.ref, change)


def _move_names(book: Workbook, sheet: Worksheet, change: Inserted) -> None:
    for name in [*book.defined_names.values(), *sheet.defined_names.values()]:
        text = str(name.value or "")
        if text and not text.startswith(("#", "=")):
            name.value = moved(f"={text}", sheet.title, change, widen=True)[1:]
    if sheet.print_area:
        parts = [part.rpartition("!")[2].replace("$", "") for part in sheet.print_area.split(",")]
        sheet.print_area = ",".join(moved_range(part, change) for part in parts)


def _repeat(sheet: Worksheet, cells: _Cells, shift: int, *, columns: bool) -> None:
    """Makes the lines so far behind the pattern's like these."""
    for (row, column), cell in cells:
        target = (row, column + shift) if columns else (row + shift, column)
        made = sheet.cell(*target)
        made._style = copy(cell._style)  # type: ignore[union-attr]  # the stubs leave it out
        if isinstance(cell, Cell) and cell.data_type == "f" and isinstance(cell.value, str):
            place = coordinate(row, column)
            made.value = Translator(cell.value, place).translate_formula(coordinate(*target))
        elif (number := _next_number(sheet, row, column, columns=columns)) is not None:
            made.value = number + shift - 1


def _next_number(sheet: Worksheet, row: int, column: int, *, columns: bool) -> int | None:
    """The number that follows where lines are numbered: the line before holds one less."""
    own = sheet.cell(row, column).value
    row, column = (row, column - 1) if columns else (row - 1, column)
    if type(own) is not int or min(row, column) < 1 or sheet.cell(row, column).value != own - 1:
        return None
    return own + 1


def _repeat_sizes(sheet: Worksheet, pattern: Span, shift: int, *, columns: bool) -> None:
    for line in range(pattern[0], pattern[1] + 1):
        if columns:
            width = sheet.column_dimensions[get_column_letter(line)].width
            sheet.column_dimensions[get_column_letter(line + shift)].width = width
        else:
            sheet.row_dimensions[line + shift].height = sheet.row_dimensions[line].height


def _merged_within(sheet: Worksheet, pattern: Span, *, columns: bool) -> list[str]:
    """The merged ranges that lie in the pattern's lines."""
    found = []
    for area in sheet.merged_cells.ranges:
        low, high = (area.min_col, area.max_col) if columns else (area.min_row, area.max_row)
        if pattern[0] <= low and high <= pattern[1]:
            found.append(area.coord)
    return found
