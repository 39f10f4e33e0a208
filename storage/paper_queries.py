"""Reading which letters wait for the tables that go along with them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.tables import REMINDERS, NoticeItemRow, NoticeRow


def _waits(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What tells a letter that waits: it has not been tried, and its time has not come."""
    return (
        col(NoticeRow.state) == sa.literal_column("'planned'"),  # what the index is of
        (col(NoticeRow.channel) == Channel.EMAIL).is_(True),  # no index of every letter ever
        col(NoticeRow.kind).in_(REMINDERS),
        col(NoticeRow.attempts) == 0,
        col(NoticeRow.not_before) > now,
    )


async def waiting(session: AsyncSession, now: datetime, limit: int) -> list[tuple[int, int]]:
    """(municipality, notice) of the letters that wait, at most so many: the municipalities take
    turns, and in each what has to go first comes first."""
    turn = sa.func.row_number().over(
        partition_by=col(NoticeRow.municipality_id),
        order_by=(col(NoticeRow.expires_at), col(NoticeRow.id)),
    )
    known = (
        sa.select(col(NoticeRow.municipality_id), col(NoticeRow.id), turn.label("turn"))
        .where(*_waits(now))
        .subquery()
    )
    rows = await session.execute(
        sa.select(known.c.municipality_id, known.c.id)
        .order_by(known.c.turn, known.c.id)
        .limit(limit)
    )
    return [(town or 0, number) for town, number in rows]


async def still_waits(
    session: AsyncSession, municipality_id: int, notice_id: int, now: datetime
) -> NoticeRow | None:
    """A letter that waits, held for a change; None for one that has gone or was withdrawn."""
    statement = (
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == municipality_id, NoticeRow.id == notice_id, *_waits(now)
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).first()


async def about(session: AsyncSession, municipality_id: int, notice_id: int) -> list[int]:
    """The assignments on a notice, in the order of its lines."""
    rows = await session.exec(
        select(NoticeItemRow.assignment_id)
        .where(
            NoticeItemRow.municipality_id == municipality_id, NoticeItemRow.notice_id == notice_id
        )
        .order_by(col(NoticeItemRow.line))
    )
    return list(rows)
