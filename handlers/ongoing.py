"""«По всем: ведётся» under a list of ongoing activities."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import ongoing
from services.rights import Actor
from views import asked_lines
from views.actions import Verb
from views.speech import speech


async def all_go_on(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Everything that the round asks about goes on."""
    by, action = pressed(query, actor, 1)
    marked = await ongoing.all_go_on(session, by, action.ids[0], now)
    return Reply(toast=asked_lines.all_marked(marked, speech()))


def routes() -> Router:
    """The press about all."""
    router = Router(name="ongoing")
    router.callback_query.register(all_go_on, F.data.startswith(f"{Verb.ALL_GO_ON}:"))
    return router
