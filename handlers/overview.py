"""«Сводка»: how the roadmap stands."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.types import Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.reply import Reply
from handlers.words import Words
from services import digests
from services.rights import Actor
from views import answers
from views.speech import speech


async def digest(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The digest, for those who coordinate or manage."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await digests.ask(session, actor, now))


def routes() -> Router:
    """The digest."""
    router = Router(name="overview")
    router.message.register(digest, Words("digest", "digest"), flags={"reads": True})
    return router
