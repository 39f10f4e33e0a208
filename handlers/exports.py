"""«Отчёты и архив»: the roadmap, what of it, as of which day, and the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply, pressed_once
from handlers.words import Words
from services import exporting, marks_back
from services.rights import Actor
from storage.files import FileStore
from views import answers
from views.actions import Verb
from views.speech import speech


async def asked(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Отчёты», typed or by its command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await exporting.rooms(session, actor))


async def choose(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A page of the roadmaps, or what can be made of one."""
    by, action = pressed(query, actor, 0)
    page, number = (*action.ids, 0, 0)[:2]
    if number:
        return Reply(await exporting.kinds(session, by, number))
    return Reply(await exporting.rooms(session, by, page), edits_pressed=bool(action.ids))


async def choose_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """As of which day?"""
    by, action = pressed(query, actor, 2)
    number, kind = action.ids[:2]
    return Reply(await exporting.days(session, by, number, kind, now), edits_pressed=True)


async def turn_month(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another month of the calendar."""
    by, action = pressed(query, actor, 3)
    number, kind, day = action.ids[:3]
    shown = chosen_day(day)
    return Reply(await exporting.days(session, by, number, kind, now, shown), edits_pressed=True)


async def make(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """The file."""
    by, action = pressed(query, actor, 3)
    number, kind, day = action.ids[:3]
    message = await exporting.file(session, by, number, kind, chosen_day(day), files, now)
    return Reply(message)


async def record(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Записать» under what a workbook of marks would do."""
    by, action = pressed(query, actor, 1)
    return pressed_once(await marks_back.record(session, by, action.ids[0], chat_of(query), now))


async def drop(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Не записывать»"""
    by, action = pressed(query, actor, 1)
    return pressed_once(await marks_back.drop(session, by, action.ids[0], chat_of(query)))


LOOKS: dict[Verb, Callable[..., Any]] = {
    Verb.EXPORTS: choose,
    Verb.EXPORT_WHAT: choose_day,
    Verb.EXPORT_MONTH: turn_month,
    Verb.EXPORT_MAKE: make,
}
DEEDS: dict[Verb, Callable[..., Any]] = {Verb.MARKS_RECORD: record, Verb.MARKS_DROP: drop}


def routes() -> Router:
    """The word and every press; what only looks is made outside any writing."""
    router = Router(name="exports")
    reads = {"reads": True}
    words = Words("reports", "reports")
    router.message.register(asked, words, F.chat.type == "private", flags=reads)
    for verb, handler in LOOKS.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"), flags=reads)
    for verb, handler in DEEDS.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
