"""«Да, это она», «Нет, подтверждающий документ» under the question about a table that came."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from services import blank_evidence, blank_returns
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore
from views.actions import Verb


async def decided(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    now: datetime,
    files: FileStore,
    *,
    database: Database,
) -> Reply:
    """The table is read outside of any transaction."""
    by, action = pressed(query, actor, 2)
    assignment_id, yes = action.ids[:2]
    await session.rollback()
    at = chat_of(query)
    if yes:
        message = await blank_returns.it_is(database, files, by, assignment_id, at, now)
        return Reply(message, edits_pressed=True)
    receipt = await blank_evidence.it_is_not(database, files, by, assignment_id, at, now)
    return Reply(receipt.message, about=receipt.about, edits_pressed=not receipt.about)


def routes(database: Database) -> Router:
    """The one press."""
    router = Router(name="blank_returns")
    router.callback_query.register(
        partial(decided, database=database),
        F.data.startswith(f"{Verb.BLANK_IS}:"),
        flags={"reads": True},
    )
    return router
