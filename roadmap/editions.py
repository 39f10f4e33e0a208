"""The letter to management: on which day it goes, whether it does, how things stand in a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from roadmap.digesting import Digest, Headline
from roadmap.policy_settings import BadSetting
from roadmap.working_calendar import WorkingCalendar

WEEK = timedelta(days=7)
FRIDAY = 5


class Often(StrEnum):
    """Every week, or only when something has changed or is late."""

    ALWAYS = "always"
    WHEN_NEEDED = "when-needed"


@dataclass(frozen=True, slots=True)
class LetterSchedule:
    """A municipality's wish: `day` is the weekday (1 Monday … 5 Friday), `hour` the local time;
    `combined`: one letter about all roadmaps, else one about each."""

    day: int = 1
    hour: time = time(8)
    often: Often = Often.ALWAYS
    combined: bool = True


def letter_schedule_from(settings: Mapping[str, Any]) -> LetterSchedule:
    """The schedule of {"letter": {"day": 1, "hour": "08:00", "when": "always", "combined": true}};
    what is not there is as usual. Raises `BadSetting`."""
    said, usual = settings.get("letter", {}), LetterSchedule()
    if not isinstance(said, Mapping):
        raise BadSetting("letter", said)
    day, combined = said.get("day", usual.day), said.get("combined", usual.combined)
    if type(day) is not int or not 1 <= day <= FRIDAY:
        raise BadSetting("letter.day", day)
    if not isinstance(combined, bool):
        raise BadSetting("letter.combined", combined)
    try:
        hour = time.fromisoformat(said.get("hour", usual.hour.isoformat()))
    except (TypeError, ValueError) as error:
        raise BadSetting("letter.hour", said["hour"]) from error
    if hour.tzinfo:
        raise BadSetting("letter.hour", said["hour"])
    try:
        often = Often(said.get("when", usual.often))
    except ValueError as error:
        raise BadSetting("letter.when", said["when"]) from error
    return LetterSchedule(day, hour, often, combined)


def week_of(day: date) -> date:
    """The Monday of a day's week: the name of an edition."""
    return day - timedelta(days=day.weekday())


def letter_day(week: date, schedule: LetterSchedule, calendar: WorkingCalendar) -> date:
    """When the letter of a week goes: on its weekday, on a day off the next working day."""
    return calendar.on_or_after(week + timedelta(days=schedule.day - 1))


def next_letter(
    after: datetime, zone: tzinfo, calendar: WorkingCalendar, schedule: LetterSchedule
) -> datetime:
    """The instant (UTC) of the first letter later than `after`."""
    week = week_of(after.astimezone(zone).date()) - WEEK
    while True:
        day = letter_day(week, schedule, calendar)
        at = datetime.combine(day, schedule.hour, zone).astimezone(UTC)
        if at > after:
            return at
        week += WEEK


def is_monthly(day: date, schedule: LetterSchedule, calendar: WorkingCalendar) -> bool:
    """Whether the letter of a local day is the first of its month: that one is full. After long
    holidays the letters of several weeks fall on one day, and are one."""
    week = week_of(day) - WEEK
    while (before := letter_day(week, schedule, calendar)) >= day:
        week -= WEEK
    return (before.year, before.month) != (day.year, day.month)


class Light(StrEnum):
    """How things stand: as planned, something lags behind, somebody has to step in."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def light(numbers: Digest, longest_late: int, after: int) -> Light:
    """The light of these counts; `longest_late` are the working days of what is overdue longest,
    `after` how many are too many."""
    if longest_late >= after:
        return Light.RED
    return Light.YELLOW if numbers.late or numbers.problem else Light.GREEN


def gained(now: Headline, then: Mapping[str, Any] | None) -> int | None:
    """How many activities more are done than the figures of an earlier day say; None without
    figures of that day."""
    if then is None:
        return None
    return now.done + now.done_late - int(then.get("done", 0)) - int(then.get("done_late", 0))


def summed(headlines: Mapping[int, Mapping[str, Any]]) -> dict[str, int]:
    """The headlines of several roadmaps, kept on one day, as one."""
    found: dict[str, int] = {}
    for numbers in headlines.values():
        for name, count in numbers.get("headline", {}).items():
            found[name] = found.get(name, 0) + int(count)
    return found
