"""What a coordinator opens from a digest: the owners of a date."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import OPEN
from services import (
    municipalities,
    rights,
)
from services.rights import Actor
from storage import digest_queries, plan_queries
from storage.tables import Role
from views import desk as desk_words


async def owners(session: AsyncSession, actor: Actor, milestone_id: int) -> Message:
    """Which of the owners of a date? Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="digest.date")
    found = await digest_queries.owners_of(session, actor.municipality_id, milestone_id)
    if not found:
        raise rights.deny(actor, "digest.date", milestone=milestone_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    lines = await plan_queries.lines(session, found)
    ordered = sorted((lines[i] for i in found), key=lambda line: line.state not in OPEN)
    return desk_words.which(ordered, actor.person_id, tenant.say)
