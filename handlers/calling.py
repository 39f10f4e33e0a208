"""«Кому позвонить»: the list, one of it, what came of the call, and marking for them."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from handlers.words import Words
from roadmap.calling import Who
from services import calling, marking_for, rights
from services.rights import Actor
from views import answers
from views.actions import Action, Verb
from views.marking_for import Deed, deed_of
from views.speech import speech


def _who(action: Action, actor: Actor) -> Who:
    """The owner that a press names; `Denied` for none or two."""
    person, office = action.ids[:2]
    if bool(person) == bool(office):
        raise rights.deny(actor, "press", ids=action.ids)
    return person or None, office or None


def _deed(action: Action, actor: Actor, numbers: int) -> Deed:
    _who(action, actor)
    try:
        return deed_of(action.ids[:numbers])
    except ValueError as error:
        raise rights.deny(actor, "press", ids=action.ids) from error


async def asked(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Кому позвонить», typed or by its command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await calling.shown(session, actor, 0, now))


async def turn_page(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The list, or another page of it in place."""
    by, action = pressed(query, actor, 0)
    page = action.ids[0] if action.ids else 0
    message = await calling.shown(session, by, page, now)
    return Reply(message, edits_pressed=bool(action.ids))


async def open_card(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One of them; with a page number in place."""
    by, action = pressed(query, actor, 2)
    page = action.ids[2] if len(action.ids) > 2 else None
    message = await calling.entry(session, by, _who(action, by), page or 0, now)
    return Reply(message, edits_pressed=page is not None)


async def missed(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Не дозвонился»."""
    by, action = pressed(query, actor, 2)
    message = await calling.missed(session, by, _who(action, by), now)
    return Reply(message, edits_pressed=True)


async def ask_promise(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Обещали к …»: a calendar."""
    by, action = pressed(query, actor, 2)
    month = chosen_day(action.ids[2]) if len(action.ids) > 2 else None
    message = await calling.ask_day(session, by, _who(action, by), month, now)
    return Reply(message, edits_pressed=True)


async def promised(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The day that they promised."""
    by, action = pressed(query, actor, 3)
    day = chosen_day(action.ids[2])
    message = await calling.promised(session, by, _who(action, by), day, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def mark_how(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Отметить…», «Все выполнены…»: by word or by letter?"""
    by, action = pressed(query, actor, 3)
    who, assignment_id = _who(action, by), action.ids[2]
    return Reply(await marking_for.ask_how(session, by, who, assignment_id, now))


async def mark_when(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """How it stands and when it was done; another month of the calendar."""
    by, action = pressed(query, actor, 4)
    deed = _deed(action, by, 4)
    month = chosen_day(action.ids[4]) if len(action.ids) > 4 else None
    message = await marking_for.ask_when(session, by, deed, now, month=month)
    return Reply(message, edits_pressed=True)


async def mark_so(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What will be written down."""
    by, action = pressed(query, actor, 5)
    deed = _deed(action, by, 5)
    message = await marking_for.preview(session, by, deed, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def mark_yes(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Written down without words."""
    by, action = pressed(query, actor, 5)
    deed = _deed(action, by, 5)
    message = await marking_for.mark(session, by, deed, chat_of(query), now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The list of calls and everything under it."""
    router = Router(name="calling")
    router.message.register(asked, Words("calls", "calls"), F.chat.type == "private")
    for verb, handler in (
        (Verb.CALLS, turn_page),
        (Verb.CALL_CARD, open_card),
        (Verb.NOT_ANSWERED, missed),
        (Verb.PROMISED, ask_promise),
        (Verb.PROMISED_ON, promised),
        (Verb.MARK_HOW, mark_how),
        (Verb.MARK_WHEN, mark_when),
        (Verb.MARK_MONTH, mark_when),
        (Verb.MARK_SO, mark_so),
        (Verb.MARK_YES, mark_yes),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
