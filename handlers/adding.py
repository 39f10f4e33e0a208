"""«Добавить мероприятие…»: the presses between the questions."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.editing import kind_of, optional
from handlers.pressing import in_chat
from handlers.reply import Reply
from services import added, adding
from services.rights import Actor
from views.actions import Verb


async def begin(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """In which section? Another page of them in the same message."""
    by, action = pressed(query, actor, 1)
    message = await adding.begin(session, by, action.ids[0], optional(action, 1))
    return Reply(message, edits_pressed=len(action.ids) > 1)


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


def routes() -> Router:
    """Every press of it."""
    router = Router(name="adding")
    for verb, handler in (
        (Verb.ADD_ACTIVITY, begin),
        (Verb.ADD_IN, in_chat(adding.in_section, 2)),
        (Verb.ADD_PAGE, in_chat(adding.page, 2, in_place=True)),
        (Verb.ADD_YEAR, in_chat(adding.in_year, 2)),
        (Verb.ADD_OWNER, owned_by),
        (Verb.ADD_BARE, in_chat(adding.without_result, 1, in_place=True)),
        (Verb.ADD_YES, in_chat(added.add, 1, in_place=True)),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
