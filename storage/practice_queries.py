"""Reading the bank of best practices: pages, one practice, what waits, what can be offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.practices import PracticeState
from storage.tables import (
    EvidenceKind,
    EvidenceRow,
    MembershipRow,
    OrganizationRow,
    PersonRow,
    PracticeRow,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stored practice with its material (None: none yet), its author and their office."""

    row: PracticeRow
    evidence: EvidenceRow | None
    author: str
    office: str


_office = (
    sa.select(col(OrganizationRow.name))
    .join(MembershipRow, col(MembershipRow.organization_id) == col(OrganizationRow.id))
    .where(
        col(MembershipRow.person_id) == col(PracticeRow.person_id),
        col(MembershipRow.municipality_id) == col(PracticeRow.municipality_id),
    )
    .order_by(col(OrganizationRow.id))
    .limit(1)
    .correlate(PracticeRow)
    .scalar_subquery()
)


_COLUMNS: tuple[Any, ...] = (PracticeRow, EvidenceRow, PersonRow.full_name, _office)


def _practices(municipality_id: int) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join(PersonRow, col(PersonRow.id) == col(PracticeRow.person_id))
        .outerjoin(EvidenceRow, col(EvidenceRow.id) == col(PracticeRow.evidence_id))
        .where(col(PracticeRow.municipality_id) == municipality_id)
    )


async def _found(session: AsyncSession, statement: sa.Select[Any]) -> list[Found]:
    rows = await session.execute(statement)
    return [Found(row, evidence, author, office or "") for row, evidence, author, office in rows]


def _in_bank(municipality_id: int, pieces: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [
        col(PracticeRow.municipality_id) == municipality_id,
        col(PracticeRow.state) == PracticeState.PUBLISHED,
        *(col(PracticeRow.key).contains(piece, autoescape=True) for piece in pieces),
    ]


async def count(session: AsyncSession, municipality_id: int, pieces: Sequence[str] = ()) -> int:
    """How many published practices have all the pieces in their key."""
    statement = select(sa.func.count()).where(*_in_bank(municipality_id, pieces))
    return (await session.exec(statement)).one()


async def page(
    session: AsyncSession,
    municipality_id: int,
    pieces: Sequence[str] = (),
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[Found]:
    """Published practices with all the pieces in their key, the newest first."""
    statement = (
        _practices(municipality_id)
        .where(*_in_bank(municipality_id, pieces))
        .order_by(col(PracticeRow.decided_at).desc(), col(PracticeRow.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return await _found(session, statement)


async def one(session: AsyncSession, municipality_id: int, practice_id: int) -> Found | None:
    """A practice of the municipality, in whatever state."""
    found = await _found(
        session, _practices(municipality_id).where(col(PracticeRow.id) == practice_id)
    )
    return found[0] if found else None


async def waiting(session: AsyncSession, municipality_id: int, but: int) -> list[Found]:
    """What is offered and waits to be decided, the oldest first, without the person `but`'s own."""
    statement = (
        _practices(municipality_id)
        .where(col(PracticeRow.state) == PracticeState.OFFERED, col(PracticeRow.person_id) != but)
        .order_by(col(PracticeRow.offered_at), col(PracticeRow.id))
    )
    return await _found(session, statement)


async def subjects(
    session: AsyncSession, municipality_id: int, limit: int
) -> list[tuple[int, str]]:
    """Subjects in use, the commonest first, each with a practice that has it."""
    statement = (
        select(sa.func.min(PracticeRow.id), PracticeRow.subject)
        .where(*_in_bank(municipality_id, ()))
        .group_by(col(PracticeRow.subject))
        .order_by(sa.func.count().desc(), col(PracticeRow.subject))
        .limit(limit)
    )
    return [(number or 0, subject) for number, subject in await session.exec(statement)]


async def materials(
    session: AsyncSession, municipality_id: int, person_id: int, limit: int
) -> list[EvidenceRow]:
    """The last files and links that a person sent and that are still there."""
    statement = (
        select(EvidenceRow)
        .where(
            EvidenceRow.municipality_id == municipality_id,
            EvidenceRow.person_id == person_id,
            col(EvidenceRow.kind).in_((EvidenceKind.FILE, EvidenceKind.LINK)),
            col(EvidenceRow.removed_at).is_(None),
        )
        .order_by(col(EvidenceRow.id).desc())
        .limit(limit)
    )
    return list(await session.exec(statement))


async def draft(session: AsyncSession, municipality_id: int, person_id: int) -> PracticeRow | None:
    """What a person has begun to offer and not finished; locked."""
    statement = (
        select(PracticeRow)
        .where(
            PracticeRow.municipality_id == municipality_id,
            PracticeRow.person_id == person_id,
            PracticeRow.state == PracticeState.DRAFT,
        )
        .order_by(col(PracticeRow.id))
        .limit(1)
        .with_for_update()
    )
    return (await session.exec(statement)).first()


async def locked(
    session: AsyncSession, municipality_id: int, practice_id: int
) -> PracticeRow | None:
    """A practice of the municipality, to be changed."""
    statement = (
        select(PracticeRow)
        .where(PracticeRow.municipality_id == municipality_id, PracticeRow.id == practice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).first()
