"""What the cells of a returned workbook hold, before anybody asks what it means.

Formulas count by the value they were last calculated to; nothing is evaluated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from roadmap.blanks.errors import NotAWorkbook, SaveAsXlsx
from roadmap.documents.errors import EmptyDocument, EncryptedDocument, TooLarge, TooManyRows
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package
from roadmap.documents.workbook_formats import Places, column_number, percent_cells, sheet_parts
from roadmap.documents.workbooks import check_extent, library_errors
from roadmap.monitoring.sheet_marks import (
    LIMITS,
    STAMP,
    Mark,
    Stood,
    mark_in,
    property_mark,
)

Value = int | float | str | bool | date | None
NOWHERE: Places = frozenset()
_OTHER_TABLES = (Kind.XLS, Kind.ODS)
_CELL = re.compile(rb"<c\s([^<>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(rb'(?<!\S)r="([A-Z]{1,3})([0-9]{1,7})"')
_IS_ERROR = re.compile(rb'(?<!\S)t="e"')
_IS_TEXT = re.compile(rb'(?<!\S)t="str"')
_HAS_VALUE = re.compile(rb"<v>[^<]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows of values, and the places (row, column, from 0) that are shown in per
    cent, are `covered` by a merged cell, hold a formula's error, or a formula never calculated."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    percents: Places = NOWHERE
    covered: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    broken: Places = NOWHERE
    uncounted: Places = NOWHERE
    visible: bool = True

    def at(self, row: int, column: int) -> Value:
        """The value of a cell, None outside."""
        if not 0 <= row < len(self.rows) or not 0 <= column < len(self.rows[row]):
            return None
        return self.rows[row][column]

    def text(self, row: int, column: int) -> str:
        """The text of a cell, «» where there is none."""
        value = self.at(row, column)
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets, without the hidden mark; the mark and what stood in the workbook where it has
    kept them."""

    sheets: tuple[Sheet, ...]
    mark: Mark | None = None
    stood: Stood = field(default_factory=Stood)


def read_cells(data: bytes, limits: Limits = LIMITS) -> Book:
    """The cells of an .xlsx. Raises a DocumentError, see `roadmap.blanks.errors`."""
    _check(data, limits)
    from python_calamine import CalamineWorkbook

    with Package(data, "xlsx", limits) as package:
        if "xl/workbook.bin" in package.names:
            raise SaveAsXlsx("xlsb")
        check_extent(package, limits)
        percents = percent_cells(package)
        odd = {name: _odd(package.read(part) or b"") for name, part in sheet_parts(package)}
        mark = property_mark(package)
    sheets: list[Sheet] = []
    stood = Stood()
    with library_errors("xlsx"):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in _sheets(workbook, limits):
            found = mark_in([row[0] if row else None for row in sheet.rows])
            if sheet.name == STAMP:
                mark, stood = found or (mark, stood)
                continue
            broken, uncounted = odd.get(sheet.name, (NOWHERE, NOWHERE))
            sheets.append(
                Sheet(
                    sheet.name,
                    sheet.rows,
                    percents.get(sheet.name, NOWHERE),
                    sheet.covered,
                    broken,
                    uncounted,
                    sheet.visible,
                )
            )
    if not sheets:
        raise EmptyDocument
    return Book(tuple(sheets), mark, stood)


def _check(data: bytes, limits: Limits) -> None:
    if len(data) > limits.file_size:
        raise TooLarge(limits.file_size, len(data))
    kind = sniff(data)
    if kind is Kind.ENCRYPTED:
        raise EncryptedDocument("xlsx")
    if kind in _OTHER_TABLES:
        raise SaveAsXlsx(kind.value)
    if kind is not Kind.XLSX:
        raise NotAWorkbook(kind.value)


def _odd(part: bytes) -> tuple[Places, Places]:
    """Where a sheet's XML has errors of formulas, and formulas without a value."""
    broken: set[tuple[int, int]] = set()
    uncounted: set[tuple[int, int]] = set()
    for attributes, inside in _CELL.findall(part):
        place = _PLACE.search(attributes)
        if place is None:
            continue
        at = int(place[2]) - 1, column_number(place[1]) - 1
        if _IS_ERROR.search(attributes):
            broken.add(at)
        elif b"<f" in inside and not _HAS_VALUE.search(inside) and not _IS_TEXT.search(attributes):
            uncounted.add(at)
    return frozenset(broken), frozenset(uncounted)


def _sheets(workbook: object, limits: Limits) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    assert isinstance(workbook, CalamineWorkbook)  # noqa: S101 - opened by the caller
    for meta in workbook.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        rows = [
            tuple(_value(value, limits) for value in row[: limits.columns])
            for row in sheet.to_python(skip_empty_area=False)
        ]
        while rows and all(value in (None, "") for value in rows[-1]):
            rows.pop()
        if len(rows) > limits.rows:
            raise TooManyRows(limits.rows)
        yield Sheet(
            meta.name,
            tuple(rows),
            covered=_covered(sheet.merged_cell_ranges or (), len(rows), limits.columns),
            visible=meta.visible is SheetVisibleEnum.Visible,
        )


def _covered(merged: object, height: int, width: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Each cell under a merged one, with that one, where anything is filled in."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in merged:  # type: ignore[attr-defined]
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    covered[row, column] = top, left
    return covered


def _value(value: object, limits: Limits) -> Value:
    """A value that pickles as plain: a moment at midnight is a day, another time is text."""
    match value:
        case str():
            return value[: limits.cell_length * 2]
        case datetime():
            return value.date() if value.time() == time() else f"{value:%d.%m.%Y %H:%M}"
        case time() | timedelta():
            return str(value)
        case int() | float() | date():
            return value
        case _:
            return None
