"""«Дорожные карты»: the list, documents sent to be read, the card of a roadmap."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.reply import Reply
from handlers.words import Words
from roadmap.period import Period, PeriodError
from services import draft_desk, draft_steps, incoming, rights
from services.incoming import Place, Pressed
from services.rights import Actor
from storage.files import FileStore
from storage.tables import NoticeKind
from views import answers
from views.actions import Verb
from views.speech import speech


def _place(query: CallbackQuery) -> Place:
    message_id = str(query.message.message_id) if query.message else ""
    return Place(chat_of(query), message_id)


def _reply(said: Pressed) -> Reply:
    kind = NoticeKind.ANSWER if said.about else NoticeKind.DOCUMENT
    return Reply(
        said.message, toast=said.toast, about=said.about, edits_pressed=not said.new, kind=kind
    )


async def asked(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """The list, by its word or command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await draft_desk.listing(session, actor, 0))


async def turn(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The list, or another page of it in place."""
    by, action = pressed(query, actor, 0)
    page = action.ids[0] if action.ids else 0
    message = await draft_desk.listing(session, by, page)
    return Reply(message, edits_pressed=bool(action.ids))


async def read_as(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
    now: datetime,
) -> Reply:
    """What a document is."""
    by, action = pressed(query, actor, 2)
    document, use = action.ids[:2]
    return _reply(await incoming.read_as(session, by, files, document, use, _place(query), now))


async def read_for(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The years that a document is for."""
    by, action = pressed(query, actor, 3)
    first, last = (chosen_day(number) for number in action.ids[1:3])
    try:
        period = Period(first, last)
    except PeriodError as error:
        raise rights.deny(by, "press", data=query.data) from error
    return _reply(await incoming.read_for(session, by, action.ids[0], period, _place(query)))


async def not_to_read(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A document is nothing to read."""
    by, action = pressed(query, actor, 1)
    return _reply(await incoming.drop(session, by, action.ids[0], now))


async def card(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The card of a roadmap, in place of what led to it."""
    by, action = pressed(query, actor, 1)
    await draft_steps.leave(session, chat_of(query))
    message = await draft_desk.card(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=True)


async def workbook(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    files: FileStore,
) -> Reply:
    """The workbook of a roadmap."""
    by, action = pressed(query, actor, 1)
    return Reply(await draft_desk.workbook(session, by, files, action.ids[0]))


async def ask_to_drop(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """Whether to delete a draft."""
    by, action = pressed(query, actor, 1)
    message = await draft_desk.ask_to_drop(session, by, action.ids[0])
    return Reply(message, edits_pressed=True)


async def drop(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Delete it."""
    by, action = pressed(query, actor, 1)
    message = await draft_desk.drop(session, by, action.ids[0], now)
    await draft_steps.leave(session, chat_of(query))
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The list, documents and cards."""
    router = Router(name="roadmaps")
    reads = {"reads": True}
    router.message.register(
        asked, Words("roadmaps", "roadmaps"), F.chat.type == "private", flags=reads
    )
    router.callback_query.register(turn, F.data.startswith(f"{Verb.ROADMAPS}:"), flags=reads)
    router.callback_query.register(read_as, F.data.startswith(f"{Verb.READ_AS}:"))
    router.callback_query.register(read_for, F.data.startswith(f"{Verb.READ_FOR}:"))
    router.callback_query.register(not_to_read, F.data.startswith(f"{Verb.READ_NOT}:"))
    router.callback_query.register(card, F.data.startswith(f"{Verb.DRAFT}:"))
    router.callback_query.register(workbook, F.data.startswith(f"{Verb.DRAFT_BOOK}:"), flags=reads)
    router.callback_query.register(ask_to_drop, F.data.startswith(f"{Verb.DROP_DRAFT}:"))
    router.callback_query.register(drop, F.data.startswith(f"{Verb.DROP_YES}:"))
    return router
