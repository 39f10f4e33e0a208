"""The lists behind a digest: which dates stand under «late», «next 14 days» and the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum

from roadmap.digesting import SOON_DAYS
from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar


class Part(IntEnum):
    """A list; the numbers stand in callback data."""

    LATE = 1
    SOON = 2
    HELP = 3
    REVIEW = 4
    DECIDE = 5
    SILENT = 6
    UNREACHABLE = 7
    UNDATED = 8
    READ = 9
    CHANGES = 10
    SECTIONS = 11


OF_DATES = (Part.LATE, Part.SOON, Part.HELP, Part.REVIEW)
"""Lists of dates that somebody answers for."""

Owner = tuple[int | None, int | None]
"""(person id, None) or (None, organisation id)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One assignment as far as lists need it; `due` is the date that holds for it.

    `silent` counts the reminders in a row that went unanswered; what was `handed_over` is silent
    to the end.
    """

    assignment_id: int
    milestone_id: int
    activity_id: int
    code: int
    due: date
    state: State
    is_lead: bool
    person_id: int | None
    organization_id: int | None
    silent: int = 0
    handed_over: bool = False

    @property
    def owner(self) -> Owner:
        """Who answers for it."""
        return self.person_id, self.organization_id


@dataclass(frozen=True, slots=True)
class Entry:
    """One date on a list with those of its owners whom the list is about, the lead first."""

    due: date
    duties: tuple[Duty, ...]

    @property
    def assignment_ids(self) -> list[int]:
        """Their assignments."""
        return [duty.assignment_id for duty in self.duties]


def belongs(duty: Duty, part: Part, today: date, calendar: WorkingCalendar) -> bool:
    """Whether a duty stands on a list of dates."""
    match part:
        case Part.LATE:
            return duty.state in OPEN and calendar.working_days_late(duty.due, today) > 0
        case Part.SOON:
            until = today + timedelta(days=SOON_DAYS)
            return duty.state in OPEN and today <= duty.due <= until
        case Part.HELP:
            return duty.state is State.NEED_HELP
        case Part.REVIEW:
            return duty.state is State.WAITING_ACCEPTANCE
        case _:
            return False


def entries(
    duties: Iterable[Duty], part: Part, today: date, calendar: WorkingCalendar
) -> list[Entry]:
    """A list of dates, the earliest first; all that owe the same date are one entry."""
    grouped: dict[int, list[Duty]] = {}
    for duty in duties:
        if belongs(duty, part, today, calendar):
            grouped.setdefault(duty.milestone_id, []).append(duty)
    made = [
        Entry(
            min(one.due for one in own),
            tuple(sorted(own, key=lambda one: (not one.is_lead, one.assignment_id))),
        )
        for own in grouped.values()
    ]
    return sorted(made, key=lambda entry: (entry.due, entry.duties[0].code))


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who leaves reminders unanswered: the most in a row, and at how many dates."""

    owner: Owner
    reminders: int
    dates: int


def silent(duties: Iterable[Duty], patience: int) -> list[Silent]:
    """Owners of something open who did not answer `patience` reminders in a row, or none at all
    of a whole ladder; the most silent first."""
    grouped: dict[Owner, list[Duty]] = {}
    for duty in duties:
        if duty.state in OPEN and (duty.silent >= patience or duty.handed_over):
            grouped.setdefault(duty.owner, []).append(duty)
    found = [
        Silent(owner, max(one.silent for one in own), len({one.milestone_id for one in own}))
        for owner, own in grouped.items()
    ]
    return sorted(found, key=lambda one: (-one.reminders, -one.dates, str(one.owner)))


def newly_late(
    duties: Sequence[Duty], before: date, today: date, calendar: WorkingCalendar
) -> list[Entry]:
    """What is late on `today` and was not on the local day `before`."""
    return [
        entry
        for entry in entries(duties, Part.LATE, today, calendar)
        if calendar.working_days_late(entry.due, before) == 0
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since some moment, by assignments.

    `proofs` are the names of what was attached, by assignment.
    """

    done: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    help: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    proofs: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def all(self) -> tuple[int, ...]:
        """Every assignment that changed, each once, what needs a hand first."""
        return tuple(dict.fromkeys((*self.late, *self.help, *self.moved, *self.done)))

    @property
    def files(self) -> list[str]:
        """The names of what was attached, each once."""
        return list(dict.fromkeys(name for own in self.proofs.values() for name in own))
