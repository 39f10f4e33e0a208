"""The outbox: every notice and its fate. What a courier does with it is in `storage.books`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from storage import given_back
from storage.account_queries import may_be_edited
from storage.tables import (
    REMINDERS,
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

notices: sa.Table = table(NoticeRow)
items: sa.Table = table(NoticeItemRow)
assignments: sa.Table = table(AssignmentRow)
appointments: sa.Table = table(AppointmentRow)


give_back = given_back.give_back

KEYS_AT_ONCE = 1000


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


async def is_planned_again(session: AsyncSession, notice_id: int) -> bool:
    """Whether the planner will say what is on a notice when it is given back."""
    found = await session.execute(
        sa.select(
            sa.exists().where(items.c.notice_id == notice_id, items.c.since_before.is_not(None))
            | sa.exists().where(appointments.c.notice_id == notice_id)
        )
    )
    return bool(found.scalar())


async def known_causes(session: AsyncSession, dedup_keys: Sequence[str]) -> set[str]:
    """Those of the keys that a notice is stored under."""
    found: set[str] = set()
    for i in range(0, len(dedup_keys), KEYS_AT_ONCE):
        some = dedup_keys[i : i + KEYS_AT_ONCE]
        rows = await session.execute(
            sa.select(notices.c.dedup_key).where(notices.c.dedup_key.in_(some))
        )
        found |= set(rows.scalars())
    return found


async def speaks_of_others(
    session: AsyncSession, dedup_key: str, assignment_ids: Collection[int]
) -> bool:
    """Whether the notice of that cause lives and has none of these assignments on it."""
    alive = (NoticeState.PLANNED, NoticeState.SENDING, NoticeState.SENT)
    found = await session.execute(
        sa.select(items.c.assignment_id)
        .join_from(notices, items, items.c.notice_id == notices.c.id)
        .where(notices.c.dedup_key == dedup_key, notices.c.state.in_(alive))
    )
    spoken = set(found.scalars())
    return bool(spoken) and spoken.isdisjoint(assignment_ids)


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


async def drop_items(session: AsyncSession, notice_id: int) -> None:
    """A notice is about nothing any more."""
    await session.execute(sa.delete(items).where(items.c.notice_id == notice_id))


async def start_worker(session: AsyncSession, now: datetime) -> int:
    """Register a process that will claim notices; its id. Those that ended are forgotten."""
    workers = table(WorkerRow)
    worker = WorkerRow(started_at=now)
    session.add(worker)
    await session.flush()  # first, so that SQLite gives no number twice
    await session.execute(sa.delete(workers).where(workers.c.stopped_at.is_not(None)))
    assert worker.id is not None  # noqa: S101 - set by flush
    return worker.id


async def revive_worker(session: AsyncSession, worker_id: int) -> None:
    """It goes on, whatever others have thought of it meanwhile. PostgreSQL only."""
    workers = table(WorkerRow)
    statement = postgres_insert(workers).values(id=worker_id, started_at=sa.func.now())
    await session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"stopped_at": None})
    )


async def end_workers(session: AsyncSession, worker_ids: Collection[int]) -> None:
    """What they carry keeps no address busy any more."""
    workers = table(WorkerRow)
    ended = sa.update(workers).where(workers.c.id.in_(worker_ids))
    await session.execute(ended.values(stopped_at=sa.func.now()))


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


async def drop_expired(session: AsyncSession, channel: Channel, now: datetime) -> list[int]:
    """What waited until it was pointless is dropped, visibly, and given back; the ids."""
    found = await session.execute(
        sa.update(notices)
        .where(
            notices.c.state == sa.literal_column("'planned'"),
            notices.c.channel == channel,
            notices.c.expires_at <= now,
        )
        .values(state=NoticeState.EXPIRED, settled_at=now)
        .returning(notices.c.id)
    )
    ids = list(found.scalars())
    await give_back(session, ids, now)
    return ids


async def next_ready_at(session: AsyncSession) -> datetime | None:
    """The earliest moment at which a waiting notice may go."""
    statement = select(sa.func.min(NoticeRow.not_before)).where(
        NoticeRow.state == NoticeState.PLANNED
    )
    return (await session.exec(statement)).one()


CAPPED = (
    NoticeKind.REMINDER,
    NoticeKind.APPOINTMENT,
    NoticeKind.NUDGE,
    NoticeKind.STATUS,
    NoticeKind.MONITORING,
)


Reader = tuple[int | None, int | None]
"""Person id and None, or None and the id of an organisation whose mailbox is written to."""


async def said_to(
    session: AsyncSession, municipality_id: int, readers: Collection[Reader], since: datetime
) -> dict[Reader, int]:
    """How many messages of the kinds that a cap binds each of `readers` was given since an
    instant, by the channel that had most; who was given none is left out."""
    people = [person for person, _ in readers if person is not None]
    offices = [office for person, office in readers if person is None and office is not None]
    to_people = notices.c.person_id.in_(people)
    to_offices = notices.c.person_id.is_(None) & notices.c.organization_id.in_(offices)
    of_people = await _most(session, municipality_id, notices.c.person_id, to_people, since)
    of_offices = await _most(session, municipality_id, notices.c.organization_id, to_offices, since)
    return {(person, None): n for person, n in of_people.items()} | {
        (None, office): n for office, n in of_offices.items()
    }


async def _most(
    session: AsyncSession,
    municipality_id: int,
    whose: sa.Column[int],
    chosen: sa.ColumnElement[bool],
    since: datetime,
) -> dict[int, int]:
    """The same by the values of one column."""
    rows = await session.execute(
        sa.select(whose.label("whose"), sa.func.count().label("n"))
        .where(
            notices.c.municipality_id == municipality_id,
            chosen,
            notices.c.created_at >= since,
            notices.c.kind.in_(CAPPED),
            notices.c.state != NoticeState.WITHDRAWN,
        )
        .group_by(whose, notices.c.channel)
    )
    found: dict[int, int] = {}
    for row in rows:
        found[row.whose] = max(found.get(row.whose, 0), row.n)
    return found


async def waiting_reminders(
    session: AsyncSession, municipality_id: int, person_id: int | None = None
) -> list[int]:
    """The ids of the reminders and launch lists that wait to go, of a municipality or one of its
    persons."""
    statement = sa.select(notices.c.id).where(
        notices.c.municipality_id == municipality_id,
        notices.c.state == sa.literal_column("'planned'"),
        notices.c.kind.in_((*REMINDERS, NoticeKind.APPOINTMENT)),
    )
    if person_id is not None:
        statement = statement.where(notices.c.person_id == person_id)
    return list((await session.execute(statement)).scalars())


async def take_back(session: AsyncSession, notice_ids: Sequence[int], now: datetime) -> None:
    """These have not gone and will not: planning says anew what they said, also today."""
    if not notice_ids:
        return
    await session.execute(
        sa.update(notices)
        .where(notices.c.id.in_(notice_ids))
        .values(
            state=NoticeState.WITHDRAWN,
            settled_at=now,
            dedup_key=notices.c.dedup_key + ":taken-back:" + sa.cast(notices.c.id, sa.String),
        )
    )
    await give_back(session, notice_ids, now)


async def forget_words(session: AsyncSession, notice_id: int) -> None:
    """Keep of a notice only that there was one: its subject stays, where it has one."""
    row = await session.get_one(NoticeRow, notice_id, populate_existing=True)
    row.message = Message("—", subject=row.message.get("subject", "")).to_data()
    session.add(row)
    await session.flush()


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
