"""Tables that go along with letters.

A letter about something that is answered with a table is stored as any other, and waits for its
table for a while: these are made one after another outside any transaction, and nothing else waits
for them. A letter whose table cannot be made goes without it, as one whose time has come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Channel, Message
from roadmap.blanks.errors import LayoutError
from roadmap.blanks.layout import from_data
from roadmap.documents.errors import DocumentError
from services import answers, blank_copies, municipalities, submission_papers, telling
from services.answers import Held
from services.blank_copies import BEGUN, Copy
from services.planned import Planned
from storage import paper_queries, people_queries, submission_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import REMINDERS, NoticeKind, Role, RoundRow
from views import round_papers
from views import submission_files as words

log = structlog.get_logger()

PATIENCE = timedelta(hours=1)
"""So long a letter waits for its table; never for more than a sixth of the time it is worth."""
AT_ONCE = 60
"""So many letters a run: a run takes half a minute."""
MOST_IN_LETTER = 5
Maker = Callable[[FileStore], Awaitable[Attachment]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A table that is to be made, with everything that is needed of the database."""

    round_id: int
    assignment_id: int
    make: Maker


def goes_at(planned: Planned, channel: Channel, by_table: Iterable[int], now: datetime) -> datetime:
    """When a notice may go by a channel: a letter about what is answered `by_table` (assignments)
    waits for the table."""
    about = {item.assignment_id for item in planned.items}
    if channel is not Channel.EMAIL or planned.kind not in REMINDERS or about.isdisjoint(by_table):
        return now
    return now + min(PATIENCE, max(planned.expires_at - now, timedelta(0)) / 6)


async def add(database: Database, files: FileStore, now: datetime) -> int:
    """Make the tables for which letters wait, and let these go; how many went. Resumed where it
    was left: what waits is known to the database."""
    async with database.read() as session:
        waiting = await paper_queries.waiting(session, now, AT_ONCE)
    broken: set[int] = set()
    return sum([await _add(database, files, town, one, broken, now) for town, one in waiting])


async def _add(
    database: Database,
    files: FileStore,
    town: int,
    notice_id: int,
    broken: set[int],
    now: datetime,
) -> int:
    """The tables of one letter; those of `broken` rounds are not tried again in this run."""
    async with database.read() as session:
        papers = await _papers(session, town, notice_id)
    tables = []
    for paper in papers:
        if paper.round_id in broken:
            continue
        try:
            tables.append(await paper.make(files))
        except OSError as error:  # the disk, not the table: tried again while the letter waits
            log.warning("paper.put_off", notice=notice_id, reason=type(error).__name__)
            return 0
        except (DocumentError, LayoutError) as error:
            await _not_made(database, town, paper, error, broken, now)
        except Exception as error:
            log.exception("paper.failed", notice=notice_id, assignment=paper.assignment_id)
            await _not_made(database, town, paper, error, broken, now)
    async with database.write() as session:
        return await _let_go(session, town, notice_id, tables, now)


async def _papers(session: AsyncSession, town: int, notice_id: int) -> list[Paper]:
    about = await paper_queries.about(session, town, notice_id)
    by_table = await submission_queries.answered_by_table(session, town, about)
    papers = []
    for number in [one for one in about if one in by_table][:MOST_IN_LETTER]:
        row = await submission_queries.of_assignment(session, town, number)
        if row is not None:
            make = await _maker(session, await answers.about(session, row))
            papers += [Paper(row.round_id, number, make)] if make is not None else []
    return papers


async def _let_go(
    session: AsyncSession, town: int, notice_id: int, tables: list[Attachment], now: datetime
) -> int:
    notice = await paper_queries.still_waits(session, town, notice_id, now)
    if notice is None:
        return 0
    if tables:
        tenant = await municipalities.by_id(session, town)
        about = await paper_queries.about(session, town, notice_id)
        by_table = await submission_queries.answered_by_table(session, town, about)
        asks_more = any(one not in by_table for one in about)
        said = Message.from_data(notice.message)
        message = words.with_tables(said, tables, tenant.say, asks_more=asks_more)
        notice.message = message.to_data()
    notice.not_before = now
    session.add(notice)
    session.info["outbox"] = True
    return 1


async def _not_made(
    database: Database,
    town: int,
    paper: Paper,
    error: Exception,
    broken: set[int],
    now: datetime,
) -> None:
    """Letters of the round go without its table; the coordinators are told once."""
    broken.add(paper.round_id)
    reason = type(error).__name__
    log.warning("paper.not_made", round=paper.round_id, reason=reason)
    async with database.write() as session:
        tenant = await municipalities.by_id(session, town)
        row = await session.get_one(RoundRow, paper.round_id)
        for person in await people_queries.with_role(session, town, Role.COORDINATOR):
            message = round_papers.not_made(paper.round_id, row.title, error, person, tenant.say)
            cause = f"paper:{paper.round_id}"
            await telling.tell(session, tenant, person, NoticeKind.ALERT, message, cause, now)


async def _maker(session: AsyncSession, held: Held) -> Maker | None:
    """How the table is made."""
    if held.form is not None:
        paper = await submission_papers.wanted(session, held)
        return None if paper is None else partial(submission_papers.kept, paper)
    row, line = held.submission, held.line
    if row.file_sha256 and row.state in BEGUN:
        return partial(_sent_last, Attachment(row.file_sha256, row.file_name, blank_copies.MIME))
    if not held.round.blank_sha256:
        return None
    token = str(blank_copies.token_of(held))
    copy = Copy(b"", from_data(held.round.layout), line.owner, token, line.title)
    return partial(_copied, copy, held.round.blank_sha256)


async def _sent_last(attachment: Attachment, _: FileStore) -> Attachment:
    return attachment


async def _copied(copy: Copy, blank: str, files: FileStore) -> Attachment:
    data = await asyncio.to_thread(files.get, blank)
    return await blank_copies.kept(replace(copy, blank=data), files)
