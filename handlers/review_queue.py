"""«На проверке»: accepting one after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from services import review_queue, saying
from services.rights import Actor
from views.actions import Verb


async def show(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The first that waits; «Позже»: the next one. A message cannot get files by being edited."""
    by, action = pressed(query, actor, 0)
    after = action.ids[0] if action.ids else 0
    message = await review_queue.shown(session, by, after)
    return Reply(message, edits_pressed=bool(action.ids) and not message.attachments)


async def accept(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Принять»: the next comes in place, or with its files after the verdict."""
    by, action = pressed(query, actor, 1)
    passed = await review_queue.accept(session, by, action.ids[0], now)
    if not passed.next.attachments:
        return Reply(passed.next, edits_pressed=True)
    following = replace(by, origin=f"{by.origin}/next")
    await saying.answer(session, following, chat_of(query), passed.next, now)
    return Reply(passed.verdict, edits_pressed=True)


async def send_back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«На доработку…»: what is missing?"""
    by, action = pressed(query, actor, 1)
    message = await review_queue.ask_remark(session, by, action.ids[0], chat_of(query), now)
    return Reply(message)


def routes() -> Router:
    """The presses of the queue."""
    router = Router(name="review_queue")
    for verb, handler in (
        (Verb.REVIEW_QUEUE, show),
        (Verb.QUEUE_ACCEPT, accept),
        (Verb.QUEUE_RETURN, send_back),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
