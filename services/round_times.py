"""When a round of monitoring speaks for itself: an urgent one outside the ladder, every one when
its time is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from services.municipalities import Tenant
from services.working_hours import wait_until
from storage.tables import RoundRow, RoundState, table

URGENT_AHEAD = timedelta(hours=1)
"""An urgent round is spoken of once more this long before it is due."""
A_DAY = timedelta(days=1)


def due_at(row: RoundRow, tenant: Tenant) -> datetime:
    """The instant at which answers are due: the named hour, else the end of the day."""
    hour = row.due_time or time(23, 59)
    return datetime.combine(row.due_on, hour, tenant.zone).astimezone(UTC)


def over_at(row: RoundRow, tenant: Tenant) -> datetime:
    """When the coordinators hear that the time is over: of an urgent round at once, of another
    within working hours; without a named hour on the first working morning after the day."""
    if row.urgent:
        return due_at(row, tenant)
    at = due_at(row, tenant)
    if row.due_time is None:
        at = datetime.combine(row.due_on + A_DAY, time(0), tenant.zone).astimezone(UTC)
    return wait_until(tenant, at) or at


def speaks_next(row: RoundRow, tenant: Tenant, now: datetime) -> datetime | None:
    """When a round that was opened, moved or opened again at `now` is looked at next; None where
    its time is over and has been spoken of."""
    if row.urgent:
        return now
    at = over_at(row, tenant)
    return at if at > now else None


async def go_on(
    session: AsyncSession, numbers: Collection[int], today: date, now: datetime
) -> None:
    """After a pause of these roadmaps: urgent rounds say what they have not said, and what ended
    meanwhile is told of."""
    asked = table(RoundRow)
    unsaid = sa.and_(asked.c.urgent, asked.c.next_at.is_not(None))
    ended = sa.and_(asked.c.next_at.is_(None), asked.c.due_on < today)
    await session.execute(
        sa.update(asked)
        .where(
            asked.c.roadmap_id.in_(numbers),
            asked.c.state == RoundState.OPEN,
            sa.or_(unsaid, ended),
        )
        .values(next_at=now)
    )
