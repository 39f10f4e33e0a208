"""What decides about an answer: the rule of its activity, whether it is reviewed, who said it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import Completion
from roadmap.progress import Event, State
from storage.plan_queries import activities, assignments, chunks, milestones, people, roadmaps
from storage.plan_queries import reports as said
from storage.tables import MembershipRow, table

members = table(MembershipRow)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the dates of an assignment's activity are completed; `settings` are its roadmap's."""

    activity_id: int
    milestone_id: int
    completion: Completion | None
    reviewed: bool
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """One assignment of a milestone."""

    assignment_id: int
    state: State
    is_lead: bool
    separate: bool
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """The last that happened to an assignment, and who did it."""

    event: Event
    person_id: int
    name: str
    text: str = ""
    fact_on: date | None = None


async def rules(session: AsyncSession, assignment_id: int) -> Rules:
    """The rules of an assignment that is known to exist."""
    statement = (
        sa.select(
            activities.c.id,
            assignments.c.milestone_id,
            activities.c.completion,
            activities.c.reviewed,
            roadmaps.c.settings,
        )
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
        .where(assignments.c.id == assignment_id)
    )
    row = (await session.execute(statement)).one()
    chosen = Completion(row.completion) if row.completion is not None else None
    return Rules(row.id, row.milestone_id, chosen, row.reviewed, row.settings or {})


async def beside(session: AsyncSession, milestone_id: int) -> list[Beside]:
    """Everybody who answers for a milestone, the lead first."""
    rows = await session.execute(
        sa.select(
            assignments.c.id,
            assignments.c.state,
            assignments.c.is_lead,
            assignments.c.separate,
            assignments.c.person_id,
        )
        .where(assignments.c.milestone_id == milestone_id)
        .order_by(assignments.c.is_lead.desc(), assignments.c.id)
    )
    return [Beside(r.id, State(r.state), r.is_lead, r.separate, r.person_id) for r in rows]


async def last_said(
    session: AsyncSession, assignment_ids: Collection[int], *events: Event
) -> dict[int, Said]:
    """The last of these events (any, where none is named) at each assignment."""
    found: dict[int, Said] = {}
    for ids in chunks(assignment_ids):
        statement = (
            sa.select(
                said.c.assignment_id,
                said.c.event,
                said.c.person_id,
                people.c.full_name,
                said.c.text,
                said.c.fact_on,
            )
            .join_from(said, people, said.c.person_id == people.c.id)
            .where(said.c.assignment_id.in_(ids))
            .order_by(said.c.id)
        )
        if events:
            statement = statement.where(said.c.event.in_(events))
        for row in await session.execute(statement):
            found[row.assignment_id] = Said(
                Event(row.event), row.person_id, row.full_name, row.text, row.fact_on
            )
    return found


async def colleagues_of(
    session: AsyncSession, municipality_id: int, organization_id: int | None
) -> set[int]:
    """Everybody of an organisation; nobody of none."""
    if organization_id is None:
        return set()
    rows = await session.execute(
        sa.select(members.c.person_id).where(
            members.c.municipality_id == municipality_id,
            members.c.organization_id == organization_id,
        )
    )
    return {row.person_id for row in rows}
