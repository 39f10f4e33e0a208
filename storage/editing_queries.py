"""Reading for whoever changes a running roadmap: its history in the audit trail, its parts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import plan_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    AuditRow,
    MilestoneRow,
    SectionRow,
)

BY_ID = (
    "activity.redated",
    "activity.owners",
    "activity.reworded",
    "activity.split",
    "activity.dropped",
    "activity.not_yet",
    "activity.undone",
    "activity.rule",
    "activity.reviewed",
)
"""Deeds whose subject is «activity:id»."""
SPLIT = "activity.split"
REMOVED = "activity.removed"
BY_CODE = ("activity.added", "activity.changed", REMOVED)
"""Deeds whose subject is «activity:code»."""
BY_ASSIGNMENT = (
    "extension.moved",
    "extension.granted",
    "activity.handed_on",
    "assignment.called_off",
)
"""Deeds whose subject is «assignment:id»."""
OF_WHOLE = (
    "roadmap.paused",
    "roadmap.resumed",
    "roadmap.schools_joined",
    "municipality.paused",
    "municipality.resumed",
)
"""Deeds whose subject is «roadmap:id» or «municipality:id»."""
ACTIVITY, ASSIGNMENT = "activity:", "assignment:"


async def changes_of(
    session: AsyncSession,
    municipality_id: int,
    *,
    activity_id: int | None = None,
    roadmap_id: int | None = None,
    offset: int = 0,
    limit: int,
) -> list[AuditRow]:
    """What was changed of an activity, or of all of a roadmap, the last first."""
    ids = _subject(ACTIVITY, col(ActivityRow.id), activity_id, roadmap_id, municipality_id)
    codes = _subject(ACTIVITY, col(ActivityRow.code), activity_id, roadmap_id, municipality_id)
    assigned = (
        _subject(ASSIGNMENT, col(AssignmentRow.id), activity_id, roadmap_id, municipality_id)
        .join(MilestoneRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .join(AssignmentRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
    )
    about = [(BY_ID, ids), (BY_CODE, codes), (BY_ASSIGNMENT, assigned)]
    # one by one, or the index of subjects serves none of them
    chosen = [_about(municipality_id, *one) for one in about]
    if roadmap_id is not None:
        of_it = (f"roadmap:{roadmap_id}", f"municipality:{municipality_id}")
        chosen += [_about(municipality_id, OF_WHOLE, of_it), _removed(municipality_id, roadmap_id)]
    every = sa.union(*chosen).subquery()
    found = await session.exec(
        select(AuditRow)
        .where(
            col(AuditRow.id).in_(sa.select(every.c.id)),
            _is_of_those_there_are(activity_id, roadmap_id, municipality_id),
        )
        .order_by(col(AuditRow.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return list(found)


def _removed(municipality_id: int, roadmap_id: int) -> Any:
    """The ids of the lines about what was taken out of a roadmap, of which no row is left."""
    return sa.select(col(AuditRow.id).label("id")).where(
        col(AuditRow.municipality_id) == municipality_id,
        col(AuditRow.subject) >= ACTIVITY,
        col(AuditRow.subject) < ACTIVITY[:-1] + chr(ord(ACTIVITY[-1]) + 1),
        col(AuditRow.action) == REMOVED,
        col(AuditRow.facts)["roadmap"].as_integer() == roadmap_id,
    )


def _is_of_those_there_are(
    activity_id: int | None, roadmap_id: int | None, municipality_id: int
) -> Any:
    """Not a line about an activity that is no more, whose id another one got."""
    code = col(AuditRow.facts)["code"].as_integer()
    codes = sa.select(col(ActivityRow.code)).where(
        *_wanted(activity_id, roadmap_id, municipality_id)
    )
    return sa.or_(col(AuditRow.action).not_in(BY_ID), code.is_(None), code.in_(codes))


def _about(municipality_id: int, actions: tuple[str, ...], subjects: Any) -> Any:
    """The ids of the lines about some subjects."""
    return sa.select(col(AuditRow.id).label("id")).where(
        col(AuditRow.municipality_id) == municipality_id,
        col(AuditRow.subject).in_(subjects),
        col(AuditRow.action).in_(actions),
    )


def _subject(
    prefix: str,
    column: Any,
    activity_id: int | None,
    roadmap_id: int | None,
    municipality_id: int,
) -> Any:
    named = sa.literal(prefix).concat(sa.cast(column, sa.String))
    wanted = _wanted(activity_id, roadmap_id, municipality_id)
    return sa.select(named).select_from(ActivityRow).where(*wanted)


def _wanted(activity_id: int | None, roadmap_id: int | None, municipality_id: int) -> list[Any]:
    wanted = [col(ActivityRow.municipality_id) == municipality_id]
    if activity_id is not None:
        wanted.append(col(ActivityRow.id) == activity_id)
    if roadmap_id is not None:
        wanted.append(col(ActivityRow.roadmap_id) == roadmap_id)
    return wanted


async def changes_since(
    session: AsyncSession, municipality_id: int, activity_id: int, actor: str, since: datetime
) -> list[AuditRow]:
    """What somebody has changed of an activity from an instant on, the first first."""
    found = await changes_of(session, municipality_id, activity_id=activity_id, limit=50)
    return [row for row in reversed(found) if row.actor == actor and row.at >= since]


async def pieces_of(session: AsyncSession, municipality_id: int, activity_id: int) -> list[int]:
    """The ids of what an activity was split into beside itself."""
    rows = await changes_of(session, municipality_id, activity_id=activity_id, limit=50)
    found = [i for row in rows if row.action == SPLIT for i in row.facts.get("became", ())]
    return [i for i in dict.fromkeys(found) if i != activity_id]


async def codes_of(session: AsyncSession, municipality_id: int, roadmap_id: int) -> dict[int, int]:
    """The codes of a roadmap's activities by id."""
    rows = await session.exec(
        select(ActivityRow.id, ActivityRow.code).where(
            ActivityRow.municipality_id == municipality_id, ActivityRow.roadmap_id == roadmap_id
        )
    )
    return {i or 0: code for i, code in rows}


