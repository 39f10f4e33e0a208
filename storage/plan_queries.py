"""Reading the plan: what falls due, one line an assignment, a roadmap's milestones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import Completion
from roadmap.plan import Asked, Line, section_number
from roadmap.progress import Event, State
from storage.tables import (
    BY_LETTER,
    WRITTEN_DOWN,
    ActivityRow,
    AssignmentRow,
    EvidenceLinkRow,
    EvidenceRow,
    ExtensionRow,
    MembershipRow,
    MilestoneRow,
    OrganizationRow,
    PersonRow,
    ReportRow,
    RoadmapRow,
    RoadmapStatus,
    RoundRow,
    SectionRow,
    Verdict,
    table,
)

assignments, milestones = table(AssignmentRow), table(MilestoneRow)
activities, sections, roadmaps = table(ActivityRow), table(SectionRow), table(RoadmapRow)
people, organizations = table(PersonRow), table(OrganizationRow)
evidence, links, reports = table(EvidenceRow), table(EvidenceLinkRow), table(ReportRow)
extensions, rounds = table(ExtensionRow), table(RoundRow)

NOT_OF_A_ROUND = (milestones.c.round_id + 0).is_(None)
"""What monitoring asks for a period is no date of the plan. `+ 0`: for SQLite, which counts
nothing, the index on the column would look like the best way in, and it leads to every date."""

MANY = 900  # ids in one IN (…), below SQLite's limit of variables


def chunks(ids: Collection[int]) -> Iterable[list[int]]:
    """The ids in order, cut into lists that one statement can hold."""
    ordered = sorted(ids)
    for i in range(0, len(ordered), MANY):
        yield ordered[i : i + MANY]


_said_last = (
    sa.select(reports.c.text)
    .where(
        reports.c.assignment_id == assignments.c.id,
        reports.c.text != "",
        # why it was opened again is not why its owner needs help
        sa.or_(assignments.c.state != State.NEED_HELP, reports.c.event != Event.REOPEN),
    )
    .order_by(reports.c.id.desc())
    .limit(1)
    .correlate(assignments)
    .scalar_subquery()
)
_note: sa.ColumnElement[str | None] = sa.case(
    # most lines were never answered: they cost no look into the reports
    (assignments.c.state != State.NOT_STARTED, _said_last),
    else_=None,
)

_closed_by = (
    sa.select(reports.c.event)
    .where(reports.c.assignment_id == assignments.c.id)
    .order_by(reports.c.id.desc())
    .limit(1)
    .correlate(assignments)
    .scalar_subquery()
)
_closed: sa.ColumnElement[str | None] = sa.case(
    (assignments.c.state == State.CLOSED_BY_LEAD, _closed_by), else_=None
)
_members, _delegates = table(MembershipRow), people.alias("delegates")
_handed_to = (
    sa.select(_delegates.c.full_name)
    .join_from(_delegates, _members, _members.c.person_id == _delegates.c.id)
    .where(
        _members.c.municipality_id == assignments.c.municipality_id,
        _members.c.organization_id == assignments.c.organization_id,
        _members.c.person_id == assignments.c.delegate_id,
    )
    .correlate(assignments)
    .scalar_subquery()
)
_delegate: sa.ColumnElement[str | None] = sa.case(
    # whoever has left the organisation is nobody's delegate
    (assignments.c.delegate_id.is_not(None), _handed_to),
    else_=None,
)

_line_columns = (
    assignments.c.id,
    assignments.c.milestone_id,
    assignments.c.state,
    assignments.c.is_lead,
    assignments.c.separate,
    assignments.c.fact_on,
    activities.c.id.label("activity_id"),
    activities.c.code,
    activities.c.title,
    activities.c.number,
    activities.c.deadline_text,
    activities.c.expected_result,
    milestones.c.start,
    milestones.c.due,
    sa.func.coalesce(assignments.c.extended_to, milestones.c.extended_to, type_=sa.Date).label(
        "extended_to"
    ),
    assignments.c.snoozed_until,
    assignments.c.handed_over,
    _note.label("note"),
    _closed.label("closed"),
    _delegate.label("delegate"),
    activities.c.completion,
    assignments.c.person_id,
    assignments.c.organization_id,
    sections.c.title.label("section"),
    roadmaps.c.title.label("roadmap"),
    roadmaps.c.id.label("roadmap_id"),
    (roadmaps.c.status == RoadmapStatus.ARCHIVED).label("archived"),
    sa.func.coalesce(people.c.full_name, organizations.c.name).label("owner"),
    milestones.c.round_id,
    rounds.c.kind.label("asked_as"),
    rounds.c.title.label("round"),
    rounds.c.due_time,
)


_lines_statement: sa.Select[Any] = (
    sa.select(*_line_columns)
    .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
    .join(activities, milestones.c.activity_id == activities.c.id)
    .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
    .outerjoin(sections, activities.c.section_id == sections.c.id)
    .outerjoin(people, assignments.c.person_id == people.c.id)
    .outerjoin(organizations, assignments.c.organization_id == organizations.c.id)
    .outerjoin(rounds, milestones.c.round_id == rounds.c.id)
)
_named_lines = _lines_statement.where(
    assignments.c.id.in_(sa.bindparam("assignment_ids", expanding=True))
)


def _line(row: Any, others: tuple[str, ...] = (), proofs: tuple[str, ...] = ()) -> Line:
    return Line(
        assignment_id=row.id,
        activity_id=row.activity_id,
        code=row.code,
        title=row.title,
        due=row.extended_to or row.due,
        document_due=row.due,
        state=State(row.state),
        section=section_number(row.section or ""),
        number=row.number,
        deadline_text=row.deadline_text,
        start=row.start,
        roadmap=row.roadmap,
        expected_result=row.expected_result,
        is_lead=row.is_lead,
        separate=row.separate,
        others=others,
        fact_on=row.fact_on,
        evidence=proofs,
        owner=row.owner or "",
        roadmap_id=row.roadmap_id,
        person_id=row.person_id,
        organization_id=row.organization_id,
        snoozed_until=row.snoozed_until,
        note=row.note or "",
        handed_over=row.handed_over,
        delegate=row.delegate or "",
        all_report=row.completion == Completion.ALL,
        closed=row.closed == Event.CLOSE,
        archived=row.archived,
        round_id=row.round_id,
        asked_as=Asked(row.asked_as) if row.asked_as is not None else None,
        asked_for_period=row.round or "",
        due_time=row.due_time,
    )


async def lines(session: AsyncSession, assignment_ids: Collection[int]) -> dict[int, Line]:
    """The named assignments as their readers meet them, without the others and the evidence."""
    found: dict[int, Line] = {}
    for ids in chunks(assignment_ids):
        rows = await session.execute(_named_lines, {"assignment_ids": ids})
        found |= {row.id: _line(row) for row in rows}
    return found


_to_report: sa.Select[Any] = (
    _lines_statement.add_columns(
        AssignmentRow,
        sa.exists().where(reports.c.origin == sa.bindparam("origin")).label("is_replay"),
    )
    .where(assignments.c.id == sa.bindparam("assignment_id"))
    .with_for_update(of=assignments)  # two answers at once come one after another
)


async def to_report(
    session: AsyncSession, assignment_id: int, origin: str
) -> tuple[AssignmentRow | None, Line | None, bool]:
    """What recording an answer needs, in one look: the row to change, its line, and whether the
    answer of that `origin` has been recorded before."""
    parameters = {"assignment_id": assignment_id, "origin": origin}
    row = (await session.execute(_to_report, parameters)).first()
    if row is None:
        return None, None, False
    return row.AssignmentRow, _line(row), row.is_replay


async def full_line(session: AsyncSession, assignment_id: int) -> Line:
    """One assignment with who else answers for it, what confirms it, the date asked for, and
    who wrote it down."""
    row = (await session.execute(_lines_statement.where(assignments.c.id == assignment_id))).one()
    beside = await session.execute(
        sa.select(
            sa.func.coalesce(people.c.full_name, organizations.c.name).label("name"),
            sa.and_(assignments.c.is_lead, sa.not_(assignments.c.separate)).label("leads"),
        )
        .select_from(assignments)
        .outerjoin(people, assignments.c.person_id == people.c.id)
        .outerjoin(organizations, assignments.c.organization_id == organizations.c.id)
        .where(
            assignments.c.milestone_id == row.milestone_id,
            assignments.c.id != assignment_id,
            assignments.c.state != State.CALLED_OFF,
        )
        .order_by(assignments.c.is_lead.desc(), assignments.c.id)
        .limit(20)
    )
    proofs = await evidence_names(session, [assignment_id])
    others = beside.all()
    line = _line(row, tuple(r.name for r in others), proofs.get(assignment_id, ()))
    leads = [r.name for r in others if r.leads] if not line.is_lead else []
    who, by_letter = await _written_down(session, assignment_id)
    return replace(
        line,
        asked_for=await _asked_for(session, assignment_id),
        by_word=who,
        by_letter=by_letter,
        lead=leads[0] if leads else "",
    )


async def _written_down(session: AsyncSession, assignment_id: int) -> tuple[str, bool]:
    """Who wrote down the last report for the owner, «» where it came otherwise; and whether from
    a letter on paper."""
    statement = (
        sa.select(reports.c.via, people.c.full_name)
        .join_from(reports, people, reports.c.person_id == people.c.id)
        .where(reports.c.assignment_id == assignment_id)
        .order_by(reports.c.id.desc())
        .limit(1)
    )
    last = (await session.execute(statement)).first()
    if last is None or last.via not in WRITTEN_DOWN:
        return "", False
    return last.full_name, last.via == BY_LETTER


async def _asked_for(session: AsyncSession, assignment_id: int) -> date | None:
    """The date that a request that waits for its decision proposes."""
    statement = (
        sa.select(extensions.c.proposed)
        .where(extensions.c.assignment_id == assignment_id, extensions.c.verdict == Verdict.WAITING)
        .order_by(extensions.c.id.desc())
        .limit(1)
    )
    asked: date | None = (await session.execute(statement)).scalar()
    return asked


async def evidence_names(
    session: AsyncSession,
    assignment_ids: Collection[int],
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[int, tuple[str, ...]]:
    """Names of the evidence of each assignment, oldest first; linked after `since`, by `until`."""
    found: dict[int, tuple[str, ...]] = {}
    for ids in chunks(assignment_ids):
        statement = (
            sa.select(links.c.assignment_id, evidence.c.name)
            .join_from(links, evidence, links.c.evidence_id == evidence.c.id)
            .where(links.c.assignment_id.in_(ids))
            .order_by(evidence.c.id)
        )
        if since is not None:
            statement = statement.where(links.c.at > since)
        if until is not None:
            statement = statement.where(links.c.at <= until)
        for row in await session.execute(statement):
            found[row.assignment_id] = (*found.get(row.assignment_id, ()), row.name)
    return found


async def own_lines(
    session: AsyncSession,
    municipality_id: int,
    person_id: int,
    organization_ids: Collection[int],
    stands_in_for: Collection[int] = (),
) -> list[Line]:
    """Everything in active roadmaps that a person answers for, in person, for a school or for
    somebody who is away."""
    statement = _lines_statement.where(
        assignments.c.municipality_id == municipality_id,
        roadmaps.c.status == RoadmapStatus.ACTIVE,
        sa.or_(
            assignments.c.person_id.in_([person_id, *stands_in_for]),
            assignments.c.organization_id.in_(organization_ids),
        ),
    )
    return [_line(row) for row in await session.execute(statement)]
