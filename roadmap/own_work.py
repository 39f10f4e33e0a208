"""One's own assignments: which belong under today, this week, late, on review or done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from roadmap.progress import FINISHED, OPEN, State
from roadmap.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)


class Which(IntEnum):
    """What a list shows; the numbers stand in callback data."""

    OPEN = 0
    TODAY = 1
    WEEK = 2
    LATE = 3
    REVIEW = 4
    DONE = 5


@dataclass(frozen=True, slots=True)
class Own:
    """As much of an assignment as a list is made from; `due` is the date that holds now."""

    assignment_id: int
    state: State
    due: date
    code: int


def is_late(due: date, today: date, calendar: WorkingCalendar) -> bool:
    """Whether a working day after `due` has begun by `today`."""
    return due < today and calendar.on_or_after(due + _DAY) <= today


def belongs(one: Own, which: Which, today: date, calendar: WorkingCalendar) -> bool:
    """Whether `one` stands under `which` on a local day. What is due on a day off belongs to the
    working day before it; a week ends on Sunday; what is late is neither today's nor the week's."""
    match which:
        case Which.REVIEW:
            return one.state is State.WAITING_ACCEPTANCE
        case Which.DONE:
            return one.state in FINISHED
        case Which.OPEN:
            return one.state in OPEN
        case Which.LATE:
            return one.state in OPEN and is_late(one.due, today, calendar)
        case _:
            last = today if which is Which.TODAY else today + (6 - today.weekday()) * _DAY
            near = one.state in OPEN and calendar.aim(one.due) <= last
            return near and not is_late(one.due, today, calendar)


def counts(own: Sequence[Own], today: date, calendar: WorkingCalendar) -> dict[Which, int]:
    """How many stand under each."""
    return {which: sum(belongs(x, which, today, calendar) for x in own) for which in Which}


def select(own: Sequence[Own], which: Which, today: date, calendar: WorkingCalendar) -> list[int]:
    """The ids of those under `which`, the nearest first; of what is done the latest first."""
    found = [x for x in own if belongs(x, which, today, calendar)]
    found.sort(key=lambda x: (x.due, x.code, x.assignment_id), reverse=which is Which.DONE)
    return [x.assignment_id for x in found]
