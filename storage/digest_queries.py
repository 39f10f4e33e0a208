"""Reading a digest: every date of some roadmaps with how it stands, in one light look.

Every statement goes from the roadmaps down their activities, never through a whole municipality:
what a digest costs depends on its roadmaps alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import Filter
from roadmap.digest_parts import Duty
from roadmap.digesting import MilestoneFacts
from roadmap.progress import State
from storage.digest_scope import answered_for, chosen_activities, chosen_owners
from storage.plan_queries import (
    NOT_OF_A_ROUND,
    activities,
    assignments,
    milestones,
    reports,
    roadmaps,
    sections,
)
from storage.tables import MembershipRow, RoadmapKind, RoadmapStatus, table

members = table(MembershipRow)

RUNNING = (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)
_OF_A_DATE = (
    milestones.c.id.label("milestone_id"),
    milestones.c.activity_id,
    activities.c.roadmap_id,
    activities.c.section_id,
    milestones.c.due,
    milestones.c.extended_to,
    sa.or_(milestones.c.called_off, activities.c.called_off).label("called_off"),
    assignments.c.state,
    assignments.c.fact_on,
    assignments.c.extended_to.label("own_due"),
)
"""What `_facts` reads of a date and one of its assignments, beside the assignment's id."""


@dataclass(frozen=True, slots=True)
class Running:
    """A roadmap that a digest tells of."""

    id: int
    title: str
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; `parent` is None for an outermost one."""

    id: int
    roadmap_id: int
    parent: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The dates of some roadmaps, and what each owner owes of them."""

    milestones: Sequence[MilestoneFacts]
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class Undated:
    """An activity that has no date, in the words of its document."""

    code: int
    title: str
    deadline_text: str


async def running(
    session: AsyncSession, municipality_id: int, roadmap_id: int | None
) -> list[Running]:
    """The roadmaps that run, paused ones too; one that is named whatever its state."""
    which = roadmaps.c.status.in_(RUNNING) if roadmap_id is None else roadmaps.c.id == roadmap_id
    rows = await session.execute(
        sa.select(roadmaps.c.id, roadmaps.c.title, roadmaps.c.status)
        .where(
            roadmaps.c.municipality_id == municipality_id,
            roadmaps.c.kind == RoadmapKind.PLAN,
            which,
        )
        .order_by(roadmaps.c.id)
    )
    return [Running(r.id, r.title, r.status is RoadmapStatus.PAUSED) for r in rows]


async def sections_of(
    session: AsyncSession, municipality_id: int, roadmap_ids: Collection[int]
) -> dict[int, Section]:
    """The headings of these roadmaps, in the order of the documents."""
    rows = await session.execute(
        sa.select(sections.c.id, sections.c.roadmap_id, sections.c.parent_id, sections.c.title)
        .where(
            sections.c.municipality_id == municipality_id, sections.c.roadmap_id.in_(roadmap_ids)
        )
        .order_by(sections.c.roadmap_id, sections.c.position, sections.c.id)
    )
    return {r.id: Section(r.id, r.roadmap_id, r.parent_id, r.title) for r in rows}


async def rows(
    session: AsyncSession,
    municipality_id: int,
    roadmap_ids: Collection[int],
    wanted: Filter,
    titles: Mapping[int, Section],
    until: datetime | None = None,
) -> Rows:
    """Every date of these roadmaps that fits the filter, with the states of its assignments.

    `titles` are `sections_of` them. `until` looks back: what was reported later is not counted.
    """
    order = await _by_date(session, municipality_id, roadmap_ids, wanted)
    earlier = (
        await _states_at(session, municipality_id, roadmap_ids, until) if until is not None else {}
    )
    return Rows(
        [_facts(own, titles, earlier) for own in order],
        [
            _duty(row, earlier)
            for own in order
            if not own[0].called_off
            for row in own
            if row.id is not None
        ],
    )


async def _by_date(
    session: AsyncSession, municipality_id: int, roadmap_ids: Collection[int], wanted: Filter
) -> list[list[Any]]:
    """The assignments of each date, in the order of the documents; a date without any has one row
    of nobody."""
    statement = (
        sa.select(
            *_OF_A_DATE,
            activities.c.code,
            activities.c.position,
            assignments.c.id,
            assignments.c.is_lead,
            assignments.c.person_id,
            assignments.c.organization_id,
            assignments.c.silent,
            assignments.c.handed_over,
        )
        .join_from(activities, milestones, milestones.c.activity_id == activities.c.id)
        .join(
            assignments, assignments.c.milestone_id == milestones.c.id, isouter=not wanted.by_owner
        )
        .where(
            NOT_OF_A_ROUND,
            *chosen_activities(municipality_id, roadmap_ids, wanted),
            *chosen_owners(municipality_id, wanted),
        )
    )
    grouped: dict[int, list[Any]] = {}
    for row in await session.execute(statement):
        grouped.setdefault(row.milestone_id, []).append(row)
    for own in grouped.values():
        own.sort(key=lambda row: row.id or 0)
    return sorted(
        grouped.values(),
        key=lambda own: (own[0].roadmap_id, own[0].position, own[0].due),
    )


