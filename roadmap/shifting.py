"""A roadmap's deadlines in another period: rules moved by its length, and what must be asked."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from roadmap.deadlines import occurrences
from roadmap.deadlines.questions import OutsidePeriod, Question, YearWorkedOut
from roadmap.deadlines.rules import (
    External,
    NoDeadline,
    OnDate,
    Ongoing,
    Recurring,
    Rule,
    Simple,
    Stacked,
    Window,
)
from roadmap.period import Period

_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_DAY = timedelta(days=1)
SCHOOL_STARTS, SCHOOL_ENDS = (8, 9), (5, 6, 7, 8)
"""Months in which a plan for a school year begins and ends."""


@dataclass(frozen=True, slots=True)
class Shift:
    """So many whole months and days further: days only where months do not fit."""

    months: int
    days: int = 0

    @property
    def years(self) -> int | None:
        """Whole years, or None."""
        whole = self.days == 0 and self.months % 12 == 0
        return self.months // 12 if whole else None

    def day(self, day: date) -> date:
        """A day moved; the last of a month stays the last one. Raises OverflowError or ValueError
        past the last year there is."""
        if self.days:
            return day + timedelta(days=self.days)
        years, month = divmod(day.month - 1 + self.months, 12)
        year = day.year + years
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, last if _ends_month(day) else min(day.day, last))


@dataclass(frozen=True, slots=True)
class Shifted:
    """A rule in the other period, what to ask about it, and whether it had to be changed."""

    rule: Rule
    questions: tuple[Question, ...] = ()
    changed: bool = False


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def between(old: Period, new: Period) -> Shift:
    """How far the new period begins after the old one."""
    months = _months(old.start, new.start)
    if new.start.day == old.start.day:
        return Shift(months)
    return Shift(0, (new.start - old.start).days)


def following(period: Period) -> Period:
    """The period of the same length that comes next, the likeliest of `choices`."""
    return choices(period)[0]


def choices(period: Period) -> tuple[Period, ...]:
    """The periods that can be meant by the next one, the likelier first: the one that begins when
    this one has ended, and the same days of a later year. What begins with a school year comes
    again with the next one; what lasts until its end never goes on in summer."""
    adjacent, yearly = _adjacent(period), _same_days(period)
    if not (period.start.month in SCHOOL_STARTS and period.is_one_year):
        return tuple(dict.fromkeys((adjacent, yearly)))
    lasts = period.end.year > period.start.year and period.end.month in SCHOOL_ENDS
    return (yearly,) if lasts else tuple(dict.fromkeys((yearly, adjacent)))


def _adjacent(period: Period) -> Period:
    """The one of the same length right after: whole months where it has them."""
    start = period.end + _DAY
    if start.day == period.start.day:
        return Period(start, Shift(_months(period.start, start)).day(period.end))
    return Period(start, start + (period.end - period.start))


def _same_days(period: Period) -> Period:
    """The same days as many whole years later as the period lasts, a part of one for one."""
    start = period.end + _DAY
    months = _months(period.start, start) - (start.day < period.start.day)
    past = Shift(months).day(period.start) < start
    shift = Shift(-(-(months + past) // 12) * 12)
    return Period(shift.day(period.start), shift.day(period.end))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def shifted(rule: Rule, old: Period, new: Period) -> Shifted:
    """The rule for `new`: dates with a year are moved, what repeats stays. Asked about: a date
    that falls outside, and one that had no firm place in the old period."""
    shift = between(old, new)
    moved = _rule(rule, shift)
    questions = list[Question]()
    for one in moved.items if isinstance(moved, Stacked) else (moved,):
        questions += _asked(one, shift, new)
    return Shifted(moved, tuple(questions), moved != rule)


def _rule(rule: Rule, shift: Shift) -> Rule:
    if isinstance(rule, Stacked):
        return Stacked(tuple(_simple(item, shift) for item in rule.items))
    return _simple(rule, shift)


def _simple(rule: Simple, shift: Shift) -> Simple:
    match rule:
        case OnDate(due):
            return OnDate(shift.day(due))
        case Window(start, due):
            return Window(shift.day(start), shift.day(due))
        case Recurring():
            since = shift.day(rule.since) if rule.since else None
            until = shift.day(rule.until) if rule.until else None
            return replace(rule, since=since, until=until)
        case Ongoing(since):
            return Ongoing(shift.day(since) if since else None)
        case External() | NoDeadline():
            return rule
        case _:
            assert_never(rule)


def _asked(rule: Simple, shift: Shift, new: Period) -> list[Question]:
    """What a clerk would ask of one moved deadline."""
    match rule:
        case OnDate(due) if not new.contains(due):
            return [OutsidePeriod(due, new.start, new.end)]
        case Window(start, due) if not new.contains(due):
            return [OutsidePeriod(due, new.start, new.end)]
        case Recurring() if not occurrences(rule, new) and rule.freq.value not in _OFTEN:
            return [OutsidePeriod(rule.until or rule.since or new.end, new.start, new.end)]
        case OnDate(due) if shift.years is None:
            return [YearWorkedOut(due, due)]
        case Window(start, due) if shift.years is None:
            return [YearWorkedOut(start, due)]
        case _:
            return []


_OFTEN = frozenset({"weekly", "daily"})
"""What may name no dates at all."""


def years_in(text: str) -> bool:
    """Whether a text names a year."""
    return _YEAR.search(text) is not None


def renamed(title: str, old: Period, new: Period) -> str:
    """A title with the years of the old period moved; others stay."""
    years = between(old, new).years
    if years is None:
        return title

    def moved(found: re.Match[str]) -> str:
        year = int(found.group())
        return str(year + years) if year in old.years else found.group()

    return _YEAR.sub(moved, title)
