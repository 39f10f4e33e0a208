"""What refers to a person or an organisation, and moving all of it to another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import FINISHED, State
from storage.tables import (
    AccountRow,
    AppointmentRow,
    AskingRow,
    AssignmentRow,
    Base,
    ConfirmedAddressRow,
    ConsentRow,
    EvidenceLinkRow,
    ExtensionRow,
    InvitationRow,
    MembershipRow,
    NoticeItemRow,
    ObjectionRow,
    OrganizationRow,
    PersonRow,
    ReportRow,
    RoleRow,
    SubmissionRow,
    SubmissionState,
    table,
)

OWN_PARTS = {
    "person": {table(model) for model in (RoleRow, MembershipRow, InvitationRow, ConsentRow)},
    "organization": {table(MembershipRow)},
}
"""What is a part of somebody, not work of theirs: it goes when they go."""
UNIQUE_BESIDE = {
    table(RoleRow): ("role",),
    table(MembershipRow): ("organization_id", "person_id"),
    table(AppointmentRow): ("roadmap_id",),
    table(AccountRow): ("user_id",),
    table(ConfirmedAddressRow): ("address",),
}
"""The columns beside the person or organisation that may hold a value once."""
assignments, submissions = table(AssignmentRow), table(SubmissionRow)
FULLER = tuple(SubmissionState)
"""Answers by how far they are, the last the furthest."""
FOLLOW_ASSIGNMENT = tuple(table(model) for model in (ReportRow, ExtensionRow, ObjectionRow))
LISTED_WITH = {table(EvidenceLinkRow): "evidence_id", table(NoticeItemRow): "notice_id"}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merger moved: the assignments that changed hands."""

    assignment_ids: tuple[int, ...]


def _references(kind: str) -> Iterator[tuple[sa.Table, sa.Column[int]]]:
    """Every column that names a row of `kind` («person» or «organization»), by its foreign key or,
    where somebody did something, by its name."""
    for one in Base.metadata.sorted_tables:
        if one.name == kind or "municipality_id" not in one.c:
            continue
        for column in one.c:
            named = any(key.column.table.name == kind for key in column.foreign_keys)
            did = kind == "person" and column.name.endswith("_by")
            told = one.name == "notice" and column.name == f"{kind}_id"
            if (named and column.name != "municipality_id") or did or told:
                yield one, column


def _of(
    municipality_id: int, one: sa.Table, column: sa.Column[int], number: int
) -> list[sa.ColumnElement[bool]]:
    return [one.c.municipality_id == municipality_id, column == number]


async def referred(
    session: AsyncSession, municipality_id: int, kind: str, number: int
) -> list[str]:
    """The tables in which something beside their own parts refers to a person or organisation."""
    found = set()
    for one, column in _references(kind):
        if one in OWN_PARTS[kind] or one.name == "notice":  # what was sent stays as it was
            continue
        statement = sa.select(sa.literal(1)).where(*_of(municipality_id, one, column, number))
        if (await session.execute(statement.limit(1))).first() is not None:
            found.add(one.name)
    return sorted(found)


async def move(
    session: AsyncSession, municipality_id: int, kind: str, keep: int, other: int
) -> Moved:
    """Everything of `other` is `keep`'s from now on; the caller removes the empty row.

    Where both answer for one date, the assignment that is further on, with the fuller answers,
    stays and takes the reports, documents and requests of the other.
    """
    await session.flush()
    owned = assignments.c[f"{kind}_id"]
    await _join_assignments(session, municipality_id, owned, keep, other)
    rows = await session.execute(
        sa.select(assignments.c.id).where(*_of(municipality_id, assignments, owned, other))
    )
    moved = tuple(row.id for row in rows)
    if kind == "organization":
        await _audience(session, municipality_id, keep, other)
    for one, column in dict.fromkeys(_references(kind)):
        if beside := [name for name in UNIQUE_BESIDE.get(one, ()) if name != column.name]:
            await _drop_twins(session, municipality_id, one, column, beside, keep, other)
        await session.execute(
            one.update()
            .where(*_of(municipality_id, one, column, other))
            .values({column.name: keep})
        )
    session.expire_all()
    return Moved(moved)


