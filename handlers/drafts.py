"""A draft made ready: its questions, parties and schools, the first month, the launch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.pressing import in_chat, in_place, router_of
from handlers.reply import Reply
from services import (
    draft_launch,
    draft_naming,
    draft_parties,
    draft_preview,
    draft_questions,
    draft_schools,
    draft_steps,
)
from services.draft_naming import Naming
from services.rights import Actor
from views.actions import Action, Verb


def _page(action: Action, place: int) -> int:
    """A number that may be left out of the callback data; then 0."""
    return action.ids[place] if len(action.ids) > place else 0


async def question(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A question, in place."""
    by, action = pressed(query, actor, 1)
    await draft_steps.leave(session, chat_of(query))
    message = await draft_questions.ask(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def answer(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """An answer; the next question takes its place."""
    by, action = pressed(query, actor, 3)
    number, key, choice = action.ids[:3]
    asked = await draft_questions.answer(session, by, number, key, choice, chat_of(query), now)
    return Reply(asked.message, toast=asked.toast, edits_pressed=True)


async def take_back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Undo the last answer."""
    by, action = pressed(query, actor, 1)
    asked = await draft_questions.take_back(session, by, action.ids[0], now)
    return Reply(asked.message, toast=asked.toast, edits_pressed=True)


async def other_date(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another deadline, to be written."""
    by, action = pressed(query, actor, 2)
    number, key = action.ids[:2]
    asked = await draft_questions.ask_date(session, by, number, key, chat_of(query), now)
    return Reply(asked.message, toast=asked.toast, edits_pressed=True)


async def parties(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A page of the parties."""
    by, action = pressed(query, actor, 1)
    await draft_steps.leave(session, chat_of(query))
    message = await draft_parties.listing(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def party_new(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Add whom a party means."""
    by, action = pressed(query, actor, 4)
    number, chosen, what, typed = action.ids[:4]
    message = await draft_parties.add_new(
        session, by, number, chosen, what, chat_of(query), now, typed=bool(typed)
    )
    return Reply(message, edits_pressed=True)


async def schools(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A page of the schools."""
    by, action = pressed(query, actor, 1)
    message = await draft_schools.listing(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def schools_new(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Add the schools that the document lists."""
    by, action = pressed(query, actor, 1)
    message = await draft_schools.add_missing(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def preview(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The first month."""
    by, action = pressed(query, actor, 1)
    message = await draft_preview.month(session, by, action.ids[0], _page(action, 1), now)
    return Reply(message, edits_pressed=True)


async def preview_text(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One of its messages."""
    by, action = pressed(query, actor, 4)
    number, day, person, office = action.ids[:4]
    message = await draft_preview.text(session, by, number, chosen_day(day), (person, office), now)
    return Reply(message, edits_pressed=True)


async def try_on_me(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The same, sent to whoever presses."""
    by, action = pressed(query, actor, 4)
    number, day, person, office = action.ids[:4]
    message = await draft_preview.try_on_me(
        session, by, number, chosen_day(day), (person, office), now
    )
    return Reply(message)


async def ask_to_launch(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What a launch would do."""
    by, action = pressed(query, actor, 1)
    message = await draft_launch.ask(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def launch(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Launch."""
    by, action = pressed(query, actor, 2)
    number, past_done = action.ids[:2]
    message = await draft_launch.launch(session, by, number, now, past_done=bool(past_done))
    await draft_steps.leave(session, chat_of(query))
    return Reply(message, edits_pressed=True)


async def unowned(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The activities of nobody."""
    by, action = pressed(query, actor, 1)
    await draft_steps.leave(session, chat_of(query))
    message = await draft_naming.unowned(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def assign(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Whom to name for one of them, or for all."""
    by, action = pressed(query, actor, 3)
    number, activity, page = action.ids[:3]
    message = await draft_naming.choose(
        session, by, number, activity, _page(action, 3), page, chat_of(query), now
    )
    return Reply(message, edits_pressed=True)


async def assign_to(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Name somebody."""
    by, action = pressed(query, actor, 4)
    number, activity, what, known = action.ids[:4]
    named = Naming(activity, what, known, _page(action, 4))
    message = await draft_naming.assign(session, by, number, named, chat_of(query), now)
    return Reply(message, edits_pressed=True)


READS: dict[Verb, Callable[..., Any]] = {
    Verb.ROADMAP_SCHOOLS: schools,
    Verb.PREVIEW: preview,
    Verb.PREVIEW_TEXT: preview_text,
    Verb.LAUNCH: ask_to_launch,
}
WRITES: dict[Verb, Callable[..., Any]] = {
    Verb.DRAFT_ASK: question,
    Verb.DRAFT_ANSWER: answer,
    Verb.DRAFT_UNDO: take_back,
    Verb.DRAFT_TYPE: other_date,
    Verb.PARTIES: parties,
    Verb.PARTY: in_chat(draft_parties.card, 2, in_place=True),
    Verb.PARTY_IS: in_chat(draft_parties.is_whom, 4, in_place=True),
    Verb.PARTY_NEW: party_new,
    Verb.PARTY_PART: in_place(draft_parties.set_part, 3),
    Verb.SCHOOL_IN: in_place(draft_schools.turn, 3),
    Verb.SCHOOLS_NEW: schools_new,
    Verb.TRY_ON_ME: try_on_me,
    Verb.LAUNCH_YES: launch,
    Verb.UNOWNED: unowned,
    Verb.ASSIGN: assign,
    Verb.ASSIGN_TO: assign_to,
}


def routes() -> Router:
    """Every press about a draft."""
    return router_of("drafts", READS, WRITES)
