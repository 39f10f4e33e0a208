"""Documents that a coordinator sends: kept, asked about where it is not plain, put to be read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.documents.kinds import Kind, sniff
from roadmap.drafting_steps import says_roadmap, typed_period
from roadmap.evidence_kinds import NotKept
from roadmap.evidence_limits import TooMuch
from roadmap.period import Period
from services import (
    attaching,
    conversations,
    document_reading,
    keeping,
    municipalities,
    practice_offers,
    rights,
    saying,
)
from services.document_reading import READERS, YEARS, spoken
from services.keeping import File, Target
from services.municipalities import Tenant
from services.rights import Actor
from storage import document_queries, people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    DocumentRow,
    DocumentState,
    DocumentUse,
    NoticeKind,
    Role,
)
from views import drafts_reading, evidence
from views.answers import plain
from views.drafts import status_words
from views.drafts_reading import EVIDENCE, PEOPLE, ROADMAP
from views.evidence_refusals import Refused

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

READABLE = frozenset(
    {
        Kind.DOCX,
        Kind.XLSX,
        Kind.XLS,
        Kind.ODS,
        Kind.PDF,
        Kind.DOC,
        Kind.ODT,
        Kind.RTF,
        Kind.HTML,
        Kind.TEXT,
    }
)
TAKES_FILES = frozenset({attaching.STEP, practice_offers.MATERIAL})
"""Steps in which a file is what was asked for."""
USES = {ROADMAP: DocumentUse.ROADMAP, PEOPLE: DocumentUse.PEOPLE}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press about a document comes to; `about` are assignments that `message` shows, `new`
    says that it does not replace the one pressed."""

    message: Message | None = None
    toast: str = ""
    about: tuple[int, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The pressed message: the address of its chat, and its id there."""

    address: str
    message_id: str


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file from a coordinator may be something to read: a single document, sent neither
    in reply to a message nor where a file was asked for, or called a roadmap."""
    if sent.in_album or sniff(sent.data) not in READABLE:
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        return False
    if says_roadmap(sent.caption):
        return True
    if sent.replies_to is not None:
        return False
    step = await conversations.standing(session, sent.address, actor.at)
    return step is None or step.step not in TAKES_FILES


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Keep the bytes; then read at once what can only be a roadmap, and ask about the rest."""
    sha256 = await asyncio.to_thread(files.put, sent.data)
    async with database.write(urgent=True) as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
        row = await document_queries.of_origin(session, actor.origin)
        if row is not None:
            return await _asked(session, tenant, actor, row)
        row = DocumentRow(
            municipality_id=tenant.id,
            person_id=actor.person_id,
            address=sent.address,
            sha256=sha256,
            name=sent.name,
            size=len(sent.data),
            origin=actor.origin,
            at=now,
        )
        before = await document_queries.read_before(session, tenant.id, sha256)
        if before is None and await _is_plain(session, tenant, actor, sent, now):
            row.state = DocumentState.WAITING
        session.add(row)
        await session.flush()
        message = await _asked(session, tenant, actor, row)
        row.progress = await saying.answer(
            session, actor, sent.address, message, now, kind=NoticeKind.DOCUMENT
        )
        session.add(row)
        log.info("document.sent", document=row.id, person=actor.person_id, size=row.size)
        return message


async def _is_plain(
    session: AsyncSession, tenant: Tenant, actor: Actor, sent: Sent, now: datetime
) -> bool:
    """Whether it is to be read as a roadmap: its sender says so, or has nothing to confirm."""
    if says_roadmap(sent.caption):
        return True
    target = Target(sent.address)
    return not await keeping.candidates(session, actor, target, tenant.today(now))


async def _asked(session: AsyncSession, tenant: Tenant, actor: Actor, row: DocumentRow) -> Message:
    """What a document that has just come is answered with."""
    if row.state is not DocumentState.ASKED:
        return drafts_reading.reading(spoken(row), tenant.say)
    return await _question(session, tenant, actor, row)


async def _question(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: DocumentRow
) -> Message:
    before = await document_queries.read_before(session, tenant.id, row.sha256)
    if before is None:
        return drafts_reading.what_is_it(spoken(row), actor.person_id, tenant.say)
    status = status_words(before.status.value, tenant.say)
    return drafts_reading.known(
        spoken(row), before.id or 0, before.title, status, actor.person_id, tenant.say
    )


async def _own(session: AsyncSession, actor: Actor, document_id: int) -> DocumentRow:
    """A document of the actor's municipality, to change. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="document")
    row = await document_queries.held(session, document_id)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "document", document=document_id)
    return row


