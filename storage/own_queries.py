"""Reading somebody's own assignments: lightly, all of them; whole, those that are shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.own_work import Own
from roadmap.progress import State
from storage.plan_queries import activities, assignments, milestones, roadmaps
from storage.tables import RoadmapStatus

_columns = (
    assignments.c.id,
    assignments.c.state,
    sa.func.coalesce(
        assignments.c.extended_to, milestones.c.extended_to, milestones.c.due, type_=sa.Date
    ).label("due"),
    activities.c.code,
    activities.c.roadmap_id,
)
_own: sa.Select[Any] = (
    sa.select(*_columns)
    .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
    .join(activities, milestones.c.activity_id == activities.c.id)
    .where(assignments.c.municipality_id == sa.bindparam("town"))
)


async def own(
    session: AsyncSession,
    municipality_id: int,
    person_ids: Collection[int],
    organization_ids: Collection[int],
) -> list[Own]:
    """Everything in active roadmaps that these people or organisations answer for."""
    active = await session.execute(
        sa.select(roadmaps.c.id).where(
            roadmaps.c.municipality_id == municipality_id,
            roadmaps.c.status == RoadmapStatus.ACTIVE,
        )
    )
    running = {row.id for row in active}
    found: dict[int, Own] = {}
    for column, ids in (
        (assignments.c.person_id, person_ids),
        (assignments.c.organization_id, organization_ids),
    ):
        if not ids:
            continue
        statement = _own.where(column.in_(sorted(ids)))
        for row in await session.execute(statement, {"town": municipality_id}):
            if row.roadmap_id in running:
                found[row.id] = Own(row.id, State(row.state), row.due, row.code)
    return list(found.values())
