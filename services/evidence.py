"""Confirming documents of a chat: announced at once, fetched as a durable step, then kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.evidence_kinds import NotKept
from roadmap.evidence_limits import MEGABYTE, MOST_MEGABYTES, TooMuch, check, limits_from
from roadmap.settings_keys import TelegramUse, telegram_use
from services import (
    albums,
    attaching,
    intake,
    keeping,
    municipalities,
    picturing,
    practice_offers,
    settling,
)
from services.intake import Sent
from services.keeping import File, Receipt, Target
from services.municipalities import Tenant
from services.rights import Actor
from services.settling import RETRY
from storage.database import DATABASE_TROUBLE, Database
from storage.files import FileStore
from storage.tables import FileFetchRow
from views import discretion
from views import evidence as views
from views.evidence_refusals import Lost, Refused

log = structlog.get_logger()

LIMIT_BYTES = MOST_MEGABYTES * MEGABYTE


class FileGone(Exception):
    """The messenger does not have the file any more, or will not give it."""


class FileSource(Protocol):
    """Where announced files are fetched from."""

    async def fetch(self, file_id: str) -> bytes:
        """The bytes. Raises `FileGone` for good, OSError for what may pass."""
        ...


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that somebody sent: `size` in bytes where known, `replies_to` a message id, `album`
    what the messenger calls the files that were sent with it, `caption` the words under it."""

    file_id: str
    name: str
    size: int | None
    address: str
    replies_to: str | None
    album: str | None = None
    caption: str = ""


async def announce(
    session: AsyncSession, actor: Actor, file: Announced, now: datetime
) -> Message | None:
    """Write down that a file is to be fetched; a refusal to say at once, or None.

    A file of an album is refused with the others, when the album is closed.
    """
    known = await session.exec(select(FileFetchRow.id).where(FileFetchRow.origin == actor.origin))
    if known.first() is not None:
        return None
    tenant = await municipalities.by_id(session, actor.municipality_id)
    target = Target(file.address, replies_to=file.replies_to)
    if file.replies_to is None:
        target = await attaching.asked_about(session, actor, file.address, now)
    album, is_first = None, True
    if file.album is not None:
        album, is_first = await albums.join(session, actor, file.album, target, now)
    if telegram_use(tenant.settings) is TelegramUse.BRIEF:
        return discretion.send_it_by_mail(tenant.say) if is_first else None
    refused = await _too_much(session, tenant, actor, file, now)
    if refused is not None and album is None:
        return views.nothing_kept([refused], tenant.say)
    session.add(
        FileFetchRow(
            municipality_id=actor.municipality_id,
            person_id=actor.person_id,
            channel=Channel.TELEGRAM,
            address=file.address,
            file_id=file.file_id,
            name=file.name,
            size=file.size,
            replies_to=albums.replies_to(target),
            album_id=album.id if album is not None else None,
            caption=file.caption,
            origin=actor.origin,
            next_try_at=now,
            done=refused is not None,
            last_error=albums.why_refused(refused) if refused is not None else "",
        )
    )
    await session.flush()
    return None


async def _too_much(
    session: AsyncSession, tenant: Tenant, actor: Actor, file: Announced, now: datetime
) -> Refused | None:
    sent = await keeping.sent_today(session, tenant, actor, now)
    try:
        check(file.size or 0, sent, limits_from(tenant.settings))
    except TooMuch as error:
        return Refused(file.name, error.over, error.most)
    return None