async def _drop_twins(
    session: AsyncSession,
    municipality_id: int,
    one: sa.Table,
    column: sa.Column[int],
    beside: Collection[str],
    keep: int,
    other: int,
) -> None:
    """Rows of `other` that `keep` has too."""
    same = one.alias("same")
    twin = sa.exists().where(
        same.c.municipality_id == municipality_id,
        same.c[column.name] == keep,
        *(same.c[name] == one.c[name] for name in beside),
    )
    await session.execute(one.delete().where(*_of(municipality_id, one, column, other), twin))


async def _join_assignments(
    session: AsyncSession,
    municipality_id: int,
    owned: sa.Column[int],
    keep: int,
    other: int,
) -> None:
    twin = assignments.alias("twin")
    theirs, own = submissions.alias("theirs"), submissions.alias("own")
    pairs = await session.execute(
        sa.select(
            assignments.c.id,
            assignments.c.state,
            own.c.state.label("filled"),
            own.c.row_count,
            twin.c.id.label("twin_id"),
            twin.c.state.label("twin_state"),
            theirs.c.state.label("twin_filled"),
            theirs.c.row_count.label("twin_count"),
        )
        .join(twin, twin.c.milestone_id == assignments.c.milestone_id)
        .outerjoin(own, own.c.assignment_id == assignments.c.id)
        .outerjoin(theirs, theirs.c.assignment_id == twin.c.id)
        .where(
            *_of(municipality_id, assignments, owned, keep),
            twin.c.municipality_id == municipality_id,
            twin.c[owned.name] == other,
        )
    )
    for pair in pairs.all():
        kept = _far(pair.state, pair.filled, pair.row_count)
        further = _far(pair.twin_state, pair.twin_filled, pair.twin_count) > kept
        stays, goes = (pair.twin_id, pair.id) if further else (pair.id, pair.twin_id)
        await _follow(session, municipality_id, stays, goes)


def _far(state: State, filled: SubmissionState | None, count: int | None) -> tuple[int, ...]:
    """How far an assignment is: finished, handed in, still asked for; how far its answers are,
    and how many."""
    answers = FULLER.index(SubmissionState(filled)) if filled is not None else 0
    handed_in = state == State.WAITING_ACCEPTANCE
    return state in FINISHED, handed_in, state != State.CALLED_OFF, answers, count or 0


async def _audience(session: AsyncSession, municipality_id: int, keep: int, other: int) -> None:
    """Chosen schools that are asked every period."""
    rows = await session.exec(
        select(AskingRow).where(AskingRow.municipality_id == municipality_id).with_for_update()
    )
    for row in rows:
        if other in row.audience:
            row.audience = sorted({keep, *row.audience} - {other})
            session.add(row)
    await session.flush()


async def _follow(session: AsyncSession, municipality_id: int, stays: int, goes: int) -> None:
    """What hangs on an assignment that goes, hangs on the one that stays."""
    for one in FOLLOW_ASSIGNMENT:
        await session.execute(
            one.update().where(one.c.assignment_id == goes).values(assignment_id=stays)
        )
    for one, beside in LISTED_WITH.items():
        await _drop_twins(session, municipality_id, one, one.c.assignment_id, [beside], stays, goes)
        await session.execute(
            one.update().where(one.c.assignment_id == goes).values(assignment_id=stays)
        )
    leads = sa.select(assignments.c.is_lead).where(assignments.c.id == goes).scalar_subquery()
    await session.execute(
        assignments.update()
        .where(assignments.c.id == stays)
        .values(is_lead=sa.or_(assignments.c.is_lead, leads))
    )
    await session.execute(assignments.delete().where(assignments.c.id == goes))


async def remove(session: AsyncSession, municipality_id: int, kind: str, number: int) -> None:
    """The row itself, with its own parts."""
    one = table(PersonRow) if kind == "person" else table(OrganizationRow)
    await session.execute(one.delete().where(*_of(municipality_id, one, one.c.id, number)))
    session.expire_all()
