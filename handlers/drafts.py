"""A draft made ready: its questions, parties and schools, the first month, the launch."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from services import (
    draft_launch,
    draft_parties,
    draft_preview,
    draft_questions,
    draft_schools,
    draft_steps,
)
from services.draft_launch import Naming
from services.rights import Actor
from views.actions import Action, Verb


def _page(action: Action, place: int) -> int:
    """A number that may be left out of the callback data; then 0."""
    return action.ids[place] if len(action.ids) > place else 0


async def question(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
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


async def parties(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A page of the parties."""
    by, action = pressed(query, actor, 1)
    await draft_steps.leave(session, chat_of(query))
    message = await draft_parties.listing(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def party(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One party."""
    by, action = pressed(query, actor, 2)
    number, chosen = action.ids[:2]
    message = await draft_parties.card(session, by, number, chosen, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def party_is(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Whom a party means."""
    by, action = pressed(query, actor, 4)
    number, chosen, what, known = action.ids[:4]
    message = await draft_parties.is_whom(
        session, by, number, chosen, what, known, chat_of(query), now
    )
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


async def party_part(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What a party does in all rows."""
    by, action = pressed(query, actor, 3)
    number, chosen, part = action.ids[:3]
    message = await draft_parties.set_part(session, by, number, chosen, part, now)
    return Reply(message, edits_pressed=True)


async def schools(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A page of the schools."""
    by, action = pressed(query, actor, 1)
    message = await draft_schools.listing(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def school_in(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A school takes part, or does not."""
    by, action = pressed(query, actor, 3)
    number, school, page = action.ids[:3]
    message = await draft_schools.turn(session, by, number, school, page, now)
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


async def unowned(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The activities of nobody."""
    by, action = pressed(query, actor, 1)
    await draft_steps.leave(session, chat_of(query))
    message = await draft_launch.unowned(session, by, action.ids[0], _page(action, 1))
    return Reply(message, edits_pressed=True)


async def assign(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Whom to name for one of them, or for all."""
    by, action = pressed(query, actor, 3)
    number, activity, page = action.ids[:3]
    message = await draft_launch.choose(
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
    message = await draft_launch.assign(session, by, number, named, chat_of(query), now)
    return Reply(message, edits_pressed=True)


READS = {
    Verb.ROADMAP_SCHOOLS: schools,
    Verb.PREVIEW: preview,
    Verb.PREVIEW_TEXT: preview_text,
    Verb.LAUNCH: ask_to_launch,
}
WRITES = {
    Verb.DRAFT_ASK: question,
    Verb.DRAFT_ANSWER: answer,
    Verb.DRAFT_UNDO: take_back,
    Verb.DRAFT_TYPE: other_date,
    Verb.PARTIES: parties,
    Verb.PARTY: party,
    Verb.PARTY_IS: party_is,
    Verb.PARTY_NEW: party_new,
    Verb.PARTY_PART: party_part,
    Verb.SCHOOL_IN: school_in,
    Verb.SCHOOLS_NEW: schools_new,
    Verb.TRY_ON_ME: try_on_me,
    Verb.LAUNCH_YES: launch,
    Verb.UNOWNED: unowned,
    Verb.ASSIGN: assign,
    Verb.ASSIGN_TO: assign_to,
}


def routes() -> Router:
    """Every press about a draft."""
    router = Router(name="drafts")
    for verb, shows in READS.items():
        router.callback_query.register(shows, F.data.startswith(f"{verb}:"), flags={"reads": True})
    for verb, does in WRITES.items():
        router.callback_query.register(does, F.data.startswith(f"{verb}:"))
    return router
