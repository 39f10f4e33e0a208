"""«Put off…» under a reminder and on a card: the question, the calendar, the day."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chosen_day, pressed
from handlers.reply import Reply
from services import snoozing
from services.rights import Actor
from views.actions import Action, Verb
from views.snoozing import Subject


async def ask(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Until when? Of one assignment, or of everything in the reminder pressed."""
    by, action = pressed(query, actor, 0)
    if action.ids:
        subject = Subject(action.ids[0], is_whole=False)
    elif query.message is not None:
        chat, message = str(query.message.chat.id), str(query.message.message_id)
        subject = await snoozing.whole(session, by, chat, message)
    else:
        raise snoozing.NothingToPutOff
    return Reply(await snoozing.ask(session, by, subject, now))


async def turn_month(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another day: the question becomes a calendar."""
    by, action = pressed(query, actor, 3)
    month = chosen_day(action.ids[2])
    message = await snoozing.ask(session, by, _subject(action), now, month=month)
    return Reply(message, edits_pressed=True)


async def put_off(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The day is chosen: the reminder is edited, and so is the question."""
    by, action = pressed(query, actor, 3)
    day = chosen_day(action.ids[2])
    message = await snoozing.put_off(session, by, _subject(action), day, now)
    return Reply(message, edits_pressed=True)


def _subject(action: Action) -> Subject:
    return Subject(action.ids[1], is_whole=bool(action.ids[0]))


def routes() -> Router:
    """The presses of putting off."""
    router = Router(name="snoozing")
    router.callback_query.register(ask, F.data.startswith(f"{Verb.SNOOZE}:"))
    router.callback_query.register(turn_month, F.data.startswith(f"{Verb.SNOOZE_MONTH}:"))
    router.callback_query.register(put_off, F.data.startswith(f"{Verb.SNOOZE_TO}:"))
    return router
