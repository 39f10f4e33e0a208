"""«My dates for a calendar»."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import calendars
from services.rights import Actor
from storage.files import FileStore
from views.actions import Verb


async def my_dates(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """A file with one's own dates."""
    by, _ = pressed(query, actor, 0)
    return Reply(await calendars.own_dates(session, by, files, now))


def routes() -> Router:
    """The button under one's own list."""
    router = Router(name="calendars")
    data = F.data.startswith(f"{Verb.MY_DATES}:")
    router.callback_query.register(my_dates, data, flags={"reads": True})
    return router
