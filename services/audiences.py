"""Whom an announcement is for: chosen by what they are or owe, and how each can be reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.calling import Who
from roadmap.letter_wishes import Series
from services.municipalities import Tenant
from storage import announcement_queries, asking_queries, calling_queries, people_queries
from storage.people_queries import Reach
from storage.tables import Role
from views.announcing import Audience, Counts, Kind


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets it by `ways`; none where no way leads."""

    who: Who
    name: str
    ways: tuple[tuple[Channel, str], ...]


def counts(recipients: Collection[Recipient]) -> Counts:
    """How many are reached by which way."""
    chat = sum(any(way is Channel.TELEGRAM for way, _ in one.ways) for one in recipients)
    lost = [one.name for one in recipients if not one.ways]
    return Counts(chat, len(recipients) - chat - len(lost), tuple(lost))


async def recipients(
    session: AsyncSession, tenant: Tenant, audience: Audience, author: int, now: datetime
) -> list[Recipient]:
    """Everybody of an audience once, by name, without the author; of one organisation its
    mailbox where nobody of it can be reached."""
    found = await _reached(session, tenant, await _chosen(session, tenant, audience, now), now)
    if audience.kind is Kind.OFFICE and not any(one.ways for one in found.values()):
        box = await _reached(session, tenant, {(None, audience.number)}, now)
        found = box if any(one.ways for one in box.values()) else found
    found.pop((author, None), None)
    return sorted(found.values(), key=lambda one: one.name)


async def _reached(
    session: AsyncSession, tenant: Tenant, chosen: Collection[Who], now: datetime
) -> dict[Who, Recipient]:
    offices = {office for _, office in chosen if office is not None}
    contacts = await people_queries.contacts(session, tenant.id, offices)
    ids = {person for person, _ in chosen if person is not None}
    ids |= {person for own in contacts.values() for person in own}
    there = await announcement_queries.without_those_who_left(session, tenant.id, ids)
    reach = await people_queries.reach(session, tenant.id, there, now)
    boxes = await people_queries.mailboxes(session, tenant.id, offices, now)
    found: dict[Who, Recipient] = {}
    for person in sorted(one for one, _ in chosen if one is not None and one in reach):
        found[person, None] = _recipient(reach[person])
    for office in sorted(offices):
        first = next((p for p in contacts.get(office, ()) if p in reach and reach[p].ways), None)
        if first is not None:
            found[first, None] = _recipient(reach[first])
            continue
        box = boxes[office]
        ways = ((Channel.EMAIL, box.address),) if box.address else ()
        found[None, office] = Recipient((None, office), box.name, ways)
    return found


def _recipient(one: Reach) -> Recipient:
    return Recipient((one.person_id, None), one.name, one.ways_of(Series.ANNOUNCEMENTS))


async def _chosen(
    session: AsyncSession, tenant: Tenant, audience: Audience, now: datetime
) -> set[Who]:
    match audience.kind:
        case Kind.ALL:
            return await announcement_queries.owners(session, tenant.id)
        case Kind.SECTION:
            return await announcement_queries.owners(session, tenant.id, audience.number)
        case Kind.SCHOOLS:
            schools = await asking_queries.schools(session, tenant.id)
            return {(None, number) for number, _ in schools}
        case Kind.OFFICE:
            members = await people_queries.contacts(session, tenant.id, [audience.number])
            own: set[Who] = {(one, None) for one in members.get(audience.number, ())}
            return own or {(None, audience.number)}
        case Kind.LATE:
            today = tenant.today(now)
            owed = await calling_queries.owed(session, tenant.id, today)
            late = tenant.calendar.working_days_late
            return {one.who for one in owed if late(one.due, today) > 0}
        case Kind.MANAGEMENT:
            ids = await people_queries.with_role(session, tenant.id, Role.MANAGEMENT)
            return {(one, None) for one in ids}
        case Kind.CHOSEN:
            return {(one, None) for one in audience.people}
