"""Schools that came after a launch join the dates ahead that «ОО» answers for: a deed of the
coordinator's, never a silent one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Button, Message
from roadmap.completion import stands_apart
from roadmap.progress import Standing, standing
from roadmap.reminding import opening
from services import appointing, municipalities, owners, rights
from services.municipalities import Tenant
from services.pausing import NotRunning
from services.reconciled_dates import call_off
from services.rights import Actor
from storage import group_queries, new_school_queries
from storage.new_school_queries import Ahead
from storage.tables import (
    AppointmentRow,
    AssignmentRow,
    ReportRow,
    RoadmapRow,
    RoadmapStatus,
    Role,
)
from views import new_schools as words

log = structlog.get_logger()

ACTION = "roadmap.schools_joined"
RUNS = (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)
ENDED = (Standing.DONE, Standing.WAITING_ACCEPTANCE)


@dataclass(frozen=True, slots=True)
class Coming:
    """A school that is new to a roadmap, and the dates that it would answer for."""

    id: int
    name: str
    dates: Sequence[Ahead]


async def coming(
    session: AsyncSession, tenant: Tenant, roadmap: RoadmapRow, today: date
) -> list[Coming]:
    """The schools that could join a running roadmap, each with something ahead of it."""
    if roadmap.status not in RUNS:
        return []
    out = owners.left_out(roadmap.settings)
    number = roadmap.id or 0
    known = await new_school_queries.schools(session, tenant.id, number)
    rows = [(i, name) for i, name in known if i not in out]
    if not rows:
        return []
    ahead = [
        one
        for one in await new_school_queries.ahead(session, tenant.id, number, today)
        if stands_apart(one.completion, by_parties=True)
        or standing([held.state for held in one.holders]) not in ENDED
    ]
    found = [Coming(i, name, _not_held(ahead, i)) for i, name in rows]
    return [one for one in found if one.dates]


def _not_held(ahead: Sequence[Ahead], school_id: int) -> list[Ahead]:
    return [one for one in ahead if all(held.organization_id != school_id for held in one.holders)]


async def offered(
    session: AsyncSession, tenant: Tenant, reader: int, now: datetime, school_id: int | None = None
) -> tuple[tuple[Button, ...], ...]:
    """Buttons for the coordinator `reader`, one a running roadmap that schools (or the one named)
    could join."""
    found = []
    for one in await group_queries.running(session, tenant.id):
        roadmap = await session.get_one(RoadmapRow, one.id)
        rows = await coming(session, tenant, roadmap, tenant.today(now))
        if any(school_id in (None, row.id) for row in rows):
            found.append((one.id, one.title, len(rows)))
    return words.offers(found, reader, tenant.say)


async def preview(
    session: AsyncSession, actor: Actor, number: int, page: int, now: datetime
) -> Message:
    """Which schools are new, and what they would answer for; a page of them, counted from 0.

    Raises `Denied`, `NotRunning`.
    """
    tenant, roadmap = await _held(session, actor, number)
    rows = await coming(session, tenant, roadmap, tenant.today(now))
    shown = [_shown(one) for one in rows]
    return words.preview(number, roadmap.title, shown, page, actor.person_id, tenant.say)


def _shown(one: Coming) -> words.School:
    first = {date.activity_id: date for date in reversed(one.dates)}
    nearest = sorted(first.values(), key=lambda date: (date.day, date.code))
    return words.School(
        one.id,
        one.name,
        len(one.dates),
        tuple(words.Example(date.code, date.title, date.day) for date in nearest),
    )


async def join(
    session: AsyncSession,
    actor: Actor,
    number: int,
    only: int,
    last: int,
    now: datetime,
) -> Message | str:
    """The school `only` joins, with 0 all of them up to the id `last`: those that were shown.

    Each answers for the dates ahead and is told once, in a list, as at the launch. A sentence
    where there is nothing left to do. Raises `Denied`, `NotRunning`.
    """
    tenant, roadmap = await _held(session, actor, number, change=True)
    today = tenant.today(now)
    waiting = await coming(session, tenant, roadmap, today)
    rows = [one for one in waiting if (one.id == only if only else one.id <= last)]
    if not rows:
        return words.joined_already(tenant.say)
    for one in rows:
        for held in one.dates:
            session.add(_assignment(tenant, one.id, held, today, now))
    await session.flush()
    await _replace_coordinators(session, tenant, roadmap, rows, now)
    await _name(session, tenant, number, {one.id for one in rows}, today)
    dates = sum(len(one.dates) for one in rows)
    rights.audit(
        session,
        actor,
        tenant.id,
        ACTION,
        now,
        f"roadmap:{number}",
        schools=[one.id for one in rows],
        names=[one.name for one in rows],
        dates=dates,
    )
    log.info(ACTION, roadmap=number, schools=len(rows), dates=dates)
    left = len(waiting) - len(rows)
    return words.joined(number, [_shown(one) for one in rows], left, actor.person_id, tenant.say)


async def _held(
    session: AsyncSession, actor: Actor, number: int, *, change: bool = False
) -> tuple[Tenant, RoadmapRow]:
    """A running roadmap of the coordinator's; to `change` it, this transaction's alone."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="new_schools")
    row = await session.get(
        RoadmapRow, number, with_for_update=change or None, populate_existing=change
    )
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "new_schools", roadmap=number)
    if row.status not in RUNS:
        raise NotRunning(number)
    return await municipalities.by_id(session, actor.municipality_id), row


def _assignment(
    tenant: Tenant, school_id: int, held: Ahead, today: date, now: datetime
) -> AssignmentRow:
    return AssignmentRow(
        municipality_id=tenant.id,
        milestone_id=held.milestone_id,
        organization_id=school_id,
        separate=stands_apart(held.completion, by_parties=True),
        since=today,
        next_notice_at=now,
    )


async def _replace_coordinators(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    rows: Sequence[Coming],
    now: datetime,
) -> None:
    """What went to a coordinator at the launch because no school was known is the schools' now,
    unless something was said of it."""
    dates = {one.milestone_id: one for row in rows for one in row.dates}
    parties = await owners.parties(session, {one.activity_id for one in dates.values()})
    of_schools_only = {activity for activity, own in parties.items() if not owners.resolve(own, [])}
    ids = {
        held.assignment_id
        for one in dates.values()
        if one.activity_id in of_schools_only
        and all(held.organization_id is None for held in one.holders)
        for held in one.holders
    }
    said = await session.exec(
        select(ReportRow.assignment_id).where(col(ReportRow.assignment_id).in_(ids))
    )
    untouched = sorted(ids - set(said))
    found = await session.exec(
        select(AssignmentRow)
        .where(
            AssignmentRow.municipality_id == roadmap.municipality_id,
            col(AssignmentRow.id).in_(untouched),
        )
        .order_by(col(AssignmentRow.id))
        .with_for_update()
    )
    await call_off(session, tenant, list(found), now)


async def _name(
    session: AsyncSession, tenant: Tenant, number: int, school_ids: Collection[int], today: date
) -> None:
    """Each is told what is theirs in working hours; who was told of something of their
    own before is told anew."""
    before = await session.exec(
        select(AppointmentRow)
        .where(
            AppointmentRow.roadmap_id == number,
            col(AppointmentRow.organization_id).in_(school_ids),
        )
        .with_for_update()
    )
    for row in before:
        row.next_at = opening(tenant.calendar.on_or_after(today), tenant.policy, tenant.zone)
        row.notice_id = row.read_at = row.read_by = None
        session.add(row)
    new = {(None, school_id) for school_id in school_ids}
    await appointing.name_new_owners(session, tenant, number, new, today)
