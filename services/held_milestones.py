"""What is stored of a roadmap's milestones: their assignments, and what was said about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import Event, State, step
from services.owners import MANY
from storage.plan_queries import NOT_OF_A_ROUND
from storage.tables import (
    AssignmentRow,
    EvidenceLinkRow,
    ExtensionRow,
    MilestoneRow,
    ReportRow,
)

TAKEN_BACK = (Event.UNDO, Event.LEAD_UNDO)


@dataclass
class HeldMilestones:
    """Milestones by activity, assignments by milestone; `reported` and `said` by assignment:
    whether anything was reported, filed or asked for, and the last report."""

    milestones: dict[int, list[MilestoneRow]]
    assignments: dict[int, list[AssignmentRow]]
    reported: set[int]
    said: dict[int, ReportRow]

    def before_call_off(self, row: AssignmentRow) -> State:
        """What an assignment was before it was called off, as far as its last report tells."""
        last = self.said.get(row.id or 0)
        if last is None or last.event in TAKEN_BACK:
            return State.NOT_STARTED if last is None else State.IN_PROGRESS
        return step(State(last.state_before), last.event).state

    def is_reported(self, milestone: MilestoneRow) -> bool:
        """Whether something was reported, filed or decided about a milestone."""
        own = self.assignments.get(milestone.id or 0, [])
        moved = milestone.extended_to is not None or any(a.extended_to is not None for a in own)
        return moved or any(a.id in self.reported for a in own)


async def held_milestones(session: AsyncSession, activity_ids: Collection[int]) -> HeldMilestones:
    """Everything stored about the milestones of some activities, oldest first, for this
    transaction alone: first the milestones, then their assignments in order."""
    held = HeldMilestones({}, {}, set(), {})
    ordered = sorted(activity_ids)
    for i in range(0, len(ordered), MANY):
        statement = (
            select(MilestoneRow)
            .where(
                col(MilestoneRow.activity_id).in_(ordered[i : i + MANY]),
                NOT_OF_A_ROUND,  # no date of the document
            )
            .order_by(col(MilestoneRow.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        for milestone in await session.exec(statement):
            held.milestones.setdefault(milestone.activity_id, []).append(milestone)
    milestone_ids = sorted(m.id or 0 for own in held.milestones.values() for m in own)
    for i in range(0, len(milestone_ids), MANY):
        chosen = (
            select(AssignmentRow)
            .where(col(AssignmentRow.milestone_id).in_(milestone_ids[i : i + MANY]))
            .order_by(col(AssignmentRow.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        for row in await session.exec(chosen):
            held.assignments.setdefault(row.milestone_id, []).append(row)
    ids = sorted(row.id or 0 for own in held.assignments.values() for row in own)
    for i in range(0, len(ids), MANY):
        some = ids[i : i + MANY]
        reports = (
            select(ReportRow)
            .where(col(ReportRow.assignment_id).in_(some))
            .order_by(col(ReportRow.id))
        )
        held.said |= {report.assignment_id: report for report in await session.exec(reports)}
        links = select(EvidenceLinkRow.assignment_id).where(
            col(EvidenceLinkRow.assignment_id).in_(some)
        )
        asked = select(ExtensionRow.assignment_id).where(col(ExtensionRow.assignment_id).in_(some))
        held.reported |= {*held.said, *await session.exec(links), *await session.exec(asked)}
    return held
