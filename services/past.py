"""What lay before the launch: marked as done in one press, but for the exceptions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import OPEN, Event, step
from services import rights
from services.launching import NoCoordinator
from services.municipalities import Tenant
from storage import people_queries
from storage.plan_queries import NOT_OF_A_ROUND
from storage.tables import ActivityRow, AssignmentRow, MilestoneRow, ReportRow, Role

log = structlog.get_logger()
VIA = "launch"


class NotPast(Exception):
    """Exceptions that are no activities with a date before the day; their codes."""

    def __init__(self, codes: tuple[int, ...]) -> None:
        super().__init__(codes)
        self.codes = codes


async def mark_done(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    before: date,
    now: datetime,
    exceptions: Collection[int] = (),
    by: int | None = None,
) -> int:
    """Mark every open assignment of roadmap `number` that was due before a local day as done on
    its due date, recorded by a coordinator (the first unless named); how many milestones that were.

    `exceptions` are codes of activities left as they are. Raises `NoCoordinator`, `NotPast`.
    """
    recorder = by or await _first_coordinator(session, tenant)
    found = await _past(session, tenant.id, number, before)
    if strange := set(exceptions) - {code for code, _, _ in found}:
        raise NotPast(tuple(sorted(strange)))
    marked: set[int] = set()
    for code, milestone, row in found:
        if code in exceptions or row.state not in OPEN:
            continue
        due = row.extended_to or milestone.extended_to or milestone.due
        session.add(
            ReportRow(
                municipality_id=tenant.id,
                assignment_id=row.id or 0,
                event=Event.DONE,
                state_before=row.state,
                fact_on=due,
                person_id=recorder,
                via=VIA,
                origin=f"{VIA}:{row.id}",
                at=now,
            )
        )
        row.state, row.fact_on = step(row.state, Event.DONE).state, due
        row.next_notice_at = None
        session.add(row)
        marked.add(milestone.id or 0)
    facts = {"before": before.isoformat(), "milestones": len(marked)}
    rights.audit(session, None, tenant.id, "roadmap.past_done", now, f"roadmap:{number}", **facts)
    await session.flush()
    log.info("roadmap.past_done", roadmap=number, milestones=len(marked))
    return len(marked)


async def _first_coordinator(session: AsyncSession, tenant: Tenant) -> int:
    coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    if not coordinators:
        raise NoCoordinator
    return coordinators[0]


async def open_codes(
    session: AsyncSession, municipality_id: int, number: int, before: date
) -> list[int]:
    """The codes of the activities of a roadmap that were due before a day and are still open."""
    found = await _past(session, municipality_id, number, before)
    return list(dict.fromkeys(code for code, _, row in found if row.state in OPEN))


async def _past(
    session: AsyncSession, municipality_id: int, number: int, before: date
) -> list[tuple[int, MilestoneRow, AssignmentRow]]:
    statement = (
        select(ActivityRow.code, MilestoneRow, AssignmentRow)
        .join(MilestoneRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .join(AssignmentRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .where(
            ActivityRow.municipality_id == municipality_id,
            ActivityRow.roadmap_id == number,
            sa.func.coalesce(AssignmentRow.extended_to, MilestoneRow.extended_to, MilestoneRow.due)
            < before,
            NOT_OF_A_ROUND,
            col(MilestoneRow.called_off).is_(False),
        )
        .order_by(col(AssignmentRow.id))
    )
    return [(code, milestone, row) for code, milestone, row in await session.exec(statement)]
