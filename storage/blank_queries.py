"""Reading what is asked by blank tables."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Asked
from roadmap.progress import State
from storage.tables import (
    AssignmentRow,
    MilestoneRow,
    RoundRow,
    RoundState,
    SubmissionRow,
    SubmissionState,
)


async def open_tables(
    session: AsyncSession,
    municipality_id: int,
    person_id: int,
    organization_ids: Collection[int],
) -> list[int]:
    """The assignments of a person or of these organisations that ask for a table now, the newest
    first; not what was accepted."""
    statement = (
        select(AssignmentRow.id)
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .join(RoundRow, col(RoundRow.id) == col(MilestoneRow.round_id))
        .join(SubmissionRow, col(SubmissionRow.assignment_id) == col(AssignmentRow.id))
        .where(
            AssignmentRow.municipality_id == municipality_id,
            RoundRow.kind == Asked.TABLE,
            RoundRow.state == RoundState.OPEN,
            AssignmentRow.state != State.CALLED_OFF,
            SubmissionRow.state != SubmissionState.ACCEPTED,
            sa.or_(
                col(AssignmentRow.person_id) == person_id,
                col(AssignmentRow.organization_id).in_(sorted(organization_ids)),
            ),
        )
        .order_by(col(AssignmentRow.id).desc())
    )
    return [number for number in await session.exec(statement) if number is not None]
