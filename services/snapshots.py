"""The figures of every running roadmap, kept once a local day: what trends are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import Filter
from roadmap.digesting import digest
from services import municipalities
from services.municipalities import Tenant
from storage import digest_queries, snapshot_queries
from storage.database import Database

log = structlog.get_logger()


async def take(database: Database, now: datetime) -> int:
    """Count every running roadmap whose local day has no figures yet; how many were counted.

    Counting reads outside any writing transaction; called early or twice it does nothing.
    """
    async with database.read() as session:
        missing = await snapshot_queries.missing(session, now)
    return sum([await _take_for(database, town, ids, now) for town, ids in missing.items()])


async def _take_for(
    database: Database, municipality_id: int, roadmap_ids: list[int], now: datetime
) -> int:
    async with database.read() as session:
        tenant = await municipalities.by_id(session, municipality_id)
        today = tenant.today(now)
        counted = {i: await _numbers(session, tenant, i, today) for i in roadmap_ids}
    async with database.write() as session:
        for roadmap_id, numbers in counted.items():
            await snapshot_queries.keep(session, municipality_id, roadmap_id, today, numbers)
    log.info("figures.kept", municipality=municipality_id, roadmaps=len(counted))
    return len(counted)


async def _numbers(
    session: AsyncSession, tenant: Tenant, roadmap_id: int, today: date
) -> Mapping[str, Any]:
    """A digest as data, without the sections and the people."""
    facts = await digest_queries.facts(session, tenant.id, [roadmap_id])
    activities, undated = await digest_queries.activities_of(
        session, tenant.id, [roadmap_id], Filter()
    )
    counted = digest(facts, activities, len(undated), 0, today, tenant.calendar)
    numbers = asdict(counted)
    del numbers["sections"], numbers["unreachable"]
    return numbers
