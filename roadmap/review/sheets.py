"""One sheet of the workbook as rows with named columns; faults are collected with their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap.review.book import Book, CellFault, Fault, column_letters
from roadmap.review.vocabulary import headers, plain, sheet

HEADER_WITHIN = 12
"""The header is looked for in so many first rows."""
LONGEST_CELL = 8_000
SHOWN = 80


@dataclass
class Faults:
    """The faults of a whole workbook, in the order found."""

    found: list[CellFault] = field(default_factory=list)


@dataclass(frozen=True)
class SheetRow:
    """One row below the header; `number` counts from 1 as the sheet does."""

    sheet: str
    number: int
    cells: tuple[str, ...]
    columns: dict[str, int]
    faults: Faults

    def text(self, column: str) -> str:
        """What stands in a column, its lines kept; empty where the column is missing."""
        at = self.columns.get(column)
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""

    def line(self, column: str) -> str:
        """What stands in a column, in one line."""
        return " ".join(self.text(column).split())

    def cell(self, column: str) -> str:
        """The address of a column's cell in this row: «D17»."""
        return f"{column_letters(self.columns.get(column, 0))}{self.number}"

    def fault(self, column: str, fault: Fault, text: str | None = None) -> None:
        """Note a fault of a column's cell; `text` instead of the whole cell."""
        shown = self.line(column) if text is None else text
        self.faults.found.append(CellFault(self.sheet, self.cell(column), fault, shown[:SHOWN]))


def rows_of(book: Book, name: str, needed: tuple[str, ...], faults: Faults) -> Iterator[SheetRow]:
    """The filled rows of a sheet; a missing sheet or needed column is a fault."""
    title = sheet(name)
    rows = book.sheets.get(title)
    if rows is None:
        faults.found.append(CellFault(title, "A1", Fault.NO_SHEET))
        return
    header_at, columns = _header(rows, name)
    for column in needed:
        if column not in columns:
            words = headers(name)[column]
            cell = f"A{header_at + 1}"
            faults.found.append(CellFault(title, cell, Fault.NO_COLUMN, words))
    for number, cells in enumerate(rows[header_at + 1 :], start=header_at + 2):
        row = SheetRow(title, number, cells, columns, faults)
        if any(row.text(column) for column in columns if column != "key"):
            _check_length(row)
            yield row


def _header(rows: tuple[tuple[str, ...], ...], name: str) -> tuple[int, dict[str, int]]:
    """The row with most of the known headers, and where each column stands."""
    best: tuple[int, dict[str, int]] = (0, {})
    known = {plain(words): column for column, words in headers(name).items()}
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        for place, text in enumerate(row):
            if plain(text) in known:
                found.setdefault(known[plain(text)], place)
        if len(found) > len(best[1]):
            best = at, found
    return best


def _check_length(row: SheetRow) -> None:
    for column in row.columns:
        if len(row.text(column)) > LONGEST_CELL:
            row.fault(column, Fault.TOO_LONG)
