"""The official report as plain values: a document's own rows, and what became of each date.

An internal date (another date without grounds) is not the report's: `due` is the date by the
document, or the last one moved on grounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from roadmap.digesting import MilestoneFacts
from roadmap.extending import Grounds
from roadmap.period import Period
from roadmap.progress import FINISHED, Standing, State, standing
from roadmap.working_calendar import WorkingCalendar

T = TypeVar("T")


class Told(StrEnum):
    """How a coordinator came to know what an owner did not report; «» where the owner did."""

    ITSELF = ""
    BY_WORD = "by_word"
    BY_LETTER = "by_letter"


class Verdict(StrEnum):
    """What the report says of one date."""

    DONE = "done"
    DONE_LATE = "done_late"
    UNDER_REVIEW = "under_review"
    NOT_DONE = "not_done"
    PARTLY = "partly"
    NEED_HELP = "need_help"
    IN_PROGRESS = "in_progress"
    AHEAD = "ahead"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class Part:
    """One assignment of a date. `note` is what was said last of its state, `amount` what it gave
    to the target, `report_id` the last report of it (0: none). `apart`: nobody else's «done»
    closes it. `organization` is the office or school that it is at, «» for none known. `grounds`
    are those of a date of its own.
    """

    assignment_id: int
    owner: str
    state: State
    due: date
    fact_on: date | None = None
    note: str = ""
    told: Told = Told.ITSELF
    amount: int | None = None
    report_id: int = 0
    is_lead: bool = False
    apart: bool = False
    is_school: bool = False
    organization: str = ""
    grounds: Grounds | None = None

    @property
    def is_settled(self) -> bool:
        """Whether its owner owes nothing any more."""
        return self.state in FINISHED or self.state is State.WAITING_ACCEPTANCE

    @property
    def is_done(self) -> bool:
        """Whether it was really done: what a coordinator closed was not."""
        return self.is_settled and not (self.state is State.CLOSED_BY_LEAD and self.fact_on is None)


@dataclass(frozen=True, slots=True)
class DateMark:
    """One date of a row. Moved from `document_due` to `due` it has `grounds`; `internal` is the
    date that holds between the coordinator and the owner without any."""

    milestone_id: int
    occurrence: str
    document_due: date
    due: date
    parts: tuple[Part, ...] = ()
    start: date | None = None
    grounds: Grounds | None = None
    internal: date | None = None
    called_off: bool = False

    @property
    def owed(self) -> tuple[Part, ...]:
        """The parts that count: not those called off."""
        return tuple(part for part in self.parts if part.state is not State.CALLED_OFF)

    @property
    def together(self) -> bool:
        """Whether it has one mark, not one for each who answers for it."""
        return len(self.owed) < 2 or not any(part.apart for part in self.owed)

    @property
    def fact_on(self) -> date | None:
        """The day on which the last of it was done."""
        return max((part.fact_on for part in self.parts if part.fact_on), default=None)

    def is_late(self, today: date, calendar: WorkingCalendar) -> bool:
        """Whether something is not done past its date."""
        open_now = [part.due for part in self.owed if not part.is_settled]
        owed = open_now or ([] if self.parts else [self.due])
        return any(calendar.working_days_late(due, today) > 0 for due in owed)


@dataclass(frozen=True, slots=True)
class Proof:
    """A confirming document: its name, or the words of a link or requisites; `sha256` of a file."""

    evidence_id: int
    text: str
    sha256: str | None = None
    assignment_id: int = 0


@dataclass(frozen=True, slots=True)
class RoundMark:
    """What became of an ongoing activity when a round of monitoring asked about it; `title` is the
    period («I квартал 2019 г.»)."""

    title: str
    mark: DateMark


@dataclass(frozen=True, slots=True)
class Row:
    """One row as printed: the activities that it was split into together. `rounds` asked about an
    ongoing one, the earliest first.

    `lasting`: it is done all the time, without dates. `unit` and `goal` are its target's.
    """

    activity_ids: tuple[int, ...]
    codes: tuple[int, ...]
    section: str
    subsection: str
    number: str
    title: str
    deadline_text: str
    parties: tuple[str, ...]
    expected_result: str
    dates: tuple[DateMark, ...] = ()
    proofs: tuple[Proof, ...] = ()
    lasting: bool = False
    rounds: tuple[RoundMark, ...] = ()
    called_off: bool = False
    unit: str = ""
    goal: int | None = None

    @property
    def total(self) -> int:
        """What has been given towards the target."""
        return sum(part.amount or 0 for mark in self.dates for part in mark.parts)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, or whom to ask: a full name, a position, a telephone; «» where not known."""

    name: str = ""
    position: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A roadmap on the local day `as_of`, in the document's own order."""

    municipality: str
    roadmap_id: int
    title: str
    period: Period
    as_of: date
    rows: tuple[Row, ...]
    signs: Signature = Signature()
    made_by: Signature = Signature()


