"""Which digest goes on which morning: a short one when there is something, a full one weekly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum, auto
from typing import Any

from roadmap.policy_settings import BadSetting, policy_from
from roadmap.working_calendar import WorkingCalendar

NEVER, MONDAY, SUNDAY = 0, 1, 7
LONGEST_REST = timedelta(days=21)


class Daily(StrEnum):
    """When the short digest goes: with something late, due or waiting; every day; never."""

    WHEN_NEEDED = "when-needed"
    ALWAYS = "always"
    OFF = "off"


class Edition(Enum):
    """What goes on a morning."""

    SHORT = auto()
    FULL = auto()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A municipality's wish: `weekly` is the weekday of the full digest (1 Monday … 7 Sunday, 0
    never), `hour` the local time of both; `groups` says whether groups get the short one too."""

    daily: Daily = Daily.WHEN_NEEDED
    weekly: int = MONDAY
    hour: time = time(9)
    groups: bool = False


def schedule_from(settings: Mapping[str, Any]) -> Schedule:
    """The schedule of {"digest": {"daily": "when-needed", "weekly": 1, "hour": "09:00", "groups":
    false}}; what is not there is as usual, the hour that of the first reminders.

    Raises `BadSetting`, also for an hour outside working hours.
    """
    said, policy, usual = settings.get("digest", {}), policy_from(settings), Schedule()
    if not isinstance(said, Mapping):
        raise BadSetting("digest", said)
    weekly = said.get("weekly", usual.weekly)
    if type(weekly) is not int or not NEVER <= weekly <= SUNDAY:
        raise BadSetting("digest.weekly", weekly)
    groups = said.get("groups", usual.groups)
    if not isinstance(groups, bool):
        raise BadSetting("digest.groups", groups)
    try:
        daily = Daily(said.get("daily", usual.daily))
    except ValueError as error:
        raise BadSetting("digest.daily", said["daily"]) from error
    hour = _hour(said.get("hour"), policy.opens)
    if not policy.opens <= hour < policy.closes:
        raise BadSetting("digest.hour", said["hour"])
    return Schedule(daily, weekly, hour, groups)


def _hour(said: object, usual: time) -> time:
    if said is None:
        return usual
    try:
        hour = time.fromisoformat(said)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadSetting("digest.hour", said) from error
    if hour.tzinfo:
        raise BadSetting("digest.hour", said)
    return hour


def edition(day: date, schedule: Schedule, calendar: WorkingCalendar) -> Edition | None:
    """What goes on a local day: nothing on days off; the full one on its weekday, or on the first
    working day after it."""
    if not calendar.is_working(day):
        return None
    if schedule.weekly != NEVER:
        asked = day - timedelta(days=(day.isoweekday() - schedule.weekly) % 7)
        if calendar.on_or_after(asked) == day:
            return Edition.FULL
    return Edition.SHORT


def edition_of(
    first: date, today: date, schedule: Schedule, calendar: WorkingCalendar
) -> Edition | None:
    """What goes today where nobody has looked since the local day `first`: a full one that was
    slept through is made up for."""
    now = edition(today, schedule, calendar)
    if now is not Edition.SHORT:
        return now
    day = max(first, today - LONGEST_REST)
    while day < today:
        if edition(day, schedule, calendar) is Edition.FULL:
            return Edition.FULL
        day += timedelta(days=1)
    return now


def next_look(
    after: datetime, schedule: Schedule, calendar: WorkingCalendar, zone: tzinfo
) -> datetime:
    """The first instant (UTC) later than `after` that is the hour of a working day."""
    day = calendar.on_or_after(after.astimezone(zone).date())
    while True:
        at = datetime.combine(day, schedule.hour, zone).astimezone(UTC)
        if at > after:
            return at
        day = calendar.shift(day, 1)
