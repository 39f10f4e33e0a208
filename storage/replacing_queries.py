"""What somebody has who goes or hands over: open dates, parties, requests, what waits for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import OPEN, State
from storage.tables import (
    AbsenceRow,
    ActivityRow,
    AppointmentRow,
    AssignmentRow,
    Decision,
    EvidenceLinkRow,
    ExtensionRow,
    MembershipRow,
    MilestoneRow,
    NoticeRow,
    NoticeState,
    ObjectionRow,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
    RoadmapStatus,
    Role,
    RoleRow,
    Verdict,
)

MOVES = sorted(OPEN | {State.WAITING_ACCEPTANCE})
"""What goes over to whoever takes over; what is finished stays history."""


@dataclass(frozen=True, slots=True)
class Held:
    """One open date of somebody: the assignment and the activity it belongs to."""

    row: AssignmentRow
    activity_id: int
    roadmap_id: int
    code: int
    title: str
    due: date


async def held(session: AsyncSession, municipality_id: int, person_id: int) -> list[Held]:
    """Everything open of a person, on review too, in roadmaps that are not archived; the rows
    are locked."""
    found = await session.exec(
        select(AssignmentRow, ActivityRow, MilestoneRow)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .join(RoadmapRow, col(ActivityRow.roadmap_id) == col(RoadmapRow.id))
        .where(
            AssignmentRow.municipality_id == municipality_id,
            AssignmentRow.person_id == person_id,
            col(AssignmentRow.state).in_(MOVES),
            RoadmapRow.status != RoadmapStatus.ARCHIVED,
        )
        .order_by(col(MilestoneRow.due), col(AssignmentRow.id))
        .with_for_update(of=AssignmentRow)
    )
    return [
        Held(row, one.id or 0, one.roadmap_id, one.code, one.title, date_.due)
        for row, one, date_ in found
    ]


async def beside(
    session: AsyncSession, milestone_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[int, int], AssignmentRow]:
    """What these people have in these milestones already, by (milestone, person); locked."""
    found = await session.exec(
        select(AssignmentRow)
        .where(
            col(AssignmentRow.milestone_id).in_(milestone_ids),
            col(AssignmentRow.person_id).in_(person_ids),
        )
        .with_for_update()
    )
    return {(row.milestone_id, row.person_id or 0): row for row in found}


async def delegated(
    session: AsyncSession,
    municipality_id: int,
    person_id: int,
    organization_id: int | None = None,
) -> list[AssignmentRow]:
    """What organisations (or the one) have handed to a person and is still open; locked."""
    statement = select(AssignmentRow).where(
        AssignmentRow.municipality_id == municipality_id,
        AssignmentRow.delegate_id == person_id,
        col(AssignmentRow.state).in_(MOVES),
    )
    if organization_id is not None:
        statement = statement.where(AssignmentRow.organization_id == organization_id)
    return list(await session.exec(statement.with_for_update()))


async def parties(session: AsyncSession, municipality_id: int, person_id: int) -> list[PartyRow]:
    """The parties of drafts and running roadmaps that mean a person."""
    found = await session.exec(
        select(PartyRow)
        .join(RoadmapRow, col(PartyRow.roadmap_id) == col(RoadmapRow.id))
        .where(
            PartyRow.municipality_id == municipality_id,
            PartyRow.person_id == person_id,
            RoadmapRow.status != RoadmapStatus.ARCHIVED,
        )
        .order_by(col(PartyRow.id))
    )
    return list(found)


async def extensions(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[ExtensionRow]:
    """Requests for another date that wait for a decision; locked."""
    found = await session.exec(
        select(ExtensionRow)
        .where(
            ExtensionRow.municipality_id == municipality_id,
            ExtensionRow.person_id == person_id,
            ExtensionRow.verdict == Verdict.WAITING,
        )
        .with_for_update()
    )
    return list(found)


async def objections(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[ObjectionRow]:
    """«Not mine» and «not relevant» that wait for a decision; locked."""
    found = await session.exec(
        select(ObjectionRow)
        .where(
            ObjectionRow.municipality_id == municipality_id,
            ObjectionRow.person_id == person_id,
            ObjectionRow.decision == Decision.WAITING,
        )
        .with_for_update()
    )
    return list(found)


async def headed(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[OrganizationRow]:
    """The organisations at whose head somebody was named; locked."""
    found = await session.exec(
        select(OrganizationRow)
        .where(
            OrganizationRow.municipality_id == municipality_id,
            OrganizationRow.head_id == person_id,
        )
        .order_by(col(OrganizationRow.id))
        .with_for_update()
    )
    return list(found)


async def members(session: AsyncSession, office: OrganizationRow) -> list[MembershipRow]:
    """The people of an organisation, in the order in which they are asked; locked."""
    found = await session.exec(
        select(MembershipRow)
        .where(
            MembershipRow.municipality_id == office.municipality_id,
            MembershipRow.organization_id == office.id,
        )
        .order_by(col(MembershipRow.rank), col(MembershipRow.person_id))
        .with_for_update()
    )
    return list(found)


async def places(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[MembershipRow]:
    """The memberships of a person; locked."""
    found = await session.exec(
        select(MembershipRow)
        .where(
            MembershipRow.municipality_id == municipality_id,
            MembershipRow.person_id == person_id,
        )
        .order_by(col(MembershipRow.organization_id))
        .with_for_update()
    )
    return list(found)


async def roles(session: AsyncSession, municipality_id: int, person_id: int) -> list[RoleRow]:
    """The roles of a person; locked."""
    found = await session.exec(
        select(RoleRow)
        .where(RoleRow.municipality_id == municipality_id, RoleRow.person_id == person_id)
        .order_by(col(RoleRow.role))
        .with_for_update()
    )
    return list(found)


async def coordinators(session: AsyncSession, municipality_id: int) -> set[int]:
    """Who coordinates; held, so that two cannot go at once and leave nobody."""
    rows = await session.exec(
        select(RoleRow)
        .where(RoleRow.municipality_id == municipality_id, RoleRow.role == Role.COORDINATOR)
        .with_for_update()
    )
    return {row.person_id for row in rows}


async def stood_in(
    session: AsyncSession, municipality_id: int, person_id: int, today: date
) -> list[AbsenceRow]:
    """The absences of others, from the local day `today` on, in which a person stands in."""
    found = await session.exec(
        select(AbsenceRow)
        .where(
            AbsenceRow.municipality_id == municipality_id,
            AbsenceRow.stand_in_id == person_id,
            AbsenceRow.last >= today,
            col(AbsenceRow.ended_at).is_(None),
        )
        .with_for_update()
    )
    return list(found)


async def waiting(session: AsyncSession, municipality_id: int, person_id: int) -> list[int]:
    """The notices to a person that have not gone yet, but for edits; locked."""
    found = await session.exec(
        select(NoticeRow.id)
        .where(
            NoticeRow.municipality_id == municipality_id,
            NoticeRow.person_id == person_id,
            NoticeRow.state == NoticeState.PLANNED,
            col(NoticeRow.edits_notice_id).is_(None),
        )
        .order_by(col(NoticeRow.id))
        .with_for_update()
    )
    return [number for number in found if number is not None]


async def forget_unread(session: AsyncSession, municipality_id: int, person_id: int) -> None:
    """Nobody waits any more for a person to say that they are acquainted."""
    await session.execute(
        sa.delete(AppointmentRow).where(
            col(AppointmentRow.municipality_id) == municipality_id,
            col(AppointmentRow.person_id) == person_id,
            col(AppointmentRow.read_at).is_(None),
        )
    )


async def appointments(
    session: AsyncSession, municipality_id: int, person_id: int
) -> dict[int, AppointmentRow]:
    """What a person was named for, by roadmap; locked."""
    found = await session.exec(
        select(AppointmentRow)
        .where(
            AppointmentRow.municipality_id == municipality_id,
            AppointmentRow.person_id == person_id,
        )
        .with_for_update()
    )
    return {row.roadmap_id: row for row in found}


async def share_papers(session: AsyncSession, came: int, to: int) -> None:
    """What confirms the assignment `came` confirms the assignment `to` as well."""
    known = select(EvidenceLinkRow.evidence_id).where(EvidenceLinkRow.assignment_id == to)
    found = await session.exec(
        select(EvidenceLinkRow).where(
            EvidenceLinkRow.assignment_id == came, col(EvidenceLinkRow.evidence_id).not_in(known)
        )
    )
    for link in found.all():
        session.add(
            EvidenceLinkRow(
                municipality_id=link.municipality_id,
                evidence_id=link.evidence_id,
                assignment_id=to,
                at=link.at,
            )
        )
    await session.flush()


async def there(
    session: AsyncSession, municipality_id: int, but: Collection[int] = ()
) -> list[tuple[int, str]]:
    """Everybody who works here (id, full name) by name."""
    found = await session.exec(
        select(PersonRow.id, PersonRow.full_name)
        .where(
            PersonRow.municipality_id == municipality_id,
            col(PersonRow.left_on).is_(None),
            col(PersonRow.erased_at).is_(None),
            col(PersonRow.id).not_in(but),
        )
        .order_by(col(PersonRow.key), col(PersonRow.id))
    )
    return [(number or 0, name) for number, name in found]
