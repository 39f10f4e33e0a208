"""A wrongly sent document is removed for good: a trace stays in its row, its bytes go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import attaching, keeping, municipalities, rights, telling
from services.keeping import Kept
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import evidence_queries, people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import EvidenceLinkRow, EvidenceRow, NoticeKind, Role
from views import evidence as views

log = structlog.get_logger()


async def ask(session: AsyncSession, actor: Actor, evidence_id: int, *, album: bool) -> Message:
    """Really? Of an `album` all is meant. Raises `Denied`, `attaching.Gone`."""
    kept = await _theirs(session, actor, evidence_id, album=album)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return views.sure_to_remove(keeping.papers_of(tenant, kept), actor.person_id, tenant.say)


async def _theirs(
    session: AsyncSession, actor: Actor, evidence_id: int, *, album: bool
) -> list[Kept]:
    """What the actor may remove: what they sent, and for coordinators what anybody did."""
    row = await session.get(EvidenceRow, evidence_id, with_for_update=True)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "evidence.remove", evidence=evidence_id)
    if row.person_id != actor.person_id:
        await rights.require_role(session, actor, Role.COORDINATOR, action="evidence.remove")
    if row.removed_at is not None:
        raise attaching.Gone
    return await keeping.whole(session, row) if album else [Kept(row)]


async def leave(
    session: AsyncSession, actor: Actor, evidence_id: int, now: datetime, *, album: bool
) -> Message:
    """It stays: its receipt again, or a word about somebody else's. Raises as `ask`."""
    kept = await _theirs(session, actor, evidence_id, album=album)
    if kept[0].row.person_id == actor.person_id:
        return await attaching.shown(session, actor, evidence_id, now)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return views.stays(tenant.say)


async def remove(
    session: AsyncSession, actor: Actor, evidence_id: int, now: datetime, *, album: bool
) -> Message:
    """Remove it: it confirms nothing any more, and its bytes are let go by `let_go`.

    Raises `Denied`, `attaching.Gone`.
    """
    kept = await _theirs(session, actor, evidence_id, album=album)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    rows = [piece.row for piece in kept]
    ids = [row.id or 0 for row in rows]
    confirmed = await evidence_queries.confirmed_by(session, ids)
    await session.execute(
        sa.delete(EvidenceLinkRow).where(col(EvidenceLinkRow.evidence_id).in_(ids))
    )
    for row in rows:
        row.removed_at, row.removed_by, row.text = now, actor.person_id, ""
        session.add(row)
        rights.audit(
            session,
            actor,
            tenant.id,
            "evidence.removed",
            now,
            f"evidence:{row.id}",
            kind=row.kind,
            size=row.size,
            assignments=confirmed,
        )
        log.info("evidence.removed", evidence=row.id, person=actor.person_id)
    await session.flush()
    await refresh(session, tenant, confirmed, now)
    await _tell_sender(session, tenant, actor, rows, now)
    return views.removed([row.name for row in rows], tenant.say)


async def _tell_sender(
    session: AsyncSession, tenant: Tenant, actor: Actor, rows: Sequence[EvidenceRow], now: datetime
) -> None:
    (name,) = await people_queries.names(session, tenant.id, [actor.person_id])
    for row in rows:
        if row.person_id == actor.person_id:
            continue
        message = views.removed_by(row.name, name, tenant.say)
        cause = f"evidence-removed:{row.id}"
        await telling.tell(session, tenant, row.person_id, NoticeKind.ANSWER, message, cause, now)


async def let_go(database: Database, files: FileStore) -> int:
    """Delete the bytes of what was removed, unless another piece has the same; how many rows.

    What a crash leaves is done at the next turn.
    """
    async with database.read() as session:
        if not await evidence_queries.removed_with_bytes(session):
            return 0
    async with database.write() as session:
        rows = await evidence_queries.removed_with_bytes(session)
        for row in rows:
            sha256 = row.sha256 or ""
            if not await evidence_queries.is_needed(session, sha256):
                files.remove(sha256)
                log.info("evidence.bytes_deleted", evidence=row.id)
            row.sha256 = None
            session.add(row)
        return len(rows)
