"""Letters that have been kept long enough, or whose writer is forgotten: what was written goes.

The place and the Message-ID stay: a letter that still lies in the box is not read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import evidence_queries, letter_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import LetterRow, PersonRow

log = structlog.get_logger()

AT_ONCE = 200


async def of_person(session: AsyncSession, row: PersonRow, files: FileStore) -> int:
    """What a person wrote, and the addresses confirmed as theirs; how many letters."""
    await letter_queries.forget_confirmed(session, row.municipality_id, row.id or 0)
    letters = await letter_queries.written_by(
        session, row.municipality_id, row.id or 0, row.email.lower()
    )
    await _empty(session, letters, files)
    return len(letters)


async def older(database: Database, files: FileStore, before: datetime) -> int:
    """What was settled and came before an instant, a little at a time; how many."""
    count = 0
    while True:
        async with database.write() as session:
            letters = await letter_queries.settled_before(session, before, AT_ONCE)
            await _empty(session, letters, files)
        count += len(letters)
        if len(letters) < AT_ONCE:
            break
    if count:
        log.info("retention.deleted", what="letters", rows=count)
    return count


async def _empty(session: AsyncSession, letters: Sequence[LetterRow], files: FileStore) -> None:
    for letter in letters:
        if letter.sha256 and not await evidence_queries.is_needed(session, letter.sha256):
            files.remove(letter.sha256)
        letter.sender = letter.subject = letter.text = letter.sha256 = ""
        session.add(letter)
    await session.flush()
