"""Answers as people type them or cells hold them, read into values or refused with facts.

Numbers are exact: of a cell's binary fraction the 15 digits count that a spreadsheet shows.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from roadmap.monitoring.choices import chosen, one_of
from roadmap.monitoring.dates import day_of_number, sensible, written_day
from roadmap.monitoring.fields import Field, FieldType, Value
from roadmap.monitoring.numbers import (
    LARGEST,
    OtherUnit,
    UnlikeNumber,
    as_text,
    number_of_cell,
    places,
    written_number,
)
from roadmap.monitoring.words import plain, words
from roadmap.typed import typed

Cell = str | int | float | bool | date | datetime | None
"""What a message or a cell of a workbook holds."""
TEXT_CHARS = 2000
FACT_CHARS = 60
_BROKEN = re.compile("#(?:[A-Z\u0410-\u042f/0]+[!?]|N/A|\u041d/\u0414)")
"""A formula's error (ECMA-376, 18.17.3), by its English or its Russian name."""


class ValueFault(StrEnum):
    """What can be wrong with an answer."""

    NOT_A_NUMBER = "not_a_number"
    DATE_FOR_NUMBER = "date_for_number"
    """A spreadsheet has turned «1.5» into the first of May."""
    NOT_WHOLE = "not_whole"
    OTHER_UNIT = "other_unit"
    TOO_PRECISE = "too_precise"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NO_SUCH_CHOICE = "no_such_choice"
    NOT_YES_NO = "not_yes_no"
    NOT_A_DATE = "not_a_date"
    NOT_A_FILE = "not_a_file"
    TOO_LONG = "too_long"
    BROKEN_CELL = "broken_cell"
    """A formula's error: «#REF!»."""
    WRONG_KIND = "wrong_kind"
    """A kept value that is none of its field's type."""


class BadValue(Exception):
    """An answer that cannot be taken: `text` as it was given, shortened; `limit` what it passes,
    or the most decimal places or letters."""

    def __init__(
        self, fault: ValueFault, field: Field, text: str = "", limit: Decimal | None = None
    ) -> None:
        super().__init__(fault, field.key, text, limit)
        self.fault, self.field, self.text, self.limit = fault, field, text[:FACT_CHARS], limit


def read(field: Field, raw: Cell, *, as_share: bool = False) -> Value:
    """The value of an answer; None when nothing or «нет данных» stands there.

    `as_share`: the number of the cell is shown in per cent, so that 0.45 means 45.
    Raises `BadValue`.
    """
    if isinstance(raw, str):
        raw = typed(raw)
        if _BROKEN.fullmatch(raw):
            raise BadValue(ValueFault.BROKEN_CELL, field, raw)
        if _is_skipped(field, raw):
            return None
    if raw is None:
        return None
    match field.type:
        case FieldType.YES_NO:
            return _yes_no(field, raw)
        case FieldType.DATE:
            return _day(field, raw)
        case FieldType.FILE:
            raise BadValue(ValueFault.NOT_A_FILE, field, _as_typed(raw))
        case FieldType.TEXT | FieldType.CHOICE | FieldType.CHOICES:
            return _words(field, _as_typed(raw))
        case _:
            return _number(field, raw, as_share=as_share)


def limit_passed(field: Field, number: Decimal) -> tuple[ValueFault, Decimal] | None:
    """Which limit of a field a number passes, and the limit; None for none."""
    if field.minimum is not None and number < field.minimum:
        return ValueFault.TOO_SMALL, field.minimum
    if field.maximum is not None and number > field.maximum:
        return ValueFault.TOO_LARGE, field.maximum
    if abs(number) > LARGEST:
        return (ValueFault.TOO_LARGE, LARGEST) if number > 0 else (ValueFault.TOO_SMALL, -LARGEST)
    return None


def text_limit(field: Field) -> int:
    """How many letters a text may have."""
    return TEXT_CHARS if field.maximum is None else min(int(field.maximum), TEXT_CHARS)


