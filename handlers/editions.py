"""The week's letter before it goes: a line of explanation, holding it, letting it go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from services import saying, weekly_previews
from services.rights import Actor
from storage.files import FileStore
from views.actions import Verb


def _week(query: CallbackQuery, actor: Actor | None) -> tuple[Actor, date]:
    by, action = pressed(query, actor, 1)
    return by, chosen_day(action.ids[0])


async def see(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    now: datetime,
    files: FileStore,
) -> Reply:
    """«Посмотреть письмо»: as its readers get it, several where there are several."""
    by, week = _week(query, actor)
    *earlier, last = await weekly_previews.see(session, by, week, files, now)
    for n, message in enumerate(earlier):
        part = replace(by, origin=f"{by.origin}/part{n}")
        await saying.answer(session, part, chat_of(query), message, now)
    return Reply(last)


async def ask_line(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Добавить строку»: which?"""
    by, week = _week(query, actor)
    return Reply(await weekly_previews.ask_line(session, by, week, chat_of(query), now))


async def no_line(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The line goes."""
    by, week = _week(query, actor)
    message = await weekly_previews.no_line(session, by, week, now)
    return Reply(message, edits_pressed=True)


async def hold(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Задержать», and «Отправить»."""
    by, week = _week(query, actor)
    stop = (query.data or "").startswith(f"{Verb.LETTER_HOLD}:")
    message = await weekly_previews.hold(session, by, week, now, stop=stop)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The presses of a preview."""
    router = Router(name="editions")
    for verb, handler in (
        (Verb.LETTER_SEE, see),
        (Verb.LETTER_LINE, ask_line),
        (Verb.LETTER_NO_LINE, no_line),
        (Verb.LETTER_HOLD, hold),
        (Verb.LETTER_GO, hold),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
