"""«Управление»: the rooms of the desk, with how much waits in them."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import decisions, municipalities, review_queue, rights
from services.rights import Actor
from storage import round_desk_queries, undated_queries
from storage.tables import Role
from views import desk_menu as words
from views.actions import Verb


async def menu(session: AsyncSession, actor: Actor) -> Message:
    """The menu for somebody who coordinates; each room counts what it would show them.

    Raises `Denied`.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action="desk")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    waiting = {
        Verb.DECISIONS: len(await decisions.listed(session, tenant, actor.person_id)),
        Verb.REVIEW_QUEUE: len(await review_queue.waiting(session, tenant, actor.person_id)),
        Verb.UNDATED: len(await undated_queries.of(session, tenant.id)),
        Verb.MONITORING: len(await round_desk_queries.open_rounds(session, tenant.id)),
    }
    return words.menu(actor.person_id, waiting, tenant.say)
