"""The numbers of a roadmap on a day: the digest's and the weekly letter's, from plain rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from roadmap.progress import FINISHED, Standing, State, standing
from roadmap.working_calendar import WorkingCalendar

SOON_DAYS = 14
_SETTLED = frozenset({*FINISHED, State.WAITING_ACCEPTANCE, State.CALLED_OFF})
"""What nobody owes any more; of what is under review the owner has done their part."""


@dataclass(frozen=True, slots=True)
class Acquainted:
    """How many of those told on launch have read it; `waiting` are the names of the others."""

    read: int
    total: int
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """One milestone with the states of its assignments; `due` is the date that holds now.

    `dues` are the dates that hold for the assignments, where one has a date of its own. `section`
    is the title of the outermost heading, `section_id` its row, 0 where there is none.
    """

    activity_id: int
    section: str
    due: date
    states: tuple[State, ...]
    facts_on: tuple[date | None, ...] = ()
    called_off: bool = False
    dues: tuple[date, ...] = ()
    roadmap_id: int = 0
    section_id: int = 0

    def own_dues(self) -> tuple[date, ...]:
        """The date of each assignment, in their order."""
        return self.dues or (self.due,) * len(self.states)

    def owed(self) -> tuple[date, ...]:
        """The dates of what is not reported done; the milestone's own when nobody answers for
        it."""
        if not self.states:
            return (self.due,)
        pairs = zip(self.states, self.own_dues(), strict=True)
        return tuple(due for state, due in pairs if state not in _SETTLED)

    def has_come(self, today: date) -> bool:
        """Whether the time has come for something unfinished in it, or had when all was done."""
        if owed := self.owed():
            return min(owed) <= today
        pairs = zip(self.states, self.own_dues(), strict=True)
        return any(due <= today for state, due in pairs if state is not State.CALLED_OFF)


@dataclass(frozen=True, slots=True)
class SectionCount:
    """Progress of one section, counted in milestones."""

    title: str
    total: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class Headline:
    """Counted in activities whose time has come: come_due = done + done_late + not_done."""

    activities: int
    come_due: int
    done: int
    done_late: int
    not_done: int


@dataclass(frozen=True, slots=True)
class Digest:
    """The numbers of `vekha digest`; done, in_progress, problem and waiting exclude each other."""

    total: int
    done: int
    in_progress: int
    problem: int
    waiting_acceptance: int
    late: int
    due_14_days: int
    undated: int
    unreachable: int
    headline: Headline
    sections: tuple[SectionCount, ...]


class Bar(StrEnum):
    """What a date is in a picture of progress; each is exactly one of them."""

    DONE = "done"
    DONE_LATE = "done_late"
    GOING = "going"
    LATE = "late"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Progress:
    """How the dates of a section, or of a whole roadmap (`section_id` 0), stand."""

    roadmap_id: int
    section_id: int
    title: str
    bars: Mapping[Bar, int]

    @property
    def total(self) -> int:
        """All dates that are not called off."""
        return sum(self.bars.values())

    @property
    def done(self) -> int:
        """In time or late."""
        return self.bars[Bar.DONE] + self.bars[Bar.DONE_LATE]


def is_late(milestone: MilestoneFacts, today: date, calendar: WorkingCalendar) -> bool:
    """Whether it is overdue today: something unfinished is past the first working day after its
    date."""
    return any(calendar.working_days_late(due, today) > 0 for due in milestone.owed())


def done_late(milestone: MilestoneFacts, calendar: WorkingCalendar) -> bool:
    """Whether it was done after its date, judged by the dates of fact."""
    return standing(milestone.states) is Standing.DONE and any(
        fact is not None and calendar.working_days_late(due, fact) > 0
        for due, fact in zip(milestone.own_dues(), milestone.facts_on, strict=False)
    )


def digest(
    milestones: Iterable[MilestoneFacts],
    activities: int,
    undated: int,
    unreachable: int,
    today: date,
    calendar: WorkingCalendar,
) -> Digest:
    """Count. `activities` counts those not called off; `undated` those without any date."""
    counted = [m for m in milestones if not m.called_off]
    standings = {id(m): standing(m.states) for m in counted}
    live = [m for m in counted if standings[id(m)] is not Standing.CALLED_OFF]
    late = {id(m) for m in live if is_late(m, today, calendar)}

    def count(word: Standing) -> int:
        return sum(standings[id(m)] is word for m in live)

    titles = list(dict.fromkeys(m.section for m in live))
    sections = tuple(_section(title, live, standings, late) for title in titles)
    soon = today + timedelta(days=SOON_DAYS)
    return Digest(
        total=len(live),
        done=count(Standing.DONE),
        in_progress=count(Standing.IN_PROGRESS),
        problem=count(Standing.PROBLEM),
        waiting_acceptance=count(Standing.WAITING_ACCEPTANCE),
        late=len(late),
        due_14_days=sum(any(today <= due <= soon for due in m.owed()) for m in live),
        undated=undated,
        unreachable=unreachable,
        headline=_headline(live, activities, today, calendar),
        sections=sections,
    )


def _section(
    title: str, live: list[MilestoneFacts], standings: dict[int, Standing], late: set[int]
) -> SectionCount:
    own = [m for m in live if m.section == title]
    return SectionCount(
        title,
        len(own),
        sum(standings[id(m)] is Standing.DONE for m in own),
        sum(id(m) in late for m in own),
    )


def _headline(
    live: list[MilestoneFacts],
    activities: int,
    today: date,
    calendar: WorkingCalendar,
) -> Headline:
    """An activity has come due when one of its dates has; it is done when all those are."""
    come: dict[int, list[MilestoneFacts]] = {}
    for milestone in live:
        if milestone.has_come(today):
            come.setdefault(milestone.activity_id, []).append(milestone)
    finished = [
        own for own in come.values() if all(standing(m.states) is Standing.DONE for m in own)
    ]
    tardy = sum(any(done_late(m, calendar) for m in own) for own in finished)
    return Headline(
        activities=activities,
        come_due=len(come),
        done=len(finished) - tardy,
        done_late=tardy,
        not_done=len(come) - len(finished),
    )


def bar(milestone: MilestoneFacts, today: date, calendar: WorkingCalendar) -> Bar | None:
    """Where a date stands in a picture; None for what is called off."""
    if milestone.called_off:
        return None
    match standing(milestone.states):
        case Standing.CALLED_OFF:
            return None
        case Standing.DONE:
            return Bar.DONE_LATE if done_late(milestone, calendar) else Bar.DONE
        case Standing.NOT_STARTED:
            return Bar.LATE if is_late(milestone, today, calendar) else Bar.AHEAD
        case _:
            return Bar.LATE if is_late(milestone, today, calendar) else Bar.GOING


def by_section(
    milestones: Iterable[MilestoneFacts], today: date, calendar: WorkingCalendar
) -> list[Progress]:
    """The progress of each section of each roadmap, in the order of the documents."""
    grouped: dict[tuple[int, int], tuple[str, Counter[Bar]]] = {}
    for milestone in milestones:
        where = bar(milestone, today, calendar)
        if where is not None:
            key = (milestone.roadmap_id, milestone.section_id)
            grouped.setdefault(key, (milestone.section, Counter()))[1][where] += 1
    return [
        Progress(roadmap, section, title, {one: counts[one] for one in Bar})
        for (roadmap, section), (title, counts) in grouped.items()
    ]


def by_roadmap(sections: Iterable[Progress], titles: Mapping[int, str]) -> list[Progress]:
    """The same of whole roadmaps; `titles` by their ids."""
    grouped: dict[int, Counter[Bar]] = {}
    for section in sections:
        grouped.setdefault(section.roadmap_id, Counter()).update(section.bars)
    return [
        Progress(roadmap, 0, titles.get(roadmap, ""), {one: counts[one] for one in Bar})
        for roadmap, counts in sorted(grouped.items())
    ]


def by_month(
    milestones: Iterable[MilestoneFacts], today: date, calendar: WorkingCalendar
) -> dict[date, Mapping[Bar, int]]:
    """How the dates of each month stand, by its first day, in order; months without any are left
    out."""
    grouped: dict[date, Counter[Bar]] = {}
    for milestone in milestones:
        where = bar(milestone, today, calendar)
        if where is not None:
            grouped.setdefault(milestone.due.replace(day=1), Counter())[where] += 1
    return {month: {one: grouped[month][one] for one in Bar} for month in sorted(grouped)}
