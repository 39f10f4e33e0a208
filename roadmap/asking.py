"""How a municipality wants to be asked: how often about what is ongoing, until which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from roadmap.monitoring.periods import (
    DUE_DAY,
    FEWEST_DAYS,
    Period,
    PeriodKind,
    SchoolDates,
    following,
    period_of,
    previous,
    round_dates,
)
from roadmap.policy_settings import BadSetting
from roadmap.school_year import SchoolYear
from roadmap.working_calendar import WorkingCalendar

NEVER = "never"
ONGOING_EVERY = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
LAST_DUE_DAY = 28


@dataclass(frozen=True, slots=True)
class Asking:
    """`every`: the period that the lists of ongoing activities are about, None for no lists;
    `due_day` of the month after a period is the last for answers. Lists that would have opened
    before the local day `since` are left out."""

    every: PeriodKind | None = PeriodKind.QUARTER
    due_day: int = DUE_DAY
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A period to ask about now, and the round's local days."""

    period: Period
    opens: date
    due: date


def asking_from(settings: Mapping[str, Any]) -> Asking:
    """The wish of {"monitoring": {"ongoing": "quarter", "due_day": 10, "since": "2019-04-04"}};
    what is not there is as usual. Raises `BadSetting`."""
    said, usual = settings.get("monitoring", {}), Asking()
    if not isinstance(said, Mapping):
        raise BadSetting("monitoring", said)
    every = said.get("ongoing", PeriodKind.QUARTER.value)
    if every != NEVER and every not in ONGOING_EVERY:
        raise BadSetting("monitoring.ongoing", every)
    due_day = said.get("due_day", usual.due_day)
    if type(due_day) is not int or not 1 <= due_day <= LAST_DUE_DAY:
        raise BadSetting("monitoring.due_day", due_day)
    return Asking(None if every == NEVER else PeriodKind(every), due_day, _since(said))


def _since(said: Mapping[str, Any]) -> date | None:
    day = said.get("since")
    try:
        return None if day is None else date.fromisoformat(day)
    except (TypeError, ValueError) as error:
        raise BadSetting("monitoring.since", day) from error


def with_ongoing(
    settings: Mapping[str, Any], every: PeriodKind | None, since: date
) -> dict[str, Any]:
    """The settings with another wish for the lists of ongoing activities."""
    said = {"ongoing": NEVER if every is None else every.value, "since": since.isoformat()}
    return {**settings, "monitoring": {**settings.get("monitoring", {}), **said}}


def due_now(
    today: date, kind: PeriodKind, due_day: int, calendar: WorkingCalendar, dates: SchoolDates
) -> Due | None:
    """The period that is asked about on a local day: one that has ended, whose round has begun
    and is not due yet."""
    ended = _ended(today, kind, dates)
    opens, due = round_dates(ended, calendar, due_day)
    return Due(ended, opens, due) if opens <= today <= due else None


def due_of_schools(
    opens: date, due: date, school_year: SchoolYear, calendar: WorkingCalendar
) -> date:
    """When schools owe what a round asks: in holidays they are not written to, so not before they
    have had as many working days after these as anybody has after it `opens`."""
    return max(due, calendar.shift(school_year.after(opens, calendar), FEWEST_DAYS))


def opens_next(
    today: date, kind: PeriodKind, due_day: int, calendar: WorkingCalendar, dates: SchoolDates
) -> Due:
    """The first period whose round opens after a local day."""
    period = _ended(today, kind, dates)
    while True:
        opens, due = round_dates(period, calendar, due_day)
        if opens > today:
            return Due(period, opens, due)
        period = following(period, dates)


def _ended(today: date, kind: PeriodKind, dates: SchoolDates) -> Period:
    """The period that ended last before a local day."""
    period = period_of(today, kind, dates)
    return period if period.end < today else previous(period, dates)
