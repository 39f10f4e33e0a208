"""The audit trail of a whole roadmap: everything in it that was decided, asked and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.calling_queries import PROMISED
from storage.editing_queries import BY_CODE
from storage.report_queries import Stored, audit_of
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    AuditRow,
    MilestoneRow,
    ObjectionRow,
    PartyRow,
)

TOUCHING = ("nudge.all", "status.all", PROMISED, "evidence.removed")
"""Deeds that name in their facts the assignments that they touched."""
ASSIGNMENTS = "assignments"
CALL = "call."


@dataclass(frozen=True, slots=True)
class Trail:
    """The lines, oldest first, with the names of the parties by id, and which assignment each
    objection is about."""

    lines: Sequence[AuditRow]
    parties: dict[int, str]
    objections: dict[int, int]


async def of_roadmap(session: AsyncSession, municipality_id: int, stored: Stored) -> Trail:
    """Every line about the roadmap, its rows, dates, parties, answers, documents and objections,
    and about calls to those who answer."""
    held = {one.row.id or 0 for one in stored.answering}
    owners = {
        f"person:{one.row.person_id}"
        if one.row.person_id is not None
        else f"organization:{one.row.organization_id}"
        for one in stored.answering
    }
    parties, objections = await _parties(session, stored), await _objections(session, stored)
    named: Sequence[tuple[str, Iterable[int | None]]] = (
        ("roadmap", [stored.roadmap.id]),
        ("assignment", held),
        ("milestone", [one.id for one in stored.milestones]),
        ("activity", {n for one in stored.activities for n in (one.id, one.code)}),
        ("objection", objections),
        ("party", parties),
    )
    subjects = [f"{kind}:{number}" for kind, numbers in named for number in numbers]
    about = await audit_of(session, municipality_id, subjects)
    calls = await audit_of(session, municipality_id, sorted(owners))
    wide = select(AuditRow).where(
        AuditRow.municipality_id == municipality_id, col(AuditRow.action).in_(TOUCHING)
    )
    found = [one for one in about if _is_here(one, stored)]
    found += [one for one in calls if one.action.startswith(CALL) and ASSIGNMENTS not in one.facts]
    found += [one for one in await session.exec(wide) if held & set(one.facts.get(ASSIGNMENTS, ()))]
    once = {one.id or 0: one for one in found}
    return Trail([once[number] for number in sorted(once)], parties, objections)


async def _parties(session: AsyncSession, stored: Stored) -> dict[int, str]:
    rows = await session.exec(
        select(PartyRow.id, PartyRow.name).where(
            PartyRow.municipality_id == stored.roadmap.municipality_id,
            PartyRow.roadmap_id == stored.roadmap.id,
        )
    )
    return {number or 0: name for number, name in rows}


async def _objections(session: AsyncSession, stored: Stored) -> dict[int, int]:
    rows = await session.exec(
        select(ObjectionRow.id, ObjectionRow.assignment_id)
        .join(AssignmentRow, col(AssignmentRow.id) == col(ObjectionRow.assignment_id))
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .join(ActivityRow, col(ActivityRow.id) == col(MilestoneRow.activity_id))
        .where(
            ActivityRow.municipality_id == stored.roadmap.municipality_id,
            ActivityRow.roadmap_id == stored.roadmap.id,
        )
    )
    return {number or 0: assignment for number, assignment in rows}


def _is_here(one: AuditRow, stored: Stored) -> bool:
    """Whether a line names an activity of this roadmap: some deeds go by its code."""
    kind, _, number = one.subject.partition(":")
    if kind != "activity":
        return True
    by_code = one.action in BY_CODE
    return any(number == str(row.code if by_code else row.id) for row in stored.activities)
