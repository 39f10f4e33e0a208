"""The list on launch: «acquainted», «not mine», its reason, and what a coordinator decides."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import acquainting
from services.rights import Actor
from storage.tables import Objecting
from views.actions import Verb
from views.speech import speech

OBJECTIONS = {
    Verb.NOT_MINE: Objecting.NOT_MINE,
    Verb.NOT_RELEVANT: Objecting.NOT_RELEVANT,
}


def _chat(query: CallbackQuery) -> str:
    return str(query.message.chat.id if query.message else query.from_user.id)


async def read(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Acquainted»: the list is edited, the press is answered."""
    by, action = pressed(query, actor, 1)
    fresh = await acquainting.read(session, by, action.ids[0], now)
    say = speech()
    return Reply(
        toast=say.gettext("Thank you, noted.") if fresh else say.gettext("It was noted already.")
    )


async def not_mine(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Not mine», «Not relevant»: written down, and the reason asked."""
    by, action = pressed(query, actor, 1)
    message, _ = await acquainting.object_to(
        session, by, action.ids[0], _chat(query), now, OBJECTIONS[action.verb]
    )
    return Reply(message)


async def no_reason(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The request goes on without a reason."""
    by, action = pressed(query, actor, 1)
    message = await acquainting.give_reason(session, by, action.ids[0], _chat(query), "", now)
    return Reply(message, edits_pressed=True)


async def decide(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A coordinator leaves it or does as was asked; the list is edited."""
    by, action = pressed(query, actor, 1)
    take = action.verb is not Verb.KEEP
    kind = Objecting.NOT_RELEVANT if action.verb is Verb.DROP else Objecting.NOT_MINE
    settled = await acquainting.decide(session, by, action.ids[0], now, take=take, kind=kind)
    say = speech()
    if not settled.changed:
        return Reply(toast=say.gettext("It was decided already, or the request has changed."))
    if not take:
        return Reply(toast=say.gettext("Left as it is"))
    drops = action.verb is Verb.DROP
    return Reply(toast=say.gettext("Called off") if drops else say.gettext("Taken over"))


def routes() -> Router:
    """The presses under the list and under the coordinator's questions."""
    router = Router(name="appointments")
    router.callback_query.register(read, F.data.startswith(f"{Verb.READ}:"))
    router.callback_query.register(not_mine, F.data.startswith(f"{Verb.NOT_MINE}:"))
    router.callback_query.register(no_reason, F.data.startswith(f"{Verb.NO_REASON}:"))
    router.callback_query.register(decide, F.data.startswith(f"{Verb.KEEP}:"))
    router.callback_query.register(decide, F.data.startswith(f"{Verb.TAKE}:"))
    router.callback_query.register(decide, F.data.startswith(f"{Verb.DROP}:"))
    router.callback_query.register(not_mine, F.data.startswith(f"{Verb.NOT_RELEVANT}:"))
    return router
