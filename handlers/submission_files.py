"""The workbook of a form: taken, and decided about where it differs from the chat; a round as a
file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from roadmap.monitoring.merging import Side
from services import round_files, submission_files
from services.rights import Actor
from storage.files import FileStore
from views.actions import Verb


async def table(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """«Получить таблицу»."""
    by, action = pressed(query, actor, 1)
    message = await submission_files.table(session, by, action.ids[0], files, now)
    return Reply(message, about=(action.ids[0],))


async def export(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """A whole round as a workbook or a .csv."""
    by, action = pressed(query, actor, 2)
    round_id, kind = action.ids[:2]
    return Reply(await round_files.export(session, by, round_id, kind, files, now))


def _decide(holds: Side) -> Callable[..., Awaitable[Reply]]:
    async def handler(
        query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
    ) -> Reply:
        by, action = pressed(query, actor, 1)
        at = chat_of(query)
        message = await submission_files.decide(session, by, action.ids[0], holds, at, now)
        return Reply(message, edits_pressed=True)

    return handler


def routes() -> Router:
    """The presses about workbooks; one that is only made needs no transaction that writes."""
    router = Router(name="submission_files")
    reads = {"reads": True}
    for verb, look in ((Verb.TABLE_OUT, table), (Verb.ROUND_EXPORT, export)):
        router.callback_query.register(look, F.data.startswith(f"{verb}:"), flags=reads)
    for verb, holds in ((Verb.TABLE_TAKE, Side.FILE), (Verb.TABLE_LEAVE, Side.STORED)):
        router.callback_query.register(_decide(holds), F.data.startswith(f"{verb}:"))
    return router