def as_number(value: Value) -> Decimal | None:
    """The number that a value of a numeric field is, None for any other."""
    if isinstance(value, bool) or value is None or isinstance(value, list):
        return None
    if isinstance(value, int):
        return Decimal(value)
    try:
        number = Decimal(value)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _number(field: Field, raw: Cell, *, as_share: bool) -> Value:
    number = _read_number(field, raw)
    if as_share and field.type is FieldType.PERCENT and not isinstance(raw, str):
        number *= 100
    number = _precise(field, number, is_cell=not isinstance(raw, str))
    passed = limit_passed(field, number)
    if passed is not None:
        raise BadValue(passed[0], field, _as_typed(raw), passed[1])
    return int(number) if field.type is FieldType.NUMBER else as_text(number)


def _read_number(field: Field, raw: Cell) -> Decimal:
    if isinstance(raw, date):
        raise BadValue(ValueFault.DATE_FOR_NUMBER, field, _as_typed(raw))
    try:
        if isinstance(raw, str):
            return written_number(raw, field.type, field.unit)
        return number_of_cell(raw)
    except UnlikeNumber as error:
        fault = ValueFault.NOT_A_NUMBER
        if isinstance(raw, str) and written_day(raw) is not None:
            fault = ValueFault.DATE_FOR_NUMBER
        raise BadValue(fault, field, _as_typed(raw)) from error
    except OtherUnit as error:
        raise BadValue(ValueFault.OTHER_UNIT, field, _as_typed(raw)) from error


def _precise(field: Field, number: Decimal, *, is_cell: bool) -> Decimal:
    """The number with no more places than its type has; a cell's is rounded as it is shown, a
    typed one is refused."""
    if abs(number) > LARGEST:
        return number
    most = places(field.type, field.unit)
    rounded = round(number, most)
    if rounded == number or (is_cell and field.type is not FieldType.NUMBER):
        return rounded
    if field.type is FieldType.NUMBER:
        raise BadValue(ValueFault.NOT_WHOLE, field, as_text(number))
    raise BadValue(ValueFault.TOO_PRECISE, field, as_text(number), Decimal(most))


def _words(field: Field, text: str) -> Value:
    if field.type is FieldType.TEXT:
        if len(text) > text_limit(field):
            raise BadValue(ValueFault.TOO_LONG, field, text, Decimal(text_limit(field)))
        return text
    if field.type is FieldType.CHOICE:
        found: Value = one_of(field.choices, text)
    else:
        found = chosen(field.choices, text)
    if found is None:
        raise BadValue(ValueFault.NO_SUCH_CHOICE, field, text)
    return found


def _yes_no(field: Field, raw: Cell) -> bool:
    if isinstance(raw, bool):
        return raw
    said = plain(_as_typed(raw))
    if said in words("yes")["words"]:
        return True
    if said in words("no")["words"]:
        return False
    raise BadValue(ValueFault.NOT_YES_NO, field, _as_typed(raw))


def _day(field: Field, raw: Cell) -> str:
    day: date | None = None
    if isinstance(raw, datetime):
        day = sensible(raw.date())
    elif isinstance(raw, date):
        day = sensible(raw)
    elif isinstance(raw, str):
        day = written_day(raw)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        day = day_of_number(raw)
    if day is None:
        raise BadValue(ValueFault.NOT_A_DATE, field, _as_typed(raw))
    return day.isoformat()


def _as_typed(raw: Cell) -> str:
    """A cell as its reader would type it."""
    match raw:
        case bool():
            return str(words("yes" if raw else "no")["shown"])
        case datetime() | date():
            return f"{raw:%d.%m.%Y}"
        case float():
            return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
        case _:
            return str(raw)


def _is_skipped(field: Field, text: str) -> bool:
    if not text:
        return True
    if field.type in (FieldType.YES_NO, FieldType.TEXT):
        return False
    own = {plain(choice) for choice in field.choices}
    return plain(text) in words("skipped")["words"] and plain(text) not in own
