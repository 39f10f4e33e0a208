"""Files that came by letter and say not what they confirm: their writer is asked, and coordinators
hear of it only where no answer comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.reminding import opening
from services import keeping, letter_shown, municipalities
from services.municipalities import Tenant
from storage import evidence_queries, letter_queries
from storage.database import Database
from storage.letter_queries import ANSWER_KEY
from storage.tables import EvidenceRow, LetterRow, LetterState, NoticeRow
from views import letter_alerts

log = structlog.get_logger()

WAITS = 2
"""Working days."""


def fault_of(rows: Collection[EvidenceRow]) -> str:
    """What a letter's row keeps of files that wait for a word: their ids."""
    return f"{letter_queries.WHICH_LINE} {' '.join(str(row.id) for row in rows)}"


async def unplaced(session: AsyncSession, letter: LetterRow) -> list[EvidenceRow]:
    """The files of a letter that confirm nothing yet."""
    ids = [int(one) for one in letter.fault.split()[1:]]
    rows = await session.exec(
        select(EvidenceRow).where(
            EvidenceRow.municipality_id == letter.municipality_id, col(EvidenceRow.id).in_(ids)
        )
    )
    return [row for row in rows if not await evidence_queries.confirmed_by(session, [row.id or 0])]


async def asked_about(session: AsyncSession, notice: NoticeRow) -> LetterRow | None:
    """The letter whose files a letter of ours asked about; None where it asked nothing."""
    if not notice.dedup_key.startswith(ANSWER_KEY):
        return None
    number = int(notice.dedup_key.removeprefix(ANSWER_KEY).partition(":")[0])
    letter = await letter_queries.held(session, number)
    asks = letter is not None and letter.fault.startswith(letter_queries.WHICH_LINE)
    same = letter is not None and letter.municipality_id == notice.municipality_id
    return letter if asks and same else None


async def place(
    session: AsyncSession,
    tenant: Tenant,
    letter: LetterRow,
    assignment_ids: Sequence[int],
    now: datetime,
) -> tuple[str, ...]:
    """The files confirm these assignments; their names."""
    rows = await unplaced(session, letter)
    if not rows or not assignment_ids:
        return ()
    for assignment_id in assignment_ids:
        await keeping.link(session, tenant, rows, assignment_id, now)
    letter.fault = ""
    session.add(letter)
    log.info("letter.placed", letter=letter.id, files=len(rows))
    return tuple(row.name for row in rows)


async def plan_due(database: Database, now: datetime) -> int:
    """Tell coordinators of what nobody has answered for; how many letters."""
    async with database.read() as session:
        due = [one.id or 0 for one, at in await _waiting(session) if at <= now]
    for letter_id in due:
        async with database.write() as session:
            await _tell(session, letter_id, now)
    return len(due)


async def next_at(session: AsyncSession) -> datetime | None:
    """When the next of them is to be told of."""
    return min((at for _, at in await _waiting(session)), default=None)


async def _waiting(session: AsyncSession) -> list[tuple[LetterRow, datetime]]:
    """The letters with such files, and when coordinators are to hear of each."""
    found = []
    for row in await letter_queries.unplaced(session):
        assert row.municipality_id is not None  # noqa: S101 - it was understood
        assert row.settled_at is not None  # noqa: S101 - likewise
        tenant = await municipalities.by_id(session, row.municipality_id)
        day = tenant.calendar.shift(tenant.today(row.settled_at), WAITS)
        found.append((row, opening(day, tenant.policy, tenant.zone)))
    return found


async def _tell(session: AsyncSession, letter_id: int, now: datetime) -> None:
    letter = await letter_queries.held(session, letter_id)
    if letter is None or not letter.fault.startswith(letter_queries.WHICH_LINE):
        return
    rows = await unplaced(session, letter)
    letter.fault = ""
    session.add(letter)
    if not rows or letter.municipality_id is None:
        return
    letter.state, letter.fault = LetterState.SHOWN, "no_line"
    tenant = await municipalities.by_id(session, letter.municipality_id)
    came = await letter_shown.came(session, letter, None, letter.text)
    name = await letter_shown.name_of(session, tenant, letter.person_id or 0)
    message = letter_alerts.unplaced(came, name, [row.name for row in rows], tenant.say)
    await letter_shown.tell(session, tenant, letter, letter_shown.to_all(message), now)
