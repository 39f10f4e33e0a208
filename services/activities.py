"""Looking at activities: one's own list, and one on a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.finding import matches
from roadmap.own_work import Own, Which, counts, select
from roadmap.progress import OPEN
from services import municipalities, own_cards, rights
from services.municipalities import Tenant
from services.rights import Actor
from services.standing_in import as_read
from storage import own_queries, people_queries, plan_queries
from views import own_lists
from views.own_lists import PAGE, Listing


async def own_page(
    session: AsyncSession, actor: Actor, page: int, now: datetime, which: Which = Which.OPEN
) -> Message:
    """One page of «Мои мероприятия», counted from 0; a page past the last is the last."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    people, offices = await whose(session, actor)
    own = await own_queries.own(session, tenant.id, people, offices)
    shown = await listing(session, tenant, own, which, page, actor.person_id, now)
    return own_lists.mine(shown, actor.person_id, tenant.today(now), tenant.calendar, tenant.say)


async def whose(session: AsyncSession, actor: Actor) -> tuple[set[int], set[int]]:
    """The people and organisations whose assignments are the actor's own: theirs, and of those
    whom they stand in for."""
    town, person_id = actor.municipality_id, actor.person_id
    own = await people_queries.organizations_of(session, town, person_id)
    others = await rights.stood_in_for(session, actor)
    return {person_id, *others.people}, {*own, *others.organizations}


async def listing(
    session: AsyncSession,
    tenant: Tenant,
    own: Sequence[Own],
    which: Which,
    page: int,
    reader: int,
    now: datetime,
) -> Listing:
    """The page of a list; only what it shows is read whole."""
    today = tenant.today(now)
    ids = select(own, which, today, tenant.calendar)
    empty = Listing((), counts(own, today, tenant.calendar), which)
    page = min(page, empty.last)
    shown = ids[page * PAGE : (page + 1) * PAGE]
    lines = await plan_queries.lines(session, shown)
    read = await as_read(session, tenant.id, [lines[i] for i in shown], reader, today)
    return replace(empty, lines=read, page=page)


async def search(session: AsyncSession, actor: Actor, text: str, now: datetime) -> Message | None:
    """Those of one's own that hold every word of `text` in title or number, or whose code it
    names; None where nothing is found."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    people, offices = await whose(session, actor)
    own = await own_queries.own(session, tenant.id, people, offices)
    lines = await plan_queries.lines(session, [x.assignment_id for x in own])
    hits = [line for line in lines.values() if matches(line, text)]
    if not hits:
        return None
    hits.sort(key=lambda x: (x.state not in OPEN, x.due, x.code))
    today = tenant.today(now)
    read = await as_read(session, tenant.id, hits, actor.person_id, today)
    return own_lists.found(text, read, actor.person_id, today, tenant.calendar, tenant.say)


async def card(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Message:
    """One assignment on a card. Raises `Denied`."""
    await rights.require_assignment(session, actor, assignment_id, "card")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    message, _ = await own_cards.worded(session, tenant, assignment_id, actor.person_id, now)
    return message


async def require(session: AsyncSession, actor: Actor, assignment_id: int) -> None:
    """Raises `Denied` unless the actor may mark the assignment."""
    await rights.require_assignment(session, actor, assignment_id, "mark")
