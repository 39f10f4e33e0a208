"""Formulas and ranges after lines were put into a sheet.

As in a spreadsheet, what lies behind the new lines moves with its cells. Beyond that a range of
the table that ends with its last line grows over the new ones, which a spreadsheet does not do:
so sums go on adding every line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import column_index_from_string, get_column_letter

_SIDES = re.compile(r"(\$?)([A-Z]{1,3})?(\$?)(\d{1,7})?")
_FOLDING = frozenset({"SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA", "SUBTOTAL", "PRODUCT"})
"""Functions of a list of cells: one cell alone in them stands for all the lines."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """`count` rows (or columns) put into a sheet before row `at`; `first` is the first line of the
    table they belong to."""

    sheet: str
    at: int
    count: int
    first: int
    columns: bool = False

    @property
    def last(self) -> int:
        """The last line of the table as it was."""
        return self.at - 1


def moved(formula: str, own_sheet: str, change: Inserted, *, widen: bool) -> str:
    """The formula after the change; `widen` for those that stand outside of the table's lines."""
    tokens = Tokenizer(formula)
    functions: list[str] = []
    for token in tokens.items:
        if token.type in (Token.FUNC, Token.PAREN) and token.subtype == Token.OPEN:
            functions.append(token.value.rstrip("(").upper())
        elif token.type in (Token.FUNC, Token.PAREN) and token.subtype == Token.CLOSE:
            functions.pop()
        elif token.type == Token.OPERAND and token.subtype == Token.RANGE:
            folds = bool(functions) and functions[-1] in _FOLDING
            token.value = _operand(token.value, own_sheet, change, widen=widen, folds=folds)
    return f"={''.join(token.value for token in tokens.items)}"


def moved_range(reference: str, change: Inserted) -> str:
    """A range of the changed sheet itself («A1:C7»), grown where it ends with the last line."""
    return _reference(reference, change, widen=True, folds=True)


def renamed(formula: str, titles: dict[str, str]) -> str:
    """The formula with sheets called otherwise."""
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            sheet, bang, cells = token.value.rpartition("!")
            if bang and unquoted(sheet) in titles:
                token.value = f"{quoted(titles[unquoted(sheet)])}!{cells}"
    return f"={''.join(token.value for token in tokens.items)}"


def quoted(title: str) -> str:
    """A sheet's title as formulas write it."""
    escaped = title.replace("'", "''")
    return f"'{escaped}'"


def unquoted(sheet: str) -> str:
    """The title that a formula means."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _operand(text: str, own_sheet: str, change: Inserted, *, widen: bool, folds: bool) -> str:
    sheet, bang, cells = text.rpartition("!")
    if (unquoted(sheet) if bang else own_sheet) != change.sheet:
        return text
    return sheet + bang + _reference(cells, change, widen=widen, folds=folds)


def _reference(cells: str, change: Inserted, *, widen: bool, folds: bool) -> str:
    first, colon, last = cells.partition(":")
    start, end = _SIDES.fullmatch(first), _SIDES.fullmatch(last or first)
    if start is None or end is None:
        return cells  # a name or a table
    low, high = _line(start, change), _line(end, change)
    if low is None or high is None or low > high:
        return cells
    grows = (
        widen and high == change.last >= low and (bool(colon) or (folds and low == change.first))
    )
    new_low = low + change.count if low >= change.at else low
    new_high = high + change.count if high >= change.at or grows else high
    made = _written(start, new_low, change)
    return f"{made}:{_written(end, new_high, change)}" if colon or grows else made


def _line(side: re.Match[str], change: Inserted) -> int | None:
    if change.columns:
        return column_index_from_string(side[2]) if side[2] else None
    return int(side[4]) if side[4] else None


def _written(side: re.Match[str], line: int, change: Inserted) -> str:
    letters, row = side[2] or "", side[4] or ""
    if change.columns:
        letters = get_column_letter(line)
    else:
        row = str(line)
    return f"{side[1]}{letters}{side[3]}{row}"