async def read_as(
    session: AsyncSession,
    actor: Actor,
    files: FileStore,
    document_id: int,
    use: int,
    place: Place,
    now: datetime,
) -> Pressed:
    """What a document is; 0 asks anew. Raises `Denied`."""
    row = await _own(session, actor, document_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if said := _too_late(row, tenant):
        return Pressed(toast=said)
    if use == EVIDENCE:
        return await _as_evidence(session, tenant, actor, files, row, place, now)
    if use == 0:
        return Pressed(await _question(session, tenant, actor, row), new=True)
    if use not in USES or USES[use] not in READERS:
        raise rights.deny(actor, "document", use=use)
    row.read_as = USES[use]
    return await _to_read(session, tenant, row, place)


def _too_late(row: DocumentRow, tenant: Tenant) -> str:
    match row.state:
        case DocumentState.WAITING:
            return tenant.say.gettext("It is being read already.")
        case DocumentState.READ:
            return tenant.say.gettext("It has been read already: see “Roadmaps”.")
        case DocumentState.DROPPED:
            return tenant.say.gettext("It was decided already. Send the file again if need be.")
        case _:
            return ""


async def _to_read(
    session: AsyncSession, tenant: Tenant, row: DocumentRow, place: Place
) -> Pressed:
    """The job reads it next, and the message in `place` says how it goes."""
    row.state, row.attempts, row.fault = DocumentState.WAITING, 0, ""
    notice = await document_queries.notice_at(session, place.address, place.message_id)
    if notice is not None:
        row.progress, row.address = notice, place.address
    session.add(row)
    await session.flush()
    await conversations.forget(session, place.address, YEARS)
    return Pressed(drafts_reading.reading(spoken(row), tenant.say))


async def read_for(
    session: AsyncSession,
    actor: Actor,
    document_id: int,
    period: Period,
    place: Place,
) -> Pressed:
    """The years that a document is for: it is read again. Raises `Denied`."""
    row = await _own(session, actor, document_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if said := _too_late(row, tenant):
        return Pressed(toast=said)
    row.period_start, row.period_end = period.start, period.end
    return await _to_read(session, tenant, row, place)


async def heard_years(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The years as typed; the message about the document goes on saying how it stands."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    period = typed_period(text)
    if period is None:
        return drafts_reading.no_such_years(tenant.say)
    pressed = await read_for(session, actor, asked["document"], period, Place(address, ""))
    await conversations.forget(session, address, YEARS)
    if pressed.message is None:
        return plain(pressed.toast)
    row = await _own(session, actor, asked["document"])
    row.progress = await saying.answer(
        session, actor, address, pressed.message, now, kind=NoticeKind.DOCUMENT
    )
    session.add(row)
    return pressed.message


async def drop(session: AsyncSession, actor: Actor, document_id: int, now: datetime) -> Pressed:
    """It is nothing to read. Raises `Denied`."""
    row = await _own(session, actor, document_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if said := _too_late(row, tenant):
        return Pressed(toast=said)
    await _let_go(session, actor, row, now)
    return Pressed(drafts_reading.dropped(spoken(row), tenant.say))


async def _let_go(session: AsyncSession, actor: Actor, row: DocumentRow, now: datetime) -> None:
    row.state = DocumentState.DROPPED
    session.add(row)
    rights.audit(session, actor, row.municipality_id, "document.dropped", now, f"document:{row.id}")
    await conversations.forget(session, row.address, YEARS)


async def _as_evidence(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    files: FileStore,
    row: DocumentRow,
    place: Place,
    now: datetime,
) -> Pressed:
    """The bytes go the way of every confirming document; the question says so."""
    data = await asyncio.to_thread(files.get, row.sha256)
    try:
        kept = await keeping.keep_file(session, tenant, actor, files, File(data, row.name), now)
    except NotKept as error:
        refused = Refused(row.name, error.reason)
    except TooMuch as error:
        refused = Refused(row.name, error.over, error.most)
    else:
        row.progress = (
            await document_queries.notice_at(session, place.address, place.message_id)
        ) or row.progress
        row.state = DocumentState.DROPPED
        await document_reading.settle(
            session, row, drafts_reading.taken_as_proof(spoken(row), tenant.say), now
        )
        receipt = await keeping.receipt(
            session, tenant, actor, [kept], Target(place.address, Channel.TELEGRAM), now
        )
        return Pressed(receipt.message, about=receipt.about, new=True)
    return Pressed(evidence.nothing_kept([refused], tenant.say), new=True)
