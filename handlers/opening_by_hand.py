"""A coordinator opens a round of a form by hand, press by press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.pressing import router_of
from handlers.reply import Reply
from services import opening_by_hand as opening
from services.opening_by_hand import NoSuchDay, NotBeingOpened
from services.rights import Actor
from views import opening_by_hand as words
from views.actions import Verb
from views.speech import speech


async def ask_now(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A round of a form: about which period, then by which day."""
    by, action = pressed(query, actor, 1)
    form_id, *chosen = action.ids
    if len(chosen) < 3:
        return Reply(await opening.ask_period(session, by, form_id, now), edits_pressed=True)
    period = (chosen[0], chosen[1], chosen[2])
    message = await opening.ask_due(session, by, form_id, period, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def other_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The calendar for its last day."""
    by, action = pressed(query, actor, 2)
    shown = chosen_day(action.ids[1])
    message = await opening.other_day(session, by, action.ids[0], shown, now)
    return Reply(message, edits_pressed=True)


async def by_when(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The last day is chosen: what would be opened."""
    by, action = pressed(query, actor, 2)
    day = chosen_day(action.ids[1])
    try:
        message = await opening.preview(session, by, action.ids[0], day, chat_of(query), now)
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
        message = await opening.whom(session, by, form_id, page, toggled, chat_of(query), now)
    except NotBeingOpened as error:
        return _refused(error)
    return Reply(message, edits_pressed=True)


async def send(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The round is opened."""
    by, action = pressed(query, actor, 1)
    try:
        message = await opening.send(session, by, action.ids[0], chat_of(query), now)
    except (NotBeingOpened, NoSuchDay) as error:
        return _refused(error)
    toast = speech().gettext("The round is open.")
    return Reply(message, toast=toast, edits_pressed=True)


def _refused(error: NotBeingOpened | NoSuchDay) -> Reply:
    if isinstance(error, NoSuchDay):
        return Reply(toast=words.no_such_day(speech()), alert=True)
    return Reply(toast=words.not_begun(speech()), alert=True)


PRESSES: dict[Verb, Callable[..., Any]] = {
    Verb.ASK_NOW: ask_now,
    Verb.ASK_BY: by_when,
    Verb.ASK_MONTH: other_day,
    Verb.ASK_WHOM: whom,
    Verb.ASK_SEND: send,
}


def routes() -> Router:
    """Every press of it."""
    return router_of("opening_by_hand", {}, PRESSES)
