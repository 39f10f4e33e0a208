"""A date moves: applied at once by a coordinator, asked for or not, or a request is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.extending import CannotMove, Fault, Grounds, Span, check, span
from roadmap.plan import Line
from roadmap.progress import FINISHED, LADDER, LadderMove, State
from services import extension_news, municipalities, needing_help, rights, teacher_dates
from services.municipalities import Tenant
from services.refreshing import refresh, take_out
from services.rights import Actor
from storage import people_queries, plan_queries
from storage.tables import (
    AssignmentRow,
    ExtensionRow,
    MilestoneRow,
    RoadmapRow,
    Role,
    Verdict,
)

log = structlog.get_logger()

TEXT_CHARS = 1000
ACTION = "extension.decide"


@dataclass(frozen=True, slots=True)
class Moved:
    """The assignment with the date that holds now, and the date `before`; not `changed`: a
    replay."""

    line: Line
    before: date
    changed: bool = True


async def decides(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor moves dates, rather than asks for it."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles


async def allowed(
    session: AsyncSession, tenant: Tenant, line: Line, now: datetime, *, decides: bool
) -> Span:
    """The days to which a date can be moved by who `decides`, or asked to be by others."""
    roadmap = await session.get_one(RoadmapRow, line.roadmap_id)
    today = tenant.today(now)
    return span(line.due, today, roadmap.period_end, tenant.calendar, decides=decides)


async def held(session: AsyncSession, actor: Actor, assignment_id: int) -> AssignmentRow:
    """The assignment, its milestone and whoever else answers for it, for this transaction alone.

    Raises `Denied` for what is another municipality's.
    """
    row = await session.get(AssignmentRow, assignment_id)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "extension", assignment=assignment_id)
    # whoever moves a milestone comes first to it, and only then to its assignments in order
    await session.get(MilestoneRow, row.milestone_id, with_for_update=True, populate_existing=True)
    await session.exec(
        select(AssignmentRow)
        .where(AssignmentRow.milestone_id == row.milestone_id)
        .order_by(col(AssignmentRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return row


async def request_of(session: AsyncSession, actor: Actor, extension_id: int) -> ExtensionRow:
    """A request that waits and is not the actor's own. Raises `Denied`, `CannotMove`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    row = await session.get(
        ExtensionRow, extension_id, with_for_update=True, populate_existing=True
    )
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, ACTION, extension=extension_id)
    if row.verdict is not Verdict.WAITING:
        raise CannotMove(Fault.DECIDED)
    if row.person_id == actor.person_id:
        raise CannotMove(Fault.OWN_REQUEST)
    return row


