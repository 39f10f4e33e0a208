"""What planning reads of the plan: whose time has come, and what the policy needs of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import OPEN, State
from storage.plan_queries import (
    activities,
    assignments,
    chunks,
    milestones,
    organizations,
    people,
    roadmaps,
)
from storage.tables import (
    OrganizationKind,
    RoadmapStatus,
    Role,
    RoleRow,
    table,
)

roles = table(RoleRow)


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment that planning looks at, with what the policy needs.

    Not `live`: called off, or of a roadmap that is paused or archived; nothing is said about it.
    `school`: owned by a school, or somebody who is nothing else, and not asked for in holidays.
    `silent` counts the reminders in a row that went unanswered; `settings` are the roadmap's own;
    `delegate_id` is whom the organisation handed it to.
    """

    assignment_id: int
    municipality_id: int
    person_id: int | None
    organization_id: int | None
    due: date
    start: date | None
    since: date
    state: State
    handed_over: bool
    live: bool = True
    school: bool = False
    snoozed_until: date | None = None
    silent: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    delegate_id: int | None = None


_own_role = sa.and_(  # as the key of the table begins, else every role is read for each person
    roles.c.municipality_id == people.c.municipality_id, roles.c.person_id == people.c.id
)
_only_at_school = sa.and_(
    sa.exists().where(_own_role, roles.c.role == Role.SCHOOL),
    sa.not_(sa.exists().where(_own_role, roles.c.role != Role.SCHOOL)),
)
of_school: sa.ColumnElement[bool] = sa.case(
    (
        organizations.c.id.is_not(None),
        sa.and_(
            organizations.c.kind == OrganizationKind.SCHOOL, sa.not_(organizations.c.in_holidays)
        ),
    ),
    else_=sa.and_(sa.not_(people.c.in_holidays), _only_at_school),
)

_work_columns = (
    assignments.c.id,
    assignments.c.municipality_id,
    assignments.c.person_id,
    assignments.c.organization_id,
    sa.func.coalesce(
        assignments.c.extended_to, milestones.c.extended_to, milestones.c.due, type_=sa.Date
    ).label("due"),
    milestones.c.start,
    assignments.c.since,
    assignments.c.state,
    assignments.c.handed_over,
    assignments.c.snoozed_until,
    assignments.c.silent,
    assignments.c.delegate_id,
    roadmaps.c.settings,
    of_school.label("school"),
    sa.and_(
        roadmaps.c.status == RoadmapStatus.ACTIVE,
        sa.not_(milestones.c.called_off),
        sa.not_(activities.c.called_off),
    ).label("live"),
)
_work_rows: sa.Select[Any] = (
    sa.select(*_work_columns)
    .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
    .join(activities, milestones.c.activity_id == activities.c.id)
    .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
    .outerjoin(people, assignments.c.person_id == people.c.id)
    .outerjoin(organizations, assignments.c.organization_id == organizations.c.id)
)


def _work(row: Any) -> Work:
    return Work(
        row.id,
        row.municipality_id,
        row.person_id,
        row.organization_id,
        row.due,
        row.start,
        row.since,
        State(row.state),
        row.handed_over,
        row.live,
        row.school,
        row.snoozed_until,
        row.silent,
        row.settings or {},
        row.delegate_id,
    )


async def due_work(session: AsyncSession, now: datetime, limit: int) -> list[Work]:
    """Assignments of one municipality whose `next_notice_at` has come, at most about `limit`.

    Everything that is due for a person or organisation met within `limit` comes whole, and is
    this transaction's to plan: another planner waits and then finds nothing.
    """
    due = assignments.c.next_notice_at <= now
    earliest = (
        sa.select(assignments.c.municipality_id)
        .where(due)
        .order_by(assignments.c.next_notice_at)
        .limit(1)
    )
    town = (await session.execute(earliest)).scalar()
    if town is None:
        return []
    first = (
        sa.select(
            assignments.c.municipality_id, assignments.c.person_id, assignments.c.organization_id
        )
        .where(due, assignments.c.municipality_id + 0 == town)  # by the index of what is due
        .order_by(assignments.c.next_notice_at)
        .limit(limit)
    )
    owners = {tuple(row) for row in await session.execute(first)}
    found: list[Work] = []
    for column, index in ((assignments.c.person_id, 1), (assignments.c.organization_id, 2)):
        for ids in chunks({owner[index] for owner in owners if owner[index] is not None}):
            statement = (
                _work_rows.where(assignments.c.next_notice_at <= now, column.in_(ids))
                # locked in one order; by the bare id SQLite would walk the whole table
                .order_by(assignments.c.id + 0)
                .with_for_update(of=assignments)
            )
            found += [_work(row) for row in await session.execute(statement)]
    return sorted(found, key=lambda work: work.assignment_id)


async def planned_work(session: AsyncSession, municipality_id: int) -> dict[int, datetime]:
    """Every wake-up that is waiting in a municipality: assignment id to instant."""
    rows = await session.execute(
        sa.select(assignments.c.id, assignments.c.next_notice_at).where(
            assignments.c.municipality_id == municipality_id,
            assignments.c.next_notice_at.is_not(None),
        )
    )
    return {row.id: row.next_notice_at for row in rows}


async def work(session: AsyncSession, assignment_ids: Collection[int]) -> dict[int, Work]:
    """The named assignments, as planning sees them."""
    found: dict[int, Work] = {}
    for ids in chunks(assignment_ids):
        statement = _work_rows.where(assignments.c.id.in_(ids))
        found |= {row.id: _work(row) for row in await session.execute(statement)}
    return found


async def next_wake(session: AsyncSession) -> datetime | None:
    """The earliest instant at which planning has something to look at."""
    at: datetime | None = (
        await session.execute(sa.select(sa.func.min(assignments.c.next_notice_at)))
    ).scalar()
    return at


async def school_owners(
    session: AsyncSession, municipality_id: int
) -> set[tuple[int | None, int | None]]:
    """Those (person id, organisation id) whom `Work.school` would be true of."""
    persons = await session.execute(
        sa.select(people.c.id).where(
            people.c.municipality_id == municipality_id,
            sa.not_(people.c.in_holidays),
            _only_at_school,
        )
    )
    offices = await session.execute(
        sa.select(organizations.c.id).where(
            organizations.c.municipality_id == municipality_id,
            organizations.c.kind == OrganizationKind.SCHOOL,
            sa.not_(organizations.c.in_holidays),
        )
    )
    found: set[tuple[int | None, int | None]] = {(row.id, None) for row in persons}
    return found | {(None, row.id) for row in offices}


async def look_again(session: AsyncSession, municipality_id: int, now: datetime) -> None:
    """An input of the policy changed: planning looks at every open assignment at once. Looking
    early is harmless."""
    await session.execute(
        sa.update(assignments)
        .where(
            assignments.c.municipality_id == municipality_id,
            assignments.c.state.in_(sorted(OPEN)),
            assignments.c.next_notice_at.is_not(None),
        )
        .values(next_notice_at=now)
    )
