"""Whom to ask how it stands: open work by section and by school, and who was asked today."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.calling import natural
from roadmap.progress import State
from storage.calling_queries import due_now, live
from storage.plan_queries import (
    activities,
    assignments,
    milestones,
    organizations,
    roadmaps,
    sections,
)
from storage.tables import (
    AssignmentRow,
    MembershipRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationKind,
    RoadmapKind,
    RoadmapStatus,
    table,
)

members, notices = table(MembershipRow), table(NoticeRow)
_parents = sections.alias("parents")

Asked = tuple[int | None, int | None]
"""Who was written to: (person id, organisation id)."""


def _open(municipality_id: int, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
        .where(assignments.c.municipality_id == municipality_id, *live())
    )


async def _nearest(session: AsyncSession, statement: sa.Select[Any]) -> list[int]:
    """Of each activity at each owner the date that comes first."""
    found: dict[tuple[int, int | None, int | None], int] = {}
    for row in await session.execute(statement.order_by(due_now, assignments.c.id)):
        number, activity, person, office = row
        found.setdefault((activity, person, office), number)
    return list(found.values())


_KEY = (
    assignments.c.id,
    activities.c.id,
    assignments.c.person_id,
    assignments.c.organization_id,
)


async def of_section(session: AsyncSession, municipality_id: int, section_id: int) -> list[int]:
    """The open assignments of a section and its subsections, of each activity the nearest."""
    inside = sa.select(sections.c.id).where(
        sections.c.municipality_id == municipality_id,
        sa.or_(sections.c.id == section_id, sections.c.parent_id == section_id),
    )
    return await _nearest(
        session, _open(municipality_id, *_KEY).where(activities.c.section_id.in_(inside))
    )


async def of_organization(
    session: AsyncSession, municipality_id: int, organization_id: int
) -> list[int]:
    """What is open at an organisation and at its people, of each activity the nearest."""
    own = sa.select(members.c.person_id).where(
        members.c.municipality_id == municipality_id, members.c.organization_id == organization_id
    )
    whose = sa.or_(
        assignments.c.organization_id == organization_id, assignments.c.person_id.in_(own)
    )
    return await _nearest(session, _open(municipality_id, *_KEY).where(whose))


async def open_sections(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """The top sections where something is open: (id, title), as printed."""
    statement = (
        _open(municipality_id, sa.func.coalesce(_parents.c.id, sections.c.id).label("id"))
        .join(sections, activities.c.section_id == sections.c.id)
        .outerjoin(_parents, sections.c.parent_id == _parents.c.id)
        .distinct()
    )
    ids = [row[0] for row in await session.execute(statement)]
    named = sa.select(sections.c.id, sections.c.title).where(sections.c.id.in_(ids))
    ordered = named.order_by(sections.c.roadmap_id, sections.c.position, sections.c.id)
    return [(row.id, row.title) for row in await session.execute(ordered)]


async def schools(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """The schools: (id, name), № 2 before № 10."""
    rows = await session.execute(
        sa.select(organizations.c.id, organizations.c.name).where(
            organizations.c.municipality_id == municipality_id,
            organizations.c.kind == OrganizationKind.SCHOOL,
        )
    )
    return sorted(((row.id, row.name) for row in rows), key=lambda one: natural(one[1]))


async def asked_since(
    session: AsyncSession, municipality_id: int, kind: NoticeKind, since: datetime
) -> list[tuple[Asked, datetime]]:
    """Who has notices of a kind that go at `since` or later, and when these go."""
    rows = await session.execute(
        sa.select(notices.c.person_id, notices.c.organization_id, notices.c.not_before).where(
            notices.c.municipality_id == municipality_id,
            notices.c.kind == kind,
            notices.c.not_before >= since,
            notices.c.state != NoticeState.WITHDRAWN,
        )
    )
    return [((row.person_id, row.organization_id), row.not_before) for row in rows]


async def open_beside(session: AsyncSession, municipality_id: int, row: AssignmentRow) -> list[int]:
    """Everything open that the owner of an assignment answers for."""
    whose = (
        assignments.c.person_id == row.person_id
        if row.person_id is not None
        else assignments.c.organization_id == row.organization_id
    )
    found = await session.execute(_open(municipality_id, assignments.c.id).where(whose))
    return [one.id for one in found]


async def hold(session: AsyncSession, assignment_ids: Collection[int]) -> None:
    """Nobody else asks about these before this transaction ends; what is in the session of them
    is read anew."""
    await session.exec(
        select(AssignmentRow)
        .where(col(AssignmentRow.id).in_(list(assignment_ids)))
        .order_by(col(AssignmentRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def section_title(session: AsyncSession, municipality_id: int, section_id: int) -> str | None:
    """The title of a section of the municipality; None for none."""
    statement = sa.select(sections.c.title).where(
        sections.c.municipality_id == municipality_id, sections.c.id == section_id
    )
    title: str | None = (await session.execute(statement)).scalar()
    return title


async def names_of(
    session: AsyncSession, municipality_id: int, organization_ids: Collection[int]
) -> dict[int, str]:
    """Organisations by id."""
    rows = await session.execute(
        sa.select(organizations.c.id, organizations.c.name).where(
            organizations.c.municipality_id == municipality_id,
            organizations.c.id.in_(organization_ids),
        )
    )
    return {row.id: row.name for row in rows}


async def running_roadmaps(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """The roadmaps that run: (number, title), in the order they came."""
    rows = await session.execute(
        sa.select(roadmaps.c.id, roadmaps.c.title)
        .where(
            roadmaps.c.municipality_id == municipality_id,
            roadmaps.c.status == RoadmapStatus.ACTIVE,
            roadmaps.c.kind == RoadmapKind.PLAN,
        )
        .order_by(roadmaps.c.id)
    )
    return [(row.id, row.title) for row in rows]


async def under_review(
    session: AsyncSession, municipality_id: int
) -> list[tuple[int, int | None, int | None]]:
    """What waits to be accepted in running roadmaps: (assignment, person, organisation)."""
    rows = await session.execute(
        sa.select(assignments.c.id, assignments.c.person_id, assignments.c.organization_id)
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
        .where(
            assignments.c.municipality_id == municipality_id,
            assignments.c.state == State.WAITING_ACCEPTANCE,
            roadmaps.c.status.in_((RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)),
        )
        .order_by(assignments.c.id)
    )
    return [(row.id, row.person_id, row.organization_id) for row in rows]


async def organizations_named(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """Every organisation: (id, name), № 2 before № 10."""
    rows = await session.execute(
        sa.select(organizations.c.id, organizations.c.name).where(
            organizations.c.municipality_id == municipality_id
        )
    )
    return sorted(((row.id, row.name) for row in rows), key=lambda one: natural(one[1]))
