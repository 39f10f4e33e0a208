"""The bank of best practices for everybody in a municipality: its pages, a card, the material."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.practices import Practice, PracticeState, looked_for
from services import conversations, municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import people_queries, practice_queries
from storage.practice_queries import Found
from storage.tables import EvidenceKind, EvidenceRow, Role
from views import practices as words
from views.practices import PAGE

FIND = "practice_find"
QUERY_CHARS = 100
SEEN_BY_COORDINATORS = frozenset({PracticeState.OFFERED, PracticeState.PUBLISHED})


async def bank(
    session: AsyncSession,
    actor: Actor,
    address: str,
    page: int,
    *,
    searched: bool = False,
) -> Message:
    """A page of the bank, counted from 0; `searched`: of what was last looked for in the chat."""
    query = ""
    if searched:
        standing = await conversations.standing(session, address)
        if standing is not None and standing.step == FIND:
            query = standing.data.get("query", "")
    return await _page(session, actor, query, page)


async def _page(session: AsyncSession, actor: Actor, query: str, page: int) -> Message:
    tenant = await municipalities.by_id(session, actor.municipality_id)
    pieces = looked_for(query)
    total = await practice_queries.count(session, tenant.id, pieces)
    page = min(page, max(0, (total - 1) // PAGE))
    found = await practice_queries.page(session, tenant.id, pieces, offset=page * PAGE, limit=PAGE)
    waiting = 0
    if await coordinates(session, actor):
        waiting = len(await practice_queries.waiting(session, tenant.id, actor.person_id))
    shown = words.Shown(
        tuple(value(one, tenant, actor.person_id) for one in found), page, total, query, waiting
    )
    return words.bank(shown, actor.person_id, tenant.say)


async def ask_words(session: AsyncSession, actor: Actor, address: str, now: datetime) -> Message:
    """What to look for?"""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    await conversations.remember(session, address, FIND, {}, now)
    return words.ask_words(tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """What has the words in it; other words may follow, until something else is begun."""
    query = " ".join(text.split())[:QUERY_CHARS]
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if not looked_for(query):
        return words.ask_words(tenant.say)
    await conversations.remember(session, address, FIND, {"query": query}, now)
    return await _page(session, actor, query, 0)


async def card(session: AsyncSession, actor: Actor, practice_id: int) -> Message:
    """One practice: published for everybody, offered for coordinators, in any state for its
    author. Raises `Denied`."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    found = await readable(session, actor, practice_id, "practice.card")
    decides = await coordinates(session, actor) and found.row.person_id != actor.person_id
    return words.card(value(found, tenant, actor.person_id), actor.person_id, decides, tenant.say)


async def material(session: AsyncSession, actor: Actor, practice_id: int) -> Message:
    """The file of a practice, or its link. Raises `Denied`."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    found = await readable(session, actor, practice_id, "practice.file")
    evidence = found.evidence
    practice = value(found, tenant, actor.person_id)
    file = None
    if practice.has_file and evidence is not None and evidence.sha256 is not None:
        file = Attachment(evidence.sha256, evidence.name, evidence.mime)
    return words.material(practice, file, tenant.say)


async def readable(session: AsyncSession, actor: Actor, practice_id: int, action: str) -> Found:
    """A practice that the actor may read. Raises `Denied`."""
    found = await practice_queries.one(session, actor.municipality_id, practice_id)
    if found is not None:
        state = found.row.state
        if found.row.person_id == actor.person_id or state is PracticeState.PUBLISHED:
            return found
        if state in SEEN_BY_COORDINATORS and await coordinates(session, actor):
            return found
    raise rights.deny(actor, action, practice=practice_id)


async def coordinates(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor publishes what is offered."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles


def value(found: Found, tenant: Tenant, reader_id: int | None) -> Practice:
    """A stored practice as a reader meets it."""
    row = found.row
    evidence = found.evidence if found.evidence and found.evidence.removed_at is None else None
    return Practice(
        row.id or 0,
        row.title,
        row.subject,
        row.description,
        found.author,
        found.office,
        row.state,
        tenant.today(row.offered_at),
        name_of(evidence) if evidence else "",
        has_file=evidence is not None and evidence.sha256 is not None,
        is_link=evidence is not None and evidence.kind is EvidenceKind.LINK,
        mine=row.person_id == reader_id,
        remark=row.remark,
    )


def name_of(evidence: EvidenceRow) -> str:
    """How a piece of evidence is called: the file's name, or the link or requisites."""
    return evidence.name if evidence.kind is EvidenceKind.FILE else evidence.text
