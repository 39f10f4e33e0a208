"""One's own activities: the list, the card, and the marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.reply import Reply
from handlers.words import Words
from roadmap.progress import Event
from services import activities, needing_help, reporting, rights
from services.rights import Actor
from storage.tables import NoticeKind
from views import answers, discretion
from views.actions import Action, Verb, unpack
from views.calendar_keyboard import as_date
from views.speech import speech

MARKS = {
    Verb.DONE: Event.DONE,
    Verb.PARTLY: Event.PARTLY,
    Verb.IN_PROGRESS: Event.IN_PROGRESS,
    Verb.NEED_HELP: Event.NEED_HELP,
    Verb.UNDO: Event.UNDO,
}


def pressed(query: CallbackQuery, actor: Actor | None, ids: int) -> tuple[Actor, Action]:
    """The actor and the action of a press, or `Denied` for somebody else's button."""
    action = unpack(query.data or "")
    if actor is None or action is None or len(action.ids) < ids:
        raise rights.deny(actor, "press", user=query.from_user.id, data=query.data)
    return actor, action


def chosen_day(number: int) -> date:
    """The date in callback data, or `Denied` for what is none."""
    try:
        return as_date(number)
    except ValueError as error:
        raise rights.deny(None, "press", date=number) from error


def chat_of(query: CallbackQuery) -> str:
    """The address of the chat in which a button was pressed."""
    return str(query.message.chat.id if query.message else query.from_user.id)


async def mine(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Мои мероприятия»."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await activities.own_page(session, actor, 0, now))


async def turn_page(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another page of the list, in place."""
    by, action = pressed(query, actor, 0)
    page = action.ids[0] if action.ids else 0
    message = await activities.own_page(session, by, page, now)
    return Reply(message, edits_pressed=bool(action.ids))


async def open_card(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Everything about one activity."""
    by, action = pressed(query, actor, 1)
    message = await activities.card(session, by, action.ids[0], now)
    return Reply(message, kind=NoticeKind.CARD, about=(action.ids[0],))


async def mark(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Выполнено, частично, в работе, нужна помощь, отменить отметку."""
    by, action = pressed(query, actor, 1)
    event = MARKS[action.verb]
    reported = await reporting.report(session, by, action.ids[0], event, now)
    reply = Reply(
        toast=answers.marked(reported.line, speech(), changed=reported.changed),
        brief_toast=discretion.marked(reported.line, speech(), changed=reported.changed),
    )
    if event is not Event.NEED_HELP:
        return reply
    question = await needing_help.ask(session, by, action.ids[0], chat_of(query), now)
    return replace(reply, message=question)


async def say_no_more(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Help is needed, and nothing is said of what is in the way."""
    by, action = pressed(query, actor, 1)
    message = await needing_help.explain(session, by, action.ids[0], chat_of(query), "", now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The list, the card and the marks."""
    router = Router(name="activities")
    router.message.register(mine, Words("mine", "my", "mine"))
    router.callback_query.register(turn_page, F.data.startswith(f"{Verb.MINE}:"))
    router.callback_query.register(open_card, F.data.startswith(f"{Verb.CARD}:"))
    router.callback_query.register(say_no_more, F.data.startswith(f"{Verb.HELP_SKIP}:"))
    router.callback_query.register(mark, F.data.func(lambda data: data.split(":")[0] in set(MARKS)))
    return router
