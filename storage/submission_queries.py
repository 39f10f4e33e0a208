"""Reading what respondents answered: one submission, and the one of the period before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.people_sheet import fold
from roadmap.plan import Asked
from roadmap.progress import State
from storage.people_desk_queries import as_counted
from storage.tables import (
    AssignmentRow,
    ClassPartRow,
    FormRow,
    MilestoneRow,
    OrganizationRow,
    PartState,
    PersonRow,
    RoundRow,
    RoundState,
    SubmissionRow,
    SubmissionState,
)

HANDED_IN = (SubmissionState.SENT, SubmissionState.ACCEPTED)


async def of_assignment(
    session: AsyncSession, municipality_id: int, assignment_id: int, *, change: bool = False
) -> SubmissionRow | None:
    """The answers beside an assignment; held against other writers when they are to `change`."""
    statement = select(SubmissionRow).where(
        SubmissionRow.municipality_id == municipality_id,
        SubmissionRow.assignment_id == assignment_id,
    )
    if change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(statement)).first()


async def by_ids(
    session: AsyncSession, municipality_id: int, submission_ids: Collection[int]
) -> list[SubmissionRow]:
    """The named submissions of a municipality, held against other writers, in one order."""
    statement = (
        select(SubmissionRow)
        .where(
            SubmissionRow.municipality_id == municipality_id,
            col(SubmissionRow.id).in_(submission_ids),
        )
        .order_by(col(SubmissionRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.exec(statement))


async def earlier(
    session: AsyncSession,
    municipality_id: int,
    row: AssignmentRow,
    asked: RoundRow,
    form_key: str,
    limit: int,
) -> list[tuple[SubmissionRow, FormRow, RoundRow]]:
    """What the same owner handed in to the same form about the periods before that of a round,
    the latest first, with the versions of the form that are answered and their rounds; those
    called off are left out."""
    statement = (
        select(SubmissionRow, FormRow, RoundRow)
        .join(AssignmentRow, col(AssignmentRow.id) == col(SubmissionRow.assignment_id))
        .join(RoundRow, col(RoundRow.id) == col(SubmissionRow.round_id))
        .join(FormRow, col(FormRow.id) == col(RoundRow.form_id))
        .where(
            SubmissionRow.municipality_id == municipality_id,
            AssignmentRow.municipality_id == municipality_id,
            AssignmentRow.organization_id == row.organization_id
            if row.organization_id is not None
            else AssignmentRow.person_id == row.person_id,
            FormRow.key == form_key,
            col(SubmissionRow.state).in_(HANDED_IN),
            RoundRow.id != asked.id,
            RoundRow.state != RoundState.CALLED_OFF,
            RoundRow.period_kind == asked.period_kind,
            col(RoundRow.period_start) < asked.period_start
            if asked.period_start is not None
            else col(RoundRow.id) < asked.id,
        )
        .order_by(col(RoundRow.period_start).desc(), col(RoundRow.id).desc())
        .limit(limit)
    )
    return list(await session.exec(statement))


async def parts(
    session: AsyncSession,
    municipality_id: int,
    submission_id: int,
    *,
    person_id: int | None = None,
    change: bool = False,
) -> list[ClassPartRow]:
    """The classes of a submission that were handed to teachers, or to one of them."""
    statement = select(ClassPartRow).where(
        ClassPartRow.municipality_id == municipality_id,
        ClassPartRow.submission_id == submission_id,
    )
    if person_id is not None:
        statement = statement.where(ClassPartRow.person_id == person_id)
    if change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(await session.exec(statement.order_by(col(ClassPartRow.id))))


async def parts_of_person(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[ClassPartRow]:
    """The classes that a teacher has of rounds that are open, and that are not taken over yet."""
    statement = (
        select(ClassPartRow)
        .join(SubmissionRow, col(SubmissionRow.id) == col(ClassPartRow.submission_id))
        .join(RoundRow, col(RoundRow.id) == col(SubmissionRow.round_id))
        .where(
            ClassPartRow.municipality_id == municipality_id,
            ClassPartRow.person_id == person_id,
            ClassPartRow.state != PartState.CONFIRMED,
            RoundRow.state == RoundState.OPEN,
        )
        .order_by(col(ClassPartRow.id))
        .with_for_update(of=ClassPartRow)
    )
    return list(await session.exec(statement))


async def handed_on(
    session: AsyncSession, municipality_id: int, assignment_ids: Collection[int]
) -> list[ClassPartRow]:
    """Every class at a teacher of what is asked by these assignments."""
    statement = (
        select(ClassPartRow)
        .join(SubmissionRow, col(SubmissionRow.id) == col(ClassPartRow.submission_id))
        .where(
            ClassPartRow.municipality_id == municipality_id,
            col(SubmissionRow.assignment_id).in_(assignment_ids),
        )
        .order_by(col(ClassPartRow.id))
    )
    return list(await session.exec(statement))


async def open_beside(session: AsyncSession, municipality_id: int, submission_id: int) -> int:
    """The assignment in which the same owner is asked the same form by an open round, the latest;
    0 for none."""
    of = aliased(AssignmentRow)
    its_round, its_form = aliased(RoundRow), aliased(FormRow)
    statement = (
        select(AssignmentRow.id)
        .select_from(SubmissionRow)
        .join(of, col(of.id) == col(SubmissionRow.assignment_id))
        .join(its_round, col(its_round.id) == col(SubmissionRow.round_id))
        .join(its_form, col(its_form.id) == col(its_round.form_id))
        .join(
            FormRow,
            sa.and_(
                col(FormRow.municipality_id) == col(its_form.municipality_id),
                col(FormRow.key) == col(its_form.key),
            ),
        )
        .join(RoundRow, col(RoundRow.form_id) == col(FormRow.id))
        .join(MilestoneRow, col(MilestoneRow.round_id) == col(RoundRow.id))
        .join(
            AssignmentRow,
            sa.and_(
                col(AssignmentRow.milestone_id) == col(MilestoneRow.id),
                sa.or_(
                    col(AssignmentRow.organization_id) == col(of.organization_id),
                    col(AssignmentRow.person_id) == col(of.person_id),
                ),
            ),
        )
        .where(
            SubmissionRow.municipality_id == municipality_id,
            SubmissionRow.id == submission_id,
            RoundRow.state == RoundState.OPEN,
        )
        .order_by(col(RoundRow.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first() or 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What one of those asked in a round has answered so far, and how far that is."""

    name: str
    is_exempt: bool
    state: SubmissionState
    answers: dict[str, Any]
    comments: dict[str, Any]


