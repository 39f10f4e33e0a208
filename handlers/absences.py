"""«I am away…»: the calendar, who stands in, and «I am back»."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chosen_day, pressed
from handlers.reply import Reply
from roadmap.absence_words import Days
from services import absences, helping, preferring, school_holidays
from services.rights import Actor
from views.actions import Action, Verb
from views.speech import speech


async def ask(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Until when? A new message, or the same one with another month."""
    by, action = pressed(query, actor, 0)
    if not action.ids:
        return Reply(await absences.ask(session, by, now))
    month = chosen_day(action.ids[0])
    return Reply(await absences.ask(session, by, now, month=month), edits_pressed=True)


async def ask_stand_in(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Who stands in? The days are chosen; or another page of people."""
    by, action = pressed(query, actor, 2)
    page = action.ids[2] if action.verb is Verb.AWAY_PAGE and len(action.ids) > 2 else 0
    message = await absences.ask_stand_in(session, by, _days(action), now, page=page)
    return Reply(message, edits_pressed=True)


async def begin(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The absence is agreed."""
    by, action = pressed(query, actor, 3)
    stand_in = action.ids[2] or None
    message = await absences.begin(session, by, _days(action), stand_in, now)
    return Reply(message, edits_pressed=True)


async def back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The absence is over."""
    by, action = pressed(query, actor, 1)
    return Reply(await absences.end(session, by, action.ids[0], now), edits_pressed=True)


async def in_holidays(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A school asks to be reminded in holidays too, or not any more; the help is edited."""
    by, action = pressed(query, actor, 1)
    wanted = bool(action.ids[0])
    await school_holidays.wish(session, by, now, wanted=wanted)
    say = speech()
    toast = (
        say.gettext("Reminders come in school holidays too.")
        if wanted
        else say.gettext("No reminders in school holidays.")
    )
    return Reply(await helping.help_for(session, by), toast=toast, edits_pressed=True)


def _days(action: Action) -> Days:
    return Days(chosen_day(action.ids[0]), chosen_day(action.ids[1]))


async def prefer(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Telegram, email or both from now on; the help is edited."""
    by, action = pressed(query, actor, 1)
    changed = await preferring.prefer(session, by, action.ids[0], now)
    say = speech()
    toast = say.gettext("Agreed.") if changed else say.gettext("It is so already.")
    return Reply(await helping.help_for(session, by), toast=toast, edits_pressed=True)


def routes() -> Router:
    """The presses about being away, and the wish for reminders in holidays."""
    router = Router(name="absences")
    router.callback_query.register(ask, F.data.startswith(f"{Verb.AWAY}:"))
    router.callback_query.register(ask_stand_in, F.data.startswith(f"{Verb.AWAY_TO}:"))
    router.callback_query.register(ask_stand_in, F.data.startswith(f"{Verb.AWAY_PAGE}:"))
    router.callback_query.register(begin, F.data.startswith(f"{Verb.AWAY_WHO}:"))
    router.callback_query.register(back, F.data.startswith(f"{Verb.BACK}:"))
    router.callback_query.register(prefer, F.data.startswith(f"{Verb.CHANNEL}:"))
    router.callback_query.register(in_holidays, F.data.startswith(f"{Verb.IN_HOLIDAYS}:"))
    return router