async def code_of_assignments(
    session: AsyncSession, municipality_id: int, assignment_ids: Collection[int]
) -> dict[int, int]:
    """The code of the activity of each assignment."""
    rows = await session.exec(
        select(AssignmentRow.id, ActivityRow.code)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .where(
            AssignmentRow.municipality_id == municipality_id,
            col(AssignmentRow.id).in_(assignment_ids),
        )
    )
    return {i or 0: code for i, code in rows}


async def open_dates(
    session: AsyncSession, municipality_id: int, activity_id: int
) -> list[tuple[AssignmentRow, MilestoneRow]]:
    """Every assignment of an activity with its milestone, by date; nothing called off."""
    return await open_dates_of(session, municipality_id, [activity_id])


async def open_dates_of(
    session: AsyncSession, municipality_id: int, activity_ids: Collection[int]
) -> list[tuple[AssignmentRow, MilestoneRow]]:
    """The same of several activities."""
    found: list[tuple[AssignmentRow, MilestoneRow]] = []
    for ids in plan_queries.chunks(activity_ids):
        rows = await session.exec(
            select(AssignmentRow, MilestoneRow)
            .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
            .where(
                AssignmentRow.municipality_id == municipality_id,
                col(MilestoneRow.activity_id).in_(ids),
                plan_queries.NOT_OF_A_ROUND,
                col(MilestoneRow.called_off).is_(False),
            )
            .order_by(col(MilestoneRow.due), col(AssignmentRow.id))
            .execution_options(populate_existing=True)
        )
        found += rows
    return found


async def occurrences_of(
    session: AsyncSession, municipality_id: int, activity_ids: Collection[int]
) -> dict[int, set[str]]:
    """The keys of the dates of several activities, by activity id; nothing called off."""
    found: dict[int, set[str]] = {}
    for ids in plan_queries.chunks(activity_ids):
        rows = await session.exec(
            select(MilestoneRow.activity_id, MilestoneRow.occurrence).where(
                MilestoneRow.municipality_id == municipality_id,
                col(MilestoneRow.activity_id).in_(ids),
                plan_queries.NOT_OF_A_ROUND,
                col(MilestoneRow.called_off).is_(False),
            )
        )
        for activity_id, key in rows:
            found.setdefault(activity_id, set()).add(key)
    return found


async def sections(
    session: AsyncSession, municipality_id: int, roadmap_id: int
) -> list[SectionRow]:
    """The headings of a roadmap in order, sections before their subsections."""
    found = await session.exec(
        select(SectionRow)
        .where(SectionRow.municipality_id == municipality_id, SectionRow.roadmap_id == roadmap_id)
        .order_by(col(SectionRow.position), col(SectionRow.id))
    )
    return list(found)
