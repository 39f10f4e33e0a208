"""«Написать группе»: an audience, words and files, and a preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.reminding import opening
from services import audiences, conversations, municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import announcement_queries, asking_queries, people_queries
from storage.tables import AnnouncementRow, Role
from views import announcing as words
from views.announcing import Audience, Kind

STEP = "announcement"
QUIET_FROM = time(21)
"""From this local hour on an announcement waits for the morning."""
FILES = 5
DELETED = "deleted"
"""In `AnnouncementRow.audience` of what nobody gets."""


class SentAlready(Exception):
    """The announcement has gone: it cannot be changed any more."""


class Deleted(Exception):
    """«Не отправлять» was pressed: there is nothing to send any more."""


class TooManyFiles(Exception):
    """As many files as may go along are there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement held for a change, with whom it is for."""

    tenant: Tenant
    row: AnnouncementRow
    audience: Audience


async def begin(session: AsyncSession, actor: Actor) -> Message:
    """To whom? Raises `Denied`."""
    tenant = await _tenant(session, actor)
    return words.ask_audience(actor.person_id, tenant.say)


async def choose(session: AsyncSession, actor: Actor, kind: Kind, page: int) -> Message:
    """Which section or organisation: a page counted from 0. Raises `Denied`."""
    tenant = await _tenant(session, actor)
    if kind is Kind.SECTION:
        choices = await asking_queries.open_sections(session, tenant.id)
    else:
        choices = await asking_queries.organizations_named(session, tenant.id)
    return words.choose(kind, choices, page, actor.person_id, tenant.say)


async def start(
    session: AsyncSession, actor: Actor, kind: Kind, number: int, address: str, now: datetime
) -> Message:
    """The audience is chosen: people are picked, or the words are asked for in the chat at
    `address`. Raises `Denied`."""
    tenant = await _tenant(session, actor)
    await _check(session, tenant, actor, kind, number)
    row = await announcement_queries.of_origin(session, actor.origin)
    if row is None:
        row = AnnouncementRow(
            municipality_id=tenant.id,
            person_id=actor.person_id,
            text="",
            audience=words.to_data(Audience(kind, number)),
            origin=actor.origin,
            at=now,
        )
        session.add(row)
        await session.flush()
    if kind is Kind.CHOSEN:
        return await _picking(session, tenant, actor, row, 0)
    return await _ask_words(session, tenant, actor, row, address, now)


async def _check(
    session: AsyncSession, tenant: Tenant, actor: Actor, kind: Kind, number: int
) -> None:
    """The section or organisation is the municipality's. Raises `Denied`."""
    if kind is Kind.SECTION:
        known = await asking_queries.section_title(session, tenant.id, number)
        if known is None:
            raise rights.deny(actor, "announce", section=number)
    if kind is Kind.OFFICE and not await asking_queries.names_of(session, tenant.id, [number]):
        raise rights.deny(actor, "announce", organization=number)


async def pick(
    session: AsyncSession, actor: Actor, number: int, person_id: int, page: int
) -> Message:
    """Somebody is added, or taken out again; 0 only turns to the page. Raises `Denied`,
    `SentAlready`."""
    draft = await _draft(session, actor, number)
    if person_id:
        known = {one for one, _ in await announcement_queries.everybody(session, draft.tenant.id)}
        if person_id not in known:
            raise rights.deny(actor, "announce", who=person_id)
        chosen = set(draft.audience.people) ^ {person_id}
        draft.row.audience = words.to_data(
            Audience(Kind.CHOSEN, 0, tuple(sorted(chosen)), draft.audience.files)
        )
        session.add(draft.row)
        await session.flush()
    return await _picking(session, draft.tenant, actor, draft.row, page)


async def picked(
    session: AsyncSession, actor: Actor, number: int, address: str, now: datetime
) -> Message:
    """Everybody is chosen: the words are asked for. Raises `Denied`, `Deleted`, `SentAlready`."""
    draft = await _draft(session, actor, number)
    if not draft.audience.people:
        return await _picking(session, draft.tenant, actor, draft.row, 0)
    return await _ask_words(session, draft.tenant, actor, draft.row, address, now)


async def _picking(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: AnnouncementRow, page: int
) -> Message:
    people = await announcement_queries.everybody(session, tenant.id)
    others = [one for one in people if one[0] != actor.person_id]
    chosen = words.from_data(row.audience).people
    return words.picking(row.id or 0, others, chosen, page, actor.person_id, tenant.say)