async def move(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    day: date,
    grounds: Grounds,
    now: datetime,
    *,
    reason: str = "",
    extension_id: int = 0,
) -> Moved:
    """A coordinator moves a date to the local day `day`, for everybody who answers for it or for
    one school alone; `extension_id` is the request that this decides, 0 where nobody asked.

    Raises `Denied`, `CannotMove`. A replay of the same `actor.origin` changes nothing.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    row = await held(session, actor, assignment_id)
    line = await plan_queries.full_line(session, assignment_id)
    if (before := await _replayed(session, actor)) is not None:
        return Moved(line, before, changed=False)
    if extension_id:
        asked = await request_of(session, actor, extension_id)
        if asked.assignment_id != assignment_id:
            raise rights.deny(actor, ACTION, extension=extension_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    days = await allowed(session, tenant, line, now, decides=True)
    check(day, line.due, tenant.today(now), days, row.state)
    touched = await _shift(session, tenant, actor, row, day, now)
    settled = await _settle(session, actor, row, line, day, grounds, reason, now)
    await session.flush()
    await refresh(session, tenant, [one.id or 0 for one in touched], now)
    await teacher_dates.follow(session, actor, [one.id or 0 for one in touched], now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "extension.granted" if extension_id else "extension.moved",
        now,
        f"assignment:{assignment_id}",
        before=line.due.isoformat(),
        day=day.isoformat(),
        basis=grounds.basis.value if grounds.basis is not None else None,
        text=grounds.text.strip()[:TEXT_CHARS],
        extension=settled[0].id,
        for_all=not row.separate,
    )
    after = await plan_queries.full_line(session, assignment_id)
    await extension_news.tell_moved(
        session, tenant, actor, after, line.due, grounds, touched, settled, now
    )
    log.info("date.moved", assignment=assignment_id, day=day.isoformat(), by=actor.person_id)
    return Moved(after, line.due)


async def _replayed(session: AsyncSession, actor: Actor) -> date | None:
    found = select(col(ExtensionRow.due_before)).where(ExtensionRow.origin == actor.origin)
    return (await session.exec(found)).first()


async def _shift(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: AssignmentRow,
    day: date,
    now: datetime,
) -> list[AssignmentRow]:
    """Write the date; the assignments for which it holds now. Their ladders begin anew: another
    date is the answer to those who needed help."""
    milestone = await session.get_one(MilestoneRow, row.milestone_id)
    if row.separate:
        touched = [row]
        row.extended_to = day
    else:
        milestone.extended_to = day
        session.add(milestone)
        everybody = await session.exec(
            select(AssignmentRow)
            .where(AssignmentRow.milestone_id == row.milestone_id)
            .order_by(col(AssignmentRow.id))
        )
        touched = [one for one in everybody if not _has_later(one, day)]
        for one in touched:
            one.extended_to = None
    moving = [one for one in touched if not _is_closed(one)]
    await take_out(session, tenant, [one.id or 0 for one in moving], now)
    for one in moving:
        await needing_help.take_back(session, one, actor, now)
        one.handed_over, one.silent, one.snoozed_until = False, 0, None
        goes_on = LADDER[one.state] is LadderMove.GOES_ON
        one.next_notice_at = now if goes_on else None
        session.add(one)
    return touched


def _has_later(row: AssignmentRow, day: date) -> bool:
    """A school that was given a later day of its own keeps it."""
    return row.separate and row.extended_to is not None and row.extended_to > day


def _is_closed(row: AssignmentRow) -> bool:
    return row.state in FINISHED or row.state is State.CALLED_OFF


async def _settle(
    session: AsyncSession,
    actor: Actor,
    row: AssignmentRow,
    line: Line,
    day: date,
    grounds: Grounds,
    reason: str,
    now: datetime,
) -> list[ExtensionRow]:
    """The requests that this grants, the first for the assignment itself; written where there
    was none."""
    granted = await _waiting(session, row, day)
    if not granted or granted[0].assignment_id != row.id:
        unasked = ExtensionRow(
            municipality_id=row.municipality_id,
            assignment_id=row.id or 0,
            person_id=actor.person_id,
            due_before=line.due,
            proposed=day,
            reason=reason.strip()[:TEXT_CHARS],
            origin=actor.origin,
            asked_at=now,
        )
        granted = [unasked, *granted]
    for one in granted:
        one.verdict, one.granted, one.for_all = Verdict.GRANTED, day, not row.separate
        one.basis, one.basis_text = grounds.basis, grounds.text.strip()[:TEXT_CHARS]
        one.decided_by, one.decided_at = actor.person_id, now
        session.add(one)
    await session.flush()
    return granted


async def _waiting(session: AsyncSession, row: AssignmentRow, day: date) -> list[ExtensionRow]:
    """Of the assignment itself, and of the others whom the new date gives what they asked for."""
    found = await session.exec(
        select(ExtensionRow)
        .join(AssignmentRow, col(AssignmentRow.id) == col(ExtensionRow.assignment_id))
        .where(
            AssignmentRow.milestone_id == row.milestone_id,
            ExtensionRow.verdict == Verdict.WAITING,
        )
        .order_by(col(ExtensionRow.id))
        .with_for_update(of=ExtensionRow)
    )
    waiting = list(found)
    own = [one for one in waiting if one.assignment_id == row.id]
    others = [one for one in waiting if one.assignment_id != row.id and one.proposed <= day]
    return own if row.separate else [*own, *others]


async def refuse(
    session: AsyncSession, actor: Actor, extension_id: int, grounds: str, now: datetime
) -> tuple[ExtensionRow, Line]:
    """A coordinator leaves the date as it is; the one who asked is told. The request, its line.

    Raises `Denied`, `CannotMove`.
    """
    row = await request_of(session, actor, extension_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    row.verdict, row.basis_text = Verdict.REFUSED, grounds.strip()[:TEXT_CHARS]
    row.decided_by, row.decided_at = actor.person_id, now
    session.add(row)
    await session.flush()
    await refresh(session, tenant, [row.assignment_id], now)
    rights.audit(
        session, actor, tenant.id, "extension.refused", now, f"assignment:{row.assignment_id}"
    )
    line = await plan_queries.full_line(session, row.assignment_id)
    await extension_news.tell_refused(session, tenant, actor, row, line, now)
    return row, line