async def facts(
    session: AsyncSession, municipality_id: int, roadmap_ids: Collection[int]
) -> list[MilestoneFacts]:
    """Every date of these roadmaps without its section, for counting: owners in the same state by
    the same day stand there once."""
    statement = (
        sa.select(*_OF_A_DATE, sa.func.min(assignments.c.id).label("id"))
        .join_from(activities, milestones, milestones.c.activity_id == activities.c.id)
        .outerjoin(assignments, assignments.c.milestone_id == milestones.c.id)
        .where(NOT_OF_A_ROUND, *chosen_activities(municipality_id, roadmap_ids, Filter()))
        .group_by(
            milestones.c.id,
            activities.c.id,
            assignments.c.state,
            assignments.c.fact_on,
            assignments.c.extended_to,
        )
    )
    grouped: dict[int, list[Any]] = {}
    for row in await session.execute(statement):
        grouped.setdefault(row.milestone_id, []).append(row)
    return [_facts(own, {}, {}) for own in grouped.values()]


def _facts(
    own: Sequence[Any], titles: Mapping[int, Section], earlier: Mapping[int, State]
) -> MilestoneFacts:
    first = own[0]
    due = first.extended_to or first.due
    held = [row for row in own if row.id is not None]
    top = _top(first.section_id, titles)
    return MilestoneFacts(
        activity_id=first.activity_id,
        section=top.title if top is not None else "",
        due=due,
        states=tuple(earlier.get(row.id, row.state) for row in held),
        facts_on=tuple(None if row.id in earlier else row.fact_on for row in held),
        called_off=first.called_off,
        dues=tuple(row.own_due or due for row in held),
        roadmap_id=first.roadmap_id,
        section_id=top.id if top is not None else 0,
    )


def _top(section_id: int | None, titles: Mapping[int, Section]) -> Section | None:
    """The outermost heading over an activity."""
    found = titles.get(section_id or 0)
    while found is not None and found.parent is not None and found.parent in titles:
        found = titles[found.parent]
    return found


def _duty(row: Any, earlier: Mapping[int, State]) -> Duty:
    return Duty(
        row.id,
        row.milestone_id,
        row.activity_id,
        row.code,
        row.own_due or row.extended_to or row.due,
        earlier.get(row.id, row.state),
        row.is_lead,
        row.person_id,
        row.organization_id,
        row.silent,
        row.handed_over,
    )


def said_of(
    municipality_id: int, roadmap_ids: Collection[int], *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """Every report about these roadmaps: its assignment and more columns."""
    return (
        sa.select(reports.c.assignment_id, *columns)
        .join_from(activities, milestones, milestones.c.activity_id == activities.c.id)
        .join(assignments, assignments.c.milestone_id == milestones.c.id)
        .join(reports, reports.c.assignment_id == assignments.c.id)
        .where(NOT_OF_A_ROUND, *chosen_activities(municipality_id, roadmap_ids, Filter()))
    )


async def _states_at(
    session: AsyncSession, municipality_id: int, roadmap_ids: Collection[int], until: datetime
) -> dict[int, State]:
    """What was reported after `until` taken back: assignment id to the state before it."""
    statement = (
        said_of(municipality_id, roadmap_ids, reports.c.state_before)
        .where(reports.c.at > until)
        .order_by(reports.c.id.desc())
    )
    found = await session.execute(statement)
    return {row.assignment_id: State(row.state_before) for row in found}


async def activities_of(
    session: AsyncSession, municipality_id: int, roadmap_ids: Collection[int], wanted: Filter
) -> tuple[int, list[Undated]]:
    """(how many activities are not called off, those of them without a date and not
    «постоянно»)."""
    dated = sa.exists().where(milestones.c.activity_id == activities.c.id, NOT_OF_A_ROUND)
    statement = (
        sa.select(
            activities.c.code,
            activities.c.title,
            activities.c.deadline_text,
            activities.c.rule,
            dated.label("dated"),
        )
        .where(
            *chosen_activities(municipality_id, roadmap_ids, wanted),
            *answered_for(municipality_id, wanted),
            activities.c.called_off.is_(False),
        )
        .order_by(activities.c.roadmap_id, activities.c.position)
    )
    found = (await session.execute(statement)).all()
    return len(found), [
        Undated(row.code, row.title, row.deadline_text)
        for row in found
        if not row.dated and (row.rule or {}).get("rule") != "ongoing"
    ]


async def offices_of(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int]
) -> set[int]:
    """The organisations that these people belong to."""
    rows = await session.execute(
        sa.select(members.c.organization_id)
        .where(members.c.municipality_id == municipality_id, members.c.person_id.in_(person_ids))
        .distinct()
    )
    return {row.organization_id for row in rows}


async def owners_of(session: AsyncSession, municipality_id: int, milestone_id: int) -> list[int]:
    """The assignments of one date, the lead's first; none of another municipality's."""
    rows = await session.execute(
        sa.select(assignments.c.id)
        .where(
            assignments.c.municipality_id == municipality_id,
            assignments.c.milestone_id == milestone_id,
        )
        .order_by(assignments.c.is_lead.desc(), assignments.c.id)
    )
    return list(rows.scalars())
