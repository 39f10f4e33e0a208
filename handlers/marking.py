"""The marks, and what can be added to them: the day, a sentence, a number; opening again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message as OutMessage
from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from roadmap.progress import Event
from services import activities, detailing, needing_help, reopening, reporting, twins
from services.rights import Actor
from storage.tables import NoticeKind
from views import answers, discretion
from views.actions import Action, Verb
from views.speech import speech

MARKS = {
    Verb.DONE: Event.DONE,
    Verb.PARTLY: Event.PARTLY,
    Verb.IN_PROGRESS: Event.IN_PROGRESS,
    Verb.NEED_HELP: Event.NEED_HELP,
    Verb.UNDO: Event.UNDO,
}
STEPS = {Verb.SAY_WHAT: detailing.WHAT, Verb.SAY_AMOUNT: detailing.HOW_MANY}


async def _adopt(
    query: CallbackQuery, session: AsyncSession, actor: Actor, assignment_id: int, now: datetime
) -> None:
    """The pressed message is known from now on, whatever a crash forgot."""
    if isinstance(query.message, Message):
        number, text = str(query.message.message_id), query.message.text or ""
        await twins.adopt(session, actor, chat_of(query), number, text, assignment_id, now)


async def mark(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Выполнено, частично, в работе, нужна помощь, отменить отметку."""
    by, action = pressed(query, actor, 1)
    event, target = MARKS[action.verb], action.ids[0]
    await activities.require(session, by, target)
    await _adopt(query, session, by, target, now)
    try:
        reported = await reporting.report(session, by, target, event, now)
    except reporting.TooLateToUndo:
        return Reply(await reopening.ask_why_reopen(session, by, target, chat_of(query), now))
    reply = _toasted(reported, event)
    if event is Event.NEED_HELP:
        question = await needing_help.ask(session, by, target, chat_of(query), now)
        return replace(reply, message=question)
    if not reported.changed:
        return reply
    message = await detailing.after(session, by, reported.line, event, now)
    return replace(reply, message=message, kind=NoticeKind.QUESTION, about=(target,))


def _toasted(reported: reporting.Reported, event: Event) -> Reply:
    line, changed, say = reported.line, reported.changed, speech()
    if event is Event.UNDO:
        toast, brief = answers.unmarked(line, say), discretion.unmarked(line, say)
    else:
        toast = answers.marked(line, say, changed=changed)
        brief = discretion.marked(line, say, changed=changed)
    return Reply(toast=toast, brief_toast=brief)


async def say_no_more(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Help is needed, and nothing is said of what is in the way."""
    by, action = pressed(query, actor, 1)
    message = await needing_help.explain(session, by, action.ids[0], chat_of(query), "", now)
    return Reply(message, edits_pressed=True)


async def details(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The message with the details: from a card a new one, by «Назад» the same one again."""
    by, action = pressed(query, actor, 1)
    is_back = len(action.ids) > 1
    if is_back:
        await detailing.leave(session, chat_of(query))
    message = await detailing.shown(session, by, action.ids[0], now)
    return _question(message, action, in_place=is_back)


def _question(message: OutMessage, action: Action, *, in_place: bool = True) -> Reply:
    """A message that changes with the assignment it is about."""
    return Reply(message, kind=NoticeKind.QUESTION, about=(action.ids[0],), edits_pressed=in_place)


async def ask_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Другая дата…»: a calendar in the same message."""
    by, action = pressed(query, actor, 2)
    month = chosen_day(action.ids[1])
    message = await detailing.ask_day(session, by, action.ids[0], month, now)
    return _question(message, action)


async def date_fact(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The day on which it was really done."""
    by, action = pressed(query, actor, 2)
    target, day = action.ids[0], chosen_day(action.ids[1])
    await activities.require(session, by, target)
    await _adopt(query, session, by, target, now)
    line = await detailing.date_fact(session, by, target, day, now)
    say = speech()
    toast = say.gettext("Date of fact: {date}").format(date=say.full_day(line.fact_on or day))
    return replace(_question(await detailing.shown(session, by, target, now), action), toast=toast)


async def ask(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Что сделано…», «Сколько…»: the same message asks."""
    by, action = pressed(query, actor, 1)
    step, target = STEPS[action.verb], action.ids[0]
    message = await detailing.ask(session, by, target, step, chat_of(query), now)
    return _question(message, action)


async def reopen(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Открыть снова…»: why?"""
    by, action = pressed(query, actor, 1)
    return Reply(await reopening.ask_why_reopen(session, by, action.ids[0], chat_of(query), now))


def routes() -> Router:
    """The marks and the presses under the message after one."""
    router = Router(name="marking")
    router.callback_query.register(mark, F.data.func(lambda data: data.split(":")[0] in set(MARKS)))
    for verb, handler in (
        (Verb.HELP_SKIP, say_no_more),
        (Verb.DETAILS, details),
        (Verb.FACT_MONTH, ask_day),
        (Verb.FACT_ON, date_fact),
        (Verb.SAY_WHAT, ask),
        (Verb.SAY_AMOUNT, ask),
        (Verb.REOPEN, reopen),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
