"""«Мониторинг» of the coordinator's desk: forms, and how they are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, given, pressed
from handlers.pressing import in_place, router_of
from handlers.reply import Reply
from services import askings, forms, monitoring_desk
from services.asking_forms import Start
from services.rights import Actor
from storage.files import FileStore
from views.actions import Action, Verb


async def home(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The entrance: in a message of its own from the menu, else in place."""
    by, action = pressed(query, actor, 0)
    return Reply(await monitoring_desk.home(session, by, now), edits_pressed=bool(action.ids))


async def ongoing(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """How often ongoing activities are asked about, or another choice of it."""
    by, action = pressed(query, actor, 0)
    choice = given(action, 0)
    if choice is None:
        message = await monitoring_desk.ongoing(session, by)
    else:
        message = await monitoring_desk.set_ongoing(session, by, choice, _start(action, 1), now)
    return Reply(message, edits_pressed=True)


async def listed(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The forms; with 1 those of which a round can be opened."""
    by, action = pressed(query, actor, 1)
    message = await forms.listed(session, by, to_ask=action.ids[0] == 1)
    return Reply(message, edits_pressed=True)


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
    """How often a form is asked, and whether at once or from the next period on."""
    by, action = pressed(query, actor, 1)
    choice, start = given(action, 1), _start(action, 2)
    message = await askings.every(session, by, action.ids[0], choice, start, now)
    return Reply(message, edits_pressed=True)


def _start(action: Action, place: int) -> Start | None:
    """At once or from the next period on, where a press says it."""
    return {1: Start.NOW, 2: Start.NEXT}.get(given(action, place) or 0)


async def by_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """By which day it is answered."""
    by, action = pressed(query, actor, 1)
    message = await askings.by_day(session, by, action.ids[0], given(action, 1), now)
    return Reply(message, edits_pressed=True)


async def schools(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Which schools are asked every time."""
    by, action = pressed(query, actor, 2)
    form_id, page = action.ids[:2]
    message = await askings.schools(session, by, form_id, page, given(action, 2), now)
    return Reply(message, edits_pressed=True)


LOOKS: dict[Verb, Callable[..., Any]] = {
    Verb.MONITORING: home,
    Verb.ROUNDS_OVER: in_place(monitoring_desk.over, 1),
    Verb.FORMS: listed,
    Verb.FORM: in_place(forms.card, 1),
    Verb.FORM_BLANK: blank,
}
DEEDS: dict[Verb, Callable[..., Any]] = {
    Verb.ONGOING_EVERY: ongoing,
    Verb.FORM_TAKE: in_place(forms.take_ready, 1),
    Verb.FORM_KEEP: keep,
    Verb.FORM_RETIRE: retire,
    Verb.ASKING_EVERY: every,
    Verb.ASKING_DAY: by_day,
    Verb.ASKING_SCHOOLS: schools,
}


def routes() -> Router:
    """Every press of it; what only looks is made outside any writing."""
    return router_of("monitoring_desk", LOOKS, DEEDS)
