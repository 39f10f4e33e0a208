"""Reading a whole roadmap for its report: every row with its dates, answers and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    AssignmentRow,
    AuditRow,
    EvidenceLinkRow,
    EvidenceRow,
    ExtensionRow,
    MembershipRow,
    MilestoneRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    PersonRow,
    ReportRow,
    RoadmapKind,
    RoadmapRow,
    Role,
    RoleRow,
    RoundRow,
    RoundState,
    SectionRow,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Answering:
    """An assignment with the name of who answers for it and where they work."""

    row: AssignmentRow
    owner: str
    organization: str
    is_school: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything of one roadmap, each list in the document's order or oldest first; `rounds` asked
    about its ongoing activities.

    Ids of activities: those `dropped_later` were called off after the instant of the report, with
    a report of each date; those `removed_later` were taken out by a workbook, without.
    """

    roadmap: RoadmapRow
    sections: Sequence[SectionRow]
    activities: Sequence[ActivityRow]
    parties: Sequence[tuple[int, str]]
    milestones: Sequence[MilestoneRow]
    answering: Sequence[Answering]
    reports: Sequence[ReportRow]
    evidence: Sequence[tuple[int, EvidenceRow]]
    extensions: Sequence[ExtensionRow]
    rounds: Sequence[RoundRow] = ()
    dropped_later: frozenset[int] = frozenset()
    removed_later: frozenset[int] = frozenset()


async def roadmap(
    session: AsyncSession, municipality_id: int, roadmap_id: int
) -> RoadmapRow | None:
    """A roadmap of the municipality, whatever its state; not the list that rounds stand in."""
    row = await session.get(RoadmapRow, roadmap_id)
    if row is None or row.municipality_id != municipality_id or row.kind is not RoadmapKind.PLAN:
        return None
    return row


async def stored(
    session: AsyncSession, municipality_id: int, row: RoadmapRow, until: datetime
) -> Stored:
    """The roadmap with what was reported, sent and decided up to `until`; later answers are
    there too, for the state before them."""
    here = [ActivityRow.municipality_id == municipality_id, ActivityRow.roadmap_id == row.id]
    activities = list(
        await session.exec(
            select(ActivityRow)
            .where(*here)
            .order_by(col(ActivityRow.position), col(ActivityRow.id))
        )
    )
    off = [one for one in activities if one.called_off]
    dropped = {f"activity:{one.id}": one.id or 0 for one in off}
    removed = {f"activity:{one.code}": one.id or 0 for one in off}
    return Stored(
        row,
        await _sections(session, municipality_id, row),
        activities,
        await _parties(session, here),
        list(
            await session.exec(
                select(MilestoneRow)
                .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
                .where(*here)
                .order_by(col(MilestoneRow.due), col(MilestoneRow.id))
            )
        ),
        await _answering(session, here),
        await _reports(session, here),
        await _evidence(session, here, until),
        await _extensions(session, here, until),
        await _rounds(session, municipality_id, row, until),
        await _done_after(session, municipality_id, "activity.dropped", dropped, until),
        await _done_after(session, municipality_id, "activity.removed", removed, until),
    )


async def _rounds(
    session: AsyncSession, municipality_id: int, row: RoadmapRow, until: datetime
) -> Sequence[RoundRow]:
    """The rounds that had asked about the ongoing activities, the earliest first."""
    statement = select(RoundRow).where(
        RoundRow.municipality_id == municipality_id,
        RoundRow.roadmap_id == row.id,
        RoundRow.at <= until,
        RoundRow.state != RoundState.CALLED_OFF,
    )
    return list(await session.exec(statement.order_by(col(RoundRow.opens_on), col(RoundRow.id))))


async def _sections(
    session: AsyncSession, municipality_id: int, row: RoadmapRow
) -> Sequence[SectionRow]:
    statement = select(SectionRow).where(
        SectionRow.municipality_id == municipality_id, SectionRow.roadmap_id == row.id
    )
    return list(await session.exec(statement.order_by(col(SectionRow.position))))


async def _parties(session: AsyncSession, here: list[Any]) -> Sequence[tuple[int, str]]:
    """(activity id, the party as written), in the order of names."""
    found = await session.exec(
        select(ActivityPartyRow.activity_id, PartyRow.name)
        .join(PartyRow, col(ActivityPartyRow.party_id) == col(PartyRow.id))
        .join(ActivityRow, col(ActivityPartyRow.activity_id) == col(ActivityRow.id))
        .where(*here)
        .order_by(col(ActivityPartyRow.activity_id), col(ActivityPartyRow.rank))
    )
    return [(activity, name) for activity, name in found]


async def _answering(session: AsyncSession, here: list[Any]) -> Sequence[Answering]:
    found = await session.exec(
        select(AssignmentRow, PersonRow.full_name, OrganizationRow.name, OrganizationRow.kind)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .outerjoin(PersonRow, col(AssignmentRow.person_id) == col(PersonRow.id))
        .outerjoin(OrganizationRow, col(AssignmentRow.organization_id) == col(OrganizationRow.id))
        .where(*here)
        .order_by(col(AssignmentRow.is_lead).desc(), col(AssignmentRow.id))
    )
    offices = await _offices(session, here)
    return [
        Answering(
            row,
            person or office or "",
            office or offices.get(row.person_id or 0, ""),
            kind is OrganizationKind.SCHOOL,
        )
        for row, person, office, kind in found
    ]


