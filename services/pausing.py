"""Stopping a roadmap or a whole municipality, and going on without a flood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import OPEN
from roadmap.reminding import after_pause
from services import municipalities, planning, plans, rights, round_times, rounds
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant
from services.refreshing import LIVE, take_out
from services.rights import Actor
from storage import given_back, outbox, plan_queries, work_queries
from storage.tables import (
    REMINDERS,
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    MunicipalityRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    RoadmapRow,
    RoadmapStatus,
    Role,
    RoundRow,
    table,
)
from views import pausing as words

log = structlog.get_logger()

LISTED = (*REMINDERS, NoticeKind.HANDOVER, NoticeKind.ALERT)
WHOLE = (NoticeKind.APPOINTMENT, NoticeKind.NUDGE)


class NotRunning(Exception):
    """The roadmap is a draft or archived: there is nothing to stop or to go on with."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Paused:
    """What came of it; `changed` is False when it was so already."""

    changed: bool
    paused: bool


async def set_roadmap(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    now: datetime,
    *,
    pause: bool,
    actor: Actor | None = None,
) -> Paused:
    """Stop a roadmap or let it go on. Raises `NoSuchRoadmap`, `NotRunning`."""
    row = await session.get(RoadmapRow, number, with_for_update=True)
    if row is None or row.municipality_id != tenant.id:
        raise NoSuchRoadmap(number)
    if row.status not in (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED):
        raise NotRunning(number)
    if (row.status is RoadmapStatus.PAUSED) == pause:
        return Paused(changed=False, paused=pause)
    row.status = RoadmapStatus.PAUSED if pause else RoadmapStatus.ACTIVE
    session.add(row)
    await session.flush()
    if pause:
        await withdraw(session, tenant, [number], now)
    elif tenant.paused_on is None:
        await go_on(session, tenant, [number], now)
    _note(session, tenant, actor, f"roadmap:{number}", now, pause=pause)
    return Paused(changed=True, paused=pause)


async def set_municipality(
    session: AsyncSession, tenant: Tenant, now: datetime, *, pause: bool, actor: Actor | None = None
) -> Paused:
    """Stop everything that is planned in a municipality, or let it go on."""
    row = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    if (row.paused_on is not None) == pause:
        return Paused(changed=False, paused=pause)
    row.paused_on = tenant.today(now) if pause else None
    session.add(row)
    await session.flush()
    running = await session.exec(
        select(RoadmapRow.id).where(
            RoadmapRow.municipality_id == tenant.id, RoadmapRow.status == RoadmapStatus.ACTIVE
        )
    )
    numbers = [number or 0 for number in running]
    if pause:
        await withdraw(session, tenant, numbers, now)
    else:
        await go_on(session, municipalities.tenant_of(row), numbers, now)
    _note(session, tenant, actor, f"municipality:{tenant.id}", now, pause=pause)
    return Paused(changed=True, paused=pause)


def _note(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor | None,
    subject: str,
    now: datetime,
    *,
    pause: bool,
) -> None:
    action = "paused" if pause else "resumed"
    rights.audit(
        session, actor, tenant.id, f"{subject.split(':', maxsplit=1)[0]}.{action}", now, subject
    )
    log.info(f"planning.{action}", subject=subject)


async def withdraw(
    session: AsyncSession, tenant: Tenant, numbers: Collection[int], now: datetime
) -> None:
    """What waits to go out about these roadmaps does not; its rungs are given back. What is on
    its way may still arrive, but is not tried once more."""
    at_hand = await _at_hand(session, tenant, numbers)
    on_the_way = {row.id for row in at_hand if row.state == NoticeState.SENDING}
    await _try_no_more(session, on_the_way, now)
    rows = [row for row in at_hand if row.id not in on_the_way]
    whole = {row.id for row in rows if row.kind in WHOLE}
    for notice_id in whole:
        await outbox.withdraw(session, notice_id, now)
    await outbox.give_back(session, whole, now)
    listed = sorted({row.assignment_id for row in rows if row.kind in LISTED})
    for i in range(0, len(listed), planning.BATCH):
        batch = listed[i : i + planning.BATCH]
        await take_out(session, tenant, batch, now, kinds=LISTED, rungs_only=True)
    rungs = [row for row in rows if row.since_before is not None]
    handed = {row.assignment_id for row in rungs if row.kind in given_back.LADDER}
    await _not_handed_over(session, handed)


async def _at_hand(
    session: AsyncSession, tenant: Tenant, numbers: Collection[int]
) -> Sequence[sa.Row[Any]]:
    """Each line about these roadmaps that waits or is on its way."""
    notices, items = table(NoticeRow), table(NoticeItemRow)
    found = await session.execute(
        sa.select(
            notices.c.id,
            notices.c.kind,
            notices.c.state,
            items.c.assignment_id,
            items.c.since_before,
        )
        .join_from(notices, items, items.c.notice_id == notices.c.id)
        .where(
            notices.c.municipality_id == tenant.id,
            notices.c.state.in_((NoticeState.PLANNED, NoticeState.SENDING)),
            notices.c.kind.in_((*LISTED, *WHOLE)),
            items.c.assignment_id.in_(_assignments_of(numbers)),
        )
        .order_by(notices.c.id)
        .with_for_update(of=notices)  # or a courier elsewhere takes one meanwhile
    )
    return found.all()


