"""«Без даты»: the list on demand, and «Ещё не вышел приказ»."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.editing import optional
from handlers.reply import Reply
from services import undated
from services.rights import Actor
from views.actions import Verb


async def shown(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The list; another page in the same message."""
    by, action = pressed(query, actor, 0)
    message = await undated.shown(session, by, optional(action, 0), now)
    return Reply(message, edits_pressed=bool(action.ids))


async def not_yet(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """It is asked about again next month."""
    by, action = pressed(query, actor, 1)
    return Reply(await undated.not_yet(session, by, action.ids[0], chat_of(query), now))


def routes() -> Router:
    """Both presses."""
    router = Router(name="undated")
    router.callback_query.register(shown, F.data.startswith(f"{Verb.UNDATED}:"))
    router.callback_query.register(not_yet, F.data.startswith(f"{Verb.NOT_YET}:"))
    return router