async def _offices(session: AsyncSession, here: list[Any]) -> dict[int, str]:
    """Where the people who answer work: person id to the first organisation."""
    owners = (
        select(AssignmentRow.person_id)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .where(*here, col(AssignmentRow.person_id).is_not(None))
    )
    found = await session.exec(
        select(MembershipRow.person_id, OrganizationRow.name)
        .join(OrganizationRow, col(MembershipRow.organization_id) == col(OrganizationRow.id))
        .where(col(MembershipRow.person_id).in_(owners))
        .order_by(col(MembershipRow.organization_id).desc())
    )
    return dict(found.all())


def _of_assignments(statement: Any, assignment_id: Any, here: list[Any]) -> Any:
    return (
        statement.join(AssignmentRow, assignment_id == col(AssignmentRow.id))
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .where(*here)
    )


async def _reports(session: AsyncSession, here: list[Any]) -> Sequence[ReportRow]:
    statement = _of_assignments(select(ReportRow), col(ReportRow.assignment_id), here)
    return list(await session.exec(statement.order_by(col(ReportRow.id))))


async def _evidence(
    session: AsyncSession, here: list[Any], until: datetime
) -> Sequence[tuple[int, EvidenceRow]]:
    """(assignment id, what confirms it), without what was removed."""
    statement = _of_assignments(
        select(EvidenceLinkRow.assignment_id, EvidenceRow).join(
            EvidenceRow, col(EvidenceLinkRow.evidence_id) == col(EvidenceRow.id)
        ),
        col(EvidenceLinkRow.assignment_id),
        here,
    ).where(EvidenceLinkRow.at <= until, col(EvidenceRow.removed_at).is_(None))
    found = await session.exec(statement.order_by(col(EvidenceRow.id)))
    return [(assignment, row) for assignment, row in found]


async def _extensions(
    session: AsyncSession, here: list[Any], until: datetime
) -> Sequence[ExtensionRow]:
    statement = _of_assignments(select(ExtensionRow), col(ExtensionRow.assignment_id), here).where(
        ExtensionRow.verdict == Verdict.GRANTED, col(ExtensionRow.decided_at) <= until
    )
    return list(await session.exec(statement.order_by(col(ExtensionRow.id))))


async def _done_after(
    session: AsyncSession,
    municipality_id: int,
    action: str,
    subjects: Mapping[str, int],
    until: datetime,
) -> frozenset[int]:
    """The ids of those of the subjects to whom a deed was done after an instant."""
    trail = await audit_of(session, municipality_id, list(subjects))
    return frozenset(
        subjects[one.subject] for one in trail if one.action == action and one.at > until
    )


async def first_with_role(
    session: AsyncSession, municipality_id: int, role: Role
) -> PersonRow | None:
    """Somebody who holds a role and has not left, the longest known first."""
    statement = (
        select(PersonRow)
        .join(RoleRow, col(RoleRow.person_id) == col(PersonRow.id))
        .where(
            RoleRow.municipality_id == municipality_id,
            RoleRow.role == role,
            col(PersonRow.left_on).is_(None),
            col(PersonRow.erased_at).is_(None),
        )
        .order_by(col(PersonRow.id))
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def listed(session: AsyncSession, municipality_id: int) -> list[RoadmapRow]:
    """The launched roadmaps of a municipality, those that run first, then by age."""
    statement = select(RoadmapRow).where(
        RoadmapRow.municipality_id == municipality_id,
        RoadmapRow.kind == RoadmapKind.PLAN,
        col(RoadmapRow.launched_on).is_not(None),
    )
    ordered = statement.order_by(
        col(RoadmapRow.archived_on).is_not(None), col(RoadmapRow.period_end).desc(), "id"
    )
    return list(await session.exec(ordered))


async def people(session: AsyncSession, municipality_id: int) -> dict[int, str]:
    """Everybody's name by id, for the histories in an archive."""
    found = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == municipality_id
        )
    )
    return {number or 0: name for number, name in found}


async def audit_of(
    session: AsyncSession, municipality_id: int, subjects: Sequence[str]
) -> list[AuditRow]:
    """The audit trail about these subjects («roadmap:1», «assignment:7»), oldest first."""
    found: list[AuditRow] = []
    for start in range(0, len(subjects), 500):
        statement = select(AuditRow).where(
            AuditRow.municipality_id == municipality_id,
            col(AuditRow.subject).in_(subjects[start : start + 500]),
        )
        found += await session.exec(statement)
    return sorted(found, key=lambda row: row.id or 0)


async def last_audit(
    session: AsyncSession, municipality_id: int, action: str, subject: str
) -> AuditRow | None:
    """The last line of the trail about a deed done to a subject."""
    statement = (
        select(AuditRow)
        .where(
            AuditRow.municipality_id == municipality_id,
            AuditRow.action == action,
            AuditRow.subject == subject,
        )
        .order_by(sa.desc(col(AuditRow.id)))
        .limit(1)
    )
    return (await session.exec(statement)).first()
