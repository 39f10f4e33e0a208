"""«Добавить мероприятие…»: the presses between the questions."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.editing import kind_of, optional
from handlers.reply import Reply
from services import adding
from services.rights import Actor
from views.actions import Verb


async def begin(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """In which section? Another page of them in the same message."""
    by, action = pressed(query, actor, 1)
    message = await adding.begin(session, by, action.ids[0], optional(action, 1))
    return Reply(message, edits_pressed=len(action.ids) > 1)


async def in_section(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A section was chosen."""
    by, action = pressed(query, actor, 2)
    roadmap_id, section_id = action.ids[:2]
    return Reply(await adding.in_section(session, by, roadmap_id, section_id, chat_of(query), now))


async def page(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another page of people."""
    by, action = pressed(query, actor, 2)
    roadmap_id, number = action.ids[:2]
    message = await adding.page(session, by, roadmap_id, number, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def in_year(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The year of a day that was typed without one."""
    by, action = pressed(query, actor, 2)
    roadmap_id, year = action.ids[:2]
    return Reply(await adding.in_year(session, by, roadmap_id, year, chat_of(query), now))


async def owned_by(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Who is responsible was chosen."""
    by, action = pressed(query, actor, 3)
    roadmap_id, kind, number = action.ids[:3]
    message = await adding.owned_by(
        session, by, roadmap_id, kind_of(by, kind), number, chat_of(query), now
    )
    return Reply(message)


async def bare(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Без результата»."""
    by, action = pressed(query, actor, 1)
    message = await adding.without_result(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def add(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Добавить»."""
    by, action = pressed(query, actor, 1)
    message = await adding.add(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """Every press of it."""
    router = Router(name="adding")
    for verb, handler in (
        (Verb.ADD_ACTIVITY, begin),
        (Verb.ADD_IN, in_section),
        (Verb.ADD_PAGE, page),
        (Verb.ADD_YEAR, in_year),
        (Verb.ADD_OWNER, owned_by),
        (Verb.ADD_BARE, bare),
        (Verb.ADD_YES, add),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
