"""«Помощь» and «Отмена»: whom to ask, and leaving what was begun."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import municipalities, preferring, school_holidays, schools
from services.rights import Actor
from storage import people_queries
from storage.tables import ConversationRow, Role
from views import answers

SEES_DIGEST = frozenset({Role.COORDINATOR, Role.MANAGEMENT})


async def coordinates(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor sees the digest."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return bool(roles & SEES_DIGEST)


async def help_for(session: AsyncSession, actor: Actor) -> Message:
    """The help text, with the coordinators' names and what can be wished for."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return answers.help_text(
        await _coordinators(session, actor),
        actor.person_id,
        tenant.say,
        coordinates=await coordinates(session, actor),
        heads=await schools.leads(session, actor),
        in_holidays=await school_holidays.wished(session, actor),
        channel=await preferring.preferred(session, actor),
    )


async def cancel(session: AsyncSession, actor: Actor, address: str) -> Message:
    """Forget the entry of several steps in this chat, if there is one."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    row = await session.get(ConversationRow, address)
    if row is not None:
        await session.delete(row)
    return answers.cancelled(
        await _coordinators(session, actor),
        tenant.say,
        had_begun=row is not None,
        coordinates=await coordinates(session, actor),
        heads=await schools.leads(session, actor),
    )


async def _coordinators(session: AsyncSession, actor: Actor) -> list[str]:
    ids = await people_queries.with_role(session, actor.municipality_id, Role.COORDINATOR)
    return await people_queries.names(session, actor.municipality_id, ids)
