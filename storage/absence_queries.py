"""Reading who is away and who stands in, and waking what they answer for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import OPEN
from storage import people_queries, plan_queries
from storage.tables import (
    AbsenceRow,
    AssignmentRow,
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
)


@dataclass(frozen=True, slots=True)
class StoodInFor:
    """Whose work somebody does today beside their own: people away, and the organisations of
    those who named them."""

    people: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()

    def covers(self, row: AssignmentRow) -> bool:
        """Whether an assignment is among that work."""
        return row.person_id in self.people or row.organization_id in self.organizations


async def stood_in_for(
    session: AsyncSession, municipality_id: int, person_id: int, today: date
) -> StoodInFor:
    """Whose work `person_id` does on the local day `today`."""
    people = await stands_in_for(session, municipality_id, person_id, today)
    if not people:
        return StoodInFor()
    named = {
        absence.person_id
        for absence in await absences(session, municipality_id, today)
        if absence.stand_in_id == person_id and absence.person_id in people
    }
    offices = select(MembershipRow.organization_id).where(
        MembershipRow.municipality_id == municipality_id, col(MembershipRow.person_id).in_(named)
    )
    return StoodInFor(frozenset(people), frozenset(await session.exec(offices)))


async def absences_of(
    session: AsyncSession, municipality_id: int, person_id: int, today: date
) -> list[AbsenceRow]:
    """The absences of a person that last on `today` or begin later, by their first day; the rows
    are locked."""
    found = await session.exec(
        select(AbsenceRow)
        .where(
            AbsenceRow.municipality_id == municipality_id,
            AbsenceRow.person_id == person_id,
            AbsenceRow.last >= today,
            col(AbsenceRow.ended_at).is_(None),
        )
        .order_by(col(AbsenceRow.first), col(AbsenceRow.id))
        .with_for_update()
    )
    return list(found)


async def open_work(
    session: AsyncSession,
    municipality_id: int,
    person_id: int | None,
    organization_ids: Collection[int],
) -> list[int]:
    """The assignments of a person and of organisations that planning has still to look at; the
    rows are locked."""
    found = await session.exec(
        select(AssignmentRow.id)
        .where(
            AssignmentRow.municipality_id == municipality_id,
            sa.or_(
                col(AssignmentRow.person_id) == person_id,
                col(AssignmentRow.organization_id).in_(organization_ids),
            ),
            col(AssignmentRow.state).in_(sorted(OPEN)),
            col(AssignmentRow.next_notice_at).is_not(None),
        )
        .order_by(col(AssignmentRow.id))
        .with_for_update()
    )
    return [number for number in found if number is not None]


async def wake(session: AsyncSession, assignment_ids: Collection[int], now: datetime) -> None:
    """Planning looks at these assignments at once; looking early is harmless."""
    for ids in plan_queries.chunks(assignment_ids):
        await session.execute(
            sa.update(AssignmentRow)
            .where(col(AssignmentRow.id).in_(ids))
            .values(next_notice_at=now)
        )


async def schools_of(session: AsyncSession, municipality_id: int, person_id: int) -> list[int]:
    """The schools that a person belongs to."""
    statement = (
        select(OrganizationRow.id)
        .join(MembershipRow, col(MembershipRow.organization_id) == col(OrganizationRow.id))
        .where(
            MembershipRow.municipality_id == municipality_id,
            MembershipRow.person_id == person_id,
            OrganizationRow.kind == OrganizationKind.SCHOOL,
        )
        .order_by(col(OrganizationRow.id))
    )
    return [number for number in await session.exec(statement) if number is not None]


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody away on local days, both ends inside; `stand_in_id` None where nobody was named."""

    person_id: int
    first: date
    last: date
    stand_in_id: int | None = None


async def absences(session: AsyncSession, municipality_id: int, today: date) -> list[Absence]:
    """Who is or will be away from the local day `today` on, the last said first."""
    statement = (
        select(AbsenceRow)
        .where(
            AbsenceRow.municipality_id == municipality_id,
            col(AbsenceRow.last) >= today,
            col(AbsenceRow.ended_at).is_(None),
        )
        .order_by(col(AbsenceRow.id).desc())
    )
    return [
        Absence(row.person_id, row.first, row.last, row.stand_in_id)
        for row in await session.exec(statement)
    ]


async def stands_in_for(
    session: AsyncSession, municipality_id: int, person_id: int, today: date
) -> set[int]:
    """The people away today whom `person_id` stands in for, named or as a colleague."""
    away = {a.person_id: a for a in reversed(await absences(session, municipality_id, today))}
    there = [a for a in away.values() if a.first <= today]
    named = {a.person_id for a in there if a.stand_in_id == person_id}
    unnamed = [a.person_id for a in there if a.stand_in_id is None]
    beside = await people_queries.colleagues(session, municipality_id, unnamed)
    return named | {absent for absent, others in beside.items() if person_id in others}
