"""«Расписание сводки»: the board, and what can be set."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.editing import optional
from handlers.reply import Reply
from services import schedules
from services.rights import Actor
from views.actions import Verb
from views.speech import speech


async def board(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """What is set; another page, or back to it, in the same message."""
    by, action = pressed(query, actor, 0)
    message = await schedules.board(session, by, optional(action, 0))
    return Reply(message, edits_pressed=bool(action.ids))


async def choices(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """What can be set instead."""
    by, action = pressed(query, actor, 1)
    return Reply(await schedules.choices(session, by, action.ids[0]), edits_pressed=True)


async def set_part(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """It is set."""
    by, action = pressed(query, actor, 2)
    message = await schedules.set_part(session, by, action.ids[0], action.ids[1], now)
    return Reply(message, toast=speech().gettext("Saved"), edits_pressed=True)


def routes() -> Router:
    """The board and its presses."""
    router = Router(name="schedule")
    router.callback_query.register(
        board, F.data.startswith(f"{Verb.SCHEDULE}:"), flags={"reads": True}
    )
    router.callback_query.register(
        choices, F.data.startswith(f"{Verb.SCHEDULE_ASK}:"), flags={"reads": True}
    )
    router.callback_query.register(set_part, F.data.startswith(f"{Verb.SCHEDULE_SET}:"))
    return router
