"""Putting a roadmap into the archive and back, closing a year, and the copy for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.period import Period
from roadmap.progress import OPEN
from roadmap.shifting import choices
from services import copying, municipalities, pausing, rights
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant
from services.rights import Actor
from storage import report_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    Role,
)
from views import archiving as words

log = structlog.get_logger()

DEED = "roadmap.archived"
RUNNING = (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Archived:
    """What came of it; `changed` is False when it was so already."""

    title: str
    changed: bool
    archived: bool


async def set_archived(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    now: datetime,
    *,
    archive: bool,
    actor: Actor | None = None,
) -> Archived:
    """Archive a roadmap: nobody is reminded of it any more, everything is kept. Or bring it back
    as it was. Raises `NoSuchRoadmap`."""
    row = await session.get(RoadmapRow, number, with_for_update=True)
    if row is None or row.municipality_id != tenant.id or row.kind is not RoadmapKind.PLAN:
        raise NoSuchRoadmap(number)
    if (row.status is RoadmapStatus.ARCHIVED) == archive:
        return Archived(row.title, changed=False, archived=archive)
    before = row.status
    row.status = RoadmapStatus.ARCHIVED if archive else await _status_before(session, tenant, row)
    row.archived_on = tenant.today(now) if archive else None
    session.add(row)
    await session.flush()
    if archive:
        await pausing.withdraw(session, tenant, [number], now)
    elif row.status is RoadmapStatus.ACTIVE and tenant.paused_on is None:
        await pausing.go_on(session, tenant, [number], now)
    deed = DEED if archive else "roadmap.unarchived"
    facts = {"before": before.value, "after": row.status.value}
    rights.audit(session, actor, tenant.id, deed, now, f"roadmap:{number}", **facts)
    log.info(deed, roadmap=number)
    return Archived(row.title, changed=True, archived=archive)


async def _status_before(session: AsyncSession, tenant: Tenant, row: RoadmapRow) -> RoadmapStatus:
    """What it was before it went into the archive; what was never launched is a draft."""
    if row.launched_on is None:
        return RoadmapStatus.DRAFT
    last = await report_queries.last_audit(session, tenant.id, DEED, f"roadmap:{row.id}")
    known = str(last.facts.get("before", "")) if last is not None else ""
    return RoadmapStatus.PAUSED if known == RoadmapStatus.PAUSED else RoadmapStatus.ACTIVE


async def ask(session: AsyncSession, actor: Actor, number: int) -> Message:
    """Really into the archive? Raises `Denied`."""
    tenant, row = await _allowed(session, actor, number)
    if row.status is RoadmapStatus.ARCHIVED:
        return words.is_archived(number, row.title, actor.person_id, tenant.say)
    left = await _left(session, tenant, [number])
    return words.ask(number, row.title, len(left), actor.person_id, tenant.say)


async def press(
    session: AsyncSession, actor: Actor, number: int, now: datetime, *, archive: bool
) -> Message:
    """A coordinator's press. Raises `Denied`."""
    tenant, _ = await _allowed(session, actor, number)
    done = await set_archived(session, tenant, number, now, archive=archive, actor=actor)
    if archive:
        return words.is_archived(number, done.title, actor.person_id, tenant.say)
    return words.is_back(done.title, tenant.say)


async def _allowed(session: AsyncSession, actor: Actor, number: int) -> tuple[Tenant, RoadmapRow]:
    await rights.require_role(session, actor, Role.COORDINATOR, action="archive")
    row = await report_queries.roadmap(session, actor.municipality_id, number)
    if row is None:
        raise rights.deny(actor, "archive", roadmap=number)
    return await municipalities.by_id(session, actor.municipality_id), row


async def _left(
    session: AsyncSession, tenant: Tenant, numbers: Sequence[int]
) -> list[tuple[int, str, date]]:
    """What stays not done: (code, title, date by the document), each date once."""
    statement = (
        select(ActivityRow.code, ActivityRow.title, col(MilestoneRow.due))
        .join(MilestoneRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .join(AssignmentRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .where(
            ActivityRow.municipality_id == tenant.id,
            col(ActivityRow.roadmap_id).in_(numbers),
            col(ActivityRow.called_off).is_(False),
            col(MilestoneRow.called_off).is_(False),
            col(AssignmentRow.state).in_(sorted(OPEN)),
        )
        .distinct()
        .order_by(col(MilestoneRow.due), col(ActivityRow.code))
    )
    return [(code, title, due) for code, title, due in await session.exec(statement)]


async def _over(session: AsyncSession, tenant: Tenant, today: date) -> list[RoadmapRow]:
    """The roadmaps that run and whose period has ended."""
    statement = (
        select(RoadmapRow)
        .where(
            RoadmapRow.municipality_id == tenant.id,
            col(RoadmapRow.status).in_(RUNNING),
            RoadmapRow.period_end < today,
        )
        .order_by(col(RoadmapRow.id))
    )
    return list(await session.exec(statement))


async def preview_year(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """«Закрыть год»: what would go into the archive, and what stays not done. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="close_year")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    rows = await _over(session, tenant, tenant.today(now))
    if not rows:
        return words.nothing_over(tenant.say)
    left = await _left(session, tenant, [row.id or 0 for row in rows])
    titles = [(row.id or 0, row.title) for row in rows]
    return words.year(titles, left, actor.person_id, tenant.say)


async def close_year(session: AsyncSession, actor: Actor, now: datetime) -> Message | str:
    """Every roadmap whose period has ended goes into the archive; a sentence where none is left.

    Raises `Denied`.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action="close_year")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    rows = await _over(session, tenant, tenant.today(now))
    closed = list[tuple[int, str]]()
    for row in rows:
        number = row.id or 0
        done = await set_archived(session, tenant, number, now, archive=True, actor=actor)
        if done.changed:
            closed.append((number, done.title))
    if not closed:
        return words.nothing_over(tenant.say).plain
    return words.year_closed(closed, tenant.today(now), actor.person_id, tenant.say)


async def ask_copy(session: AsyncSession, actor: Actor, number: int) -> Message:
    """«Скопировать на следующий период»: to which? Raises `Denied`."""
    tenant, row = await _allowed(session, actor, number)
    copied = await copying.done_by(session, tenant, number)
    periods = choices(Period(row.period_start, row.period_end))
    return words.ask_copy(
        number, row.title, periods, copied.id if copied else None, actor.person_id, tenant.say
    )


async def copy(
    session: AsyncSession, actor: Actor, number: int, now: datetime, choice: int = 0
) -> Message | str:
    """The copy to one of the periods offered, once for a press; a sentence where it is being
    prepared already. Raises `Denied`."""
    tenant, row = await _allowed(session, actor, number)
    # two presses at once wait for each other here, and the second finds the first one's draft
    await session.refresh(row, with_for_update=True)
    known = await copying.done_by(session, tenant, number)
    if known is not None and known.status is RoadmapStatus.DRAFT:
        return words.copied_already(known.id or 0, tenant.say)
    periods = choices(Period(row.period_start, row.period_end))
    if choice not in range(len(periods)):
        raise rights.deny(actor, "copy", roadmap=number, choice=choice)
    made = await copying.copy(session, tenant, number, now, periods[choice], actor=actor)
    log.info("copy.pressed", roadmap=row.id, person=actor.person_id)
    return words.copied(
        words.Copy(made.number, made.title, made.period, made.activities, made.asked, made.dated),
        tenant.say,
    )
