"""The outbox: every notice and its fate. Bulk statements, for the courier is the busiest here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Envelope, Message
from storage.account_queries import may_be_edited
from storage.tables import (
    AppointmentRow,
    AssignmentRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    Urgency,
    WorkerRow,
    table,
)

log = structlog.get_logger()

notices: sa.Table = table(NoticeRow)
items: sa.Table = table(NoticeItemRow)
assignments: sa.Table = table(AssignmentRow)
appointments: sa.Table = table(AppointmentRow)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in a worker's hands."""

    envelope: Envelope
    attempts: int
    created_at: datetime
    urgency: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is written about a claimed notice once the channel has answered.

    Not `counted`: the attempt says nothing about this notice, as when a whole lane had to stop.
    """

    notice_id: int
    state: NoticeState
    external_id: str | None = None
    error: str = ""
    not_before: datetime | None = None
    counted: bool = True


def insert_for(session: AsyncSession) -> Any:
    """The INSERT that knows ON CONFLICT in the session's dialect."""
    name = session.get_bind().dialect.name
    return sqlite_insert if name == "sqlite" else postgres_insert


async def add(session: AsyncSession, notice: NoticeRow) -> int | None:
    """Store a notice unless its `dedup_key` is there already; its id, or None if it was."""
    if session.new:
        await session.flush()  # what it may refer to
    connection = await session.connection()
    statement = _ADD[connection.dialect.name]
    values = notice.model_dump(exclude={"id"})
    notice_id: int | None = (await connection.execute(statement, values)).scalar()
    if notice_id is not None:
        session.info["outbox"] = True
    return notice_id


_ADD = {
    name: insert(notices)
    .on_conflict_do_nothing(index_elements=["dedup_key"])
    .returning(notices.c.id)
    for name, insert in (("sqlite", sqlite_insert), ("postgresql", postgres_insert))
}


async def add_items(session: AsyncSession, rows: Sequence[NoticeItemRow]) -> None:
    """Store the lines of a notice that has been stored."""
    if rows:
        connection = await session.connection()
        await connection.execute(items.insert(), [row.model_dump() for row in rows])


async def start_worker(session: AsyncSession, now: datetime) -> int:
    """Register a process that will claim notices; its id."""
    worker = WorkerRow(started_at=now)
    session.add(worker)
    await session.flush()
    assert worker.id is not None  # noqa: S101 - set by flush
    return worker.id


async def free_claims(session: AsyncSession, dead_workers: Collection[int] | None) -> int:
    """Put claims back: those of `dead_workers`, or (None) all, on SQLite at start. Their number."""
    statement = (
        sa.update(notices)
        .where(notices.c.state == NoticeState.SENDING)
        .values(state=NoticeState.PLANNED, worker_id=None)
    )
    if dead_workers is not None:
        statement = statement.where(notices.c.worker_id.in_(dead_workers))
    result = await session.execute(statement)
    session.info["outbox"] = True
    return int(getattr(result, "rowcount", 0))


async def claim(
    session: AsyncSession,
    channel: Channel,
    worker_id: int,
    *,
    limit: int,
    now: datetime,
    busy_addresses: Collection[str] = (),
    only_urgent: bool = False,
) -> list[Claimed]:
    """Take up to `limit` notices that may go now, urgent first, at most one an address."""
    ready = (
        sa.select(notices.c.id)
        .where(
            notices.c.state == sa.literal_column("'planned'"),
            notices.c.channel == channel,
            notices.c.not_before <= now,
        )
        .order_by(notices.c.urgency, notices.c.id)
        .limit(limit)
    )
    if busy_addresses:
        ready = ready.where(notices.c.address.not_in(busy_addresses))
    if only_urgent:
        ready = ready.where(notices.c.urgency < Urgency.MASS)
    if session.get_bind().dialect.name == "postgresql":
        carried = notices.alias()  # by another: one at a time to an address, whoever carries it
        busy = sa.exists().where(
            carried.c.state == sa.literal_column("'sending'"),
            carried.c.worker_id != worker_id,
            carried.c.channel == channel,
            carried.c.address == notices.c.address,
        )
        ready = ready.where(~busy).with_for_update(skip_locked=True)
    statement = (
        sa.update(notices)
        .where(notices.c.id.in_(ready.scalar_subquery()))
        .values(state=NoticeState.SENDING, worker_id=worker_id, attempts=notices.c.attempts + 1)
        .returning(
            notices.c.id,
            notices.c.address,
            notices.c.message,
            notices.c.edits_notice_id,
            notices.c.attempts,
            notices.c.created_at,
            notices.c.urgency,
            notices.c.expires_at,
        )
    )
    rows = (await session.execute(statement)).all()
    return await _one_an_address(session, sorted(rows, key=lambda r: (r.urgency, r.id)), now)


