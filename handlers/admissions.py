"""Asking to be let in, and the coordinator's press that decides it."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, User
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import admitting, rights
from services.admitting import Applicant
from services.rights import Actor
from views.actions import Verb, unpack
from views.speech import speech

NAME_CHARS = 80


def _name(user: User) -> str:
    """«Name Surname (@account)», as the messenger shows it."""
    shown = user.full_name[:NAME_CHARS]
    return f"{shown} (@{user.username})" if user.username else shown


async def ask(query: CallbackQuery, session: AsyncSession, now: datetime) -> Reply:
    """«Ask for access», then the municipality where there are several."""
    action = unpack(query.data or "")
    message = query.message
    if action is None or message is None or message.chat.type != "private":
        raise rights.deny(None, "admission.ask", user=query.from_user.id)
    who = Applicant(query.from_user.id, message.chat.id, _name(query.from_user))
    town = action.ids[0] if action.ids else None
    return Reply(await admitting.ask(session, who, town, now))


async def decide(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«It is …», «A new person», «Refuse»: every coordinator's message is edited."""
    by, action = pressed(query, actor, 2 if _verb(query) is Verb.ADMIT else 1)
    say = speech()
    if action.verb is Verb.TURN_AWAY:
        decided = await admitting.turn_away(session, by, action.ids[0], now)
    else:
        person = action.ids[1] if action.verb is Verb.ADMIT else None
        decided = await admitting.admit(session, by, action.ids[0], person, now)
    if not decided.changed:
        return Reply(toast=say.gettext("It was decided already."))
    return Reply(toast=say.gettext("Let in") if decided.admitted else say.gettext("Refused"))


def _verb(query: CallbackQuery) -> Verb | None:
    action = unpack(query.data or "")
    return action.verb if action else None


def routes() -> Router:
    """The presses of strangers who want in, and of coordinators who decide."""
    router = Router(name="admissions")
    router.callback_query.register(ask, F.data.startswith(f"{Verb.ASK_IN}:"))
    for verb in (Verb.ADMIT, Verb.ADMIT_NEW, Verb.TURN_AWAY):
        router.callback_query.register(decide, F.data.startswith(f"{verb}:"))
    return router
