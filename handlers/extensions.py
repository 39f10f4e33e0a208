"""«Move the date…»: the day, the reason, and for coordinators the grounds or a refusal."""

from __future__ import annotations

from datetime import date, datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from roadmap.extending import Basis, Grounds
from services import extension_steps, rights
from services.rights import Actor
from views.actions import Action, Verb
from views.calendar_keyboard import as_date
from views.extensions import BASES


def _chat(query: CallbackQuery) -> str:
    return str(query.message.chat.id if query.message else query.from_user.id)


def _day(actor: Actor, number: int) -> date:
    try:
        return as_date(number)
    except ValueError as error:
        raise rights.deny(actor, "press", day=number) from error


def _basis(actor: Actor, number: int) -> Basis | None:
    if number >= len(BASES):
        raise rights.deny(actor, "press", basis=number)
    return BASES[number]


def _id(action: Action, place: int) -> int:
    """An id that may be left out of the callback data."""
    return action.ids[place] if len(action.ids) > place else 0


async def extend(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """To which day? Or, in place, the calendar of a month."""
    by, action = pressed(query, actor, 1)
    month = _id(action, 1)
    message = await extension_steps.begin(
        session,
        by,
        action.ids[0],
        now,
        shown=_day(by, month) if month else None,
        extension_id=_id(action, 2),
    )
    return Reply(message, edits_pressed=bool(month))


async def choose_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A day of the question or the calendar; under a list of requests: the day asked for."""
    by, action = pressed(query, actor, 2)
    message = await extension_steps.chosen(
        session,
        by,
        action.ids[0],
        _day(by, action.ids[1]),
        _chat(query),
        now,
        extension_id=_id(action, 2),
    )
    return Reply(message, edits_pressed=action.verb is Verb.EXTEND_TO)


async def choose_basis(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The grounds: the date moves, or the number of the paper is asked for."""
    by, action = pressed(query, actor, 3)
    message = await extension_steps.basis_chosen(
        session,
        by,
        action.ids[0],
        _day(by, action.ids[1]),
        _basis(by, action.ids[2]),
        _chat(query),
        now,
        extension_id=_id(action, 3),
    )
    return Reply(message, edits_pressed=True)


async def no_paper(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The date moves without the number of the order or letter."""
    by, action = pressed(query, actor, 3)
    message = await extension_steps.moved(
        session,
        by,
        action.ids[0],
        _day(by, action.ids[1]),
        Grounds(_basis(by, action.ids[2])),
        now,
        _id(action, 3),
        _chat(query),
    )
    return Reply(message, edits_pressed=True)


async def refuse(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A coordinator refuses: why?"""
    by, action = pressed(query, actor, 1)
    return Reply(await extension_steps.ask_grounds(session, by, action.ids[0], _chat(query), now))


async def no_grounds(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Refused without a reason."""
    by, action = pressed(query, actor, 1)
    message = await extension_steps.refused(session, by, action.ids[0], "", _chat(query), now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The presses on the way to another date."""
    router = Router(name="extensions")
    router.callback_query.register(extend, F.data.startswith(f"{Verb.EXTEND}:"))
    router.callback_query.register(choose_day, F.data.startswith(f"{Verb.EXTEND_TO}:"))
    router.callback_query.register(choose_day, F.data.startswith(f"{Verb.GRANT}:"))
    router.callback_query.register(choose_basis, F.data.startswith(f"{Verb.BASIS}:"))
    router.callback_query.register(no_paper, F.data.startswith(f"{Verb.NO_PAPER}:"))
    router.callback_query.register(refuse, F.data.startswith(f"{Verb.REFUSE}:"))
    router.callback_query.register(no_grounds, F.data.startswith(f"{Verb.NO_GROUNDS}:"))
    return router