async def _ask_words(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: AnnouncementRow,
    address: str,
    now: datetime,
) -> Message:
    await conversations.remember(session, address, STEP, {"announcement": row.id}, now)
    to = await audiences.recipients(
        session, tenant, words.from_data(row.audience), row.person_id, now
    )
    return words.ask_words(row.id or 0, audiences.counts(to), actor.person_id, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The words, until it is sent others may take their place: a preview.

    Raises `Denied`, `Deleted`, `SentAlready`.
    """
    draft = await _draft(session, actor, asked["announcement"])
    said = text.strip()
    if len(said) > words.TEXT_CHARS:
        return words.too_long(len(said), draft.tenant.say)
    draft.row.text = said
    session.add(draft.row)
    await session.flush()
    return await preview(session, actor, draft, now)


async def attach(
    session: AsyncSession,
    actor: Actor,
    number: int,
    file: Attachment,
    caption: str,
    now: datetime,
) -> Message:
    """A file goes along; its caption is the words where there are none yet.

    Raises `Denied`, `Deleted`, `SentAlready`, `TooManyFiles`.
    """
    draft = await _draft(session, actor, number)
    files = draft.audience.files
    if file not in files:
        if len(files) >= FILES:
            raise TooManyFiles
        draft.row.audience = words.to_data(
            Audience(
                draft.audience.kind, draft.audience.number, draft.audience.people, (*files, file)
            )
        )
    if not draft.row.text:
        draft.row.text = caption.strip()[: words.TEXT_CHARS]
    session.add(draft.row)
    await session.flush()
    if not draft.row.text:
        return words.file_taken(file.name, draft.tenant.say)
    return await preview(session, actor, await _draft(session, actor, number), now)


async def preview(session: AsyncSession, actor: Actor, draft: Draft, now: datetime) -> Message:
    """The announcement as it will be seen, and how many it reaches."""
    to = await audiences.recipients(session, draft.tenant, draft.audience, actor.person_id, now)
    at = goes_at(draft.tenant, now)
    return words.preview(
        draft.row.id or 0,
        await message_of(session, draft),
        audiences.counts(to),
        at.astimezone(draft.tenant.zone) if at > now else None,
        actor.person_id,
        draft.tenant.say,
    )


async def try_on_oneself(session: AsyncSession, actor: Actor, number: int) -> Message:
    """«Сначала мне»: just what the others will get. Raises `Denied`, `Deleted`, `SentAlready`."""
    return await message_of(session, await _draft(session, actor, number))


def goes_at(tenant: Tenant, now: datetime) -> datetime:
    """At once by day; by night when the working hours begin."""
    local = now.astimezone(tenant.zone)
    morning = opening(local.date(), tenant.policy, tenant.zone)
    if now < morning:
        return morning
    if local.time() >= QUIET_FROM:
        return opening(local.date() + timedelta(days=1), tenant.policy, tenant.zone)
    return now.astimezone(UTC)


async def drop(session: AsyncSession, actor: Actor, number: int, address: str) -> Message:
    """«Не отправлять». Its number is not given to another, whose text its old buttons would send.

    Raises `Denied`, `Deleted`, `SentAlready`.
    """
    draft = await _draft(session, actor, number)
    emptied = words.to_data(Audience(draft.audience.kind, draft.audience.number))
    draft.row.text, draft.row.audience = "", {**emptied, DELETED: True}
    session.add(draft.row)
    await session.flush()
    await conversations.forget(session, address, STEP)
    return words.dropped(draft.tenant.say)


async def message_of(session: AsyncSession, draft: Draft) -> Message:
    """What everybody gets."""
    (author,) = await people_queries.names(session, draft.tenant.id, [draft.row.person_id])
    return words.announcement(draft.row.text, author, draft.audience.files, draft.tenant.say)


async def _tenant(session: AsyncSession, actor: Actor) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action="announce")
    return await municipalities.by_id(session, actor.municipality_id)


async def held(session: AsyncSession, actor: Actor, number: int) -> Draft:
    """One's own announcement. Raises `Denied`, `Deleted`."""
    tenant = await _tenant(session, actor)
    row = await announcement_queries.held(session, tenant.id, number)
    if row is None or row.person_id != actor.person_id:
        raise rights.deny(actor, "announce", announcement=number)
    if row.audience.get(DELETED):
        raise Deleted
    return Draft(tenant, row, words.from_data(row.audience))


async def _draft(session: AsyncSession, actor: Actor, number: int) -> Draft:
    """The same while it has not gone. Raises `SentAlready` too."""
    draft = await held(session, actor, number)
    if draft.row.sent_at is not None:
        raise SentAlready
    return draft
