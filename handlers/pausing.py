"""Stopping reminders and letting them go on: the board of what runs, and its presses."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import pausing
from services.rights import Actor
from views.actions import Verb
from views.speech import speech


async def show(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """What runs and what is stopped."""
    by, _ = pressed(query, actor, 0)
    return Reply(await pausing.board(session, by))


async def switch(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Stop one roadmap or everything, or let it go on; the board is edited."""
    by, action = pressed(query, actor, 1)
    pause = action.verb is Verb.PAUSE
    done = await pausing.press(session, by, action.ids[0], now, pause=pause)
    say = speech()
    if not done.changed:
        toast = say.gettext("It was paused already.") if pause else say.gettext("It runs already.")
    else:
        toast = say.gettext("Paused") if pause else say.gettext("Reminders go on")
    return Reply(await pausing.board(session, by), toast=toast, edits_pressed=True)


def routes() -> Router:
    """The board of what runs and its presses."""
    router = Router(name="pausing")
    router.callback_query.register(show, F.data.startswith(f"{Verb.RUNNING}:"))
    router.callback_query.register(switch, F.data.startswith(f"{Verb.PAUSE}:"))
    router.callback_query.register(switch, F.data.startswith(f"{Verb.RESUME}:"))
    return router
