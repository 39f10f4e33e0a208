"""Putting values into cells of a workbook so that no text of a stranger becomes a formula."""

from __future__ import annotations

from datetime import date, datetime

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.blanks.pages import Place, Value

LONGEST = 32_000
DAY, MOMENT = "dd.mm.yyyy", "dd.mm.yyyy hh:mm"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def put(sheet: Worksheet, place: Place, value: Value) -> None:
    """Writes a value; the cell's look stays but for a date in a cell that shows no dates."""
    cell = sheet.cell(*place)
    if not isinstance(cell, Cell):
        return  # covered by a merged range that shows another cell
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
        if value.startswith(_FORMULA_SIGNS):
            cell.quotePrefix = True
        return
    shown = cell.number_format
    cell.value = value
    if isinstance(value, date) and shown == "General":
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
