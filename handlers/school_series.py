"""One school's figures over periods, from its own answers or from the coordinator's desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import given, pressed
from handlers.pressing import router_of
from handlers.reply import Reply
from services import school_series
from services.rights import Actor
from storage.files import FileStore
from views.actions import Verb


async def table(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A page of them all."""
    by, action = pressed(query, actor, 1)
    page = given(action, 1) or 0
    message = await school_series.table(session, by, action.ids[0], page)
    return Reply(message, edits_pressed=True)


async def picture(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, files: FileStore
) -> Reply:
    """One of them, drawn."""
    by, action = pressed(query, actor, 2)
    return Reply(await school_series.picture(session, by, action.ids[0], action.ids[1], files))


def routes() -> Router:
    """Its presses: nothing is written."""
    looks: dict[Verb, Callable[..., Any]] = {Verb.SCHOOL_SERIES: table, Verb.SCHOOL_DRAWN: picture}
    return router_of("school_series", looks, {})