async def _one_an_address(
    session: AsyncSession, rows: Sequence[Any], now: datetime
) -> list[Claimed]:
    """Order within a chat: later ones of the same address go back; the pointless are dropped."""
    targets = await _edit_targets(session, [r.edits_notice_id for r in rows if r.edits_notice_id])
    taken: dict[str, Claimed] = {}
    back: list[int] = []
    dropped: list[Settlement] = []
    for row in rows:
        target = targets.get(row.edits_notice_id)
        if row.expires_at is not None and row.expires_at <= now:
            dropped.append(Settlement(row.id, NoticeState.EXPIRED))
        elif target is not None and target.external_id is None and target.state in NEVER_ARRIVES:
            dropped.append(Settlement(row.id, NoticeState.WITHDRAWN))
        elif row.address in taken or (target is not None and target.external_id is None):
            back.append(row.id)
        elif (message := readable(row.message)) is None:
            dropped.append(Settlement(row.id, NoticeState.FAILED, error=UNREADABLE))
        else:
            envelope = Envelope(
                row.id,
                row.address,
                message,
                target.external_id if target is not None else None,
            )
            taken[row.address] = Claimed(envelope, row.attempts, row.created_at, row.urgency)
    if back:
        await _put_back(session, back)
    if dropped:
        await settle(session, dropped, now)
        await give_back(session, [s.notice_id for s in dropped], now)
    return list(taken.values())


UNREADABLE = "the stored message cannot be read"


