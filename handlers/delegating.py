"""«Передать сотруднику…»: an organisation hands what it owes to one of its people."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import delegating
from services.rights import Actor
from views.actions import Verb
from views.speech import speech


async def choose(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """Whom of the organisation; or another page of people in the same message."""
    by, action = pressed(query, actor, 1)
    page = action.ids[1] if len(action.ids) > 1 else None
    message = await delegating.choose(session, by, action.ids[0], page or 0)
    return Reply(message, edits_pressed=page is not None)


async def hand_to(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Somebody was chosen."""
    by, action = pressed(query, actor, 2)
    assignment_id, person_id = action.ids[:2]
    handed = await delegating.hand_to(session, by, assignment_id, person_id, now)
    toast = "" if handed.changed else speech().gettext("It was so already.")
    return Reply(handed.message, toast=toast, edits_pressed=True)


def routes() -> Router:
    """The presses about delegating."""
    router = Router(name="delegating")
    router.callback_query.register(choose, F.data.startswith(f"{Verb.DELEGATE}:"))
    router.callback_query.register(hand_to, F.data.startswith(f"{Verb.DELEGATE_TO}:"))
    return router
