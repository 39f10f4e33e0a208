"""«Учебные периоды» of the monitoring desk: the dates of terms, trimesters, halves, the year."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, given, pressed
from handlers.pressing import in_chat, in_place, router_of
from handlers.reply import Reply
from services import school_periods
from services.rights import Actor
from views.actions import Verb


async def shown(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """All of them in a school year."""
    by, action = pressed(query, actor, 0)
    message = await school_periods.shown(session, by, given(action, 0), chat_of(query), now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """Its presses; what is typed is heard with other answers."""
    deeds = {
        Verb.SCHOOL_PERIODS: shown,
        Verb.SCHOOL_PERIODS_SET: in_chat(school_periods.ask, 2, in_place=True),
        Verb.SCHOOL_PERIODS_USUAL: in_place(school_periods.as_usual, 2),
    }
    return router_of("school_periods", {}, deeds)
