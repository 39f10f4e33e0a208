"""A group on the coordinator's desk: its card, of which roadmap it hears, letting it go."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import municipalities, rights
from services.group_chats import ACTION, facts, release
from services.municipalities import Tenant
from services.rights import Actor
from storage import group_queries
from storage.tables import (
    GroupChatRow,
    GroupState,
    Role,
)
from views import group_chats as words


async def _held(session: AsyncSession, actor: Actor, group_id: int) -> tuple[Tenant, GroupChatRow]:
    """A group of the coordinator's municipality, held for a change. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    row = await session.get(GroupChatRow, group_id, with_for_update=True)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, ACTION, group=group_id)
    return await municipalities.by_id(session, actor.municipality_id), row


async def card(session: AsyncSession, actor: Actor, group_id: int) -> Message:
    """One group. Raises `Denied`."""
    tenant, row = await _held(session, actor, group_id)
    running = await group_queries.running(session, tenant.id)
    return words.card(
        group_id,
        row.title,
        row.roadmap_id,
        [(one.id, one.title) for one in running],
        actor.person_id,
        tenant.say,
        is_gone=row.state is GroupState.GONE,
    )


async def set_roadmap(
    session: AsyncSession, actor: Actor, group_id: int, roadmap: int, now: datetime
) -> Message:
    """Of which roadmap a group hears, 0 for all; the card as it is now. Raises `Denied`."""
    tenant, row = await _held(session, actor, group_id)
    known = {one.id for one in await group_queries.running(session, tenant.id)}
    if roadmap and roadmap not in known:
        raise rights.deny(actor, ACTION, roadmap=roadmap)
    before, wanted = facts(row), roadmap or None
    if row.roadmap_id != wanted:
        row.roadmap_id = wanted
        session.add(row)
        await session.flush()
        rights.audit(
            session,
            actor,
            tenant.id,
            "group.set",
            now,
            f"group:{group_id}",
            before=before,
            after=facts(row),
        )
    return await card(session, actor, group_id)


async def let_go(session: AsyncSession, actor: Actor, group_id: int, now: datetime) -> None:
    """No digest goes to a group any more. Raises `Denied`."""
    _, row = await _held(session, actor, group_id)
    await release(session, actor, row, now)
