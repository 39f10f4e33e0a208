"""Working days of a Russian office: weekends, public holidays, transferred days.

Federal holidays and the transfers decreed each autumn come from the `holidays` library;
regional days and a decree it does not know yet come as overrides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

LAST_YEAR_WITH_TRANSFERS = 2027
"""The last year whose transfers of days off the pinned `holidays` release holds."""

_DAY = timedelta(days=1)


class WorkingCalendar:
    """Which days are worked, and how far apart dates are in working days.

    `overrides` maps a date to whether it is worked and goes before everything else;
    `published` are later years whose decree the overrides hold in full.
    """

    def __init__(
        self, overrides: Mapping[date, bool] | None = None, published: Iterable[int] = ()
    ) -> None:
        self._overrides = dict(overrides or {})
        self._published = frozenset(published)
        self._moved: tuple[list[date], list[int]] | None = None

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        override = self._overrides.get(day)
        if override is not None:
            return override
        return _is_federal_working(day)

    def on_or_before(self, day: date) -> date:
        """`day` when it is worked, else the nearest working day before it."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """`day` when it is worked, else the nearest working day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def shift(self, day: date, n: int) -> date:
        """The working day `n` working days after `day` (before it when `n` is negative).

        `day` itself is not counted; with `n` zero it is returned as it is.
        """
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def aim(self, due: date) -> date:
        """The day to finish by: a date on a day off is aimed at the working day before."""
        return self.on_or_before(due)

    def working_days_late(self, due: date, today: date) -> int:
        """How many working days after the written date `due` have begun by `today`; 0 in time."""
        if today <= due:
            return 0
        return _federal_after(due, today) + self._overridden(today) - self._overridden(due)

    def _overridden(self, until: date) -> int:
        """By how many working days the overrides up to `until` differ from the federal rules."""
        if not self._overrides:
            return 0
        if self._moved is None:
            days = sorted(self._overrides)
            steps = [self._overrides[day] - _is_federal_working(day) for day in days]
            self._moved = days, [0, *accumulate(steps)]
        days, sums = self._moved
        return sums[bisect_right(days, until)]

    def is_published(self, year: int) -> bool:
        """Whether the days off transferred in `year` are known; until then it is a guess."""
        return year <= LAST_YEAR_WITH_TRANSFERS or year in self._published


@lru_cache(maxsize=1)
def _russia() -> HolidayBase:
    from holidays import country_holidays

    return country_holidays("RU")


@lru_cache(maxsize=64)
def _federal_working_days(year: int) -> tuple[bool, ...]:
    """For each day of `year`, whether it is worked by federal rules."""
    russia = _russia()
    first = date(year, 1, 1)
    days = 366 if _is_leap(year) else 365
    return tuple(russia.is_working_day(first + timedelta(days=n)) for n in range(days))


def _is_federal_working(day: date) -> bool:
    return _federal_working_days(day.year)[(day - date(day.year, 1, 1)).days]


@lru_cache(maxsize=64)
def _federal_counts(year: int) -> tuple[int, ...]:
    """For each day of `year`, how many days have been worked in it by the end of that day."""
    return tuple(accumulate(_federal_working_days(year)))


def _federal_after(after: date, until: date) -> int:
    """How many days later than `after` and not later than `until` are worked."""
    count = _federal_counts(until.year)[until.timetuple().tm_yday - 1]
    count -= _federal_counts(after.year)[after.timetuple().tm_yday - 1]
    return count + sum(_federal_counts(year)[-1] for year in range(after.year, until.year))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
