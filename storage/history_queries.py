"""Reading what was reported: an assignment's history, its last mark, the way to its target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.history import Entry
from roadmap.progress import FINISHED, REPORTS, Event, State
from roadmap.targets import Target
from storage.plan_queries import activities, assignments, milestones, people, reports
from storage.tables import BY_LETTER, BY_WORD

CLOSED = (State.WAITING_ACCEPTANCE, *sorted(FINISHED), State.CALLED_OFF)

detail: sa.ColumnElement[bool] = sa.or_(
    sa.and_(reports.c.event == Event.DONE, reports.c.state_before.in_(CLOSED)),
    sa.and_(reports.c.event == Event.PARTLY, reports.c.state_before == State.PARTLY),
    sa.and_(reports.c.event == Event.NEED_HELP, reports.c.state_before == State.NEED_HELP),
)
"""Of reports: those that change no state, as `roadmap.history.is_detail` has it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The last report that changed the state of an assignment."""

    report_id: int
    event: Event
    before: State
    at: datetime
    person_id: int

    @property
    def is_said(self) -> bool:
        """Whether somebody said how it stands; else it followed from something."""
        return self.event in REPORTS


@dataclass(frozen=True, slots=True)
class Count:
    """The way to a target: what this assignment has given, and all of those that count with it."""

    target: Target
    own: int
    all: int


async def last_mark(session: AsyncSession, assignment_id: int) -> Mark | None:
    """What an undoing would take back, or None where nothing was ever said."""
    statement = (
        sa.select(
            reports.c.id,
            reports.c.event,
            reports.c.state_before,
            reports.c.at,
            reports.c.person_id,
        )
        .where(reports.c.assignment_id == assignment_id, ~detail)
        .order_by(reports.c.id.desc())
        .limit(1)
    )
    row = (await session.execute(statement)).first()
    if row is None:
        return None
    return Mark(row.id, Event(row.event), State(row.state_before), row.at, row.person_id)


async def said_of(session: AsyncSession, assignment_id: int, mark: Mark) -> str:
    """What was said last about a mark, in words."""
    statement = (
        sa.select(reports.c.text)
        .where(
            reports.c.assignment_id == assignment_id,
            reports.c.id >= mark.report_id,
            reports.c.text != "",
        )
        .order_by(reports.c.id.desc())
        .limit(1)
    )
    return str((await session.execute(statement)).scalar() or "")


async def counted_since(session: AsyncSession, assignment_id: int, report_id: int) -> int:
    """What an assignment has added to its target by that report and the later ones."""
    statement = sa.select(sa.func.coalesce(sa.func.sum(reports.c.amount), 0)).where(
        reports.c.assignment_id == assignment_id, reports.c.id >= report_id
    )
    return int((await session.execute(statement)).scalar_one())


async def count(session: AsyncSession, assignment_id: int) -> Count | None:
    """The way to the target of an assignment's activity; None where there is none.

    A date that several answer for together has one count; of each school by itself its own.
    """
    statement = (
        sa.select(activities.c.target, assignments.c.milestone_id, assignments.c.separate)
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .where(assignments.c.id == assignment_id)
    )
    row = (await session.execute(statement)).one()
    if not row.target:
        return None
    beside = (
        assignments.c.id == assignment_id
        if row.separate
        else sa.and_(
            assignments.c.milestone_id == row.milestone_id, assignments.c.separate.is_(False)
        )
    )
    sums = await session.execute(
        sa.select(reports.c.assignment_id, sa.func.sum(reports.c.amount).label("amount"))
        .join_from(assignments, reports, reports.c.assignment_id == assignments.c.id)
        .where(beside, reports.c.amount.is_not(None))
        .group_by(reports.c.assignment_id)
    )
    known = {one.assignment_id: int(one.amount) for one in sums}
    return Count(_target(row.target), known.get(assignment_id, 0), sum(known.values()))


def _target(data: dict[str, Any]) -> Target:
    return Target(data["count"], data["unit"], data.get("per"))


async def history(
    session: AsyncSession, assignment_id: int, zone: ZoneInfo, limit: int
) -> tuple[Entry, ...]:
    """The last entries of an assignment, oldest first; days are those of `zone`."""
    statement = (
        sa.select(reports, people.c.full_name)
        .outerjoin(people, reports.c.person_id == people.c.id)
        .where(reports.c.assignment_id == assignment_id)
        .order_by(reports.c.id.desc())
        .limit(limit)
    )
    rows = (await session.execute(statement)).all()
    return tuple(
        Entry(
            row.at.astimezone(zone).date(),
            Event(row.event),
            State(row.state_before),
            row.full_name or "",
            row.fact_on,
            row.text,
            row.amount,
            row.via == BY_WORD,
            row.via == BY_LETTER,
        )
        for row in reversed(rows)
    )
