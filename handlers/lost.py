"""Words that answer nothing: perhaps the name of an activity of one's own."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.reply import Reply
from services import activities, helping, schools
from services.rights import Actor
from views import answers
from views.speech import speech


async def lost(session: AsyncSession, actor: Actor, text: str, now: datetime) -> Reply:
    """What is found by these words among one's own, or that they were not understood."""
    found = await activities.search(session, actor, text, now)
    if found is not None:
        return Reply(found)
    return Reply(
        answers.with_menu(
            answers.not_understood(speech()),
            speech(),
            coordinates=await helping.coordinates(session, actor),
            heads=await schools.leads(session, actor),
        )
    )