async def next_fetch_at(session: AsyncSession) -> datetime | None:
    """When a file waits to be fetched next."""
    statement = (
        select(FileFetchRow.next_try_at)
        .where(col(FileFetchRow.done).is_(False))
        .order_by(col(FileFetchRow.next_try_at))
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def fetch_waiting(
    database: Database, files: FileStore, source: FileSource, now: datetime
) -> int:
    """Fetch what waits; each file is its own transaction after its bytes are on disk.

    Whatever is wrong with one, it is tried again later, and the others are fetched.
    """
    async with database.read() as session:
        waiting = (
            await session.exec(
                select(FileFetchRow)
                .where(col(FileFetchRow.done).is_(False), FileFetchRow.next_try_at <= now)
                .order_by(col(FileFetchRow.id))
                .limit(20)
            )
        ).all()
    for fetch in waiting:
        try:
            await _fetch_one(database, files, source, fetch, now)
        except DATABASE_TROUBLE:
            raise  # of all of them: they wait for the next turn
        except Exception as error:
            log.exception("file.failed", fetch=fetch.id)
            await _try_again(database, fetch, type(error).__name__, now)
    return len(waiting)


async def _fetch_one(
    database: Database, files: FileStore, source: FileSource, fetch: FileFetchRow, now: datetime
) -> None:
    try:
        data = await source.fetch(fetch.file_id)
    except FileGone as error:
        await _give_up(database, fetch, str(error), now)
        return
    except OSError as error:
        await _try_again(database, fetch, str(error), now)
        return
    actor = Actor(fetch.municipality_id, fetch.person_id, fetch.channel, fetch.origin, now)
    sent = Sent(
        data, fetch.name, fetch.address, fetch.replies_to, fetch.caption, bool(fetch.album_id)
    )
    async with database.read() as session:
        taker = await intake.taker_of(session, actor, sent)
    taken = await taker.take(database, files, actor, sent, now) if taker else None
    async with database.write(urgent=True) as session:
        row = await session.get_one(FileFetchRow, fetch.id)
        row.done = True
        await session.flush()
        if taken is not None:
            tenant = await municipalities.by_id(session, actor.municipality_id)
            await settling.answer(session, tenant, actor, fetch.address, taken, now)
        else:
            await _keep(session, actor, files, row, data, now)


async def _keep(
    session: AsyncSession,
    actor: Actor,
    files: FileStore,
    row: FileFetchRow,
    data: bytes,
    now: datetime,
) -> None:
    tenant = await municipalities.by_id(session, row.municipality_id)
    file = File(data, row.name, row.caption, row.album_id)
    try:
        kept = await keeping.keep_file(session, tenant, actor, files, file, now)
    except NotKept as error:
        await _refuse(session, tenant, actor, row, Refused(row.name, error.reason), now)
        return
    except TooMuch as error:
        refused = Refused(row.name, error.over, error.most)
        await _refuse(session, tenant, actor, row, refused, now)
        return
    if row.album_id is not None:
        return  # answered once, when the album is closed
    is_there = await settling.is_there(session, actor, row.address)
    offered = None
    if is_there:
        offered = await practice_offers.received(session, actor, kept.row, row.address, now)
    if offered is not None:
        receipt = Receipt(offered)
    else:
        target = albums.target_of(row)
        receipt = await keeping.receipt(session, tenant, actor, [kept], target, now)
    await settling.answer(
        session, tenant, actor, row.address, receipt.message, now, about=receipt.about
    )
    if is_there:
        await picturing.ask(session, tenant, actor, row.address, [kept.row], now)


async def _refuse(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: FileFetchRow,
    refused: Refused,
    now: datetime,
) -> None:
    """Say why it was not kept: at once, or with its album."""
    log.info("evidence.refused", person=actor.person_id, why=refused.why)
    row.last_error = albums.why_refused(refused)
    session.add(row)
    if row.album_id is None:
        message = views.nothing_kept([refused], tenant.say)
        await settling.answer(session, tenant, actor, row.address, message, now)


async def _give_up(database: Database, fetch: FileFetchRow, reason: str, now: datetime) -> None:
    log.warning("file.lost", fetch=fetch.id, reason=reason)
    async with database.write(urgent=True) as session:
        row = await session.get_one(FileFetchRow, fetch.id)
        row.done = True
        tenant = await municipalities.by_id(session, fetch.municipality_id)
        actor = Actor(fetch.municipality_id, fetch.person_id, fetch.channel, fetch.origin, now)
        await _refuse(session, tenant, actor, row, Refused(row.name, Lost.LOST), now)


async def _try_again(database: Database, fetch: FileFetchRow, reason: str, now: datetime) -> None:
    if fetch.attempts >= len(RETRY):
        await _give_up(database, fetch, reason, now)
        return
    log.warning("file.waits", fetch=fetch.id, reason=reason)
    async with database.write() as session:
        row = await session.get_one(FileFetchRow, fetch.id)
        row.attempts += 1
        row.last_error = reason[:300]
        row.next_try_at = now + RETRY[fetch.attempts]
