"""Planning looks anew: something changed that decides who is asked, or by which way."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.municipalities import Tenant
from storage import absence_queries, people_queries


async def look_again(session: AsyncSession, tenant: Tenant, person_id: int, now: datetime) -> None:
    """Planning looks anew at what somebody and their organisations owe."""
    own = await people_queries.organizations_of(session, tenant.id, person_id)
    ids = await absence_queries.open_work(session, tenant.id, person_id, own)
    await absence_queries.wake(session, ids, now)


async def wake_office(
    session: AsyncSession, tenant: Tenant, organization_id: int, now: datetime
) -> None:
    """Planning looks anew at what an organisation owes: who reads for it may be another now."""
    ids = await absence_queries.open_work(session, tenant.id, None, [organization_id])
    await absence_queries.wake(session, ids, now)
