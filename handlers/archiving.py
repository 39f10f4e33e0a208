"""Into the archive and back, closing a year, the copy for the next period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply, pressed_once
from services import archiving
from services.rights import Actor
from views.actions import Verb


async def ask(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«В архив…»"""
    by, action = pressed(query, actor, 1)
    return Reply(await archiving.ask(session, by, action.ids[0]))


async def switch(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Into the archive, or back."""
    by, action = pressed(query, actor, 1)
    archive = action.verb is Verb.ARCHIVE_YES
    message = await archiving.press(session, by, action.ids[0], now, archive=archive)
    return Reply(message, edits_pressed=archive)


async def preview_year(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Закрыть год…»"""
    by, _ = pressed(query, actor, 0)
    return Reply(await archiving.preview_year(session, by, now))


async def close_year(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Everything that has ended goes into the archive."""
    by, _ = pressed(query, actor, 0)
    return pressed_once(await archiving.close_year(session, by, now))


async def ask_copy(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Скопировать на следующий период…»"""
    by, action = pressed(query, actor, 1)
    return Reply(await archiving.ask_copy(session, by, action.ids[0]))


async def copy(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The draft."""
    by, action = pressed(query, actor, 1)
    number, choice = (*action.ids, 0)[:2]
    return pressed_once(await archiving.copy(session, by, number, now, choice))


PRESSES: dict[Verb, Callable[..., Any]] = {
    Verb.ARCHIVE: ask,
    Verb.ARCHIVE_YES: switch,
    Verb.UNARCHIVE: switch,
    Verb.CLOSE_YEAR: preview_year,
    Verb.CLOSE_YEAR_YES: close_year,
    Verb.COPY: ask_copy,
    Verb.COPY_YES: copy,
}


def routes() -> Router:
    """Every press."""
    router = Router(name="archiving")
    for verb, handler in PRESSES.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
