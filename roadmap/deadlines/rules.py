"""What a written deadline means: one type for each case, independent of any period."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum


class Frequency(StrEnum):
    """How often something repeats; the values are those of the draft's JSON."""

    YEARLY = "yearly"
    HALF_YEARLY = "half-yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    DAILY = "daily"


class CycleMonth(StrEnum):
    """The month of a cycle (quarter, half-year, ...) in which a named day lies."""

    FIRST = "first"
    LAST = "last"
    NEXT = "next"
    """The month after the cycle: a report due after its period."""


class Weekday(IntEnum):
    """Days of the week with their ISO numbers."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


@dataclass(frozen=True, slots=True)
class YearDay:
    """A due day that comes every year: `day` of `month`, or the month's last day.

    `since` is the (month, day) on which its window opens, where one is written.
    """

    month: int
    day: int | None = None
    since: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CycleEnd:
    """Due when the year, half-year, quarter or month ends; weeks and days name no date."""


@dataclass(frozen=True, slots=True)
class OnYearDays:
    """Due on these days of every year, in the order written."""

    days: tuple[YearDay, ...]


@dataclass(frozen=True, slots=True)
class OnDays:
    """Due on these days of one month of every cycle («до 10 числа»)."""

    days: tuple[int, ...]
    month: CycleMonth = CycleMonth.LAST


@dataclass(frozen=True, slots=True)
class OnWeekdays:
    """Due on these weekdays: every one, or the `nth` of the month (-1: the last)."""

    weekdays: tuple[Weekday, ...]
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolTermEnds:
    """Due when a school quarter (quarterly) or a school half-year (half-yearly) ends."""


At = CycleEnd | OnYearDays | OnDays | OnWeekdays | SchoolTermEnds


@dataclass(frozen=True, slots=True)
class OnDate:
    """One due date."""

    due: date


@dataclass(frozen=True, slots=True)
class Window:
    """Done between two dates; due on the last."""

    start: date
    due: date


@dataclass(frozen=True, slots=True)
class Recurring:
    """Repeats, within `since` and `until` where they are written."""

    freq: Frequency
    at: At = field(default_factory=CycleEnd)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Ongoing:
    """Done all the time, from `since` where it is written; nothing falls due."""

    since: date | None = None


@dataclass(frozen=True, slots=True)
class External:
    """Depends on something outside: a schedule, an order, an event.

    `condition` keeps the words; two such deadlines are the same rule.
    """

    condition: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NoDeadline:
    """Nothing is written, or nothing that can be read."""


Simple = OnDate | Window | Recurring | Ongoing | External | NoDeadline


@dataclass(frozen=True, slots=True)
class Stacked:
    """Several deadlines in one cell, in the order written; at least two, none of them stacked."""

    items: tuple[Simple, ...]

    @property
    def leading(self) -> Simple:
        """The item the whole row is known by: the latest date, else what repeats, else the rest."""
        dated = [item for item in self.items if isinstance(item, OnDate | Window)]
        if dated:
            return max(dated, key=lambda item: item.due)
        for kind in (Recurring, Ongoing, External):
            found = [item for item in self.items if isinstance(item, kind)]
            if found:
                return max(found, key=_last_month)
        return self.items[0]


Rule = Simple | Stacked


def _last_month(rule: Simple) -> tuple[int, int]:
    if isinstance(rule, Recurring) and isinstance(rule.at, OnYearDays):
        last = max(rule.at.days, key=lambda day: (day.month, day.day or 31))
        return last.month, last.day or 31
    return (0, 0)
