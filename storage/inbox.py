"""The inbox: updates and letters, stored before they are acknowledged, worked once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.outbox import insert_for
from storage.tables import InboxRow, InboxState, table

rows_table: sa.Table = table(InboxRow)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that came in: `source` and `key` (update_id, mailbox UID) name it for ever."""

    source: str
    key: str
    chat: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An arrival to be worked."""

    id: int
    chat: str
    payload: dict[str, Any]
    attempts: int


async def store(session: AsyncSession, arrivals: Sequence[Arrival], now: datetime) -> list[Waiting]:
    """Keep arrivals; those seen before are left out of the answer."""
    if not arrivals:
        return []
    statement = (
        insert_for(session)(InboxRow)
        .on_conflict_do_nothing(index_elements=["source", "key"])
        .returning(rows_table.c.id, rows_table.c.chat, rows_table.c.payload)
    )
    rows = await session.execute(
        statement,
        [
            {
                "source": a.source,
                "key": a.key,
                "chat": a.chat,
                "payload": a.payload,
                "state": InboxState.NEW,
                "attempts": 0,
                "last_error": "",
                "received_at": now,
            }
            for a in arrivals
        ],
    )
    return sorted((Waiting(r.id, r.chat, r.payload, 0) for r in rows), key=lambda w: w.id)


async def waiting(session: AsyncSession, limit: int) -> list[Waiting]:
    """What is not worked yet, oldest first."""
    statement = (
        select(InboxRow)
        .where(InboxRow.state == InboxState.NEW)
        .order_by(col(InboxRow.id))
        .limit(limit)
    )
    return [
        Waiting(row.id or 0, row.chat, row.payload, row.attempts)
        for row in await session.exec(statement)
    ]


async def next_of(session: AsyncSession, chat: str, beside: Collection[int] = ()) -> Waiting | None:
    """The oldest arrival of a chat that is not worked yet, but for those in `beside`."""
    statement = (
        select(InboxRow)
        .where(InboxRow.state == InboxState.NEW, InboxRow.chat == chat)
        .order_by(col(InboxRow.id))
        .limit(1)
    )
    if beside:
        statement = statement.where(col(InboxRow.id).not_in(beside))
    row = (await session.exec(statement)).first()
    return None if row is None else Waiting(row.id or 0, row.chat, row.payload, row.attempts)


async def chats_waiting(session: AsyncSession) -> list[str]:
    """The chats that have something not worked yet, the longest waiting first."""
    statement = (
        select(InboxRow.chat)
        .where(InboxRow.state == InboxState.NEW)
        .group_by(InboxRow.chat)
        .order_by(sa.func.min(InboxRow.id))
    )
    return list(await session.exec(statement))


_done = (
    sa.update(rows_table)
    .where(rows_table.c.id == sa.bindparam("inbox_id"))
    .values(state=InboxState.DONE, settled_at=sa.bindparam("at"))
)


async def mark_done(session: AsyncSession, inbox_id: int, now: datetime) -> None:
    """Part of the transaction that did what the arrival asked for."""
    await session.execute(_done, {"inbox_id": inbox_id, "at": now})


async def mark_failed(
    session: AsyncSession, inbox_id: int, error: str, now: datetime, *, set_aside: bool
) -> None:
    """Count a failed attempt; after too many the row is set aside for the operator."""
    values: dict[str, Any] = {"attempts": rows_table.c.attempts + 1, "last_error": error[:500]}
    if set_aside:
        values |= {"state": InboxState.ASIDE, "settled_at": now}
    await session.execute(sa.update(rows_table).where(rows_table.c.id == inbox_id).values(**values))
