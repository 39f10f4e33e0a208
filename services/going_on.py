"""Reminders of what is open again go on: whoever answers late is not forgotten after that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.reminding import AFTER_RETURN, opening, resumed
from services import plans
from services.municipalities import Tenant
from storage import work_queries
from storage.tables import AssignmentRow


async def go_on(
    session: AsyncSession,
    tenant: Tenant,
    assignment_ids: Collection[int],
    now: datetime,
    days: int = AFTER_RETURN,
) -> None:
    """The ladder of each goes on from today; where it has run out, the coordinators hear of it
    after so many working days."""
    today = tenant.today(now)
    for one in (await work_queries.work(session, assignment_ids)).values():
        policy = tenant.policy_of(one.settings)
        owed = plans.obligation(one, tenant)
        since, look = resumed(owed, today, policy, tenant.calendar, days)
        row = await session.get_one(AssignmentRow, one.assignment_id)
        row.since = since
        row.next_notice_at = now if look == today else opening(look, policy, tenant.zone)
        session.add(row)
    await session.flush()
