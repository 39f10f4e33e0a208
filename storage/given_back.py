"""What never arrives is given back: to whoever says the same besides, else to the planner."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.plan_queries import chunks
from storage.tables import (
    REMINDERS,
    AppointmentRow,
    AssignmentRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    table,
)

notices: sa.Table = table(NoticeRow)
items: sa.Table = table(NoticeItemRow)
assignments: sa.Table = table(AssignmentRow)
appointments: sa.Table = table(AppointmentRow)

LADDER = (*REMINDERS, NoticeKind.HANDOVER)
"""What says a rung; on a coordinator's reminder what is handed over stands below what is theirs."""

LIVE = (NoticeState.PLANNED, NoticeState.SENDING, NoticeState.SENT)
"""What has arrived or still may."""


async def give_back(session: AsyncSession, notice_ids: Collection[int], now: datetime) -> None:
    """What a notice that never arrives was to say, the planner must say again; a reminder that
    nobody got was not left unanswered.

    Not what another notice says as well: the same by another channel, or to another coordinator.
    Should that one not arrive either, it is given back then.
    """
    for some in chunks(notice_ids):
        await _give_back(session, some, now)


async def _give_back(session: AsyncSession, notice_ids: Collection[int], now: datetime) -> None:
    await _leave_to_siblings(session, notice_ids)
    lost = await session.execute(
        sa.select(items.c.assignment_id, items.c.since_before, notices.c.kind)
        .join_from(items, notices, items.c.notice_id == notices.c.id)
        .where(
            items.c.notice_id.in_(notice_ids),
            items.c.since_before.is_not(None),
            sa.not_(_said_elsewhere),
        )
    )
    rows = [
        {
            "row_id": row.assignment_id,
            "before": row.since_before,
            "heard_of": int(row.kind in REMINDERS),
        }
        for row in lost
    ]
    if rows:
        connection = await session.connection()
        await connection.execute(_GIVE_BACK.values(next_notice_at=now), rows)
    await session.execute(
        sa.update(items).where(items.c.notice_id.in_(notice_ids)).values(since_before=None)
    )
    await session.execute(
        sa.update(appointments)
        .where(appointments.c.notice_id.in_(notice_ids), appointments.c.read_at.is_(None))
        .values(notice_id=None, next_at=now)
    )


_other, _same = notices.alias("other"), items.alias("same")
_said_elsewhere = (  # the same rung of the same assignment
    sa.exists()
    .where(
        _same.c.assignment_id == items.c.assignment_id,
        _same.c.since_before == items.c.since_before,
        _other.c.id == _same.c.notice_id,
        _other.c.id != notices.c.id,
        sa.or_(
            _other.c.kind == notices.c.kind,  # or, to a coordinator, a reminder and the list on it
            sa.and_(_other.c.kind.in_(LADDER), notices.c.kind.in_(LADDER)),
        ),
        _other.c.state.in_(LIVE),
    )
    .correlate(notices, items)
)
_GIVE_BACK = (
    assignments.update()
    .where(assignments.c.id == sa.bindparam("row_id"))
    .values(
        since=sa.bindparam("before"),
        silent=sa.case(
            (assignments.c.handed_over, assignments.c.silent),  # what ended was no reminder
            (assignments.c.silent > 0, assignments.c.silent - sa.bindparam("heard_of")),
            else_=0,
        ),
        handed_over=False,
    )
)


async def _leave_to_siblings(session: AsyncSession, notice_ids: Collection[int]) -> None:
    """Where the same goes to the same reader by another channel, that notice answers for it now:
    its cause is the same but for the channel at the end."""
    lost = await session.execute(
        sa.select(notices.c.id, notices.c.dedup_key, notices.c.channel).where(
            notices.c.id.in_(notice_ids)
        )
    )
    causes: dict[str, int] = {}
    for row in lost:
        cause, _, channel = row.dedup_key.rpartition(":")
        if channel == row.channel:
            causes |= {f"{cause}:{c}": row.id for c in Channel if c != channel}
    found = await session.execute(
        sa.select(notices.c.id, notices.c.dedup_key).where(
            notices.c.dedup_key.in_(causes), notices.c.state.in_(LIVE)
        )
    )
    pairs = [{"lost": causes[row.dedup_key], "sibling": row.id} for row in found]
    if pairs:
        connection = await session.connection()
        for statement in _LEAVE:
            await connection.execute(statement, pairs)


_of_lost = items.alias("of_lost")
_LEAVE = (
    items.update()
    .where(items.c.notice_id == sa.bindparam("sibling"), items.c.since_before.is_(None))
    .values(
        since_before=sa.select(_of_lost.c.since_before)
        .where(
            _of_lost.c.notice_id == sa.bindparam("lost"),
            _of_lost.c.assignment_id == items.c.assignment_id,
        )
        .scalar_subquery()
    ),
    appointments.update()
    .where(appointments.c.notice_id == sa.bindparam("lost"))
    .values(notice_id=sa.bindparam("sibling")),
)
