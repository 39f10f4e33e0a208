"""«Сводка»: how the roadmap stands."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chosen_day, pressed
from handlers.reply import Reply
from handlers.words import Words
from services import desk_menu, digest_lists, forecasting
from services.rights import Actor
from storage.tables import NoticeKind
from views import answers
from views.actions import Verb
from views.speech import speech


async def digest(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The digest, for those who coordinate or manage."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await digest_lists.ask(session, actor, now), kind=NoticeKind.DIGEST)


async def desk_asked(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Управление», typed or by its command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await desk_menu.menu(session, actor))


async def desk_pressed(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Управление», by its button."""
    by, _ = pressed(query, actor, 0)
    return Reply(await desk_menu.menu(session, by))


async def coming(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What will be sent in the coming days."""
    by, _ = pressed(query, actor, 0)
    return Reply(await forecasting.coming(session, by, now))


async def coming_text(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The text of one of them."""
    by, action = pressed(query, actor, 3)
    day, person, office = action.ids[:3]
    return Reply(await forecasting.text(session, by, chosen_day(day), person, office, now))


def routes() -> Router:
    """The digest, and what comes next."""
    router = Router(name="overview")
    router.message.register(digest, Words("digest", "digest"), flags={"reads": True})
    reads = {"reads": True}
    router.message.register(desk_asked, Words("desk", "desk"), flags=reads)
    router.callback_query.register(
        desk_pressed, F.data.startswith(f"{Verb.DESK_MENU}:"), flags=reads
    )
    router.callback_query.register(coming, F.data.startswith(f"{Verb.COMING}:"), flags=reads)
    router.callback_query.register(
        coming_text, F.data.startswith(f"{Verb.COMING_TEXT}:"), flags=reads
    )
    return router
