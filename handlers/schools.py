"""«Моя школа»: the list for whoever heads a school."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chosen_list, pressed
from handlers.reply import Reply
from handlers.words import Words
from services import schools
from services.rights import Actor
from views import answers
from views.actions import Verb
from views.speech import speech


async def mine(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The list, from its beginning."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await schools.page(session, actor, 0, now))


async def turn_page(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another page or another part of it, in place."""
    by, action = pressed(query, actor, 0)
    page, which = chosen_list(action, by)
    message = await schools.page(session, by, page, now, which)
    return Reply(message, edits_pressed=bool(action.ids))


def routes() -> Router:
    """The word, the command and the presses."""
    router = Router(name="schools")
    router.message.register(mine, Words("school", "school"), F.chat.type == "private")
    router.callback_query.register(turn_page, F.data.startswith(f"{Verb.SCHOOL}:"))
    return router
