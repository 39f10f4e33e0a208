"""The coordinator's desk: the card of one activity and the presses under it."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from roadmap.progress import Event
from services import calling_off, desk, nudging, reassigning
from services.rights import Actor
from storage.tables import NoticeKind
from views import answers, nudges
from views.actions import Verb
from views.desk import IN_PROGRESS, PARTLY
from views.speech import speech

STATES = {PARTLY: Event.PARTLY, IN_PROGRESS: Event.IN_PROGRESS}


async def open_desk(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«1. Решить…»: everything about one activity, in a message of its own."""
    by, action = pressed(query, actor, 1)
    message = await desk.open_card(session, by, action.ids[0], now)
    return Reply(message, kind=NoticeKind.DESK, about=(action.ids[0],))


async def nudge(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Напомнить»: the toast says what became of it."""
    by, action = pressed(query, actor, 1)
    nudged = await nudging.nudge(session, by, action.ids[0], now)
    sent = nudged.outcome is nudging.Outcome.SENT
    return Reply(toast=_nudged(nudged), alert=not sent)


def _nudged(nudged: nudging.Nudged) -> str:
    say, name = speech(), nudged.name
    match nudged.outcome:
        case nudging.Outcome.SENT:
            return nudges.sent(name, nudged.on, say)
        case nudging.Outcome.ALREADY:
            return nudges.already(name, say)
        case nudging.Outcome.CAPPED:
            return nudges.enough(name, say)
        case nudging.Outcome.UNREACHABLE:
            return nudges.unreachable(name, say)
        case nudging.Outcome.OWN:
            return say.gettext("This is your own activity: there is nobody to remind.")
        case nudging.Outcome.CLOSED:
            return say.gettext("This activity is closed already, there is nothing to remind of.")


async def choose_person(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Передать…», or another page of people in the same message."""
    by, action = pressed(query, actor, 1)
    page = action.ids[1] if len(action.ids) > 1 else None
    message = await reassigning.choose(session, by, action.ids[0], page or 0, chat_of(query), now)
    return Reply(message, edits_pressed=page is not None)


async def hand_to(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A person was chosen: the activity is theirs."""
    by, action = pressed(query, actor, 2)
    assignment_id, person_id = action.ids[:2]
    handed = await reassigning.hand_to(session, by, assignment_id, person_id, chat_of(query), now)
    return Reply(handed.message, edits_pressed=True)


async def mark_for(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Отметить за него…»; with a month: a calendar in the same message."""
    by, action = pressed(query, actor, 1)
    shown = chosen_day(action.ids[1]) if len(action.ids) > 1 else None
    message = await desk.ask_how(session, by, action.ids[0], now, shown)
    return Reply(message, edits_pressed=shown is not None)


async def marked(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """How it stands by the owner's word."""
    by, action = pressed(query, actor, 2)
    assignment_id, which = action.ids[:2]
    fact_on = chosen_day(which) if action.verb is Verb.DONE_ON else None
    event = Event.DONE if action.verb is Verb.DONE_ON else STATES.get(which, Event.IN_PROGRESS)
    message, reported = await desk.mark_for(session, by, assignment_id, event, now, fact_on)
    toast = answers.marked(reported.line, speech(), changed=reported.changed)
    return Reply(message, toast=toast, edits_pressed=True)


async def call_off(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Снять…»: asks why."""
    by, action = pressed(query, actor, 1)
    return Reply(await calling_off.ask(session, by, action.ids[0], chat_of(query), now))


async def sure(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Да, снять»."""
    by, action = pressed(query, actor, 1)
    message = await calling_off.call_off(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def not_sure(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Нет»: it stays."""
    by, action = pressed(query, actor, 1)
    message = await calling_off.leave(session, by, action.ids[0], chat_of(query))
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The presses of the desk."""
    router = Router(name="desk")
    for verb, handler in (
        (Verb.DESK, open_desk),
        (Verb.NUDGE, nudge),
        (Verb.HAND_ON, choose_person),
        (Verb.HAND_TO, hand_to),
        (Verb.FOR_THEM, mark_for),
        (Verb.SAY_FOR, marked),
        (Verb.DONE_ON, marked),
        (Verb.CALL_OFF, call_off),
        (Verb.OFF_YES, sure),
        (Verb.OFF_NO, not_sure),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
