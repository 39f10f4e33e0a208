"""Reading a round as the coordinator's desk has it: respondents, answers, what was asked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.people_sheet import fold
from roadmap.progress import OPEN, State
from storage.people_desk_queries import as_counted
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    OrganizationRow,
    PersonRow,
    ReportRow,
    RoadmapRow,
    RoadmapStatus,
    RoundRow,
    RoundState,
    SubmissionRow,
    SubmissionState,
)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who is asked in a round: the assignment with who answers and the date that holds;
    `filled` and what follows are of the submission, where there is one; `answers` only where they
    were asked for."""

    assignment_id: int
    person_id: int | None
    organization_id: int | None
    name: str
    state: State
    due: date
    submission_id: int | None = None
    filled: SubmissionState = SubmissionState.EMPTY
    row_count: int = 0
    warnings: int = 0
    sent_at: datetime | None = None
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def is_exempt(self) -> bool:
        """Whether it is not asked any more."""
        return self.state is State.CALLED_OFF

    @property
    def owes(self) -> bool:
        """Whether an answer is still awaited."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of an ongoing activity in a round, by one who answers for it; `note` is what
    was said last."""

    assignment_id: int
    activity_id: int
    code: int
    number: str
    title: str
    owner: str
    state: State
    note: str = ""


async def one(session: AsyncSession, municipality_id: int, round_id: int) -> RoundRow | None:
    """A round of the municipality."""
    row = await session.get(RoundRow, round_id)
    return row if row is not None and row.municipality_id == municipality_id else None


