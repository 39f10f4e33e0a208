"""«Снять целиком…»: an activity with all its dates, for a reason; what was done stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import FINISHED, State
from services import calling_off, conversations, edit_news, editing
from services.calling_off import NotAsked
from services.editing import Held
from services.refreshing import refresh, take_out
from services.rights import Actor
from storage import editing_queries
from views import editing_off as words

ASKED, SURE = "why_abandon", "sure_to_abandon"
ACTION = "abandon"
REASON_CHARS = 1000


async def ask(
    session: AsyncSession, actor: Actor, activity_id: int, address: str, now: datetime
) -> Message:
    """Why? Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    await conversations.remember(session, address, ASKED, {"activity": activity_id}, now)
    return words.ask_why(await editing.subject(session, found), found.tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The reason, or another one: is it meant? Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, asked["activity"], ACTION)
    reason = text.strip()[:REASON_CHARS]
    data = {"activity": found.id, "reason": reason}
    await conversations.remember(session, address, SURE, data, now)
    subject = await editing.subject(session, found)
    return words.sure(subject, reason, actor.person_id, found.tenant.say)


async def off(
    session: AsyncSession, actor: Actor, activity_id: int, address: str, now: datetime
) -> Message:
    """It is meant. Raises `Denied`, `NotEditable`, `NotAsked`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    known = await conversations.standing(session, address)
    if known is None or known.step != SURE or known.data["activity"] != activity_id:
        raise NotAsked
    reason: str = known.data["reason"]
    await conversations.forget(session, address, SURE)
    told = await edit_news.concerned(session, found.tenant, found.id, now)
    subject = await editing.subject(session, found)
    await editing.note(session, actor, found, "activity.dropped", now, reason=reason)
    await _write_off(session, found, actor, reason, now)
    await edit_news.tell(session, found.tenant, actor, found.activity, told, now)
    return words.abandoned(subject, reason, found.tenant.say)


async def _write_off(
    session: AsyncSession, found: Held, actor: Actor, reason: str, now: datetime
) -> None:
    rows = await editing_queries.open_dates(session, found.tenant.id, found.id)
    going = [(a, m) for a, m in rows if a.state not in {*FINISHED, State.CALLED_OFF}]
    ids = [row.id or 0 for row, _ in going]
    await take_out(session, found.tenant, ids, now)
    for row, milestone in going:
        calling_off.write_off(session, row, actor, reason, now)
        milestone.called_off = True
        session.add(milestone)
    found.activity.called_off = True
    session.add(found.activity)
    await session.flush()
    await refresh(session, found.tenant, ids, now)
