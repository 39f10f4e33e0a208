"""How a roadmap stands on a day: the board that the digest and the weekly letter are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.digest_filtering import Filter
from roadmap.digest_parts import Duty, Entry, Part
from roadmap.digesting import Acquainted, Digest
from roadmap.plan import Line
from roadmap.progress import OPEN, State, Tally, tally
from services import digest_figures
from services.digest_figures import Figures
from services.municipalities import Tenant
from storage import change_queries, contact_queries, plan_queries
from views import digests

CONFIRMED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Board:
    """The figures with the lines of all that is open; `roadmap_id` None is all that run.

    `lines` are by assignment; `confirmed` what was confirmed in the last week.
    """

    figures: Figures
    roadmap_id: int | None
    lines: Mapping[int, Line]
    confirmed: Sequence[Line]

    @property
    def tenant(self) -> Tenant:
        """Whose it is."""
        return self.figures.tenant

    @property
    def heading(self) -> str:
        """The title of the only roadmap, or the name of the municipality."""
        return self.figures.heading

    @property
    def activities(self) -> int:
        """How many are not called off."""
        return self.figures.activities

    @property
    def acquainted(self) -> Acquainted:
        """Who has read what is theirs."""
        return self.figures.acquainted

    @property
    def paused(self) -> tuple[str, ...]:
        """What nobody is reminded of."""
        return self.figures.paused

    def numbers(self, today: date) -> Digest:
        """The counts on a local day."""
        return self.figures.numbers(today)

    def late(self, today: date) -> list[Line]:
        """Open dates past their day, the longest overdue first; all owners in one line."""
        return self._lines(self.figures.entries(Part.LATE, today))

    def soon(self, today: date) -> list[Line]:
        """Open dates due today or within the next 14 days."""
        return self._lines(self.figures.entries(Part.SOON, today))

    def _lines(self, found: Iterable[Entry]) -> list[Line]:
        return [together(entry, self.lines) for entry in found]


def together(entry: Entry, lines: Mapping[int, Line]) -> Line:
    """The owners of one date in one line: the lead's, with everybody's names and words."""
    own = [lines[i] for i in entry.assignment_ids]
    return replace(
        own[0],
        due=entry.due,
        owner=_joined(line.owner for line in own),
        office=_joined(line.office for line in own),
        note=_joined(line.note for line in own),
    )


def _joined(words: Iterable[str]) -> str:
    """What was said, each once."""
    return ", ".join(dict.fromkeys(word for word in words if word))


async def board(
    session: AsyncSession,
    tenant: Tenant,
    roadmap_id: int | None,
    now: datetime,
    as_of: date | None = None,
    wanted: Filter | None = None,
) -> Board:
    """Read the board. With `as_of` what was reported after that local day is not counted.

    Raises `NoSuchRoadmap`.
    """
    chosen = wanted or Filter(roadmap=roadmap_id)
    figures = await digest_figures.read(session, tenant, chosen, now, as_of)
    looks_back = as_of is not None and as_of < tenant.today(now)
    until = digest_figures.midnight_after(tenant, as_of) if as_of and looks_back else now
    proofs = await change_queries.evidence_since(
        session, tenant.id, figures.roadmap_ids, until - CONFIRMED_WITHIN, until
    )
    known = {duty.assignment_id: duty for duty in figures.duties}
    asked = [i for i, duty in known.items() if duty.state in OPEN or i in proofs]
    lines = await worded_lines(session, figures, asked)
    return Board(
        figures=figures,
        roadmap_id=roadmap_id,
        lines=lines,
        confirmed=[replace(lines[i], evidence=names) for i, names in proofs.items() if i in lines],
    )


async def worded_lines(
    session: AsyncSession, figures: Figures, assignment_ids: Sequence[int]
) -> dict[int, Line]:
    """The lines of these assignments in the states of the figures, with the owners' offices and,
    of those who answer each for itself, how many have reported."""
    stored = await plan_queries.lines(session, assignment_ids)
    duties = {duty.assignment_id: duty for duty in figures.duties if duty.assignment_id in stored}
    owners = {duty.person_id for duty in duties.values() if duty.person_id is not None}
    offices = await contact_queries.offices(session, figures.tenant.id, owners)
    tallies = _tallies(figures.duties)
    return {i: _as_known(line, duties[i], offices, tallies) for i, line in stored.items()}


def _as_known(
    line: Line, duty: Duty, offices: Mapping[int, str], tallies: Mapping[int, Tally]
) -> Line:
    office = offices.get(line.person_id, "") if line.person_id else line.owner
    counted = tallies[duty.milestone_id]
    alone = line.separate or line.all_report  # nobody else's «done» closes it
    looked_back = duty.state is not line.state
    return replace(
        line,
        office=office,
        state=duty.state,
        fact_on=None if looked_back else line.fact_on,
        tally=counted if alone and counted.total > 1 else None,
    )


def _tallies(duties: Iterable[Duty]) -> dict[int, Tally]:
    """How many of each milestone's owners have reported."""
    states: dict[int, list[State]] = {}
    for duty in duties:
        states.setdefault(duty.milestone_id, []).append(duty.state)
    return {milestone: tally(own) for milestone, own in states.items()}


def digest_json(board: Board, as_of: date) -> dict[str, Any]:
    """The JSON of `vekha digest`."""
    numbers = board.numbers(as_of)
    head = numbers.headline
    return {
        "roadmap": board.roadmap_id,
        "as_of": as_of.isoformat(),
        "total": numbers.total,
        "done": numbers.done,
        "in_progress": numbers.in_progress,
        "problem": numbers.problem,
        "waiting_acceptance": numbers.waiting_acceptance,
        "late": numbers.late,
        "due_14_days": numbers.due_14_days,
        "undated": numbers.undated,
        "unreachable": numbers.unreachable,
        "headline": {
            "activities": head.activities,
            "come_due": head.come_due,
            "done": head.done,
            "done_late": head.done_late,
            "not_done": head.not_done,
        },
        "sections": [
            {"title": s.title, "total": s.total, "done": s.done, "late": s.late}
            for s in numbers.sections
        ],
    }


def digest_message(board: Board, today: date) -> Message:
    """The digest with its lists, as the command line prints it."""
    return digests.digest(
        board.heading,
        board.numbers(today),
        board.late(today),
        board.soon(today),
        board.confirmed,
        today,
        board.tenant.calendar,
        board.tenant.say,
        acquainted=board.acquainted,
        paused=board.paused,
    )
