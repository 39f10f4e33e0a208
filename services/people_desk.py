"""«Люди и организации»: counts, lists, a search by words, and the card of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import conversations, rights
from services.municipalities import Tenant
from services.people_access import require_desk, require_person
from services.rights import Actor
from storage import absence_queries, contact_queries, people_desk_queries, people_queries
from storage.people_desk_queries import OF_OFFICES, Known, Show
from storage.tables import OrganizationRow
from views import people_desk, person_card
from views.people_desk import Counts, Listed
from views.person_card import Away, Person, Place

FIND = "people_find"


async def home(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """The entrance. Raises `Denied`."""
    tenant = await require_desk(session, actor, "people")
    people = await people_desk_queries.people(session, tenant.id, now)
    offices = await people_desk_queries.organizations(session, tenant.id)
    there = [one for one in people if one.row.left_on is None]
    counts = Counts(
        people=len(there),
        organizations=len(offices),
        joined=sum(one.joined_at is not None for one in there),
        uninvited=sum(one.joined_at is None and one.invited_at is None for one in there),
        unreachable=sum(not one.reachable for one in there),
    )
    return people_desk.home(counts, actor.person_id, tenant.say)


async def listing(
    session: AsyncSession, actor: Actor, which: int, page: int, now: datetime
) -> Message:
    """A page, counted from 0, of one of the lists. Raises `Denied`."""
    tenant = await require_desk(session, actor, "people")
    if which not in set(Show) - {Show.FOUND}:
        raise rights.deny(actor, "people.list", which=which)
    show = Show(which)
    rows = await (_offices if show in OF_OFFICES else _people)(session, tenant, show, now)
    return people_desk.listing(rows, which, page, actor.person_id, tenant.say)


async def _people(
    session: AsyncSession, tenant: Tenant, which: Show, now: datetime
) -> list[Listed]:
    people = await people_desk_queries.people(session, tenant.id, now)
    offices = await contact_queries.offices(session, tenant.id)
    return [listed(one, offices) for one in people if people_desk_queries.shows(one, which)]


def listed(one: Known, offices: Mapping[int, str]) -> Listed:
    """A person with where they work, as lists name them."""
    number = one.row.id or 0
    return Listed(number, ", ".join(filter(None, (one.row.full_name, offices.get(number, "")))))


async def _offices(
    session: AsyncSession, tenant: Tenant, which: Show, now: datetime
) -> list[Listed]:
    rows = await people_desk_queries.organizations(session, tenant.id)
    return [office(row) for row in rows if people_desk_queries.is_on(row, which)]


def office(row: OrganizationRow) -> Listed:
    """An organisation, as lists name it."""
    return Listed(row.id or 0, row.name, is_office=True)


async def ask_words(session: AsyncSession, actor: Actor, address: str, now: datetime) -> Message:
    """«Найти…»: the next words in the chat are looked for. Raises `Denied`."""
    tenant = await require_desk(session, actor, "people.find")
    await conversations.remember(session, address, FIND, {}, now)
    return people_desk.ask_words(tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Who and what fits the words; further words are looked for until one thing is found."""
    tenant = await require_desk(session, actor, "people.find")
    rows = await search(session, tenant, text, now)
    if 0 < len(rows) <= people_desk.PAGE:
        await conversations.forget(session, address, FIND)
    return people_desk.found(text, rows, actor.person_id, tenant.say)


async def search(session: AsyncSession, tenant: Tenant, text: str, now: datetime) -> list[Listed]:
    """Organisations, then people, whose name, office, address or number the words are of."""
    offices = await contact_queries.offices(session, tenant.id)
    found = [
        office(row)
        for row in await people_desk_queries.organizations(session, tenant.id)
        if people_desk_queries.fits(text, row.name, row.email, row.phone)
    ]
    for one in await people_desk_queries.people(session, tenant.id, now):
        row = one.row
        where = offices.get(row.id or 0, "")
        if people_desk_queries.fits(text, row.full_name, where, row.email, row.phone):
            found.append(listed(one, offices))
    return found


async def card(session: AsyncSession, actor: Actor, person_id: int, now: datetime) -> Message:
    """The card of a person. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person")
    (known,) = await people_desk_queries.people(session, tenant.id, now, [person_id])
    accounts = await people_desk_queries.live_accounts(session, tenant.id, person_id)
    shown = Person(
        id=person_id,
        name=row.full_name,
        position=row.position,
        places=await places(session, tenant, person_id),
        roles=tuple(known.reach.roles),
        phone=row.phone,
        email=row.email,
        email_refused=bool(row.email_fault),
        channel=row.preference,
        joined_on=tenant.today(known.joined_at) if known.joined_at else None,
        chat_works=bool(accounts),
        invited_on=tenant.today(known.invited_at) if known.invited_at else None,
        away=await _away(session, tenant, person_id, now),
        open_work=await people_desk_queries.open_work(session, tenant.id, person_id=person_id),
        left_on=row.left_on,
        oneself=person_id == actor.person_id,
    )
    return person_card.card(shown, actor.person_id, tenant.say)


async def places(session: AsyncSession, tenant: Tenant, person_id: int) -> tuple[Place, ...]:
    """The organisations of a person, by name."""
    own = set(await people_queries.organizations_of(session, tenant.id, person_id))
    order = await people_queries.contacts(session, tenant.id, own)
    return tuple(
        Place(
            row.id or 0,
            row.name,
            order[row.id or 0].index(person_id) + 1,
            len(order[row.id or 0]),
            heads=row.head_id == person_id,
            acting=row.acting,
        )
        for row in await people_desk_queries.organizations(session, tenant.id)
        if row.id in own
    )


async def _away(
    session: AsyncSession, tenant: Tenant, person_id: int, now: datetime
) -> Away | None:
    today = tenant.today(now)
    known = [
        one
        for one in await absence_queries.absences(session, tenant.id, today)
        if one.person_id == person_id
    ]
    if not known:
        return None
    one = min(known, key=lambda absence: absence.first)
    ids = [one.stand_in_id] if one.stand_in_id is not None else []
    name = next(iter(await people_queries.names(session, tenant.id, ids)), "")
    return Away(one.first if one.first > today else None, one.last, name)
