"""«Мои данные»: a copy of one's own data, or of anybody's for a coordinator, and erasing."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.people_desk import require_private
from handlers.reply import Reply
from handlers.words import Words
from services import erasing, personal_data
from services.rights import Actor
from storage.files import FileStore
from views import answers
from views.actions import Verb
from views.speech import speech


async def typed(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Мои данные», typed or by its command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await personal_data.own(session, actor))


async def mine(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The same, pressed."""
    by, _ = pressed(query, actor, 0)
    return Reply(await personal_data.own(session, by))


async def room(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What a coordinator can do about somebody's data."""
    by, action = pressed(query, actor, 1)
    message = await personal_data.of_person(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def copy(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """The copy, as a file; never into a group."""
    by, action = pressed(query, actor, 1)
    require_private(query, by)
    return Reply(await personal_data.copy(session, by, action.ids[0], files, now))


async def erase(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """What goes and what stays, asked twice; then it is erased."""
    by, action = pressed(query, actor, 2)
    number, stage = action.ids[:2]
    done = await erasing.erase(session, by, number, stage, files, now)
    return Reply(done.message, edits_pressed=True)


def routes() -> Router:
    """The command and the presses; the copy is made outside any writing."""
    router = Router(name="personal_data")
    reads = {"reads": True}
    router.message.register(typed, Words("data", "mydata"), F.chat.type == "private", flags=reads)
    for verb, looks in ((Verb.MY_DATA, mine), (Verb.DATA_COPY, copy)):
        router.callback_query.register(looks, F.data.startswith(f"{verb}:"), flags=reads)
    for verb, handler in ((Verb.PERSON_DATA, room), (Verb.ERASE, erase)):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
