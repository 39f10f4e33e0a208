"""«Мониторинг» of the coordinator's desk: forms, how they are asked, opening a round by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from services import askings, forms, monitoring_desk
from services.askings import NoSuchDay, NotBeingOpened
from services.rights import Actor
from storage.files import FileStore
from views import askings as words
from views.actions import Verb
from views.speech import speech


async def home(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The entrance: in a message of its own from the menu, else in place."""
    by, action = pressed(query, actor, 0)
    return Reply(await monitoring_desk.home(session, by, now), edits_pressed=bool(action.ids))


async def over(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A page of the closed rounds."""
    by, action = pressed(query, actor, 1)
    return Reply(await monitoring_desk.over(session, by, action.ids[0], now), edits_pressed=True)


async def ongoing(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """How often ongoing activities are asked about, or another choice of it."""
    by, action = pressed(query, actor, 0)
    if action.ids:
        message = await monitoring_desk.set_ongoing(session, by, action.ids[0], now)
    else:
        message = await monitoring_desk.ongoing(session, by)
    return Reply(message, edits_pressed=True)


async def listed(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The forms; with 1 those of which a round can be opened."""
    by, action = pressed(query, actor, 1)
    message = await forms.listed(session, by, to_ask=action.ids[0] == 1)
    return Reply(message, edits_pressed=True)


async def take_ready(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A ready form by one press."""
    by, action = pressed(query, actor, 1)
    return Reply(await forms.take_ready(session, by, action.ids[0], now), edits_pressed=True)


async def card(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A form."""
    by, action = pressed(query, actor, 1)
    return Reply(await forms.card(session, by, action.ids[0], now), edits_pressed=True)


async def blank(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, files: FileStore
) -> Reply:
    """A form as a workbook, or a blank."""
    by, action = pressed(query, actor, 1)
    return Reply(await forms.blank(session, by, action.ids[0], files))


async def keep(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What was read from a workbook is stored."""
    by, action = pressed(query, actor, 1)
    message = await forms.keep(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def retire(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A form is taken out of the list; asked first."""
    by, action = pressed(query, actor, 1)
    sure = action.ids[1:2] == (1,)
    message = await forms.retire(session, by, action.ids[0], now, sure=sure)
    return Reply(message, edits_pressed=True)


async def every(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """How often a form is asked."""
    by, action = pressed(query, actor, 1)
    choice = action.ids[1] if len(action.ids) > 1 else None
    message = await askings.every(session, by, action.ids[0], choice, now)
    return Reply(message, edits_pressed=True)


async def by_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """By which day it is answered."""
    by, action = pressed(query, actor, 1)
    day = action.ids[1] if len(action.ids) > 1 else None
    message = await askings.by_day(session, by, action.ids[0], day, now)
    return Reply(message, edits_pressed=True)


async def schools(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Which schools are asked every time."""
    by, action = pressed(query, actor, 2)
    toggled = action.ids[2] if len(action.ids) > 2 else None
    message = await askings.schools(session, by, action.ids[0], action.ids[1], toggled, now)
    return Reply(message, edits_pressed=True)


async def ask_now(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A round of a form: about which period, then by which day."""
    by, action = pressed(query, actor, 1)
    form_id, *chosen = action.ids
    if len(chosen) < 3:
        return Reply(await askings.ask_period(session, by, form_id, now), edits_pressed=True)
    period = (chosen[0], chosen[1], chosen[2])
    message = await askings.ask_due(session, by, form_id, period, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def other_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The calendar for its last day."""
    by, action = pressed(query, actor, 2)
    shown = chosen_day(action.ids[1])
    message = await askings.other_day(session, by, action.ids[0], shown, now)
    return Reply(message, edits_pressed=True)


async def by_when(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The last day is chosen: what would be opened."""
    by, action = pressed(query, actor, 2)
    day = chosen_day(action.ids[1])
    try:
        message = await askings.preview(session, by, action.ids[0], day, chat_of(query), now)
    except (NotBeingOpened, NoSuchDay) as error:
        return _refused(error)
    return Reply(message, edits_pressed=True)


async def whom(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Which schools are asked this time."""
    by, action = pressed(query, actor, 2)
    form_id, page, *more = action.ids
    toggled = more[0] if more else None
    try:
        message = await askings.whom(session, by, form_id, page, toggled, chat_of(query), now)
    except NotBeingOpened as error:
        return _refused(error)
    return Reply(message, edits_pressed=True)


async def send(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The round is opened."""
    by, action = pressed(query, actor, 1)
    try:
        message = await askings.send(session, by, action.ids[0], chat_of(query), now)
    except (NotBeingOpened, NoSuchDay) as error:
        return _refused(error)
    toast = speech().gettext("The round is open.")
    return Reply(message, toast=toast, edits_pressed=True)


def _refused(error: NotBeingOpened | NoSuchDay) -> Reply:
    if isinstance(error, NoSuchDay):
        return Reply(toast=words.no_such_day(speech()), alert=True)
    return Reply(toast=words.not_begun(speech()), alert=True)


LOOKS: dict[Verb, Callable[..., Any]] = {
    Verb.MONITORING: home,
    Verb.ROUNDS_OVER: over,
    Verb.FORMS: listed,
    Verb.FORM: card,
    Verb.FORM_BLANK: blank,
}
DEEDS: dict[Verb, Callable[..., Any]] = {
    Verb.ONGOING_EVERY: ongoing,
    Verb.FORM_TAKE: take_ready,
    Verb.FORM_KEEP: keep,
    Verb.FORM_RETIRE: retire,
    Verb.ASKING_EVERY: every,
    Verb.ASKING_DAY: by_day,
    Verb.ASKING_SCHOOLS: schools,
    Verb.ASK_NOW: ask_now,
    Verb.ASK_BY: by_when,
    Verb.ASK_MONTH: other_day,
    Verb.ASK_WHOM: whom,
    Verb.ASK_SEND: send,
}


def routes() -> Router:
    """Every press of it; what only looks is made outside any writing."""
    router = Router(name="monitoring_desk")
    for verb, handler in LOOKS.items():
        router.callback_query.register(
            handler, F.data.startswith(f"{verb}:"), flags={"reads": True}
        )
    for verb, handler in DEEDS.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
