"""«Моя школа»: what a school's people answer for, for the one at its head."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.own_work import Which
from services import municipalities, rights
from services.activities import listing
from services.rights import Actor
from storage import own_queries, school_queries
from views import own_lists


async def leads(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor heads a school."""
    return bool(await school_queries.headed(session, actor.municipality_id, actor.person_id))


async def page(
    session: AsyncSession, actor: Actor, page: int, now: datetime, which: Which = Which.OPEN
) -> Message:
    """One page, counted from 0, of everything the actor's school and its people answer for.

    Raises `Denied` for who heads none.
    """
    own = await school_queries.headed(session, actor.municipality_id, actor.person_id)
    if not own:
        raise rights.deny(actor, "school")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    people = await school_queries.people_of(session, tenant.id, set(own))
    rows = await own_queries.own(session, tenant.id, people, set(own))
    shown = await listing(session, tenant, rows, which, page, actor.person_id, now)
    name, today = ", ".join(own.values()), tenant.today(now)
    return own_lists.school(name, shown, actor.person_id, today, tenant.calendar, tenant.say)
