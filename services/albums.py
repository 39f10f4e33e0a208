"""Files sent together are one piece of evidence: an album is closed by a job after a pause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.evidence_kinds import Refusal
from roadmap.evidence_limits import Over
from services import keeping, municipalities, picturing, practice_offers, settling
from services.keeping import Kept, Receipt, Target
from services.municipalities import Tenant
from services.rights import Actor
from services.settling import RETRY
from storage import evidence_queries
from storage.database import DATABASE_TROUBLE, Database
from storage.tables import AlbumRow, EvidenceRow, FileFetchRow
from views import evidence as views
from views.evidence_refusals import Lost, Refused

log = structlog.get_logger()

PAUSE = timedelta(seconds=3)
"""After the last file of an album; a messenger brings them within a second."""
ABOUT = "#"
"""Before the id of an assignment where a fetch or an album says what it replies to."""
_REASONS = {str(why): why for kind in (Refusal, Over, Lost) for why in kind}


def replies_to(target: Target) -> str | None:
    """What a target is written down as: a message id, or «#» and an assignment."""
    if target.replies_to is not None:
        return target.replies_to
    return None if target.assignment_id is None else f"{ABOUT}{target.assignment_id}"


def target_of(row: FileFetchRow | AlbumRow) -> Target:
    """The inverse of `replies_to`."""
    said = row.replies_to
    if said is not None and said.startswith(ABOUT):
        return Target(row.address, assignment_id=int(said.removeprefix(ABOUT)))
    return Target(row.address, replies_to=said)


def why_refused(refused: Refused) -> str:
    """What the row of a fetch keeps about a refusal until its album is closed."""
    return f"{refused.why} {refused.most}"


def _refused(row: FileFetchRow) -> Refused | None:
    reason, _, most = row.last_error.partition(" ")
    if reason not in _REASONS:
        return None
    return Refused(row.name, _REASONS[reason], int(most))


async def join(
    session: AsyncSession, actor: Actor, key: str, target: Target, now: datetime
) -> tuple[AlbumRow, bool]:
    """The album of that key in a chat, kept open for the pause; whether it has just begun.

    A file that comes after the album was closed opens it again.
    """
    statement = (
        select(AlbumRow)
        .where(AlbumRow.address == target.address, AlbumRow.key == key)
        .with_for_update()
    )
    row = (await session.exec(statement)).first()
    is_new = row is None
    if row is None:
        row = AlbumRow(
            municipality_id=actor.municipality_id,
            person_id=actor.person_id,
            address=target.address,
            key=key,
            closes_at=now,
        )
    row.replies_to = row.replies_to or replies_to(target)
    row.closes_at, row.closed_at = now + PAUSE, None
    session.add(row)
    await session.flush()
    return row, is_new


async def close_waiting(database: Database, now: datetime) -> int:
    """Answer once for each album whose files are all there; how many.

    Whatever is wrong with one, it is tried again later, and the others are closed.
    """
    async with database.read() as session:
        ready = [row.id for row in await evidence_queries.albums_to_close(session, now)]
    for album_id in ready:
        try:
            async with database.write(urgent=True) as session:
                await _close(session, album_id or 0, now)
        except DATABASE_TROUBLE:
            raise  # of all of them: they wait for the next turn
        except Exception:
            log.exception("album.failed", album=album_id)
            await _try_again(database, album_id or 0, now)
    return len(ready)


async def _try_again(database: Database, album_id: int, now: datetime) -> None:
    """Put the closing off. The tries are counted with those of its first file; after the last one
    the sender is asked to send all of it again."""
    async with database.write(urgent=True) as session:
        album = await session.get_one(AlbumRow, album_id, with_for_update=True)
        _, fetches = await evidence_queries.of_album(session, album_id)
        tries = fetches[0].attempts
        if tries < len(RETRY):
            fetches[0].attempts, album.closes_at = tries + 1, now + RETRY[tries]
            return
        album.closed_at = now
        tenant = await municipalities.by_id(session, album.municipality_id)
        actor = _sender(album, fetches, now)
        lost = [Refused(fetch.name, Lost.LOST) for fetch in fetches]
        message = views.nothing_kept(lost, tenant.say)
        await settling.answer(session, tenant, actor, album.address, message, now)


def _sender(album: AlbumRow, fetches: Sequence[FileFetchRow], now: datetime) -> Actor:
    """Who sent an album, for the closing that is due."""
    origin = f"album:{album.id}:{album.closes_at.timestamp():.0f}"
    return Actor(album.municipality_id, album.person_id, fetches[0].channel, origin, now)


async def _close(session: AsyncSession, album_id: int, now: datetime) -> None:
    album = await session.get_one(AlbumRow, album_id, with_for_update=True)
    if album.closed_at is not None or album.closes_at > now:
        return
    album.closed_at = now
    session.add(album)
    rows, fetches = await evidence_queries.of_album(session, album_id)
    if not fetches:
        return
    tenant = await municipalities.by_id(session, album.municipality_id)
    actor = _sender(album, fetches, now)
    sent = {fetch.origin: place for place, fetch in enumerate(fetches)}
    rows.sort(key=lambda row: sent.get(row.origin, -1))  # as sent, not as fetched
    refused = [one for one in map(_refused, fetches) if one is not None]
    is_there = await settling.is_there(session, actor, album.address)
    offered = None
    if rows and is_there:
        offered = await practice_offers.received(session, actor, rows[0], album.address, now)
    if offered is not None:
        receipt = Receipt(offered)
    else:
        receipt = await _receipt(session, tenant, actor, album, rows, refused, now)
    await settling.answer(
        session, tenant, actor, album.address, receipt.message, now, about=receipt.about
    )
    if is_there:
        await picturing.ask(session, tenant, actor, album.address, rows, now)
    log.info("album.closed", album=album_id, files=len(rows), refused=len(refused))


async def _receipt(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    album: AlbumRow,
    rows: list[EvidenceRow],
    refused: list[Refused],
    now: datetime,
) -> Receipt:
    """A late file goes where its album went."""
    kept = [Kept(row) for row in rows]
    put = await evidence_queries.confirmed_by(session, [row.id or 0 for row in rows])
    if not put or not kept:
        return await keeping.receipt(session, tenant, actor, kept, target_of(album), now, refused)
    for assignment_id in put:
        await keeping.link(session, tenant, rows, assignment_id, now)
    papers = keeping.papers_of(tenant, kept, refused)
    return await keeping.confirmed(session, tenant, actor, papers, rows)
