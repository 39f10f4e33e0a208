"""Documents that wait are read as a durable step: counted before, stored whole, told in place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.documents.errors import DocumentError
from roadmap.drafting_steps import likely_periods
from roadmap.drafts import Draft
from roadmap.people_sheet import PeopleSheetError
from roadmap.period import Period
from services import (
    conversations,
    draft_desk,
    drafting,
    municipalities,
    people_import,
    reading,
    rights,
)
from services.children import ChildTookTooLong
from services.municipalities import Tenant
from services.rights import Actor
from storage import document_queries, outbox
from storage.database import DATABASE_TROUBLE, Database
from storage.files import FileStore
from storage.tables import (
    DocumentRow,
    DocumentState,
    DocumentUse,
    NoticeKind,
    NoticeRow,
    NoticeState,
    RoadmapRow,
    Urgency,
)
from views import drafts_reading
from views import people_import as people_import_words
from views.drafts_reading import Document
from views.refusals import document_refusal
from views.speech import Speech

log = structlog.get_logger()

ATTEMPTS = 3
AT_ONCE = 5
YEARS = "document_years"
"""The step of a conversation in which the years of a document are asked for."""
LOST = (NoticeState.FAILED, NoticeState.EXPIRED, NoticeState.WITHDRAWN)

Reader = Callable[[Database, FileStore, DocumentRow, datetime], Awaitable[Message | None]]
"""Reads a document outside any transaction; what to say in place of «I am reading it», or None
where it has settled the document itself, with `settle`."""


async def read_waiting(database: Database, files: FileStore, now: datetime) -> int:
    """Read what waits, one after another; how many were taken up."""
    async with database.read() as session:
        ids = await document_queries.waiting(session, AT_ONCE)
    for document_id in ids:
        await _read_one(database, files, document_id, now)
    return len(ids)


async def _read_one(database: Database, files: FileStore, document_id: int, now: datetime) -> None:
    """The attempt is counted first, so that what kills the process is not read for ever."""
    async with database.write() as session:
        row = await document_queries.held(session, document_id)
        if row is None or row.state is not DocumentState.WAITING:
            return
        row.attempts += 1
        if row.attempts > ATTEMPTS:
            tenant = await municipalities.by_id(session, row.municipality_id)
            await _failed(session, tenant, row, "attempts", _gave_up(tenant.say), now)
            return
    try:
        said = await READERS[row.read_as](database, files, row, now)
    except PeopleSheetError as error:
        await _no_list(database, document_id, error, now)
        return
    except DATABASE_TROUBLE:
        raise
    except Exception:
        # it stays as it is: the next turn tries again, and the last one tells its sender
        log.exception("document.not_read", document=document_id, attempt=row.attempts)
        return
    if said is not None:
        async with database.write(urgent=True) as session:
            held = await document_queries.held(session, document_id)
            if held is not None and held.state is DocumentState.WAITING:
                held.state = DocumentState.READ
                await settle(session, held, said, now)


async def _no_list(
    database: Database, document_id: int, error: PeopleSheetError, now: datetime
) -> None:
    """It was called a list of people and is none: why, and what else it may be."""
    async with database.write(urgent=True) as session:
        row = await document_queries.held(session, document_id)
        if row is None or row.state is not DocumentState.WAITING:
            return
        tenant = await municipalities.by_id(session, row.municipality_id)
        row.state, row.fault = DocumentState.FAILED, type(error).__name__
        log.info("people.refused", person=row.person_id, reason=row.fault)
        why = people_import_words.refused(row.name, error, tenant.say)
        message = drafts_reading.what_else(why, spoken(row), row.person_id, tenant.say)
        await settle(session, row, message, now)


async def settle(
    session: AsyncSession, document: DocumentRow, message: Message, now: datetime
) -> None:
    """Store how a document stands and say it: in the message about it, or in a new one where that
    one never arrived."""
    session.add(document)
    await session.flush()
    notice = None
    if document.progress is not None:
        notice = await session.get(NoticeRow, document.progress, with_for_update=True)
    if notice is None or notice.state in LOST:
        document.progress = await _anew(session, document, message, now)
        session.add(document)
    elif notice.state is NoticeState.PLANNED:
        notice.message = message.to_data()
        session.add(notice)
    else:
        await outbox.edit(session, notice, message, now)
    await session.flush()


async def _anew(
    session: AsyncSession, document: DocumentRow, message: Message, now: datetime
) -> int | None:
    return await outbox.add(
        session,
        NoticeRow(
            municipality_id=document.municipality_id,
            person_id=document.person_id,
            channel=Channel.TELEGRAM,
            address=document.address,
            kind=NoticeKind.DOCUMENT,
            urgency=Urgency.ANSWER,
            dedup_key=f"document:{document.id}:{document.state}:{document.attempts}",
            message=message.to_data(),
            not_before=now,
            created_at=now,
        ),
    )


async def read_roadmap(
    database: Database, files: FileStore, document: DocumentRow, now: datetime
) -> Message | None:
    """Read a document of a roadmap and store its draft, or settle it with the reason why not."""
    period = None
    if document.period_start is not None and document.period_end is not None:
        period = Period(document.period_start, document.period_end)
    try:
        data = await asyncio.to_thread(files.get, document.sha256)
        found: Draft | Exception = await reading.read(data, document.name, period)
    except (DocumentError, FileNotFoundError) as error:
        found = error
    async with database.write(urgent=True) as session:
        row = await document_queries.held(session, document.id or 0)
        if row is None or row.state is not DocumentState.WAITING:
            return None
        tenant = await municipalities.by_id(session, row.municipality_id)
        if isinstance(found, Exception):
            await _failed(session, tenant, row, type(found).__name__, _why(found, tenant.say), now)
        else:
            await _stored(session, tenant, row, found, now)
    return None


async def _stored(
    session: AsyncSession, tenant: Tenant, row: DocumentRow, draft: Draft, now: datetime
) -> None:
    try:
        number = await drafting.store(session, tenant.id, draft, now)
    except drafting.NoPeriod:
        await _ask_years(session, tenant, row, draft, now)
        return
    except drafting.NothingInIt as error:
        await _failed(session, tenant, row, type(error).__name__, _why(error, tenant.say), now)
        return
    roadmap = await session.get_one(RoadmapRow, number)
    roadmap.document_sha256, roadmap.document_name = row.sha256, row.name
    session.add(roadmap)
    row.state, row.roadmap_id, row.fault = DocumentState.READ, number, ""
    actor = Actor(tenant.id, row.person_id, Channel.TELEGRAM, row.origin, now)
    rights.audit(
        session, actor, tenant.id, "roadmap.drafted", now, f"roadmap:{number}", document=row.id
    )
    log.info("document.read", document=row.id, roadmap=number)
    await session.flush()
    card = await draft_desk.card_of(session, tenant, number, row.person_id, now)
    await settle(session, row, card, now)


async def _ask_years(
    session: AsyncSession, tenant: Tenant, row: DocumentRow, draft: Draft, now: datetime
) -> None:
    """The document goes back to its sender with a question; typed years are heard unless another
    question stands in the chat."""
    row.state, row.fault = DocumentState.ASKED, "years"
    texts = [activity.deadline_text or "" for activity in draft.activities]
    periods = likely_periods(tenant.today(now), texts)
    message = drafts_reading.for_which_years(spoken(row), periods, row.person_id, tenant.say)
    if await conversations.standing(session, row.address, now) is None:
        await conversations.remember(session, row.address, YEARS, {"document": row.id}, now)
    await settle(session, row, message, now)


async def _failed(
    session: AsyncSession, tenant: Tenant, row: DocumentRow, fault: str, why: str, now: datetime
) -> None:
    row.state, row.fault = DocumentState.FAILED, fault
    log.info("document.refused", document=row.id, reason=fault)
    message = drafts_reading.failed(spoken(row), why, row.person_id, tenant.say)
    await settle(session, row, message, now)


def spoken(row: DocumentRow) -> Document:
    """A document as the views speak of it."""
    return Document(row.id or 0, row.name, row.size, DocumentUse.PEOPLE in READERS)


def _why(error: Exception, say: Speech) -> str:
    match error:
        case ChildTookTooLong():
            return say.gettext(
                "Reading it took too long. Please save it as .docx without pictures, or leave "
                "only the table in it."
            )
        case DocumentError():
            return document_refusal(error, say)
        case drafting.NothingInIt():
            return say.gettext("There are no activities in the document.")
        case _:
            return say.gettext("The file is not here any more; please send it again.")


def _gave_up(say: Speech) -> str:
    return say.gettext(
        "Reading it failed several times. Please save it in another way (.docx is best) and send "
        "it again, or tell whoever looks after the bot."
    )


READERS: Mapping[DocumentUse, Reader] = {
    DocumentUse.ROADMAP: read_roadmap,
    DocumentUse.PEOPLE: people_import.read,
}
