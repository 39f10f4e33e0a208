"""Confirming documents: announced, fetched as a durable step, kept by hash, put to activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.evidence_kinds import kind_of
from roadmap.plan import Line
from roadmap.progress import OPEN
from roadmap.settings_keys import TelegramUse, telegram_use
from services import municipalities, reporting, returning, rights, saying
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import plan_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    FileFetchRow,
    NoticeItemRow,
    NoticeRow,
)
from views import answers, discretion

log = structlog.get_logger()

LIMIT_BYTES = 20 * 1024 * 1024  # Bot API, getFile
RETRY = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
CHOICES = 8


class FileGone(Exception):
    """The messenger does not have the file any more, or will not give it."""


class FileSource(Protocol):
    """Where announced files are fetched from."""

    async def fetch(self, file_id: str) -> bytes:
        """The bytes. Raises `FileGone` for good, OSError for what may pass."""
        ...


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that somebody sent: `size` in bytes where known, `replies_to` a message id."""

    file_id: str
    name: str
    size: int | None
    address: str
    replies_to: str | None


async def announce(
    session: AsyncSession, actor: Actor, file: Announced, now: datetime
) -> Message | None:
    """Write down that a file is to be fetched; a refusal to say at once, or None."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if telegram_use(tenant.settings) is TelegramUse.BRIEF:
        return discretion.send_it_by_mail(tenant.say)
    if file.size is not None and file.size > LIMIT_BYTES:
        return answers.file_too_big(file.name, LIMIT_BYTES >> 20, tenant.say)
    known = await session.exec(select(FileFetchRow.id).where(FileFetchRow.origin == actor.origin))
    if known.first() is None:
        session.add(
            FileFetchRow(
                municipality_id=actor.municipality_id,
                person_id=actor.person_id,
                channel=Channel.TELEGRAM,
                address=file.address,
                file_id=file.file_id,
                name=file.name,
                size=file.size,
                replies_to=file.replies_to,
                origin=actor.origin,
                next_try_at=now,
            )
        )
        await session.flush()
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
    """Fetch what waits; each file is its own transaction after its bytes are on disk."""
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
        await _fetch_one(database, files, source, fetch, now)
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
    mime = kind_of(data, fetch.name)
    actor = Actor(fetch.municipality_id, fetch.person_id, fetch.channel, fetch.origin, now)
    async with database.read() as session:
        is_review = await returning.is_returned(session, actor, data)
    taken = await returning.take_back(database, actor, data, now) if is_review else None
    async with database.write(urgent=True) as session:
        tenant = await municipalities.by_id(session, fetch.municipality_id)
        if taken is not None:
            await saying.answer(session, actor, fetch.address, taken, now)
        elif mime is None:
            message = answers.file_of_stranger_kind(fetch.name, tenant.say)
            await saying.answer(session, actor, fetch.address, message, now)
        else:
            sha256 = files.put(data)
            await _keep(session, tenant, actor, fetch, sha256, mime, len(data), now)
        (await session.get_one(FileFetchRow, fetch.id)).done = True


async def _keep(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    fetch: FileFetchRow,
    sha256: str,
    mime: str,
    size: int,
    now: datetime,
) -> None:
    evidence = EvidenceRow(
        municipality_id=actor.municipality_id,
        kind=EvidenceKind.FILE,
        sha256=sha256,
        name=fetch.name,
        mime=mime,
        size=size,
        person_id=actor.person_id,
        origin=actor.origin,
        at=now,
    )
    session.add(evidence)
    await session.flush()
    log.info("evidence.kept", evidence=evidence.id, person=actor.person_id, size=size, mime=mime)
    candidates = await _candidates(session, actor, fetch)
    if len(candidates) == 1:
        line = await _link(session, tenant, evidence.id or 0, candidates[0][1].assignment_id, now)
        message = answers.file_received(fetch.name, line, tenant.say)
    elif candidates:
        message = answers.which_line(
            fetch.name, candidates, evidence.id or 0, actor.person_id, tenant.say
        )
    else:
        message = answers.file_for_nothing(fetch.name, tenant.say)
    await saying.answer(session, actor, fetch.address, message, now)


async def _candidates(
    session: AsyncSession, actor: Actor, fetch: FileFetchRow
) -> list[tuple[int, Line]]:
    """The lines of the message replied to, else the nearest open ones of the sender."""
    if fetch.replies_to is not None:
        statement = (
            select(NoticeItemRow)
            .join(NoticeRow, col(NoticeItemRow.notice_id) == col(NoticeRow.id))
            .where(
                NoticeRow.channel == fetch.channel,
                NoticeRow.address == fetch.address,
                NoticeRow.external_id == fetch.replies_to,
                NoticeRow.municipality_id == actor.municipality_id,
            )
            .order_by(col(NoticeItemRow.line))
        )
        items = (await session.exec(statement)).all()
        if items:
            lines = await plan_queries.lines(session, [item.assignment_id for item in items])
            return [(item.line, lines[item.assignment_id]) for item in items][:CHOICES]
    waiting = [x for x in await reporting.own_lines(session, actor) if x.state in OPEN]
    waiting.sort(key=lambda x: (x.due, x.code))
    return list(enumerate(waiting[:CHOICES], start=1))


async def _link(
    session: AsyncSession, tenant: Tenant, evidence_id: int, assignment_id: int, now: datetime
) -> Line:
    key = (tenant.id, evidence_id, assignment_id)
    if await session.get(EvidenceLinkRow, key) is None:
        session.add(
            EvidenceLinkRow(
                municipality_id=tenant.id,
                evidence_id=evidence_id,
                assignment_id=assignment_id,
                at=now,
            )
        )
        await session.flush()
        await refresh(session, tenant, [assignment_id], now)
        log.info("evidence.attached", evidence=evidence_id, assignment=assignment_id)
    return await plan_queries.full_line(session, assignment_id)


async def attach(
    session: AsyncSession, actor: Actor, evidence_id: int, assignment_id: int, now: datetime
) -> Message:
    """The answer to «which line?»: the evidence confirms this assignment. Raises `Denied`."""
    evidence = await session.get(EvidenceRow, evidence_id)
    if evidence is None or evidence.person_id != actor.person_id:
        raise rights.deny(actor, "evidence.attach", evidence=evidence_id)
    await rights.require_assignment(session, actor, assignment_id, "evidence.attach")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await _link(session, tenant, evidence_id, assignment_id, now)
    return answers.file_received(evidence.name, line, tenant.say)


async def _give_up(database: Database, fetch: FileFetchRow, reason: str, now: datetime) -> None:
    log.warning("file.lost", fetch=fetch.id, reason=reason)
    async with database.write(urgent=True) as session:
        row = await session.get_one(FileFetchRow, fetch.id)
        row.done, row.last_error = True, reason[:300]
        tenant = await municipalities.by_id(session, fetch.municipality_id)
        actor = Actor(fetch.municipality_id, fetch.person_id, fetch.channel, fetch.origin, now)
        message = answers.file_failed(fetch.name, tenant.say)
        await saying.answer(session, actor, fetch.address, message, now)


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
