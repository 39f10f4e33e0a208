"""Changing people: fields, roles, organisations, being away, adding, lists as files."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from roadmap.absence_words import Days
from services import (
    away_for,
    people_creating,
    people_editing,
    people_import,
    people_roles,
    people_sheets,
)
from services.rights import Actor
from storage.files import FileStore
from views.actions import Action, Verb
from views.people_creating import not_asked
from views.speech import speech


async def edit(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What to change, or the new value of a field."""
    by, action = pressed(query, actor, 1)
    if len(action.ids) == 1:
        message = await people_editing.fields(session, by, action.ids[0])
        return Reply(message, edits_pressed=True)
    number, field = action.ids[:2]
    done = await people_editing.edit(session, by, number, field, chat_of(query), now)
    return Reply(done.message, edits_pressed=field not in people_editing.COLUMNS)


async def role(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The roles, or one of them given or taken away."""
    by, action = pressed(query, actor, 1)
    if len(action.ids) == 1:
        return Reply(await people_roles.roles(session, by, action.ids[0]), edits_pressed=True)
    number, which = action.ids[:2]
    sure = len(action.ids) > 2
    done = await people_roles.toggle_role(session, by, number, which, now, sure=sure)
    return Reply(done.message, edits_pressed=True)


async def places(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The organisations of a person, or those they can be added to."""
    by, action = pressed(query, actor, 1)
    page = action.ids[1] if len(action.ids) > 1 else None
    return Reply(await people_editing.places(session, by, action.ids[0], page), edits_pressed=True)


async def join(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Into an organisation, or out of it."""
    by, action = pressed(query, actor, 3)
    who, office, into = action.ids[:3]
    changed = await people_editing.join(session, by, who, office, now, into=bool(into))
    say = speech()
    toast = say.gettext("Agreed.") if changed else say.gettext("It is so already.")
    message = await people_editing.places(session, by, who, None)
    return Reply(message, toast=toast, edits_pressed=True)


async def away(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Until when? The same message with a calendar."""
    by, action = pressed(query, actor, 1)
    month = chosen_day(action.ids[1]) if len(action.ids) > 1 else None
    message = await away_for.ask(session, by, action.ids[0], month, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def stand_in(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Who stands in? The days are chosen; or another page of people."""
    by, action = pressed(query, actor, 3)
    page = action.ids[3] if len(action.ids) > 3 else 0
    address = chat_of(query)
    message = await away_for.ask_stand_in(
        session, by, action.ids[0], _days(action), page, address, now
    )
    return Reply(message, edits_pressed=True)


def _days(action: Action) -> Days:
    return Days(chosen_day(action.ids[1]), chosen_day(action.ids[2]))


async def begin_away(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The absence is agreed."""
    by, action = pressed(query, actor, 4)
    who = action.ids[3] or None
    message = await away_for.begin(session, by, action.ids[0], _days(action), who, now)
    return Reply(message, edits_pressed=True)


async def back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Снова на месте»"""
    by, action = pressed(query, actor, 1)
    return Reply(await away_for.end(session, by, action.ids[0], now), edits_pressed=True)


async def drop(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Удалить…»"""
    by, action = pressed(query, actor, 1)
    sure = action.ids[1:2] == (1,)
    done = await people_editing.drop(session, by, action.ids[0], now, sure=sure)
    return Reply(done.message, edits_pressed=True)


async def add(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Somebody new, or a new organisation: the name is asked for."""
    by, action = pressed(query, actor, 1)
    is_office = bool(action.ids[0])
    message = await people_creating.begin(session, by, chat_of(query), now, is_office=is_office)
    return Reply(message)


async def step(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The next step of adding."""
    by, action = pressed(query, actor, 2)
    message = await people_creating.step(session, by, action.ids, chat_of(query), now)
    if message is None:
        return Reply(toast=not_asked(speech()))
    return Reply(message, edits_pressed=True)


async def load(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """«Загрузить»: the list is stored whole."""
    by, action = pressed(query, actor, 1)
    message = await people_import.load(session, by, files, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def same(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """A doubtful row of the list is somebody known, or somebody else; with a fourth number, the
    same of the organisation that it names."""
    by, action = pressed(query, actor, 3)
    document, row, who = action.ids[:3]
    office = any(action.ids[3:])
    message = await people_import.decide(session, by, files, document, row, who, now, office=office)
    return Reply(message, edits_pressed=True)


async def leave(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The list is set aside."""
    by, action = pressed(query, actor, 1)
    message = await people_import.leave(session, by, action.ids[0])
    return Reply(message, edits_pressed=True)


async def sheet(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """The list as it is, as a file."""
    by, _ = pressed(query, actor, 0)
    return Reply(await people_sheets.current(session, by, files, now))


async def blank(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, files: FileStore
) -> Reply:
    """A blank for a list."""
    by, _ = pressed(query, actor, 0)
    return Reply(await people_sheets.blank(session, by, files))


def routes() -> Router:
    """The presses."""
    router = Router(name="people_editing")
    for verb, handler in (
        (Verb.PERSON_EDIT, edit),
        (Verb.PERSON_ROLE, role),
        (Verb.PERSON_PLACES, places),
        (Verb.PERSON_JOIN, join),
        (Verb.PERSON_AWAY, away),
        (Verb.PERSON_AWAY_TO, stand_in),
        (Verb.PERSON_AWAY_WHO, begin_away),
        (Verb.PERSON_BACK, back),
        (Verb.PERSON_DROP, drop),
        (Verb.NEW_ONE, add),
        (Verb.NEW_STEP, step),
        (Verb.PEOPLE_LOAD, load),
        (Verb.PEOPLE_SAME, same),
        (Verb.PEOPLE_LEAVE, leave),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    for verb, reads in ((Verb.PEOPLE_SHEET, sheet), (Verb.PEOPLE_BLANK, blank)):
        router.callback_query.register(reads, F.data.startswith(f"{verb}:"), flags={"reads": True})
    return router
