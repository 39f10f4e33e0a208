"""Documents sent to be read: what waits, what was sent, what became of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.tables import DocumentRow, DocumentState, NoticeRow, RoadmapRow, RoadmapStatus

OPEN = (DocumentState.ASKED, DocumentState.WAITING)

_waiting = select(DocumentRow).where(  # in the words of the partial index
    col(DocumentRow.state) == sa.literal_column("'waiting'")
)


async def waiting(session: AsyncSession, limit: int) -> list[int]:
    """The ids of the documents that wait to be read, in any municipality, oldest first."""
    rows = await session.exec(_waiting.order_by(col(DocumentRow.id)).limit(limit))
    return [row.id or 0 for row in rows]


async def next_at(session: AsyncSession) -> datetime | None:
    """Since when the oldest of them waits; None where nothing does."""
    row = (await session.exec(_waiting.order_by(col(DocumentRow.id)).limit(1))).first()
    return row.at if row is not None else None


async def held(session: AsyncSession, document_id: int) -> DocumentRow | None:
    """A document, this transaction's to change."""
    return await session.get(DocumentRow, document_id, with_for_update=True, populate_existing=True)


async def of_origin(session: AsyncSession, origin: str) -> DocumentRow | None:
    """The document that was sent as `origin`."""
    return (await session.exec(select(DocumentRow).where(DocumentRow.origin == origin))).first()


async def open_ones(session: AsyncSession, municipality_id: int) -> list[DocumentRow]:
    """What was sent and is neither read nor dropped, newest first."""
    statement = (
        select(DocumentRow)
        .where(DocumentRow.municipality_id == municipality_id, col(DocumentRow.state).in_(OPEN))
        .order_by(col(DocumentRow.id).desc())
    )
    return list(await session.exec(statement))


async def read_before(
    session: AsyncSession, municipality_id: int, sha256: str
) -> RoadmapRow | None:
    """The newest roadmap, not archived, that was read from a document with these bytes."""
    statement = (
        select(RoadmapRow)
        .where(
            RoadmapRow.municipality_id == municipality_id,
            RoadmapRow.document_sha256 == sha256,
            RoadmapRow.status != RoadmapStatus.ARCHIVED,
        )
        .order_by(col(RoadmapRow.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def let_go(session: AsyncSession, municipality_id: int, roadmap_id: int) -> None:
    """The documents of a roadmap that is deleted stay on record, dropped."""
    rows = await session.exec(
        select(DocumentRow).where(
            DocumentRow.municipality_id == municipality_id, DocumentRow.roadmap_id == roadmap_id
        )
    )
    for row in rows.all():
        row.roadmap_id, row.state = None, DocumentState.DROPPED
        session.add(row)
    await session.flush()


async def notice_at(session: AsyncSession, address: str, message_id: str) -> int | None:
    """The id of the notice that was delivered to a chat as a message; None for no such one."""
    statement = select(NoticeRow.id).where(
        NoticeRow.channel == Channel.TELEGRAM,
        NoticeRow.address == address,
        NoticeRow.external_id == message_id,
    )
    return (await session.exec(statement)).first()
