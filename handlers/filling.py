"""Filling in a form in the chat: what is asked, its questions, its classes, handing it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from services import filling, filling_sheets
from services.rights import Actor
from views.actions import Verb
from views.filling import saved
from views.filling_questions import Where
from views.speech import speech

Step = Callable[[AsyncSession, Actor, Where, int, str, datetime], Awaitable[Message]]


async def open_it(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Заполнить»: a message of its own, or in place on the way back."""
    by, action = pressed(query, actor, 1)
    message = await filling_sheets.opened(session, by, action.ids[0], now)
    return Reply(message, about=(action.ids[0],), edits_pressed=len(action.ids) > 1)


def _at_question(step: Step) -> Callable[..., Awaitable[Reply]]:
    """A press about one question, shown in place."""

    async def handler(
        query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
    ) -> Reply:
        by, action = pressed(query, actor, 4)
        where = filling.where_of(action.ids[:3])
        message = await step(session, by, where, action.ids[3], chat_of(query), now)
        return Reply(message, edits_pressed=True)

    return handler


async def choose(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One of the offered answers."""
    by, action = pressed(query, actor, 5)
    where, (n, number) = filling.where_of(action.ids[:3]), action.ids[3:5]
    message = await filling.choose(session, by, where, n, number, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def leave(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Сохранить и выйти»."""
    by, action = pressed(query, actor, 3)
    where = filling.where_of(action.ids[:3])
    message = await filling.leave(session, by, where, chat_of(query), now)
    return Reply(message, toast=saved(speech()), edits_pressed=True)


async def review(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Посмотреть и сдать», «Что сдано»: a page of it."""
    by, action = pressed(query, actor, 1)
    page = action.ids[1] if len(action.ids) > 1 else 0
    message = await filling_sheets.review(session, by, action.ids[0], page)
    return Reply(message, edits_pressed=True)


async def send(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Сдать»."""
    by, action = pressed(query, actor, 1)
    message = await filling_sheets.send(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def again(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Исправить» what was handed in."""
    by, action = pressed(query, actor, 1)
    message = await filling_sheets.again(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def classes(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The classes of the school, a page of them."""
    by, action = pressed(query, actor, 1)
    page = action.ids[1] if len(action.ids) > 1 else 0
    at = chat_of(query)
    message = await filling_sheets.classes(session, by, action.ids[0], page, at, now)
    return Reply(message, edits_pressed=True)


async def new_classes(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Добавить классы…»."""
    by, action = pressed(query, actor, 1)
    at = chat_of(query)
    return Reply(await filling_sheets.ask_classes(session, by, action.ids[0], at, now))


async def one_class(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One class."""
    by, action = pressed(query, actor, 2)
    message = await filling_sheets.one_class(session, by, *action.ids[:2])
    return Reply(message, edits_pressed=True)


async def drop_class(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Убрать класс»; with a third number it was meant."""
    by, action = pressed(query, actor, 2)
    assignment_id, number, *sure = action.ids
    message = await filling_sheets.drop_class(
        session, by, assignment_id, number, now, sure=bool(sure)
    )
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The presses of whoever answers."""
    router = Router(name="filling")
    for verb, handler in (
        (Verb.FILL, open_it),
        (Verb.FILL_ASK, _at_question(filling.ask)),
        (Verb.FILL_SKIP, _at_question(filling.skip)),
        (Verb.FILL_SAME, _at_question(filling.same)),
        (Verb.FILL_COMMENT, _at_question(filling.ask_comment)),
        (Verb.FILL_CHOOSE, choose),
        (Verb.FILL_LEAVE, leave),
        (Verb.FILL_REVIEW, review),
        (Verb.FILL_SENT, review),
        (Verb.FILL_SEND, send),
        (Verb.FILL_AGAIN, again),
        (Verb.FILL_CLASSES, classes),
        (Verb.FILL_CLASSES_NEW, new_classes),
        (Verb.FILL_CLASS, one_class),
        (Verb.FILL_CLASS_DROP, drop_class),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
