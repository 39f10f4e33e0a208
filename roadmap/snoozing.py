"""Asking for peace until a day: which days can be chosen before a due date.

A snooze ends on a working day (of a school: one with lessons) and never later than the day to
finish by; what is due today or late cannot be put off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from roadmap.plan import Line
from roadmap.progress import LADDER, OPEN, LadderMove
from roadmap.school_year import SchoolYear
from roadmap.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)


class Preset(StrEnum):
    """What a choice is called: the next working day, three days on, the Monday that comes."""

    NEXT = "next"
    IN_THREE_DAYS = "in_three_days"
    MONDAY = "monday"


@dataclass(frozen=True, slots=True)
class Choice:
    """A day that is offered; `preset` says why."""

    preset: Preset
    day: date


@dataclass(frozen=True, slots=True)
class Peace:
    """The days until which one thing can be put off, today not included, `latest` included."""

    today: date
    latest: date
    calendar: WorkingCalendar
    school: SchoolYear | None = None

    @property
    def is_possible(self) -> bool:
        """Whether there is any such day."""
        return self.latest > self.today

    def until(self, wanted: date) -> date:
        """The day on which the reminder comes when `wanted` is asked for: moved to the next day
        that is worked, and back to `latest` when it is past it."""
        return min(_worked(max(wanted, self.today + _DAY), self.calendar, self.school), self.latest)


def peace(
    due: date, today: date, calendar: WorkingCalendar, school: SchoolYear | None = None
) -> Peace:
    """How long what is due on `due` can be put off; `school` for a school left in peace in
    holidays."""
    latest = calendar.aim(due)
    if school is not None:
        latest = school.before(latest, calendar)
    return Peace(today, latest, calendar, school)


def choices(open_until: Peace) -> tuple[Choice, ...]:
    """The days offered at once, in order, each once; none where nothing can be put off."""
    today = open_until.today
    wanted = (
        (Preset.NEXT, today + _DAY),
        (Preset.IN_THREE_DAYS, today + 3 * _DAY),
        (Preset.MONDAY, today + (7 - today.weekday()) * _DAY),
    )
    found: dict[date, Preset] = {}
    for preset, day in wanted:
        working = _worked(day, open_until.calendar, open_until.school)
        if working <= open_until.latest:
            found.setdefault(working, preset)
    return tuple(Choice(found[day], day) for day in sorted(found))


def has_others(open_until: Peace) -> bool:
    """Whether there are days beside those offered at once."""
    day, offered = open_until.today, {choice.day for choice in choices(open_until)}
    while (day := day + _DAY) <= open_until.latest:
        if open_until.until(day) not in offered:
            return True
    return False


def _worked(day: date, calendar: WorkingCalendar, school: SchoolYear | None) -> date:
    return calendar.on_or_after(day) if school is None else school.after(day, calendar)


def is_snoozed(line: Line, today: date) -> bool:
    """Whether its owner is left in peace about it today."""
    asked = line.snoozed_until is not None and line.snoozed_until > today
    return asked and line.state in OPEN


def can_be_snoozed(line: Line, today: date, calendar: WorkingCalendar) -> bool:
    """Whether there is a reminder to put off at all: open, not due today and not late."""
    goes_on = LADDER[line.state] is LadderMove.GOES_ON
    return goes_on and peace(line.due, today, calendar).is_possible
