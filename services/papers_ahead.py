"""Tables that go along with letters: made before anything is planned, outside any transaction, for
whoever is about to be asked by email."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Channel
from roadmap.blanks.layout import from_data
from roadmap.documents.errors import DocumentError
from services import answers, blank_copies, municipalities, plans, submission_papers
from services.answers import Held
from services.blank_copies import BEGUN, Copy
from services.municipalities import Tenant
from services.planned import Planned
from services.situations import reader, situation
from storage import submission_queries, work_queries
from storage.database import Database
from storage.files import FileStore
from views import submission_files as words

log = structlog.get_logger()

MOST = 300
"""So many tables a run at most: whoever comes later has a letter without one."""
MOST_IN_LETTER = 5
Papers = Mapping[int, Attachment]
"""A table by the assignment that is answered with it."""
Maker = Callable[[FileStore], Awaitable[Attachment]]


async def ahead(database: Database, files: FileStore, now: datetime) -> Papers:
    """The tables of those who are asked or reminded now by email."""
    async with database.read() as session:
        makers = await _makers(session, now)
    made: dict[int, Attachment] = {}
    for number, make in makers.items():
        try:
            made[number] = await make(files)
        except (DocumentError, OSError) as error:
            log.warning("paper.not_made", assignment=number, reason=type(error).__name__)
    return made


async def _makers(session: AsyncSession, now: datetime) -> dict[int, Maker]:
    by_town: dict[int, list[int]] = {}
    for town, number in await submission_queries.to_be_asked(session, now, MOST):
        by_town.setdefault(town, []).append(number)
    makers: dict[int, Maker] = {}
    for town, ids in by_town.items():
        tenant = await municipalities.by_id(session, town)
        for number in await _by_email(session, tenant, ids, now):
            row = await submission_queries.of_assignment(session, town, number)
            if row is not None:
                make = await _maker(session, await answers.about(session, row))
                makers |= {number: make} if make is not None else {}
    return makers


async def _by_email(
    session: AsyncSession, tenant: Tenant, ids: list[int], now: datetime
) -> list[int]:
    """Those of the assignments about which somebody is written a letter."""
    work = list((await work_queries.work(session, ids)).values())
    known = await situation(session, tenant, work, now)
    today = tenant.today(now)
    found = []
    for one in work:
        to = reader(one, known, today)
        if to is None or not one.live:
            continue
        if any(channel is Channel.EMAIL for channel, _ in plans.ways(to, [one], known, tenant)):
            found.append(one.assignment_id)
    return found


async def _maker(session: AsyncSession, held: Held) -> Maker | None:
    """How the table is made, with everything that is needed of the database."""
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


def with_papers(planned: Planned, papers: Papers, tenant: Tenant) -> Planned:
    """The notice whose letter has the tables of its lines beside it."""
    found = [papers[item.assignment_id] for item in planned.items if item.assignment_id in papers]
    if not found:
        return planned
    letter = words.with_tables(planned.message, found[:MOST_IN_LETTER], tenant.say)
    return replace(planned, letter=letter)