def verdict(mark: DateMark, today: date, calendar: WorkingCalendar) -> Verdict:
    """What the report says of a date on the local day `today`."""
    states = [part.state for part in mark.parts]
    stands = standing(states)
    if mark.called_off or stands is Standing.CALLED_OFF:
        return Verdict.CALLED_OFF
    if stands is Standing.DONE:
        return _done(mark, calendar)
    if mark.owed and all(part.is_settled for part in mark.owed):
        return Verdict.UNDER_REVIEW
    if mark.is_late(today, calendar):
        return Verdict.NOT_DONE
    known = {State.NEED_HELP: Verdict.NEED_HELP, State.PARTLY: Verdict.PARTLY}
    for state, said in known.items():
        if state in states:
            return said
    begun = any(part.state is not State.NOT_STARTED for part in mark.owed)
    return Verdict.IN_PROGRESS if begun or mark.due <= today else Verdict.AHEAD


def _done(mark: DateMark, calendar: WorkingCalendar) -> Verdict:
    if not any(part.is_done for part in mark.owed):
        return Verdict.CLOSED
    late = any(
        part.fact_on is not None and calendar.working_days_late(part.due, part.fact_on) > 0
        for part in mark.owed
    )
    return Verdict.DONE_LATE if late else Verdict.DONE


def has_come(mark: DateMark, today: date) -> bool:
    """Whether the report speaks of this date already: it is due, or something was done."""
    return mark.due <= today or any(part.state is not State.NOT_STARTED for part in mark.owed)


def by_headings(rows: Sequence[Row]) -> list[tuple[tuple[str, ...], list[Row]]]:
    """The rows under the headings that come before them, outermost first; headings that have not
    changed are not repeated."""
    found: list[tuple[tuple[str, ...], list[Row]]] = []
    before = ("", "")
    for row in rows:
        place = (row.section, row.subsection)
        if place != before or not found:
            fresh = [row.section] if row.section != before[0] else []
            fresh += [row.subsection] if row.subsection else []
            found.append((tuple(title for title in fresh if title), []))
        found[-1][1].append(row)
        before = place
    return found


def facts(report: Report) -> list[MilestoneFacts]:
    """The dates of the report as the digest counts them, a printed row for one activity."""
    return [
        MilestoneFacts(
            activity_id=row.activity_ids[0],
            section=row.section,
            due=mark.due,
            states=tuple(part.state for part in mark.parts),
            facts_on=tuple(part.fact_on for part in mark.parts),
            called_off=mark.called_off or row.called_off,
            dues=tuple(part.due for part in mark.parts),
        )
        for row in report.rows
        for mark in row.dates
    ]


def joined(rows: Sequence[T], same: Callable[[T, T], bool]) -> list[list[T]]:
    """Neighbours that belong together, in lists."""
    found: list[list[T]] = []
    for row in rows:
        if found and same(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return found
