"""Offering a practice to the bank: the material, a title, a subject, a description; then it waits
for a coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.practices import (
    ABOUT_CHARS,
    SUBJECT_CHARS,
    TITLE_CHARS,
    PracticeState,
    search_key,
)
from services import conversations, municipalities, practice_lists, practices, rights
from services.municipalities import Tenant
from services.practices import name_of
from services.rights import Actor
from storage import practice_queries
from storage.tables import EvidenceKind, EvidenceRow, PracticeRow
from views import practice_offers as words

log = structlog.get_logger()

MATERIAL, TITLE, SUBJECT, ABOUT = (
    "practice_material",
    "practice_title",
    "practice_subject",
    "practice_about",
)
CHOICES = 6
LINK_CHARS = 500
OWN_TO_CHANGE = frozenset({PracticeState.DRAFT, PracticeState.REFUSED})


class NotBeingOffered(Exception):
    """The practice is not being offered just now, or something of it is still missing."""


async def begin(session: AsyncSession, actor: Actor, address: str, now: datetime) -> Message:
    """Ask for the material in the chat at `address`; what was begun before is begun anew."""
    row = await practice_queries.draft(session, actor.municipality_id, actor.person_id)
    if row is None:
        row = PracticeRow(
            municipality_id=actor.municipality_id,
            person_id=actor.person_id,
            origin=actor.origin,
            offered_at=now,
        )
    row.evidence_id, row.title, row.subject, row.description = None, "", "", ""
    session.add(row)
    await session.flush()
    return await _ask_material(session, actor, row, address, now)


async def mend(
    session: AsyncSession, actor: Actor, practice_id: int, address: str, now: datetime
) -> Message:
    """What was returned goes through the same steps again. Raises `Denied`, `NotBeingOffered`."""
    row = await _own(session, actor, practice_id)
    return await _ask_material(session, actor, row, address, now)


async def _ask_material(
    session: AsyncSession, actor: Actor, row: PracticeRow, address: str, now: datetime
) -> Message:
    tenant = await municipalities.by_id(session, actor.municipality_id)
    await conversations.remember(session, address, MATERIAL, {"practice": row.id}, now)
    sent = await practice_queries.materials(session, tenant.id, actor.person_id, CHOICES)
    known = [(one.id or 0, name_of(one)) for one in sent]
    return words.ask_material(known, row.id or 0, actor.person_id, row.evidence_id, tenant.say)


async def chosen(
    session: AsyncSession,
    actor: Actor,
    evidence_id: int,
    practice_id: int,
    address: str,
    now: datetime,
) -> Message:
    """A piece of one's own evidence is the material. Raises `Denied`, `NotBeingOffered`."""
    row = await _own(session, actor, practice_id)
    evidence = await session.get(EvidenceRow, evidence_id)
    if evidence is None or evidence.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "practice.material", evidence=evidence_id)
    if evidence.person_id != actor.person_id or evidence.removed_at is not None:
        raise rights.deny(actor, "practice.material", evidence=evidence_id)
    return await _with_material(session, actor, row, evidence, address, now)


async def received(
    session: AsyncSession, actor: Actor, evidence: EvidenceRow, address: str, now: datetime
) -> Message | None:
    """A file or link came: the material, where one was asked for in the chat, or None.

    None too where somebody else was asked who writes from the same chat, or the practice cannot
    be changed any more.
    """
    standing = await conversations.standing(session, address)
    if standing is None or standing.step != MATERIAL:
        return None
    practice = standing.data["practice"]
    row = await practice_queries.locked(session, actor.municipality_id, practice)
    if row is None or row.person_id != actor.person_id or row.state not in OWN_TO_CHANGE:
        return None
    return await _with_material(session, actor, row, evidence, address, now)


