"""«Письма»: which of them come, and on which days."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from handlers.words import Words
from services import letter_preferences
from services.rights import Actor
from views import answers
from views.actions import Verb
from views.speech import speech


async def asked(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """The command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await letter_preferences.board(session, actor))


async def board(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The same by a press."""
    by, _ = pressed(query, actor, 0)
    return Reply(await letter_preferences.board(session, by))


async def switch(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A series comes, or does no more."""
    by, action = pressed(query, actor, 1)
    message = await letter_preferences.switch(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def switch_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Reminders come on a weekday, or do no more."""
    by, action = pressed(query, actor, 1)
    message = await letter_preferences.switch_day(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The board and its presses."""
    router = Router(name="letters")
    words = Words("letters", "letters")
    router.message.register(asked, words, F.chat.type == "private", flags={"reads": True})
    for verb, handler in (
        (Verb.LETTERS, board),
        (Verb.LETTERS_SET, switch),
        (Verb.LETTERS_DAY, switch_day),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
