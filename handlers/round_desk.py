"""One round on the coordinator's desk: looking, checking answers, moving it on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from handlers.activities import chat_of, chosen_day, given, pressed
from handlers.pressing import in_place, router_of
from handlers.reply import Reply
from services import checking_answers, round_deeds, round_desk, round_reports, round_schools
from services.rights import Actor
from services.round_deeds import NoSuchRoundDay
from storage.files import FileStore
from views import checking as words
from views import opening_by_hand as opening_words
from views.actions import Verb
from views.speech import speech


async def opened(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The round: in a message of its own from a digest, else in place."""
    by, action = pressed(query, actor, 1)
    message = await round_desk.opened(session, by, action.ids[0], given(action, 1) or 0, now)
    return Reply(message, edits_pressed=len(action.ids) > 1)


async def silent(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A page of those who have not answered: in a message of its own from a list, else in place."""
    by, action = pressed(query, actor, 2)
    round_id, page = action.ids[:2]
    message = await round_desk.silent(session, by, round_id, page, now)
    return Reply(message, edits_pressed=len(action.ids) < 3)


async def picture(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """The same as a picture."""
    by, action = pressed(query, actor, 1)
    part = given(action, 1) or 0
    return Reply(await round_desk.picture(session, by, action.ids[0], part, files, now))


async def series(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, files: FileStore
) -> Reply:
    """An indicator over periods."""
    by, action = pressed(query, actor, 2)
    return Reply(await round_desk.dynamics(session, by, action.ids[0], action.ids[1], files))


async def paper(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """The analytical note."""
    by, action = pressed(query, actor, 1)
    return Reply(await round_reports.paper(session, by, action.ids[0], files, now))


async def accept(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """One school's answers are accepted."""
    by, action = pressed(query, actor, 1)
    return _accepted(await checking_answers.accept(session, by, action.ids[0], now))


async def accept_all(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Everything that was handed in is accepted."""
    by, action = pressed(query, actor, 1)
    return _accepted(await round_deeds.accept_all(session, by, action.ids[0], now))


def _accepted(done: tuple[int, Message]) -> Reply:
    count, message = done
    return Reply(message, toast=words.accepted_toast(count, speech()), edits_pressed=True)


async def choose_field(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Вернуть с замечанием…»: which answer?"""
    by, action = pressed(query, actor, 1)
    number, at_label, page = (*action.ids, 0, 0)[:3]
    address = chat_of(query)
    message = await checking_answers.choose(session, by, number, at_label, page, address, now)
    return Reply(message, edits_pressed=True)


async def ask_remark(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """An answer is chosen: what is wrong with it?"""
    by, action = pressed(query, actor, 3)
    number, at_label, place = action.ids[:3]
    address = chat_of(query)
    return Reply(
        await checking_answers.ask_remark(session, by, number, at_label, place, address, now)
    )


async def give_back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The answers go back with the remarks."""
    by, action = pressed(query, actor, 1)
    done = await checking_answers.give_back(session, by, action.ids[0], chat_of(query), now)
    if isinstance(done, str):
        return Reply(toast=done, alert=True)
    return Reply(done, toast=speech().gettext("Sent back."), edits_pressed=True)


async def remind(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Those who have not answered are reminded; shown first."""
    by, action = pressed(query, actor, 1)
    sure = action.ids[1:2] == (1,)
    message = await round_deeds.remind(session, by, action.ids[0], now, sure=sure)
    return Reply(message, edits_pressed=sure)


async def change_state(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Closed, called off or opened again; asked first."""
    by, action = pressed(query, actor, 2)
    number, deed = action.ids[:2]
    sure = action.ids[2:3] == (1,)
    message = await round_deeds.change_state(session, by, number, deed, now, sure=sure)
    return Reply(message, edits_pressed=True)


async def move(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The date moves for all; asked first to which day."""
    by, action = pressed(query, actor, 1)
    if len(action.ids) == 1:
        return Reply(await round_deeds.ask_day(session, by, action.ids[0], now), edits_pressed=True)
    day = chosen_day(action.ids[1])
    try:
        message = await round_deeds.move(session, by, action.ids[0], day, now)
    except NoSuchRoundDay:
        return Reply(toast=opening_words.no_such_day(speech()), alert=True)
    return Reply(message, edits_pressed=True)


async def month(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The calendar for it."""
    by, action = pressed(query, actor, 2)
    shown = chosen_day(action.ids[1])
    message = await round_deeds.ask_day(session, by, action.ids[0], now, shown)
    return Reply(message, edits_pressed=True)


async def add(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """More schools are asked."""
    by, action = pressed(query, actor, 2)
    number, page, *more = action.ids
    school = more[0] if more else None
    message = await round_schools.add(session, by, number, page, school, now)
    return Reply(message, edits_pressed=True)


LOOKS: dict[Verb, Callable[..., Any]] = {
    Verb.ROUND: opened,
    Verb.ROUND_SILENT: silent,
    Verb.ROUND_GRID: in_place(round_desk.grid, 2),
    Verb.ROUND_PICTURE: picture,
    Verb.ROUND_FIGURES: in_place(round_desk.figures, 2),
    Verb.ROUND_SERIES: series,
    Verb.ROUND_PAPER: paper,
    Verb.ROUND_ONE: in_place(checking_answers.one, 2),
}
DEEDS: dict[Verb, Callable[..., Any]] = {
    Verb.ROUND_ACCEPT: accept,
    Verb.ROUND_ACCEPT_ALL: accept_all,
    Verb.ROUND_RETURN: choose_field,
    Verb.ROUND_REMARK: ask_remark,
    Verb.ROUND_RETURN_YES: give_back,
    Verb.ROUND_REMIND: remind,
    Verb.ROUND_CLOSE: change_state,
    Verb.ROUND_DAY: move,
    Verb.ROUND_MONTH: month,
    Verb.ROUND_ADD: add,
}


def routes() -> Router:
    """Every press of it; what only looks is made outside any writing."""
    return router_of("round_desk", LOOKS, DEEDS)
