"""Looking at activities: one's own list, and one on a card."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import municipalities, reporting, rights
from services.rights import Actor
from services.standing_in import as_read
from storage import plan_queries
from views import cards


async def own_page(session: AsyncSession, actor: Actor, page: int, now: datetime) -> Message:
    """One page of «Мои мероприятия», counted from 0."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today, own = tenant.today(now), await reporting.own_lines(session, actor)
    lines = await as_read(session, tenant.id, own, actor.person_id, today)
    return cards.my_activities(lines, actor.person_id, page, today, tenant.calendar, tenant.say)


async def card(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Message:
    """One assignment on a card. Raises `Denied`."""
    await rights.require_assignment(session, actor, assignment_id, "card")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today, line = tenant.today(now), await plan_queries.full_line(session, assignment_id)
    (line,) = await as_read(session, tenant.id, [line], actor.person_id, today)
    return cards.card(line, actor.person_id, today, tenant.calendar, tenant.say)
