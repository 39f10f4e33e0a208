"""Schools that came after a roadmap was launched, and the dates ahead that «ОО» answers for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import Completion
from roadmap.parts import Part
from roadmap.progress import State
from storage.plan_queries import NOT_OF_A_ROUND, activities, assignments, milestones
from storage.tables import (
    ActivityPartyRow,
    AppointmentRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    table,
)

shares, parties = table(ActivityPartyRow), table(PartyRow)
organizations, appointments = table(OrganizationRow), table(AppointmentRow)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a date, and how far they are."""

    assignment_id: int
    person_id: int | None
    organization_id: int | None
    state: State


@dataclass(frozen=True, slots=True)
class Ahead:
    """A date that every school answers for, on the local day `day`, and who holds it now."""

    milestone_id: int
    activity_id: int
    code: int
    title: str
    completion: Completion | None
    day: date
    holders: Sequence[Holder] = field(default_factory=tuple)


def _of_schools(municipality_id: int) -> sa.ColumnElement[bool]:
    """Whether every school answers for an activity."""
    return sa.exists().where(
        shares.c.municipality_id == municipality_id,
        shares.c.activity_id == activities.c.id,
        parties.c.id == shares.c.party_id,
        shares.c.part != Part.INFORMED,
        sa.or_(parties.c.is_group, shares.c.part == Part.EACH_SCHOOL),
    )


async def schools(
    session: AsyncSession, municipality_id: int, roadmap_id: int
) -> list[tuple[int, str]]:
    """(id, name) of the schools that hold no date of a roadmap as one of all and never did."""
    # from the roadmap down: what a school did elsewhere is not looked through
    holding = (
        sa.select(assignments.c.organization_id)
        .join_from(activities, milestones, milestones.c.activity_id == activities.c.id)
        .join(assignments, assignments.c.milestone_id == milestones.c.id)
        .where(
            activities.c.municipality_id == municipality_id,
            activities.c.roadmap_id == roadmap_id,
            assignments.c.organization_id.is_not(None),
            NOT_OF_A_ROUND,
            _of_schools(municipality_id),
        )
    )
    was_told = sa.exists().where(
        appointments.c.municipality_id == municipality_id,
        appointments.c.roadmap_id == roadmap_id,
        appointments.c.organization_id == organizations.c.id,
    )
    by_name = sa.exists().where(
        parties.c.municipality_id == municipality_id,
        parties.c.roadmap_id == roadmap_id,
        parties.c.organization_id == organizations.c.id,
    )
    rows = await session.execute(
        sa.select(organizations.c.id, organizations.c.name)
        .where(
            organizations.c.municipality_id == municipality_id,
            organizations.c.kind == OrganizationKind.SCHOOL,
            organizations.c.id.not_in(holding),
            # one that has handed on everything was told at the launch
            sa.or_(~was_told, by_name),
        )
        .order_by(organizations.c.id)
    )
    return [(row.id, row.name) for row in rows]


async def ahead(
    session: AsyncSession, municipality_id: int, roadmap_id: int, today: date
) -> list[Ahead]:
    """The dates from `today` on that every school answers for, in order of time; not those that
    were called off for everybody."""
    day = sa.func.coalesce(milestones.c.extended_to, milestones.c.due)
    rows = await session.execute(
        sa.select(
            milestones.c.id,
            activities.c.id.label("activity_id"),
            activities.c.code,
            activities.c.title,
            activities.c.completion,
            day.label("day"),
        )
        .join_from(milestones, activities, activities.c.id == milestones.c.activity_id)
        .where(
            activities.c.municipality_id == municipality_id,
            activities.c.roadmap_id == roadmap_id,
            activities.c.called_off.is_(False),
            milestones.c.called_off.is_(False),
            NOT_OF_A_ROUND,
            day >= today,
            _of_schools(municipality_id),
        )
        .order_by(day, activities.c.code, milestones.c.id)
    )
    found = [Ahead(*row) for row in rows]
    held = await _holders(session, municipality_id, roadmap_id, {one.milestone_id for one in found})
    with_holders = [
        Ahead(
            one.milestone_id,
            one.activity_id,
            one.code,
            one.title,
            one.completion,
            one.day,
            held.get(one.milestone_id, []),
        )
        for one in found
    ]
    return [one for one in with_holders if not _is_off(one)]


def _is_off(one: Ahead) -> bool:
    return bool(one.holders) and all(held.state is State.CALLED_OFF for held in one.holders)


async def _holders(
    session: AsyncSession, municipality_id: int, roadmap_id: int, wanted: Collection[int]
) -> dict[int, list[Holder]]:
    rows = await session.execute(
        sa.select(
            assignments.c.milestone_id,
            assignments.c.id,
            assignments.c.person_id,
            assignments.c.organization_id,
            assignments.c.state,
        )
        .join_from(assignments, milestones, milestones.c.id == assignments.c.milestone_id)
        .join(activities, activities.c.id == milestones.c.activity_id)
        .where(
            assignments.c.municipality_id == municipality_id,
            activities.c.roadmap_id == roadmap_id,
        )
        .order_by(assignments.c.id)
    )
    found: dict[int, list[Holder]] = {}
    for milestone_id, *holder in rows:
        if milestone_id in wanted:
            found.setdefault(milestone_id, []).append(Holder(*holder))
    return found
