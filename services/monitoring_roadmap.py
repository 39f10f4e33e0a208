"""The hidden list that rounds of forms and tables stand in, one a municipality."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.municipalities import Tenant
from storage import round_queries
from storage.tables import (
    ActivityRow,
    MunicipalityRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
)

LAST_DAY = date(2199, 12, 31)


async def found(session: AsyncSession, tenant: Tenant, now: datetime) -> RoadmapRow:
    """The list that rounds stand in; made when the first is opened."""
    await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    known = await round_queries.monitoring_roadmap(session, tenant.id)
    if known is not None:
        return known
    today = tenant.today(now)
    row = RoadmapRow(
        municipality_id=tenant.id,
        title=tenant.say.gettext("Monitoring"),
        kind=RoadmapKind.MONITORING,
        period_start=today,
        period_end=LAST_DAY,
        status=RoadmapStatus.ACTIVE,
        launched_on=today,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def activity(
    session: AsyncSession, tenant: Tenant, roadmap: RoadmapRow, title: str, note: str
) -> ActivityRow:
    """A new one in the list, with the next code, for a round of a form or a table."""
    town = await session.get_one(MunicipalityRow, tenant.id)
    town.last_code += 1
    session.add(town)
    row = ActivityRow(
        municipality_id=tenant.id,
        roadmap_id=roadmap.id or 0,
        position=town.last_code,
        code=town.last_code,
        title=title,
        rule={"rule": "none"},
        expected_result=note,
    )
    session.add(row)
    await session.flush()
    return row