async def _with_material(
    session: AsyncSession,
    actor: Actor,
    row: PracticeRow,
    evidence: EvidenceRow,
    address: str,
    now: datetime,
) -> Message:
    row.evidence_id = evidence.id
    session.add(row)
    await conversations.remember(session, address, TITLE, {"practice": row.id}, now)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return words.ask_title(name_of(evidence), row.title, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words in answer to one of the questions; asked once more where they say nothing.

    Raises `Denied`, `NotBeingOffered`.
    """
    standing = await conversations.standing(session, address)
    row = await _own(session, actor, asked["practice"])
    tenant = await municipalities.by_id(session, actor.municipality_id)
    step = standing.step if standing is not None else MATERIAL
    if step == MATERIAL:
        return await _link(session, actor, tenant, row, address, text, now)
    said = any(sign.isalnum() for sign in text)
    if step == TITLE:
        if not said:
            return words.ask_title("", row.title, tenant.say)
        row.title = " ".join(text.split())[:TITLE_CHARS]
        return await _ask_subject(session, actor, tenant, row, address, now)
    if step == SUBJECT:
        if not said:
            return await _ask_subject(session, actor, tenant, row, address, now)
        return await _with_subject(session, tenant, actor, row, text, address, now)
    return await _finish(session, actor, tenant, row, text.strip()[:ABOUT_CHARS], address, now)


async def _link(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    row: PracticeRow,
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """A link is material too; any other words are not."""
    link = text.strip()
    if not link.lower().startswith(("http://", "https://")) or len(link.split()) != 1:
        return words.no_material(tenant.say)
    evidence = EvidenceRow(
        municipality_id=tenant.id,
        kind=EvidenceKind.LINK,
        text=link[:LINK_CHARS],
        person_id=actor.person_id,
        origin=actor.origin,
        at=now,
    )
    session.add(evidence)
    await session.flush()
    return await _with_material(session, actor, row, evidence, address, now)


async def _ask_subject(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    row: PracticeRow,
    address: str,
    now: datetime,
) -> Message:
    session.add(row)
    await conversations.remember(session, address, SUBJECT, {"practice": row.id}, now)
    known = await practice_queries.subjects(session, tenant.id, CHOICES)
    return words.ask_subject(known, row.id or 0, actor.person_id, row.title, tenant.say)


async def same_subject(
    session: AsyncSession,
    actor: Actor,
    practice_id: int,
    like: int,
    address: str,
    now: datetime,
) -> Message:
    """The subject is that of the published practice `like`. Raises `Denied`, `NotBeingOffered`."""
    row = await _own(session, actor, practice_id)
    found = await practices.readable(session, actor, like, "practice.subject")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await _with_subject(session, tenant, actor, row, found.row.subject, address, now)


async def _with_subject(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: PracticeRow,
    subject: str,
    address: str,
    now: datetime,
) -> Message:
    row.subject = " ".join(subject.split())[:SUBJECT_CHARS]
    session.add(row)
    await conversations.remember(session, address, ABOUT, {"practice": row.id}, now)
    return words.ask_about(row.id or 0, actor.person_id, tenant.say)


async def without_description(
    session: AsyncSession, actor: Actor, practice_id: int, address: str, now: datetime
) -> Message:
    """Offered without a description. Raises `Denied`, `NotBeingOffered`."""
    row = await _own(session, actor, practice_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await _finish(session, actor, tenant, row, row.description, address, now)


async def _finish(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    row: PracticeRow,
    description: str,
    address: str,
    now: datetime,
) -> Message:
    """It waits for a coordinator; where the only one offers, there is nobody to wait for."""
    if row.evidence_id is None or not row.title or not row.subject:
        raise NotBeingOffered
    await conversations.forget(session, address)
    row.description, row.remark, row.offered_at = description, "", now
    row.state = PracticeState.OFFERED
    session.add(row)
    await session.flush()
    found = await practice_queries.one(session, tenant.id, row.id or 0)
    assert found is not None  # noqa: S101 - it was just stored
    practice = practices.value(found, tenant, actor.person_id)
    row.key = search_key(
        row.title, row.subject, description, found.author, found.office, practice.material
    )
    rights.audit(session, actor, tenant.id, "practice.offered", now, f"practice:{row.id}")
    log.info("practice.offered", practice=row.id, person=actor.person_id)
    others = await practice_lists.tell_coordinators(session, tenant, actor, now)
    if not others and await practices.coordinates(session, actor):
        row.state, row.decided_by, row.decided_at = PracticeState.PUBLISHED, actor.person_id, now
        rights.audit(session, actor, tenant.id, "practice.published", now, f"practice:{row.id}")
    session.add(row)
    await session.flush()
    return words.offered(practice, tenant.say, published=row.state is PracticeState.PUBLISHED)


async def _own(session: AsyncSession, actor: Actor, practice_id: int) -> PracticeRow:
    """One's own practice while it can be changed. Raises `Denied`, `NotBeingOffered`."""
    row = await practice_queries.locked(session, actor.municipality_id, practice_id)
    if row is None or row.person_id != actor.person_id:
        raise rights.deny(actor, "practice.offer", practice=practice_id)
    if row.state not in OWN_TO_CHANGE:
        raise NotBeingOffered
    return row
