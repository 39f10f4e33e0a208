"""Presses about personal data, and for whom an account speaks."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import accounts, consents
from services.rights import Actor
from views import speaking
from views.actions import Verb
from views.speech import speech


async def read(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Acquainted» with the notice on personal data."""
    by, action = pressed(query, actor, 1)
    answered = await consents.acquainted(session, by, action.ids[0], now)
    say = speech()
    toast = say.gettext("Thank you, noted.") if answered.changed else ""
    return Reply(answered.message, toast=toast, edits_pressed=True)


async def decide(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«I agree», «I do not agree», and withdrawing it later."""
    by, action = pressed(query, actor, 1)
    say = speech()
    if not action.ids[0]:
        answered = await consents.withdraw(session, by, now)
        if not answered.changed:
            return Reply(toast=say.gettext("It was noted already."))
        return Reply(answered.message, toast=say.gettext("Noted"))
    version = action.ids[1] if len(action.ids) > 1 else 0
    answered = await consents.agree(session, by, version, now)
    toast = say.gettext("Thank you, noted.") if answered.changed else ""
    return Reply(answered.message, toast=toast, edits_pressed=True)


async def speak_as(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Change…» shows the list, a name of it chooses: the press itself speaks for that person."""
    by, action = pressed(query, actor, 0)
    message = await accounts.voices(session, query.from_user.id)
    if not action.ids:
        return Reply(message)
    voices = await accounts.people_of(session, query.from_user.id)
    voice = next(one for one in voices if one.person_id == by.person_id)
    return Reply(message, toast=speaking.chosen(voice, speech()), edits_pressed=True)


def routes() -> Router:
    """The presses under the notice, the consent and the list of whom to speak for."""
    router = Router(name="consents")
    router.callback_query.register(read, F.data.startswith(f"{Verb.NOTICE_READ}:"))
    router.callback_query.register(decide, F.data.startswith(f"{Verb.CONSENT}:"))
    router.callback_query.register(speak_as, F.data.startswith(f"{Verb.SPEAK_AS}:"))
    return router
