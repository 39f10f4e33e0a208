"""How many letters the mail service still takes: so many in any 24 hours, the urgent ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage import outbox
from storage.tables import NoticeState

DAY = timedelta(days=1)
KEPT_FOR_URGENT = 10  # one letter in so many: a mass sending leaves them to answers and alerts
_LOCK = 0x56455148  # PostgreSQL: two processes do not count at once


@dataclass(frozen=True, slots=True)
class Share:
    """What may go now: `left` letters, of which `mass` may be of a mass sending.

    `more_at` is when a letter of the last 24 hours no longer counts; None while none does.
    """

    left: int
    mass: int
    more_at: datetime | None


async def share(session: AsyncSession, per_day: int, now: datetime) -> Share:
    """Count the letters that went in the last 24 hours and those on their way."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    rows = outbox.notices
    letters = rows.c.channel == Channel.EMAIL
    went = (
        await session.scalars(
            sa.select(rows.c.settled_at)
            .where(letters, rows.c.state == NoticeState.SENT, rows.c.settled_at > now - DAY)
            .order_by(rows.c.settled_at)
        )
    ).all()
    going = await session.scalar(
        sa.select(sa.func.count()).where(letters, rows.c.state == NoticeState.SENDING)
    )
    used = len(went) + (going or 0)
    left = max(0, per_day - used)
    return Share(left, max(0, left - per_day // KEPT_FOR_URGENT), went[0] + DAY if went else None)


async def waiting(session: AsyncSession, now: datetime) -> int:
    """How many letters could go now but for the limit."""
    rows = outbox.notices
    count = await session.scalar(
        sa.select(sa.func.count()).where(
            rows.c.channel == Channel.EMAIL,
            rows.c.state == NoticeState.PLANNED,
            rows.c.not_before <= now,
        )
    )
    return count or 0
