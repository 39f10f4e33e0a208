"""Letters in doubt: a coordinator says whose they are."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import letter_shown
from services.rights import Actor
from views import letter_alerts
from views.actions import Verb
from views.speech import speech


async def vouch(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The letter is read again, as theirs."""
    by, action = pressed(query, actor, 1)
    done = await letter_shown.vouch(session, by, action.ids[0], now)
    say = speech()
    if done is None:
        return Reply(toast=letter_alerts.vouched_before(say), alert=True)
    return Reply(letter_alerts.vouched(done.name, done.address, say, forged=done.forged))


def routes() -> Router:
    """The press under a letter in doubt."""
    router = Router(name="letters")
    router.callback_query.register(vouch, F.data.startswith(f"{Verb.LETTER_VOUCH}:"))
    return router