def readable(data: Any) -> Message | None:
    """The stored message, or None for what is none; that one fails alone, and is logged."""
    try:
        return Message.from_data(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        log.exception("notice.unreadable")
        return None


NEVER_ARRIVES = frozenset({NoticeState.FAILED, NoticeState.EXPIRED, NoticeState.WITHDRAWN})


async def _put_back(session: AsyncSession, notice_ids: Sequence[int]) -> None:
    await session.execute(
        sa.update(notices)
        .where(notices.c.id.in_(notice_ids))
        .values(state=NoticeState.PLANNED, worker_id=None, attempts=notices.c.attempts - 1)
    )


async def _edit_targets(session: AsyncSession, ids: Sequence[int]) -> dict[int | None, Any]:
    if not ids:
        return {}
    rows = await session.execute(
        sa.select(notices.c.id, notices.c.external_id, notices.c.state).where(notices.c.id.in_(ids))
    )
    return {row.id: row for row in rows}


_settle = (
    sa.update(notices)
    .where(
        notices.c.id == sa.bindparam("notice_id"),
        sa.or_(
            sa.bindparam("whoever", type_=sa.Boolean),
            notices.c.worker_id == sa.bindparam("worker", type_=sa.Integer),
        ),
    )
    .values(
        state=sa.bindparam("new_state"),
        external_id=sa.func.coalesce(sa.bindparam("new_external_id"), notices.c.external_id),
        last_error=sa.bindparam("error"),
        not_before=sa.func.coalesce(
            sa.bindparam("wait_until", type_=notices.c.not_before.type), notices.c.not_before
        ),
        settled_at=sa.bindparam("at"),
        attempts=notices.c.attempts - sa.bindparam("uncounted"),
        worker_id=None,
    )
)


async def settle(
    session: AsyncSession,
    settlements: Sequence[Settlement],
    now: datetime,
    worker_id: int | None = None,
) -> None:
    """Write what became of claimed notices, all in one statement.

    What `worker_id` does not hold any more, because it was taken for dead, is another's to settle;
    only that it has arrived is written all the same. None: whoever holds them.
    """
    if not settlements:
        return
    connection = await session.connection()
    await connection.execute(
        _settle,
        [
            {
                "notice_id": s.notice_id,
                "new_state": s.state,
                "new_external_id": s.external_id,
                "error": s.error,
                "wait_until": s.not_before,
                "at": None if s.state is NoticeState.PLANNED else now,
                "uncounted": 0 if s.counted else 1,
                "whoever": worker_id is None or s.state is NoticeState.SENT,
                "worker": worker_id,
            }
            for s in settlements
        ],
    )


async def give_back(session: AsyncSession, notice_ids: Collection[int], now: datetime) -> None:
    """What a notice that never arrives was to say, the planner must say again."""
    lost = (
        await session.execute(
            sa.select(items.c.assignment_id, items.c.since_before).where(
                items.c.notice_id.in_(notice_ids), items.c.since_before.is_not(None)
            )
        )
    ).all()
    for row in lost:
        await session.execute(
            sa.update(assignments)
            .where(assignments.c.id == row.assignment_id)
            .values(since=row.since_before, next_notice_at=now)
        )
    await session.execute(
        sa.update(items).where(items.c.notice_id.in_(notice_ids)).values(since_before=None)
    )
    await session.execute(
        sa.update(appointments)
        .where(appointments.c.notice_id.in_(notice_ids), appointments.c.read_at.is_(None))
        .values(notice_id=None, next_at=now)
    )


async def next_ready_at(session: AsyncSession, channel: Channel | None = None) -> datetime | None:
    """The earliest moment at which a waiting notice may go."""
    statement = select(sa.func.min(NoticeRow.not_before)).where(
        NoticeRow.state == NoticeState.PLANNED
    )
    if channel is not None:
        statement = statement.where(NoticeRow.channel == channel)
    return (await session.exec(statement)).one()


CAPPED = (NoticeKind.REMINDER, NoticeKind.APPOINTMENT, NoticeKind.NUDGE, NoticeKind.MONITORING)


async def said_since(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int], since: datetime
) -> dict[int, int]:
    """How many messages of the kinds that a cap binds each person was given since an instant, by
    the channel that had most."""
    rows = await session.execute(
        sa.select(notices.c.person_id, sa.func.count().label("n"))
        .where(
            notices.c.municipality_id == municipality_id,
            notices.c.person_id.in_(person_ids),
            notices.c.created_at >= since,
            notices.c.kind.in_(CAPPED),
            notices.c.state != NoticeState.WITHDRAWN,
        )
        .group_by(notices.c.person_id, notices.c.channel)
    )
    found: dict[int, int] = {}
    for row in rows:
        found[row.person_id] = max(found.get(row.person_id, 0), row.n)
    return found


async def withdraw(session: AsyncSession, notice_id: int, now: datetime) -> None:
    """Take back a notice that has not gone yet."""
    await session.execute(
        sa.update(notices)
        .where(notices.c.id == notice_id, notices.c.state == NoticeState.PLANNED)
        .values(state=NoticeState.WITHDRAWN, settled_at=now)
    )


async def edit(session: AsyncSession, sent: NoticeRow, message: Message, now: datetime) -> None:
    """Change what a sent message shows: an outbox row of its own, the latest wins. Nothing where
    the person has left the chat for another, or does not want it."""
    if not await may_be_edited(session, sent):
        return
    # one edit of a message at a time, and none while the courier takes the one that waits
    await session.exec(select(NoticeRow.id).where(NoticeRow.id == sent.id).with_for_update())
    waiting = (
        await session.exec(
            select(NoticeRow)
            .where(NoticeRow.edits_notice_id == sent.id, NoticeRow.state == NoticeState.PLANNED)
            .with_for_update()
        )
    ).first()
    session.info["outbox"] = True
    if waiting is not None:
        waiting.message = message.to_data()
        session.add(waiting)
        return
    earlier = (
        await session.exec(select(sa.func.count()).where(col(NoticeRow.edits_notice_id) == sent.id))
    ).one()
    await add(
        session,
        NoticeRow(
            municipality_id=sent.municipality_id,
            person_id=sent.person_id,
            channel=sent.channel,
            address=sent.address,
            kind=NoticeKind.EDIT,
            urgency=Urgency.ANSWER,
            dedup_key=f"edit:{sent.id}:{earlier + 1}",
            message=message.to_data(),
            edits_notice_id=sent.id,
            not_before=now,
            created_at=now,
        ),
    )
