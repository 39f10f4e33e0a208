"""Reading activities without a date: running, not called off, not «постоянно»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.plan_queries import NOT_OF_A_ROUND
from storage.tables import (
    ActivityRow,
    MilestoneRow,
    MunicipalityRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    SectionRow,
    table,
)

activities, milestones, roadmaps = table(ActivityRow), table(MilestoneRow), table(RoadmapRow)
sections, towns = table(SectionRow), table(MunicipalityRow)

_dated = sa.exists().where(
    milestones.c.municipality_id == activities.c.municipality_id,
    milestones.c.activity_id == activities.c.id,
    NOT_OF_A_ROUND,
)
_without_date = (
    roadmaps.c.status == RoadmapStatus.ACTIVE,
    roadmaps.c.kind == RoadmapKind.PLAN,
    activities.c.called_off.is_(False),
    activities.c.rule["rule"].as_string() != "ongoing",
    sa.not_(_dated),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Since when some activities of a municipality may be asked about."""

    municipality_id: int
    asked_from: date | None
    launched_on: date | None


@dataclass(frozen=True, slots=True)
class Undated:
    """One activity without a date."""

    activity_id: int
    code: int
    title: str
    deadline_text: str
    section: str
    number: str
    asked_from: date | None
    launched_on: date | None


async def asked(session: AsyncSession) -> list[Asked]:
    """Of every municipality that is not paused, each different pair of days once."""
    rows = await session.execute(
        sa.select(roadmaps.c.municipality_id, activities.c.ask_date_from, roadmaps.c.launched_on)
        .join_from(roadmaps, activities, activities.c.roadmap_id == roadmaps.c.id)
        .join(towns, towns.c.id == roadmaps.c.municipality_id)
        .where(towns.c.paused_on.is_(None), *_without_date)
        .distinct()
    )
    return [Asked(row.municipality_id, row.ask_date_from, row.launched_on) for row in rows]


async def of(session: AsyncSession, municipality_id: int) -> list[Undated]:
    """All of a municipality, in the order of their documents."""
    rows = await session.execute(
        sa.select(
            activities.c.id,
            activities.c.code,
            activities.c.title,
            activities.c.deadline_text,
            activities.c.number,
            activities.c.ask_date_from,
            roadmaps.c.launched_on,
            sections.c.title.label("section"),
        )
        .join_from(activities, roadmaps, activities.c.roadmap_id == roadmaps.c.id)
        .outerjoin(sections, sections.c.id == activities.c.section_id)
        .where(activities.c.municipality_id == municipality_id, *_without_date)
        .order_by(activities.c.roadmap_id, activities.c.position, activities.c.id)
    )
    return [
        Undated(
            row.id,
            row.code,
            row.title,
            row.deadline_text,
            row.section or "",
            row.number,
            row.ask_date_from,
            row.launched_on,
        )
        for row in rows
    ]


async def put_off(
    session: AsyncSession, municipality_id: int, activity_ids: list[int], until: date
) -> None:
    """These are not asked about before the local day `until`."""
    await session.execute(
        sa.update(activities)
        .where(activities.c.municipality_id == municipality_id, activities.c.id.in_(activity_ids))
        .values(ask_date_from=until)
    )
