"""Moment + year → its first and last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from roadmap.deadlines.occurrences import day_in, month_end, nth_weekday
from roadmap.deadlines.terms import Edge, Moment, Unit

_SOME_YEAR = 2001
_TERMS = ((9, 10), (11, 12), (1, 3), (4, 5))
_SCHOOL_HALVES = ((9, 12), (1, 5))
Extent = tuple[date, date]


def extent(moment: Moment) -> Extent:
    """First and last day of a moment whose year is known.

    A school year ends on 31 August; «конец учебного года» on 31 May.
    """
    year = moment.year or _SOME_YEAR
    if moment.unit is Unit.SCHOOL_YEAR:
        return _school_year(moment.edge, year)
    if moment.school and due_month(moment) < 9:
        year += 1
    return _edged(moment, year, _whole(moment, year))


def in_year(moment: Moment, year: int) -> Extent:
    """The extent that ends in the calendar `year`, of a moment written without one."""
    placed = replace(moment, year=year, school=False)
    found = extent(placed)
    return found if found[1].year == year else extent(replace(placed, year=year - 1))


def due_month(moment: Moment) -> int:
    """The month in which the moment ends, whatever the year."""
    return _edged(moment, _SOME_YEAR, _whole(moment, _SOME_YEAR))[1].month


def first_month(moment: Moment) -> int:
    """The month in which the moment begins, whatever the year."""
    return _whole(moment, _SOME_YEAR)[0].month


def _whole(moment: Moment, year: int) -> Extent:
    n = moment.n
    match moment.unit:
        case Unit.DAY | Unit.WEEK | Unit.DECADE | Unit.HALF_MONTH | Unit.NTH_WEEKDAY:
            return _within_month(moment, year)
        case Unit.MONTH:
            return _months(year, moment.month, moment.month)
        case Unit.SEASON:
            return _season(n, year)
        case Unit.QUARTER:
            return _months(year, 3 * n - 2, 3 * n)
        case Unit.HALF:
            return _months(year, 6 * n - 5, 6 * n)
        case Unit.TERM:
            return _months(year, *_TERMS[n - 1])
        case Unit.SCHOOL_HALF:
            return _months(year, *_SCHOOL_HALVES[n - 1])
        case Unit.YEAR | Unit.BARE:
            return _months(year, 1, 12)
        case Unit.SCHOOL_YEAR:
            return _school_year(moment.edge, year)
        case _:
            assert_never(moment.unit)


def _within_month(moment: Moment, year: int) -> Extent:
    n, month = moment.n, moment.month
    match moment.unit:
        case Unit.WEEK:
            return _part_of_month(year, month, 7, n, 5)
        case Unit.DECADE:
            return _part_of_month(year, month, 10, n, 3)
        case Unit.HALF_MONTH:
            return _part_of_month(year, month, 15, n, 2)
        case Unit.NTH_WEEKDAY:
            day = nth_weekday(year, month, moment.weekday or 1, n) or month_end(year, month)
        case _:
            day = day_in(year, month, n)
    return day, day


def _months(year: int, first: int, last: int) -> Extent:
    return date(year, first, 1), month_end(year, last)


def _part_of_month(year: int, month: int, size: int, n: int, last: int) -> Extent:
    """The `n`-th part of `size` days; the `last` part ends with the month."""
    end = month_end(year, month)
    if n < last:
        return date(year, month, size * (n - 1) + 1), date(year, month, size * n)
    if size == 7:
        return end - timedelta(days=6), end
    return date(year, month, size * (n - 1) + 1), end


def _season(n: int, year: int) -> Extent:
    if n == 1:
        return date(year - 1, 12, 1), month_end(year, 2)
    return _months(year, 3 * n - 3, 3 * n - 1)


def _school_year(edge: Edge | None, year: int) -> Extent:
    start = date(year, 9, 1)
    match edge:
        case Edge.BEGIN:
            return start, month_end(year, 9)
        case Edge.MIDDLE:
            return start, month_end(year, 12)
        case Edge.END:
            return start, month_end(year + 1, 5)
        case None:
            return start, month_end(year + 1, 8)
        case _:
            assert_never(edge)


def _edged(moment: Moment, year: int, whole: Extent) -> Extent:
    """The beginning or the middle of a moment ends before the moment does."""
    start, end = whole
    if moment.edge is None or moment.edge is Edge.END or moment.unit is Unit.SCHOOL_YEAR:
        return whole
    begin = moment.edge is Edge.BEGIN
    if start.month == end.month:
        return start, day_in(year, start.month, 10 if begin else 20)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    ahead = 0 if begin else (months - 1) // 2
    years, month = divmod(start.month - 1 + ahead, 12)
    return start, month_end(start.year + years, month + 1)