async def _not_handed_over(session: AsyncSession, assignment_ids: Collection[int]) -> None:
    """What was on its way to the coordinators only, and reached none, is handed over afterwards."""
    assignments, notices, items = table(AssignmentRow), table(NoticeRow), table(NoticeItemRow)
    told = sa.exists().where(
        items.c.assignment_id == assignments.c.id,
        items.c.since_before == assignments.c.since,
        notices.c.id == items.c.notice_id,
        notices.c.kind.in_(given_back.LADDER),
        notices.c.state.in_(LIVE),
    )
    for ids in plan_queries.chunks(assignment_ids):
        await session.execute(
            sa.update(assignments)
            .where(assignments.c.id.in_(ids), sa.not_(told))
            .values(handed_over=False)
        )


async def _try_no_more(session: AsyncSession, notice_ids: Collection[int], now: datetime) -> None:
    """Should these come back, they have expired. Not a list with something on it that came there
    by somebody's word: nothing would say it again."""
    notices, items = table(NoticeRow), table(NoticeItemRow)
    by_word = sa.exists().where(
        items.c.notice_id == notices.c.id,
        notices.c.kind == NoticeKind.HANDOVER,
        items.c.since_before.is_(None),
    )
    for ids in plan_queries.chunks(notice_ids):
        await session.execute(
            sa.update(notices).where(notices.c.id.in_(ids), sa.not_(by_word)).values(expires_at=now)
        )


def _assignments_of(numbers: Collection[int]) -> sa.Select[tuple[int]]:
    assignments, milestones = table(AssignmentRow), table(MilestoneRow)
    activities = table(ActivityRow)
    return (
        sa.select(assignments.c.id)
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .where(activities.c.roadmap_id.in_(numbers))
    )


def _on_the_ladder(numbers: Collection[int]) -> sa.Select[tuple[int]]:
    milestones, urgent = table(MilestoneRow), table(RoundRow)
    is_urgent = sa.exists().where(urgent.c.id == milestones.c.round_id, urgent.c.urgent)
    return _assignments_of(numbers).where(sa.not_(is_urgent))


async def go_on(
    session: AsyncSession, tenant: Tenant, numbers: Sequence[int], now: datetime
) -> None:
    """Rungs of the time in between are not made up for; what ended meanwhile is handed over.
    Rounds say what they have not said yet outside the ladder."""
    assignments = table(AssignmentRow)
    await rounds.look_anew(session, tenant.id)
    await round_times.go_on(session, numbers, tenant.today(now), now)
    found = await session.execute(
        _on_the_ladder(numbers).where(
            assignments.c.state.in_(sorted(OPEN)), assignments.c.next_notice_at.is_not(None)
        )
    )
    silent = await session.execute(
        _on_the_ladder(numbers).where(
            assignments.c.state.in_(sorted(OPEN)),
            assignments.c.next_notice_at.is_(None),
            sa.not_(assignments.c.handed_over),
        )
    )
    today = tenant.today(now)
    work = await work_queries.work(session, [*found.scalars(), *silent.scalars()])
    moved = [
        {
            "row_id": one.assignment_id,
            "new_since": after_pause(
                plans.obligation(one, tenant),
                today,
                tenant.policy_of(one.settings),
                tenant.calendar,
            ),
        }
        for one in work.values()
    ]
    if moved:
        connection = await session.connection()
        await connection.execute(
            assignments.update()
            .where(assignments.c.id == sa.bindparam("row_id"))
            .values(since=sa.bindparam("new_since"), next_notice_at=now),
            moved,
        )


async def board(session: AsyncSession, actor: Actor) -> Message:
    """What runs and what is stopped, with a button for each. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="pause")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    rows = await session.exec(
        select(RoadmapRow)
        .where(
            RoadmapRow.municipality_id == tenant.id,
            col(RoadmapRow.status).in_((RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)),
        )
        .order_by(col(RoadmapRow.id))
    )
    listed = [(row.id or 0, row.title, row.status is RoadmapStatus.PAUSED) for row in rows]
    return words.board(listed, tenant.paused_on, actor.person_id, tenant.say)


async def press(
    session: AsyncSession, actor: Actor, number: int, now: datetime, *, pause: bool
) -> Paused:
    """A coordinator's press; `number` 0 is the whole municipality. Raises `Denied`,
    `NotRunning`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="pause")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if number == 0:
        return await set_municipality(session, tenant, now, pause=pause, actor=actor)
    try:
        return await set_roadmap(session, tenant, number, now, pause=pause, actor=actor)
    except NoSuchRoadmap as error:
        raise rights.deny(actor, "pause", roadmap=number) from error
