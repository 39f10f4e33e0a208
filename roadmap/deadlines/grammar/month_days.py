"""Days of a month without its name: «до 10 числа месяца, следующего за отчётным кварталом»."""

from __future__ import annotations

from roadmap.deadlines.grammar.cursor import Cursor, numeral
from roadmap.deadlines.grammar.repeats import read_cycle
from roadmap.deadlines.rules import CycleMonth, Frequency
from roadmap.deadlines.terms import MonthDays
from roadmap.deadlines.tokens import Token
from roadmap.deadlines.vocabulary import Role


def month_days(cursor: Cursor) -> MonthDays | None:
    """The days that begin here; the cursor stays when there are none."""
    start = cursor.at
    found = _month_days(cursor)
    if found is None:
        cursor.at = start
    return found


def _month_days(cursor: Cursor) -> MonthDays | None:
    _prepositions(cursor)
    days = _days(cursor)
    if not days:
        return None
    named = bool(cursor.take_unit("date"))
    if cursor.peek().has(Role.MONTH) or not (named or _month_follows(cursor)):
        return None
    month, freq = _which_month(cursor)
    if month is None and freq is None:
        freq = _reported(cursor)
        month = CycleMonth.NEXT if freq else None
    return MonthDays(days, month, freq)


def _prepositions(cursor: Cursor) -> None:
    cursor.skip(Role.IN, Role.NOISE, Role.SPAN)
    if cursor.peek().has(Role.NOT) and cursor.peek(1).has(Role.LATER):
        cursor.at += 2
        cursor.skip(Role.NOISE)
    cursor.skip(Role.BEFORE, Role.BY, Role.THROUGH, Role.SINCE)
    cursor.take_unit("date")  # «числа 15»


def _days(cursor: Cursor) -> tuple[int, ...]:
    """One day, a list («1 и 15»), or the last day of a range («с 1 по 10», «5-10»)."""
    days: list[int] = []
    while True:
        number = numeral(cursor.peek())
        if number is None or not 1 <= number <= 31:
            return ()
        cursor.step()
        days.append(number)
        if cursor.peek(1).has(Role.MONTH):
            return ()
        if cursor.take_mark("-") or cursor.take(Role.THROUGH):
            days.pop()
            continue
        if numeral(cursor.peek(1)) is not None and (cursor.take_mark(",") or cursor.take(Role.AND)):
            continue
        return tuple(dict.fromkeys(days))


def _month_follows(cursor: Cursor) -> bool:
    """Whether «каждого месяца», «следующего месяца», «последнего месяца» comes next."""
    qualified = cursor.peek().has(
        Role.EVERY, Role.NEXT, Role.REPORTING, Role.CURRENT, Role.LAST, Role.ORDINAL
    )
    return qualified and cursor.is_unit("month", ahead=1)


def _which_month(cursor: Cursor) -> tuple[CycleMonth | None, Frequency | None]:
    """The month of the cycle, and the cycle, as far as the words after the day tell."""
    start = cursor.at
    cursor.take(Role.IN)
    if cursor.take(Role.NEXT):
        return _next_month(cursor)
    position = cursor.peek()
    cursor.skip(Role.EVERY, Role.CURRENT, Role.REPORTING, Role.LAST, Role.ORDINAL)
    if cursor.take_unit("month"):
        return _month_of(cursor, position)
    unit = cursor.take_unit("quarter", "half")
    if unit is not None and position.has(Role.EVERY):
        return None, read_cycle(unit)
    cursor.at = start
    return None, None


def _month_of(cursor: Cursor, position: Token) -> tuple[CycleMonth | None, Frequency | None]:
    """After «(последнего) месяца»: «квартала», «, следующего за отчётным …», or nothing."""
    start = cursor.at
    cursor.take_mark(",")
    if cursor.take(Role.NEXT):
        return _next_month(cursor)
    cursor.at = start
    cursor.skip(Role.EVERY, Role.REPORTING)
    unit = cursor.take_unit("quarter", "half", "year")
    if unit is None:
        return CycleMonth.LAST, None if position.has(Role.LAST) else Frequency.MONTHLY
    first = position.has(Role.ORDINAL) and numeral(position) == 1
    return CycleMonth.FIRST if first else CycleMonth.LAST, read_cycle(unit)


def _next_month(cursor: Cursor) -> tuple[CycleMonth, Frequency | None]:
    """After «следующего»: «квартала», «месяца», «за отчётным кварталом», «за отчётным месяца»."""
    unit = cursor.take_unit("quarter", "half", "year")
    if unit is not None:
        return CycleMonth.NEXT, read_cycle(unit)
    cursor.take_unit("month")
    start = cursor.at
    cursor.take_mark(",")
    cursor.take(Role.NEXT)
    if not cursor.take(Role.BEHIND, Role.OUTSIDE):
        cursor.at = start
        return CycleMonth.NEXT, None
    cursor.skip(Role.EDGE, Role.RESULTS, Role.REPORTING)
    unit = cursor.take_unit("month", "quarter", "half", "year")
    if unit is None:
        cursor.take(Role.SPAN)
        return CycleMonth.NEXT, None
    cursor.take_unit("month")
    return CycleMonth.NEXT, read_cycle(unit)


def _reported(cursor: Cursor) -> Frequency | None:
    """«… после окончания отчётного квартала»."""
    start = cursor.at
    cursor.skip(Role.OUTSIDE, Role.THROUGH, Role.RESULTS, Role.EDGE, Role.REPORTING, Role.EVERY)
    unit = cursor.take_unit("month", "quarter", "half", "year") if cursor.at > start else None
    if unit is None:
        cursor.at = start
        return None
    return read_cycle(unit)
