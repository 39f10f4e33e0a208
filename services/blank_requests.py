"""A blank table that a coordinator sends to be filled in by schools: read, and what of it is asked.

The table is opened in a process of its own, with no transaction open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.blanks.errors import LayoutError
from roadmap.blanks.ranges import parse_ranges
from roadmap.documents.errors import DocumentError
from roadmap.documents.kinds import Kind, sniff
from services import (
    askings,
    blank_drafts,
    blank_sending,
    blank_work,
    conversations,
    rights,
)
from services.blank_drafts import FILE, WORDS, Area, Begun, NotBegun
from services.blank_work import Offer
from services.children import ChildTookTooLong
from services.monitoring_desk import coordinator
from services.rights import Actor
from storage import document_queries, people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import DocumentState, Role
from views import blank_faults, blank_words
from views import blank_requests as words
from views.answers import plain
from views.speech import Speech

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

TABLES = frozenset({Kind.XLSX, Kind.XLS, Kind.ODS})


async def start(session: AsyncSession, actor: Actor, address: str, now: datetime) -> Message:
    """«Запрос сведений по таблице…»: the file is waited for. Raises `Denied`."""
    tenant = await coordinator(session, actor, "blank")
    await conversations.remember(session, address, FILE, {}, now)
    return words.ask_file(actor.person_id, tenant.say)


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a table came from a coordinator whose chat waits for one."""
    if sent.in_album or sniff(sent.data) not in TABLES:
        return False
    step = await conversations.standing(session, sent.address, actor.at)
    if step is None or step.step != FILE:
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """What a school may be asked to fill in."""
    async with database.write(urgent=True) as session:
        await coordinator(session, actor, "blank")
    return await _begin(database, files, actor, sent.data, sent.name, sent.address, now)


async def of_document(
    database: Database,
    files: FileStore,
    actor: Actor,
    document_id: int,
    address: str,
    now: datetime,
) -> Message:
    """The same of a document that was sent and asked about. Raises `Denied`, `NotBegun`."""
    async with database.write(urgent=True) as session:
        await coordinator(session, actor, "blank")
        row = await document_queries.held(session, document_id)
        if row is None or row.municipality_id != actor.municipality_id:
            raise rights.deny(actor, "blank", document=document_id)
        if row.state in (DocumentState.WAITING, DocumentState.READ):
            raise NotBegun
        row.state = DocumentState.DROPPED
        session.add(row)
    data = await asyncio.to_thread(files.get, row.sha256)
    return await _begin(database, files, actor, data, row.name, address, now)


async def _begin(
    database: Database,
    files: FileStore,
    actor: Actor,
    data: bytes,
    name: str,
    address: str,
    now: datetime,
) -> Message:
    async with database.read() as session:
        tenant = await coordinator(session, actor, "blank")
        schools = await askings.schools_of(session, tenant)
    try:
        found = await blank_work.offers(data, [school.name for school in schools])
    except DocumentError as error:
        log.info("blank.refused", person=actor.person_id, reason=type(error).__name__)
        return words.refused(name, _unread(error, tenant.say), tenant.say)
    sha256 = await asyncio.to_thread(files.put, data)
    areas = tuple(_area(one, tenant.say) for one in found)
    begun = blank_drafts.new(actor, sha256, name, areas)
    async with database.write(urgent=True) as session:
        conversations.begin_for(session, actor.person_id)
        await blank_drafts.keep(session, address, begun, now)
    log.info("blank.read", person=actor.person_id, offers=len(areas))
    return _offers(begun, actor, tenant.say)


def _unread(error: DocumentError, say: Speech) -> str:
    if isinstance(error, ChildTookTooLong):
        return say.gettext("Opening the table takes too long. Please make it smaller.")
    return blank_faults.unread(error, say)


def _area(offer: Offer, say: Speech) -> Area:
    candidate, facts = offer
    short = blank_words.reason(candidate.reason, say)
    return Area(candidate.layout, short, blank_words.asked(facts, say))


def _offers(begun: Begun, actor: Actor, say: Speech) -> Message:
    shown = [words.Offered(area.short, area.full) for area in begun.areas]
    return words.offers(begun.token, begun.name, shown, actor.person_id, say)


async def area(
    session: AsyncSession,
    actor: Actor,
    token: int,
    choice: int | None,
    address: str,
    now: datetime,
) -> Message:
    """What a school fills in: the ways there are, or the `choice` among them and what comes next.
    Raises `Denied`, `NotBegun`."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    if choice is None:
        return _offers(begun, actor, tenant.say)
    if choice >= len(begun.areas):
        raise NotBegun
    begun = replace(begun, chosen=choice, typed=0)
    await blank_drafts.keep(session, address, begun, now)
    return await blank_sending.next_step(session, tenant, actor, begun, now)


async def ask_words(
    session: AsyncSession, actor: Actor, token: int, what: int, address: str, now: datetime
) -> Message:
    """Something is to be typed: cells, an hour, a note, a title. Raises `Denied`, `NotBegun`."""
    tenant = await coordinator(session, actor, "blank")
    if what not in (words.RANGES, words.HOUR, words.NOTE, words.TITLE):
        raise rights.deny(actor, "blank", what=what)
    begun = await blank_drafts.load(session, actor, address, token)
    await blank_drafts.keep(session, address, replace(begun, typed=what), now)
    return words.ask_words(what, tenant.say)


async def waits_for_ranges(session: AsyncSession, address: str, now: datetime) -> bool:
    """Whether words in a chat name the cells of a table."""
    known = await conversations.standing(session, address, now)
    return known is not None and known.step == WORDS and known.data["typed"] == words.RANGES


async def pointed(
    database: Database, files: FileStore, actor: Actor, text: str, address: str, now: datetime
) -> Message:
    """The cells that were typed, and what comes next; or why they cannot be meant. Raises
    `Denied`."""
    async with database.read() as session:
        tenant = await coordinator(session, actor, "blank")
        schools = await askings.schools_of(session, tenant)
        known = await conversations.standing(session, address)
    if known is None or known.step != WORDS:
        return plain(words.not_begun(tenant.say))
    begun = blank_drafts.of(known.data)
    try:
        offer = await _pointed(files, begun, text, [school.name for school in schools])
    except LayoutError as error:
        return plain(blank_faults.no_range(error, tenant.say))
    except DocumentError as error:
        return words.refused(begun.name, _unread(error, tenant.say), tenant.say)
    begun = begun.pointed(_area(offer, tenant.say))
    async with database.write(urgent=True) as session:
        conversations.begin_for(session, actor.person_id)
        await blank_drafts.keep(session, address, begun, now)
        following = await blank_sending.next_step(session, tenant, actor, begun, now)
    return words.pointed(begun.area.full, following, tenant.say)


async def _pointed(files: FileStore, begun: Begun, text: str, schools: Sequence[str]) -> Offer:
    ranges = parse_ranges(text)
    data = await asyncio.to_thread(files.get, begun.sha256)
    return await blank_work.pointed(data, ranges, schools)


async def drop(session: AsyncSession, actor: Actor, token: int, address: str) -> Message:
    """«Отменить». Raises `Denied`, `NotBegun`."""
    tenant = await coordinator(session, actor, "blank")
    await blank_drafts.load(session, actor, address, token)
    await blank_drafts.forget(session, address)
    return words.dropped(tenant.say)