async def of_round(session: AsyncSession, municipality_id: int, round_id: int) -> list[Answers]:
    """What everybody asked in a round answered, by name as people count."""
    rows = await session.execute(
        sa.select(
            sa.func.coalesce(OrganizationRow.name, PersonRow.full_name, ""),
            col(AssignmentRow.state) == State.CALLED_OFF,
            col(SubmissionRow.state),
            col(SubmissionRow.answers),
            col(SubmissionRow.comments),
        )
        .join_from(
            SubmissionRow, AssignmentRow, col(AssignmentRow.id) == col(SubmissionRow.assignment_id)
        )
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(AssignmentRow.organization_id))
        .outerjoin(PersonRow, col(PersonRow.id) == col(AssignmentRow.person_id))
        .where(
            col(SubmissionRow.municipality_id) == municipality_id,
            col(SubmissionRow.round_id) == round_id,
        )
    )
    found = [Answers(*row) for row in rows]
    return sorted(found, key=lambda one: as_counted(fold(one.name)))


async def answered_by_table(
    session: AsyncSession, municipality_id: int, assignment_ids: Collection[int]
) -> set[int]:
    """Those of the assignments that are answered with a table: forms and blanks of open rounds."""
    rows = await session.exec(
        select(SubmissionRow.assignment_id)
        .join(RoundRow, col(RoundRow.id) == col(SubmissionRow.round_id))
        .where(
            SubmissionRow.municipality_id == municipality_id,
            col(SubmissionRow.assignment_id).in_(assignment_ids),
            RoundRow.state == RoundState.OPEN,
            col(RoundRow.kind).in_((Asked.FORM, Asked.TABLE)),
        )
    )
    return set(rows)
