"""«Напомнить всем, кто опаздывает»: a preview, then one message to each, at most one a day."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import asking_all, municipalities, rights
from services.asking_all import Asked, Round
from services.rights import Actor
from storage import calling_queries
from storage.tables import NoticeKind, Role
from views import nudging_all as words
from views.nudging_all import Fate


async def preview(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """Who would be reminded of what is late, who would not and why, and the words of it.

    Raises `Denied`, `Stopped`.
    """
    asking = await _late(session, actor, now)
    today, say = asking.tenant.today(now), asking.tenant.say
    return words.preview_nudge(asking.outlook(), asking.sample(), actor.person_id, today, say)


async def send(session: AsyncSession, actor: Actor, now: datetime) -> Asked:
    """Remind them; what became of it. Raises `Denied`, `Stopped`."""
    asking = await _late(session, actor, now, to_send=True)
    outlook = await asking_all.send(session, actor, asking, now)
    today, say = asking.tenant.today(now), asking.tenant.say
    return Asked(words.nudged(outlook, actor.person_id, today, say), bool(outlook.of(Fate.GOES)))


async def _late(
    session: AsyncSession, actor: Actor, now: datetime, *, to_send: bool = False
) -> Round:
    await rights.require_role(session, actor, Role.COORDINATOR, action="nudge_all")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today, calendar = tenant.today(now), tenant.calendar
    ids = [
        one.assignment_id
        for one in await calling_queries.owed(session, tenant.id, today)
        if calendar.working_days_late(one.due, today) > 0
    ]
    return await asking_all.gather(
        session, tenant, actor, ids, NoticeKind.NUDGE, now, to_send=to_send
    )
