"""When schools are left in peace: the holidays of the school year, and summer.

A municipality sets its own holidays; until it does, the usual ones are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from roadmap.working_calendar import WorkingCalendar

Span = tuple[date, date]

SUMMER_FROM, SUMMER_TO = (6, 1), (8, 31)  # month and day, both inside
LONGEST = 130  # days; no stretch without lessons is longer


@dataclass(frozen=True)
class SchoolYear:
    """Which local days belong to holidays. `holidays` are spans, both ends inside.

    A school year (September to August) with no span of its own has the usual autumn, winter and
    spring holidays.
    """

    holidays: Sequence[Span] = ()
    _set: frozenset[int] = field(init=False, repr=False, default=frozenset())

    def __post_init__(self) -> None:
        own = frozenset(_school_year(first) for first, _ in self.holidays)
        object.__setattr__(self, "_set", own)

    def is_summer(self, day: date) -> bool:
        """Whether `day` lies between two school years."""
        return SUMMER_FROM <= (day.month, day.day) <= SUMMER_TO

    def is_quiet(self, day: date) -> bool:
        """Whether schools have holidays on `day`."""
        if self.is_summer(day):
            return True
        year = _school_year(day)
        spans = self.holidays if year in self._set else usual_holidays(year)
        return any(first <= day <= last for first, last in spans)

    def before(self, day: date, calendar: WorkingCalendar) -> date:
        """`day` when schools work on it, else the nearest such day before it."""
        return self._nearest(day, -1, calendar)

    def after(self, day: date, calendar: WorkingCalendar) -> date:
        """`day` when schools work on it, else the nearest such day after it."""
        return self._nearest(day, 1, calendar)

    def _nearest(self, day: date, step: int, calendar: WorkingCalendar) -> date:
        for n in range(LONGEST):
            found = day + timedelta(days=n * step)
            if calendar.is_working(found) and not self.is_quiet(found):
                return found
        return day


def usual_holidays(year: int) -> tuple[Span, ...]:
    """The autumn, winter and spring holidays that most schools keep in the school year that
    begins in September of `year`."""
    return (
        _week_of_last_monday(year, 10),
        (date(year, 12, 29), date(year + 1, 1, 8)),
        _week_of_last_monday(year + 1, 3),
    )


def _week_of_last_monday(year: int, month: int) -> Span:
    last = date(year, month, 31)
    monday = last - timedelta(days=last.weekday())
    return monday, monday + timedelta(days=6)


def _school_year(day: date) -> int:
    return day.year if day.month >= SUMMER_TO[0] + 1 else day.year - 1
