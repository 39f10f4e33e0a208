"""Letters that come back: kept before they are acknowledged, then read as a step of their own.

Each is read once, whatever dies between: where it lay and its Message-ID never repeat, and what a
letter does is committed together with the word that it was done.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.arriving import Arrived
from roadmap.letter_limits import LIMITS, has_room
from roadmap.replies.kinds import Kind
from roadmap.replies.letters import Letter, read_letter
from roadmap.replies.tokens import is_own_id, notice_in
from services import letter_bounces, letter_reading, letter_shown
from services.letter_mail import Desk, Mail
from storage import letter_queries
from storage.database import DATABASE_TROUBLE, Database
from storage.files import FileStore
from storage.tables import LetterRow, LetterState, NoticeRow

log = structlog.get_logger()

ATTEMPTS = 3
AT_ONCE = 20
HEAD_BYTES = 256 << 10
ID_CHARS = 300
LOST = "lost"


async def keep(database: Database, files: FileStore, letter: Arrived, now: datetime) -> bool:
    """Put a letter's bytes on disk and a row beside them; True also where it was kept before.

    False: so many have come just now that it is to wait where it lies.
    """
    async with database.read() as session:
        if await letter_queries.is_known(session, letter.source, letter.key):
            return True
        spans = [span for span, _ in LIMITS]
        counts = await letter_queries.received_since(session, [now - span for span in spans])
    if not has_room(_by_span(spans, counts)):
        log.warning("letters.wait", source=letter.source, hint="too many came in a short time")
        return False
    sha256 = await asyncio.to_thread(files.put, letter.raw)
    head = await asyncio.to_thread(read_letter, letter.raw[:HEAD_BYTES])
    row = LetterRow(
        source=letter.source,
        key=letter.key,
        message_id=_id(head, letter.raw),
        sender=head.sender.address,
        subject=head.subject[:ID_CHARS],
        sha256=sha256,
        size=letter.size,
        received_at=now,
    )
    async with database.write() as session:
        number = await letter_queries.store(session, row)
    if number is None:
        log.info("letter.known", source=letter.source, key=letter.key)
    else:
        log.info("letter.kept", letter=number, size=letter.size)
    return True


def _by_span(spans: list[timedelta], counts: list[int]) -> Callable[[timedelta], int]:
    return dict(zip(spans, counts, strict=True)).__getitem__


def _id(letter: Letter, raw: bytes) -> str:
    """The Message-ID; where there is none, or an absurd one, what the bytes say."""
    if 0 < len(letter.message_id) <= ID_CHARS:
        return letter.message_id
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


async def work_waiting(database: Database, desk: Desk, now: datetime) -> int:
    """Read what waits, one after another; how many were taken up."""
    async with database.read() as session:
        ids = await letter_queries.waiting(session, AT_ONCE)
    for letter_id in ids:
        await _work_one(database, desk, letter_id, now)
    return len(ids)


async def next_at(session: AsyncSession) -> datetime | None:
    """Since when a letter waits to be read; None where none does."""
    return await letter_queries.next_at(session)


async def _work_one(database: Database, desk: Desk, letter_id: int, now: datetime) -> None:
    """The attempt is counted first, so that what kills the process is not read for ever."""
    async with database.write() as session:
        row = await letter_queries.held(session, letter_id)
        if row is None or row.state is not LetterState.WAITING:
            return
        row.attempts += 1
        if row.attempts > ATTEMPTS:
            await letter_shown.give_up(session, row, now)
            return
        session.add(row)
    try:
        await _read(database, desk, row, now)
    except FileNotFoundError:
        log.exception("letter.lost", letter=letter_id)
        await _settle(database, letter_id, LetterState.IGNORED, LOST, now)
    except DATABASE_TROUBLE:
        raise
    except Exception:
        # it stays as it is: the next turn tries again, and the last one tells the coordinators
        log.exception("letter.not_read", letter=letter_id, attempt=row.attempts)


async def _read(database: Database, desk: Desk, row: LetterRow, now: datetime) -> None:
    raw = await asyncio.to_thread(desk.files.get, row.sha256)
    letter = await asyncio.to_thread(
        lambda: read_letter(raw, is_ours=lambda found: is_own_id(desk.secret, found))
    )
    if letter.kind in (Kind.AUTO, Kind.LOOP):
        log.info("letter.automatic", letter=row.id, kind=letter.kind)
        await _settle(database, row.id or 0, LetterState.AUTOMATIC, letter.kind, now)
        return
    notice_id = _notice_of(desk, letter)
    if letter.kind is Kind.BOUNCE:
        async with database.write() as session:
            held = await letter_queries.held(session, row.id or 0)
            if held is not None and held.state is LetterState.WAITING:
                notice = await session.get(NoticeRow, notice_id) if notice_id else None
                await letter_bounces.take(session, held, letter.bounce, notice, now)
        return
    mail = Mail(letter, notice_id, is_whole=row.size <= len(raw))
    await letter_reading.read(database, desk, row, mail, now)


def _notice_of(desk: Desk, letter: Letter) -> int | None:
    """By the address, the subject, or what it answers; of a bounce, the letter that came back."""
    identifiers = list(letter.answers)
    if letter.bounce is not None and letter.bounce.original_id:
        identifiers.insert(0, letter.bounce.original_id)
    return notice_in(
        desk.secret,
        recipients=letter.recipients,
        subject=letter.subject,
        identifiers=identifiers,
    )


async def _settle(
    database: Database, letter_id: int, state: LetterState, fault: str, now: datetime
) -> None:
    async with database.write() as session:
        row = await letter_queries.held(session, letter_id)
        if row is not None and row.state is LetterState.WAITING:
            row.state, row.fault, row.settled_at = state, fault, now
            session.add(row)
