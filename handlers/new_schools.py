"""«Новые школы»: schools that came after a launch join a running roadmap."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply, pressed_once
from services import new_schools
from services.rights import Actor
from views.actions import Verb


async def preview(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Who is new and what they would answer for, in place of the card; another page of them."""
    by, action = pressed(query, actor, 2)
    number, page = action.ids[:2]
    return Reply(await new_schools.preview(session, by, number, page, now), edits_pressed=True)


async def join(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One of them joins, or all that were shown."""
    by, action = pressed(query, actor, 3)
    number, only, last = action.ids[:3]
    return pressed_once(await new_schools.join(session, by, number, only, last, now))


def routes() -> Router:
    """Both presses."""
    router = Router(name="new_schools")
    router.callback_query.register(preview, F.data.startswith(f"{Verb.NEW_SCHOOLS}:"))
    router.callback_query.register(join, F.data.startswith(f"{Verb.JOIN_SCHOOLS}:"))
    return router
