"""Reading .xlsx, .xls and .ods: values as people see them; formulas are never evaluated."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from roadmap.documents.errors import BrokenDocument, EncryptedDocument, TooManyRows
from roadmap.documents.grid import Cell, Grid, Row, Source
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package
from roadmap.documents.workbook_formats import Places, column_number, month_cells

_FILLED = re.compile(rb'<c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"(?:[^<>]*[^/<>])?>')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
MOST_CELLS = 3_000_000
PANIC = "PanicException"
"""What the Rust library raises when it meets what it did not expect; no Exception of Python's."""
Merged = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(data: bytes, kind: str, limits: Limits) -> Source:
    """Every visible sheet as a grid. Raises BrokenDocument, EncryptedDocument, TooManyRows."""
    months: dict[str, Places] = {}
    if kind == "xlsx":
        with Package(data, kind, limits) as package:
            check_extent(package, limits)
            months = month_cells(package)
    from python_calamine import CalamineWorkbook

    with library_errors(kind):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return Source(tuple(_visible(workbook, months, limits)))


@contextmanager
def library_errors(kind: str) -> Iterator[None]:
    """Whatever calamine raises inside becomes BrokenDocument or EncryptedDocument."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise EncryptedDocument(kind) from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise BrokenDocument(kind, str(error)[:200]) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise BrokenDocument(kind, PANIC) from error


def check_extent(package: Package, limits: Limits) -> None:
    """Refuses sheets whose filled cells span more than can be held: the library makes room for
    the whole rectangle."""
    for name in package.names:
        if not _SHEET.match(name):
            continue
        last_row = last_column = 0
        for column, row in _FILLED.findall(package.read(name) or b""):
            last_row = max(last_row, int(row))
            last_column = max(last_column, column_number(column))
        if last_row * last_column > MOST_CELLS:
            raise TooManyRows(limits.rows)


def _visible(workbook: Any, months: dict[str, Places], limits: Limits) -> Iterator[Grid]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for meta in workbook.sheets_metadata:
        if meta.visible is not SheetVisibleEnum.Visible or meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        values = sheet.to_python(skip_empty_area=False)
        texts = [
            [
                _text(value, month=(at, column) in months.get(meta.name, ()))[: limits.cell_length]
                for column, value in enumerate(row[: limits.columns])
            ]
            for at, row in enumerate(values)
        ]
        yield _grid(texts, sheet.merged_cell_ranges or (), meta.name, limits)


def _grid(texts: list[list[str]], merged: Sequence[Merged], name: str, limits: Limits) -> Grid:
    while texts and not any(texts[-1]):
        texts.pop()
    if sum(any(row) for row in texts) > limits.rows:
        raise TooManyRows(limits.rows)
    width = max((at + 1 for row in texts for at, text in enumerate(row) if text), default=0)
    covers = _covers(merged, len(texts), width)
    return Grid(tuple(_row(texts, covers, at, width) for at in range(len(texts))), name)


def _covers(merged: Sequence[Merged], height: int, width: int) -> dict[tuple[int, int], Merged]:
    """Each cell of a merged range with the range it belongs to."""
    covers: dict[tuple[int, int], Merged] = {}
    for (top, left), (bottom, right) in merged:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                covers[row, column] = (top, left), (bottom, right)
    return covers


def _row(
    texts: Sequence[Sequence[str]], covers: dict[tuple[int, int], Merged], at: int, width: int
) -> Row:
    cells: list[Cell] = []
    column = 0
    while column < width:
        cover = covers.get((at, column))
        if cover is None:
            cells.append(Cell(_at(texts, at, column)))
            column += 1
            continue
        (top, left), (_, right) = cover
        span = min(right, width - 1) - column + 1
        cells.append(Cell(_at(texts, top, left), span, above=at > top))
        column += span
    return Row(tuple(cells))


def _at(texts: Sequence[Sequence[str]], row: int, column: int) -> str:
    return texts[row][column] if row < len(texts) and column < len(texts[row]) else ""


def _text(value: Any, *, month: bool = False) -> str:
    """A cell's value as a Russian reader would write it; of a date shown as a `month` the day is
    left out."""
    match value:
        case None | bool():
            return ""
        case str():
            return value.strip()
        case datetime() | date():
            return f"{value:%m.%Y}" if month else f"{value:%d.%m.%Y}"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.10g}"
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)
