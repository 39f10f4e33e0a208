"""What the list of whom to call is made from: open work, telephone numbers, earlier calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.calling import Owed, Who
from roadmap.progress import OPEN
from storage.plan_queries import (
    activities,
    assignments,
    milestones,
    organizations,
    people,
    roadmaps,
)
from storage.tables import AuditRow, MembershipRow, RoadmapStatus, table

audit, members = table(AuditRow), table(MembershipRow)

PROMISED, MISSED, NOTED = "call.promised", "call.missed", "call.noted"
"""`AuditRow.action` of what came of a call."""

due_now: sa.ColumnElement[date] = sa.func.coalesce(
    assignments.c.extended_to, milestones.c.extended_to, milestones.c.due, type_=sa.Date
)


@dataclass(frozen=True, slots=True)
class Call:
    """What came of a call at an instant: a promise of the local day `until`, nobody there, or
    words noted."""

    action: str
    at: datetime
    until: date | None = None
    text: str = ""


async def owed(
    session: AsyncSession,
    municipality_id: int,
    until: date,
    *,
    silent: int | None = None,
    who: Who | None = None,
) -> list[Owed]:
    """What is open in running roadmaps and due by `until`, or silent for `silent` reminders; of
    one owner only where `who` says."""
    matters = due_now <= until
    if silent is not None:
        matters = sa.or_(matters, assignments.c.silent >= silent)
    statement = (
        sa.select(
            assignments.c.id,
            assignments.c.person_id,
            assignments.c.organization_id,
            due_now.label("due"),
            assignments.c.silent,
            assignments.c.snoozed_until,
        )
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
        .where(assignments.c.municipality_id == municipality_id, *live(), matters)
    )
    if who is not None:
        statement = statement.where(_is(who))
    return [
        Owed(r.id, (r.person_id, r.organization_id), r.due, r.silent, r.snoozed_until)
        for r in await session.execute(statement)
    ]


def live() -> list[sa.ColumnElement[bool]]:
    """Open, in a roadmap that runs, and not called off."""
    return [
        assignments.c.state.in_(sorted(OPEN)),
        roadmaps.c.status == RoadmapStatus.ACTIVE,
        milestones.c.called_off.is_(False),
        activities.c.called_off.is_(False),
    ]


def _is(who: Who) -> sa.ColumnElement[bool]:
    person_id, organization_id = who
    if person_id is not None:
        return assignments.c.person_id == person_id
    return assignments.c.organization_id == organization_id


async def names(
    session: AsyncSession, municipality_id: int, wanted: Collection[Who]
) -> dict[Who, str]:
    """The names of people and organisations of a municipality; others are left out."""
    found: dict[Who, str] = {}
    for column, place in ((people, 0), (organizations, 1)):
        ids = [number for who in wanted if (number := who[place]) is not None]
        name = people.c.full_name if place == 0 else organizations.c.name
        statement = sa.select(column.c.id, name.label("name")).where(
            column.c.municipality_id == municipality_id, column.c.id.in_(ids)
        )
        for row in await session.execute(statement):
            found[(row.id, None) if place == 0 else (None, row.id)] = row.name
    return found


async def left_on(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int]
) -> dict[int, date]:
    """The local day on which each of these people left; who has not is left out."""
    statement = sa.select(people.c.id, people.c.left_on).where(
        people.c.municipality_id == municipality_id,
        people.c.id.in_(person_ids),
        people.c.left_on.is_not(None),
    )
    return {row.id: row.left_on for row in await session.execute(statement)}


async def office_phones(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int]
) -> dict[int, str]:
    """The telephone number of the organisation of each person, where it has one."""
    statement = (
        sa.select(members.c.person_id, organizations.c.phone)
        .join_from(members, organizations, members.c.organization_id == organizations.c.id)
        .where(
            members.c.municipality_id == municipality_id,
            members.c.person_id.in_(person_ids),
            organizations.c.phone != "",
        )
        .order_by(members.c.organization_id.desc())
    )
    return {row.person_id: row.phone for row in await session.execute(statement)}


async def last_calls(
    session: AsyncSession, municipality_id: int, subjects: Sequence[str], since: datetime
) -> Mapping[str, Call]:
    """The last that came of calling each subject (`person:7`, `organization:3`) since an
    instant; words noted after it go with it."""
    statement = (
        sa.select(audit.c.action, audit.c.subject, audit.c.at, audit.c.facts)
        .where(
            audit.c.municipality_id == municipality_id,
            audit.c.action.in_((PROMISED, MISSED, NOTED)),
            audit.c.subject.in_(subjects),
            audit.c.at >= since,
        )
        .order_by(audit.c.id)
    )
    found: dict[str, Call] = {}
    for row in await session.execute(statement):
        found[row.subject] = _call(row, found.get(row.subject))
    return found


def _call(row: Any, before: Call | None) -> Call:
    facts = row.facts or {}
    text = str(facts.get("text", ""))
    if row.action == NOTED and before is not None:
        return Call(before.action, before.at, before.until, text)
    until = facts.get("until")
    return Call(row.action, row.at, date.fromisoformat(until) if until else None, text)
