"""Reading evidence: what came today, what confirms what, which bytes nobody needs any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.evidence_limits import Sent
from roadmap.progress import Event
from storage.history_queries import detail
from storage.plan_queries import reports
from storage.tables import (
    AlbumRow,
    DocumentRow,
    DocumentState,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    FileFetchRow,
    NoticeItemRow,
    NoticeRow,
    PersonRow,
    RoadmapRow,
    RoundRow,
    SubmissionRow,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence with the name of who sent it."""

    row: EvidenceRow
    sender: str


async def sent_since(
    session: AsyncSession, municipality_id: int, person_id: int, since: datetime
) -> Sent:
    """The files that a person has sent since an instant, with those still to be fetched."""
    kept = select(sa.func.count(), sa.func.coalesce(sa.func.sum(EvidenceRow.size), 0)).where(
        EvidenceRow.municipality_id == municipality_id,
        EvidenceRow.person_id == person_id,
        EvidenceRow.kind == EvidenceKind.FILE,
        EvidenceRow.at >= since,
    )
    coming = select(sa.func.count(), sa.func.coalesce(sa.func.sum(FileFetchRow.size), 0)).where(
        FileFetchRow.municipality_id == municipality_id,
        FileFetchRow.person_id == person_id,
        col(FileFetchRow.done).is_(False),
    )
    have, wait = (await session.exec(kept)).one(), (await session.exec(coming)).one()
    return Sent(have[0] + wait[0], int(have[1]) + int(wait[1] or 0))


async def of_origin(session: AsyncSession, origin: str) -> EvidenceRow | None:
    """What an arrival has left, if anything."""
    return (await session.exec(select(EvidenceRow).where(EvidenceRow.origin == origin))).first()


async def the_same(session: AsyncSession, piece: EvidenceRow) -> EvidenceRow | None:
    """What the person of `piece` sent before and is the same: the bytes, or the link or paper.

    A file of an album is the same as another of that album only: it goes where its album goes.
    """
    same = (
        EvidenceRow.sha256 == piece.sha256
        if piece.kind is EvidenceKind.FILE
        else EvidenceRow.name == piece.name
    )
    statement = (
        select(EvidenceRow)
        .where(
            EvidenceRow.municipality_id == piece.municipality_id,
            EvidenceRow.person_id == piece.person_id,
            EvidenceRow.kind == piece.kind,
            same,
            col(EvidenceRow.removed_at).is_(None),
        )
        .order_by(col(EvidenceRow.id))
    )
    if piece.album_id is not None:
        statement = statement.where(EvidenceRow.album_id == piece.album_id)
    return (await session.exec(statement)).first()


async def twins_at(
    session: AsyncSession, piece: EvidenceRow, assignment_id: int
) -> list[EvidenceLinkRow]:
    """The links by which the bytes of a file, sent by its person at another time, confirm an
    assignment; none for what is no file."""
    if piece.sha256 is None:
        return []
    statement = (
        select(EvidenceLinkRow)
        .join(EvidenceRow, col(EvidenceRow.id) == col(EvidenceLinkRow.evidence_id))
        .where(
            EvidenceLinkRow.assignment_id == assignment_id,
            EvidenceRow.person_id == piece.person_id,
            EvidenceRow.sha256 == piece.sha256,
            EvidenceRow.id != piece.id,
        )
    )
    return list(await session.exec(statement))


async def with_its_album(session: AsyncSession, piece: EvidenceRow) -> list[EvidenceRow]:
    """A piece, or all that came in one album with it, oldest first, without those removed."""
    if piece.album_id is None:
        return [piece] if piece.removed_at is None else []
    statement = (
        select(EvidenceRow)
        .where(EvidenceRow.album_id == piece.album_id, col(EvidenceRow.removed_at).is_(None))
        .order_by(col(EvidenceRow.id))
    )
    return list(await session.exec(statement))


async def confirmed_by(session: AsyncSession, evidence_ids: Collection[int]) -> list[int]:
    """The assignments that any of these pieces confirms, in the order in which they were put."""
    statement = (
        select(EvidenceLinkRow.assignment_id)
        .where(col(EvidenceLinkRow.evidence_id).in_(evidence_ids))
        .group_by(col(EvidenceLinkRow.assignment_id))
        .order_by(sa.func.min(EvidenceLinkRow.at), col(EvidenceLinkRow.assignment_id))
    )
    return list(await session.exec(statement))


