"""Figures by day: which are missing, and keeping them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.outbox import insert_for
from storage.plan_queries import roadmaps
from storage.tables import MunicipalityRow, RoadmapKind, RoadmapStatus, SnapshotRow, table

towns, snapshots = table(MunicipalityRow), table(SnapshotRow)


async def missing(session: AsyncSession, now: datetime) -> dict[int, list[int]]:
    """The active roadmaps, by municipality, that have no figures of their local day."""
    zones = (await session.execute(sa.select(towns.c.zone).distinct())).scalars().all()
    found: dict[int, list[int]] = {}
    for zone in zones:
        today = now.astimezone(ZoneInfo(zone)).date()
        there = sa.exists().where(
            snapshots.c.municipality_id == roadmaps.c.municipality_id,
            snapshots.c.roadmap_id == roadmaps.c.id,
            snapshots.c.day == today,
        )
        rows = await session.execute(
            sa.select(roadmaps.c.municipality_id, roadmaps.c.id)
            .join(towns, towns.c.id == roadmaps.c.municipality_id)
            .where(
                towns.c.zone == zone,
                roadmaps.c.status == RoadmapStatus.ACTIVE,
                roadmaps.c.kind == RoadmapKind.PLAN,
                ~there,
            )
            .order_by(roadmaps.c.id)
        )
        for row in rows:
            found.setdefault(row.municipality_id, []).append(row.id)
    return found


async def keep(
    session: AsyncSession,
    municipality_id: int,
    roadmap_id: int,
    day: date,
    numbers: Mapping[str, Any],
) -> None:
    """Write the figures of a day, in place of those that another process may have written."""
    statement = insert_for(session)(snapshots).values(
        municipality_id=municipality_id, roadmap_id=roadmap_id, day=day, numbers=dict(numbers)
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["municipality_id", "roadmap_id", "day"],
            set_={"numbers": statement.excluded.numbers},
        )
    )


async def by_day(
    session: AsyncSession, municipality_id: int, roadmap_ids: Collection[int], until: date
) -> dict[date, dict[int, Mapping[str, Any]]]:
    """The figures kept of these roadmaps, by day in order and roadmap."""
    statement = (
        sa.select(snapshots.c.day, snapshots.c.roadmap_id, snapshots.c.numbers)
        .where(
            snapshots.c.municipality_id == municipality_id,
            snapshots.c.roadmap_id.in_(roadmap_ids),
            snapshots.c.day <= until,
        )
        .order_by(snapshots.c.day)
    )
    found: dict[date, dict[int, Mapping[str, Any]]] = {}
    for row in await session.execute(statement):
        found.setdefault(row.day, {})[row.roadmap_id] = row.numbers
    return found
