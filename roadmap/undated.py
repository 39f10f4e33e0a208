"""When coordinators are asked about activities without a date: once a month, on its first working
day."""

from __future__ import annotations

from datetime import date, timedelta

from roadmap.working_calendar import WorkingCalendar


def first_working(day: date, calendar: WorkingCalendar) -> date:
    """The first working day of the month of `day`."""
    return calendar.on_or_after(day.replace(day=1))


def next_first_working(day: date, calendar: WorkingCalendar) -> date:
    """The first working day of the month after that of `day`."""
    return first_working(day.replace(day=1) + timedelta(days=32), calendar)


def due_on(asked_from: date | None, launched_on: date | None, calendar: WorkingCalendar) -> date:
    """The day on which an activity without a date is asked about: not before `asked_from`; where
    nobody has asked yet, on the first working day of a month after the launch."""
    if asked_from is not None:
        return calendar.on_or_after(asked_from)
    if launched_on is None:
        return date.min
    first = first_working(launched_on, calendar)
    return first if launched_on < first else next_first_working(launched_on, calendar)
