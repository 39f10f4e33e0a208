"""One's own activities: the list and the card."""

from __future__ import annotations

from datetime import date, datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.reply import Reply
from handlers.words import Words
from roadmap.own_work import Which
from services import activities, rights
from services.rights import Actor
from storage.tables import NoticeKind
from views import answers
from views.actions import Action, Verb, unpack
from views.calendar_keyboard import as_date
from views.speech import speech


def pressed(query: CallbackQuery, actor: Actor | None, ids: int) -> tuple[Actor, Action]:
    """The actor and the action of a press, or `Denied` for somebody else's button."""
    action = unpack(query.data or "")
    if actor is None or action is None or len(action.ids) < ids:
        raise rights.deny(actor, "press", user=query.from_user.id, data=query.data)
    return actor, action


def given(action: Action, place: int) -> int | None:
    """The id at a place of a press; None where it names none."""
    return action.ids[place] if len(action.ids) > place else None


def chosen_day(number: int) -> date:
    """The date in callback data, or `Denied` for what is none."""
    try:
        return as_date(number)
    except ValueError as error:
        raise rights.deny(None, "press", date=number) from error


def chat_of(query: CallbackQuery) -> str:
    """The address of the chat in which a button was pressed."""
    return str(query.message.chat.id if query.message else query.from_user.id)


def chosen_list(action: Action, actor: Actor) -> tuple[int, Which]:
    """The page, counted from 0, and the part of a list that a press names; `Denied` for none."""
    page, number = (*action.ids, 0, 0)[:2]
    try:
        return page, Which(number)
    except ValueError as error:
        raise rights.deny(actor, "press", which=number) from error


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
    page, which = chosen_list(action, by)
    message = await activities.own_page(session, by, page, now, which)
    return Reply(message, edits_pressed=bool(action.ids))


async def open_card(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Everything about one activity."""
    by, action = pressed(query, actor, 1)
    message = await activities.card(session, by, action.ids[0], now)
    return Reply(message, kind=NoticeKind.CARD, about=(action.ids[0],))


def routes() -> Router:
    """The list and the card."""
    router = Router(name="activities")
    router.message.register(mine, Words("mine", "my", "mine"), F.chat.type == "private")
    router.callback_query.register(turn_page, F.data.startswith(f"{Verb.MINE}:"))
    router.callback_query.register(open_card, F.data.startswith(f"{Verb.CARD}:"))
    return router