async def of_assignment(session: AsyncSession, assignment_id: int) -> list[Piece]:
    """What confirms an assignment, oldest first."""
    statement = (
        select(EvidenceRow, PersonRow.full_name)
        .join(EvidenceLinkRow, col(EvidenceLinkRow.evidence_id) == col(EvidenceRow.id))
        .join(PersonRow, col(PersonRow.id) == col(EvidenceRow.person_id))
        .where(EvidenceLinkRow.assignment_id == assignment_id)
        .order_by(col(EvidenceRow.id))
    )
    return [Piece(row, name) for row, name in await session.exec(statement)]


async def marked_since(
    session: AsyncSession, assignment_ids: Collection[int], since: datetime
) -> list[int]:
    """Which of the assignments were marked done, or closed, since an instant, the latest first."""
    statement = (
        sa.select(reports.c.assignment_id)
        .where(
            reports.c.assignment_id.in_(assignment_ids),
            reports.c.at >= since,
            reports.c.event.in_((Event.DONE, Event.LEAD_DONE, Event.CLOSE)),
            ~detail,
        )
        .group_by(reports.c.assignment_id)
        .order_by(sa.func.max(reports.c.id).desc())
    )
    return [row.assignment_id for row in await session.execute(statement)]


async def lines_of_message(
    session: AsyncSession, municipality_id: int, channel: Channel, address: str, external_id: str
) -> list[tuple[int, int]]:
    """(printed number, assignment id) of what a sent message is about."""
    statement = (
        select(NoticeItemRow.line, NoticeItemRow.assignment_id)
        .join(NoticeRow, col(NoticeItemRow.notice_id) == col(NoticeRow.id))
        .where(
            NoticeRow.channel == channel,
            NoticeRow.address == address,
            NoticeRow.external_id == external_id,
            NoticeRow.municipality_id == municipality_id,
        )
        .order_by(col(NoticeItemRow.line))
    )
    return [(line, assignment_id) for line, assignment_id in await session.exec(statement)]


_waits_for_files = (
    sa.exists()
    .where(col(FileFetchRow.album_id) == col(AlbumRow.id), col(FileFetchRow.done).is_(False))
    .correlate(AlbumRow)
)
_open: tuple[Any, ...] = (col(AlbumRow.closed_at).is_(None), sa.not_(_waits_for_files))


async def albums_to_close(session: AsyncSession, now: datetime) -> Sequence[AlbumRow]:
    """Albums whose pause is over and whose files have all been fetched or given up."""
    statement = (
        select(AlbumRow)
        .where(*_open, AlbumRow.closes_at <= now)
        .order_by(col(AlbumRow.id))
        .limit(20)
    )
    return (await session.exec(statement)).all()


async def next_album_at(session: AsyncSession) -> datetime | None:
    """When the next album is to be closed, among those whose files are all there."""
    statement = select(AlbumRow.closes_at).where(*_open).order_by(col(AlbumRow.closes_at)).limit(1)
    return (await session.exec(statement)).first()


async def of_album(
    session: AsyncSession, album_id: int
) -> tuple[list[EvidenceRow], list[FileFetchRow]]:
    """What an album has left, and what came with it, in order."""
    kept = select(EvidenceRow).where(
        EvidenceRow.album_id == album_id, col(EvidenceRow.removed_at).is_(None)
    )
    came = select(FileFetchRow).where(FileFetchRow.album_id == album_id)
    return (
        list(await session.exec(kept.order_by(col(EvidenceRow.id)))),
        list(await session.exec(came.order_by(col(FileFetchRow.id)))),
    )


_removed_with_bytes: tuple[Any, ...] = (
    col(EvidenceRow.removed_at).is_not(None),
    col(EvidenceRow.sha256).is_not(None),
)


async def removed_with_bytes(session: AsyncSession) -> list[EvidenceRow]:
    """Removed pieces whose bytes have not been let go yet."""
    statement = select(EvidenceRow).where(*_removed_with_bytes).order_by(col(EvidenceRow.id))
    return list(await session.exec(statement.limit(50)))


async def is_needed(session: AsyncSession, sha256: str) -> bool:
    """Whether a piece that was not removed has these bytes, or a document to be read has, or the
    document of a roadmap, or a blank table, or one that came back filled in."""
    for statement in (
        select(EvidenceRow.id).where(
            EvidenceRow.sha256 == sha256, col(EvidenceRow.removed_at).is_(None)
        ),
        select(DocumentRow.id).where(
            DocumentRow.sha256 == sha256, DocumentRow.state != DocumentState.DROPPED
        ),
        select(RoadmapRow.id).where(RoadmapRow.document_sha256 == sha256),
        select(RoundRow.id).where(RoundRow.blank_sha256 == sha256),
        select(SubmissionRow.id).where(SubmissionRow.file_sha256 == sha256),
    ):
        if (await session.exec(statement.limit(1))).first() is not None:
            return True
    return False
