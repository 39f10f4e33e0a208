"""Classes handed to teachers: choosing them, the teacher's own, what comes back."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.pressing import in_place
from handlers.reply import Reply
from services import class_parts, teacher_classes
from services.rights import Actor
from views.actions import Verb


async def listed(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Передать классы…»."""
    by, action = pressed(query, actor, 1)
    message = await class_parts.listed(session, by, action.ids[0])
    return Reply(message, edits_pressed=True)


async def choose(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Whom a class goes to: a page of colleagues."""
    by, action = pressed(query, actor, 2)
    assignment_id, number, page = (*action.ids, 0)[:3]
    message = await class_parts.choose(session, by, assignment_id, number, page)
    return Reply(message, edits_pressed=True)


async def send(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The teacher sends them."""
    by, action = pressed(query, actor, 1)
    return Reply(await teacher_classes.send(session, by, action.ids[0], now), edits_pressed=True)


async def look(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What a teacher has sent."""
    by, action = pressed(query, actor, 2)
    return Reply(await class_parts.look(session, by, *action.ids[:2]))


def routes() -> Router:
    """The presses about classes at teachers."""
    router = Router(name="class_parts")
    for verb, handler in (
        (Verb.PARTS, listed),
        (Verb.PART_CLASS, choose),
        (Verb.PART_TO, in_place(class_parts.hand_to, 3)),
        (Verb.PART_SEND, send),
        (Verb.PART_LOOK, look),
        (Verb.PART_TAKE, in_place(class_parts.take, 2)),
        (Verb.PART_RETURN, in_place(class_parts.give_back, 2)),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router