async def over(
    session: AsyncSession, municipality_id: int, limit: int, offset: int = 0
) -> list[RoundRow]:
    """The rounds that ask nobody any more, the newest first."""
    statement = (
        select(RoundRow)
        .where(RoundRow.municipality_id == municipality_id, sa.not_(_asks(municipality_id)))
        .order_by(col(RoundRow.opens_on).desc(), col(RoundRow.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return list(await session.exec(statement))


async def respondents(
    session: AsyncSession,
    municipality_id: int,
    round_id: int,
    *,
    answers: bool = False,
    assignment_id: int | None = None,
) -> list[Respondent]:
    """Everybody who is asked in a round, or the one of an assignment, by name as people count;
    with what they answered where `answers`."""
    columns: list[Any] = [
        AssignmentRow.id,
        AssignmentRow.person_id,
        AssignmentRow.organization_id,
        sa.func.coalesce(OrganizationRow.name, PersonRow.full_name, "").label("name"),
        AssignmentRow.state,
        sa.func.coalesce(
            AssignmentRow.extended_to, MilestoneRow.extended_to, MilestoneRow.due, type_=sa.Date
        ),
        SubmissionRow.id,
        SubmissionRow.state,
        SubmissionRow.row_count,
        SubmissionRow.warnings,
        SubmissionRow.sent_at,
    ]
    statement = (
        sa.select(*columns, *([col(SubmissionRow.answers)] if answers else []))
        .join_from(
            AssignmentRow, MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id)
        )
        .outerjoin(SubmissionRow, col(SubmissionRow.assignment_id) == col(AssignmentRow.id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(AssignmentRow.organization_id))
        .outerjoin(PersonRow, col(PersonRow.id) == col(AssignmentRow.person_id))
        .where(
            col(AssignmentRow.municipality_id) == municipality_id,
            col(MilestoneRow.round_id) == round_id,
        )
        .order_by(col(AssignmentRow.id))
    )
    if assignment_id is not None:
        statement = statement.where(col(AssignmentRow.id) == assignment_id)
    found = [_respondent(tuple(row)) for row in await session.execute(statement)]
    return sorted(found, key=lambda one: as_counted(fold(one.name)))


def _respondent(row: tuple[Any, ...]) -> Respondent:
    number, person, office, name, state, due, submission, filled, count, warnings, sent = row[:11]
    return Respondent(
        assignment_id=number,
        person_id=person,
        organization_id=office,
        name=name,
        state=State(state),
        due=due,
        submission_id=submission,
        filled=SubmissionState(filled) if filled is not None else SubmissionState.EMPTY,
        row_count=count or 0,
        warnings=len(warnings or ()),
        sent_at=sent,
        answers=(row[11] or {}) if len(row) > 11 else {},
    )


async def marks(session: AsyncSession, municipality_id: int, round_id: int) -> list[Mark]:
    """What became of the ongoing activities of a round, in the order of the document; what was
    called off is left out."""
    last = (
        select(ReportRow.assignment_id, sa.func.max(ReportRow.id).label("report_id"))
        .where(ReportRow.municipality_id == municipality_id, ReportRow.text != "")
        .group_by(col(ReportRow.assignment_id))
        .subquery()
    )
    rows = await session.execute(
        sa.select(
            col(AssignmentRow.id),
            col(ActivityRow.id),
            col(ActivityRow.code),
            col(ActivityRow.number),
            col(ActivityRow.title),
            sa.func.coalesce(PersonRow.full_name, OrganizationRow.name, ""),
            col(AssignmentRow.state),
            sa.func.coalesce(ReportRow.text, ""),
        )
        .join_from(
            AssignmentRow, MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id)
        )
        .join(ActivityRow, col(ActivityRow.id) == col(MilestoneRow.activity_id))
        .outerjoin(PersonRow, col(PersonRow.id) == col(AssignmentRow.person_id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(AssignmentRow.organization_id))
        .outerjoin(last, last.c.assignment_id == col(AssignmentRow.id))
        .outerjoin(ReportRow, col(ReportRow.id) == last.c.report_id)
        .where(
            col(AssignmentRow.municipality_id) == municipality_id,
            col(MilestoneRow.round_id) == round_id,
            col(AssignmentRow.state) != State.CALLED_OFF,
        )
        .order_by(col(ActivityRow.position), col(ActivityRow.id), col(AssignmentRow.id))
    )
    return [
        Mark(number, activity, code, label, title, owner, State(state), note)
        for number, activity, code, label, title, owner, state, note in rows
    ]


async def milestones_of(
    session: AsyncSession, municipality_id: int, round_id: int
) -> Sequence[MilestoneRow]:
    """The dates of a round, held for a change: one, or one for each ongoing activity."""
    rows = await session.exec(
        select(MilestoneRow)
        .where(MilestoneRow.municipality_id == municipality_id, MilestoneRow.round_id == round_id)
        .order_by(col(MilestoneRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def held(
    session: AsyncSession, municipality_id: int, round_id: int
) -> Sequence[AssignmentRow]:
    """Everybody who is asked in a round, held for a change."""
    rows = await session.exec(
        select(AssignmentRow)
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .where(AssignmentRow.municipality_id == municipality_id, MilestoneRow.round_id == round_id)
        .order_by(col(AssignmentRow.id))
        .with_for_update(of=AssignmentRow)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def waiting_to_accept(
    session: AsyncSession, municipality_id: int, round_id: int
) -> list[int]:
    """The submissions of a round that were sent and not looked at yet."""
    statement = select(SubmissionRow.id).where(
        SubmissionRow.municipality_id == municipality_id,
        SubmissionRow.round_id == round_id,
        SubmissionRow.state == SubmissionState.SENT,
    )
    return [one or 0 for one in await session.exec(statement.order_by(col(SubmissionRow.id)))]


async def open_rounds(session: AsyncSession, municipality_id: int) -> list[RoundRow]:
    """The rounds that are open, what is due first first; those of roadmaps in the archive ask
    nobody any more."""
    statement = select(RoundRow).where(
        RoundRow.municipality_id == municipality_id, _asks(municipality_id)
    )
    ordered = statement.order_by(col(RoundRow.due_on), col(RoundRow.id))
    return list(await session.exec(ordered))


def _asks(municipality_id: int) -> sa.ColumnElement[bool]:
    """Whether a round is open, and its roadmap is none in the archive."""
    archived = select(RoadmapRow.id).where(
        RoadmapRow.municipality_id == municipality_id, RoadmapRow.status == RoadmapStatus.ARCHIVED
    )
    in_archive = sa.func.coalesce(col(RoundRow.roadmap_id), 0).in_(archived)
    return sa.and_(col(RoundRow.state) == RoundState.OPEN, sa.not_(in_archive))
