"""Rule + period → the concrete due dates, each under a key that outlives a moved date."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from roadmap.deadlines.rules import (
    CycleEnd,
    CycleMonth,
    External,
    Frequency,
    NoDeadline,
    OnDate,
    OnDays,
    Ongoing,
    OnWeekdays,
    OnYearDays,
    Recurring,
    Rule,
    SchoolTermEnds,
    Stacked,
    Window,
    YearDay,
)
from roadmap.period import Period

ONCE = "once"
CYCLE_MONTHS = {
    Frequency.YEARLY: 12,
    Frequency.HALF_YEARLY: 6,
    Frequency.QUARTERLY: 3,
    Frequency.MONTHLY: 1,
}
SCHOOL_QUARTER_MONTHS = (10, 12, 3, 5)
SCHOOL_HALF_MONTHS = (12, 5)
"""Months at whose ends school quarters and half-years are commonly taken to end."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One milestone: when its window opens (if it has one) and when it is due.

    `key` names the occurrence, not the date: «once», «2019», «2019-Q2», «2019-H1»,
    «2019-03», «2019-03#10», «2019-W05», «2018-T1» (school quarter); items of a
    stacked deadline are prefixed «a:», «b:», ...
    """

    key: str
    start: date | None
    due: date


def occurrences(rule: Rule, period: Period) -> tuple[Occurrence, ...]:
    """Every occurrence of `rule` that falls due inside `period`, by due date."""
    found = [each for each in _all(rule, period) if period.contains(each.due)]
    return tuple(sorted(found, key=lambda each: (each.due, each.key)))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def day_in(year: int, month: int, day: int | None) -> date:
    """`day` of the month, or its last day when there are fewer or none is named."""
    last = calendar.monthrange(year, month)[1]
    return date(year, month, last if day is None else min(day, last))


def _all(rule: Rule, period: Period) -> Iterator[Occurrence]:
    match rule:
        case OnDate(due):
            yield Occurrence(ONCE, None, due)
        case Window(start, due):
            yield Occurrence(ONCE, start, due)
        case Recurring():
            yield from _recurring(rule, period)
        case Stacked(items):
            for letter, item in zip(_letters(), items, strict=False):
                for each in _all(item, period):
                    yield replace(each, key=f"{letter}:{each.key}")
        case Ongoing() | External() | NoDeadline():
            return
        case _:
            assert_never(rule)


def _letters() -> Iterator[str]:
    """a, b, ..., z, a1, b1, ..."""
    letters, lap = "abcdefghijklmnopqrstuvwxyz", 0
    while True:
        yield from (letter + (str(lap) if lap else "") for letter in letters)
        lap += 1


def _recurring(rule: Recurring, period: Period) -> Iterator[Occurrence]:
    first = max(period.start, rule.since) if rule.since else period.start
    last = min(period.end, rule.until) if rule.until else period.end
    # A cycle may lie before the days it is reported on, so begin one year early.
    years = range(max(first.year - 1, date.min.year), last.year + 1)
    for each in _cycles(rule, years, first, last):
        if first <= each.due <= last:
            yield each


def _cycles(rule: Recurring, years: range, first: date, last: date) -> Iterator[Occurrence]:
    match rule.at:
        case OnYearDays(days):
            yield from _year_days(rule.freq, days, years)
        case CycleEnd():
            yield from _cycle_ends(rule.freq, years)
        case OnDays(days, month):
            yield from _days_of_month(rule.freq, days, month, years)
        case OnWeekdays(weekdays, None):
            yield from _weekly(weekdays, first, last)
        case OnWeekdays(weekdays, nth):
            yield from _nth_weekdays(rule.freq, weekdays, nth or 1, years)
        case SchoolTermEnds():
            yield from _school_terms(rule.freq, years)
        case _:
            assert_never(rule.at)


def _year_days(freq: Frequency, days: tuple[YearDay, ...], years: range) -> Iterator[Occurrence]:
    alone = len(days) == 1 and freq is Frequency.YEARLY
    months = [day.month for day in days]
    for year in years:
        seen: set[date] = set()
        for day in days:
            due = day_in(year, day.month, day.day)
            if due in seen:  # «31 января» beside «январь» is due once
                continue
            seen.add(due)
            key = f"{year}" if alone else f"{year}-{day.month:02}"
            if months.count(day.month) > 1:
                key += f"#{due.day:02}"
            yield Occurrence(key, _opening(day, due), due)


def _opening(day: YearDay, due: date) -> date | None:
    """The last `since` on or before `due`; None before the first year there is."""
    if day.since is None:
        return None
    opened = day_in(due.year, *day.since)
    if opened <= due:
        return opened
    return day_in(due.year - 1, *day.since) if due.year > date.min.year else None


def _cycle_ends(freq: Frequency, years: range) -> Iterator[Occurrence]:
    size = CYCLE_MONTHS.get(freq)
    if size is None:  # weeks and days: no date can be named
        return
    for year in years:
        for n in range(1, 12 // size + 1):
            yield Occurrence(_cycle_key(freq, year, n), None, month_end(year, n * size))


def _cycle_key(freq: Frequency, year: int, n: int) -> str:
    match freq:
        case Frequency.HALF_YEARLY:
            return f"{year}-H{n}"
        case Frequency.QUARTERLY:
            return f"{year}-Q{n}"
        case Frequency.MONTHLY:
            return f"{year}-{n:02}"
        case _:
            return f"{year}"


def _days_of_month(
    freq: Frequency, days: tuple[int, ...], month: CycleMonth, years: range
) -> Iterator[Occurrence]:
    size = CYCLE_MONTHS.get(freq, 1)
    offset = {CycleMonth.FIRST: 1 - size, CycleMonth.LAST: 0, CycleMonth.NEXT: 1}[month]
    for year in years:
        for n in range(1, 12 // size + 1):
            later, index = divmod(n * size + offset - 1, 12)
            if year + later > date.max.year:
                return
            for day in days:
                key = _cycle_key(freq, year, n) + (f"#{day:02}" if len(days) > 1 else "")
                yield Occurrence(key, None, day_in(year + later, index + 1, day))


def _weekly(weekdays: Iterable[int], first: date, last: date) -> Iterator[Occurrence]:
    wanted = set(weekdays)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        year, week, weekday = day.isocalendar()
        if weekday in wanted:
            suffix = f"#{weekday}" if len(wanted) > 1 else ""
            yield Occurrence(f"{year}-W{week:02}{suffix}", None, day)


def _nth_weekdays(
    freq: Frequency, weekdays: tuple[int, ...], nth: int, years: range
) -> Iterator[Occurrence]:
    size = CYCLE_MONTHS.get(freq, 1)
    for year in years:
        for month in range(size, 13, size):
            for weekday in weekdays:
                due = nth_weekday(year, month, weekday, nth)
                if due is not None:
                    suffix = f"#{weekday}" if len(weekdays) > 1 else ""
                    yield Occurrence(_cycle_key(freq, year, month // size) + suffix, None, due)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The `nth` (1 = first, -1 = last) ISO `weekday` of a month; None when there is none."""
    if nth < 0:
        last = month_end(year, month)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    day = 1 + (weekday - first.isoweekday()) % 7 + 7 * (nth - 1)
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _school_terms(freq: Frequency, years: range) -> Iterator[Occurrence]:
    half = freq is Frequency.HALF_YEARLY
    months, letter = (SCHOOL_HALF_MONTHS, "S") if half else (SCHOOL_QUARTER_MONTHS, "T")
    for year in years:
        for n, month in enumerate(months, start=1):
            following = year + (month < 9)
            if following <= date.max.year:
                yield Occurrence(f"{year}-{letter}{n}", None, month_end(following, month))
