"""When a round of monitoring speaks for itself: an urgent one outside the ladder, every one when
its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from services.municipalities import Tenant
from services.working_hours import wait_until
from storage.tables import RoundRow

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
