"""«Запрос сведений» by a blank table, as the coordinator presses and types it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.pressing import in_chat
from handlers.reply import Reply
from roadmap.blanks.errors import LayoutError, UnreadRange
from roadmap.blanks.ranges import parse_ranges
from roadmap.documents.errors import DocumentError
from services import blank_requests, blank_sending, gathering_up
from services.blank_drafts import NotBegun
from services.blank_sending import NoSuchMoment
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore
from views import blank_faults
from views import blank_requests as words
from views.actions import Verb
from views.speech import speech

Handler = Callable[..., Awaitable[Reply]]


def is_ranges(text: str) -> bool:
    """Whether words can name cells of a table."""
    try:
        return bool(parse_ranges(text))
    except UnreadRange:
        return False


async def start(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Запрос сведений по таблице…»"""
    by, _ = pressed(query, actor, 0)
    message = await blank_requests.start(session, by, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def of_document(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    now: datetime,
    files: FileStore,
    *,
    database: Database,
) -> Reply:
    """What a document sent is: a table to be filled in. It is opened outside of any transaction."""
    by, action = pressed(query, actor, 1)
    await session.rollback()
    message = await blank_requests.of_document(
        database, files, by, action.ids[0], chat_of(query), now
    )
    return Reply(message, edits_pressed=True)


async def ranges_typed(
    message: Message,
    session: AsyncSession,
    actor: Actor | None,
    now: datetime,
    files: FileStore,
    *,
    database: Database,
) -> Reply:
    """Cells, where they were asked for; any other words are heard by others."""
    address = str(message.chat.id)
    if actor is None or message.text is None:
        raise SkipHandler
    if not await blank_requests.waits_for_ranges(session, address, now):
        raise SkipHandler
    await session.rollback()
    return Reply(await blank_requests.pointed(database, files, actor, message.text, address, now))


async def area(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What a school fills in."""
    by, action = pressed(query, actor, 1)
    token, *chosen = action.ids
    choice = chosen[0] if chosen else None
    message = await blank_requests.area(session, by, token, choice, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def by_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """By which day: asked, or chosen."""
    by, action = pressed(query, actor, 1)
    token, *day = action.ids
    at = chat_of(query)
    if not day:
        message = await blank_sending.ask_due(session, by, token, None, at, now)
    else:
        message = await blank_sending.by_day(session, by, token, chosen_day(day[0]), at, now)
    return Reply(message, edits_pressed=True)


async def other_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The calendar."""
    by, action = pressed(query, actor, 2)
    shown = chosen_day(action.ids[1])
    message = await blank_sending.ask_due(session, by, action.ids[0], shown, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def schools(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Which schools."""
    by, action = pressed(query, actor, 2)
    token, page, *more = action.ids
    toggled = more[0] if more else None
    message = await blank_sending.whom(session, by, token, page, toggled, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def preview(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What would be sent; with a second number urgent, or not."""
    by, action = pressed(query, actor, 1)
    token, *urgent = action.ids
    message = await blank_sending.preview(
        session, by, token, chat_of(query), now, urgent=bool(urgent[0]) if urgent else None
    )
    return Reply(message, edits_pressed=True)


async def sample(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, files: FileStore
) -> Reply:
    """A school's copy, to look at."""
    by, action = pressed(query, actor, 1)
    try:
        return Reply(await blank_sending.sample(session, by, action.ids[0], chat_of(query), files))
    except DocumentError as error:
        return Reply(toast=blank_faults.unread(error, speech()), alert=True)
    except LayoutError as error:
        return Reply(toast=blank_faults.no_range(error, speech()), alert=True)


async def send(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Отправить»"""
    by, action = pressed(query, actor, 1)
    message = await blank_sending.send(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, toast=speech().gettext("The request is sent."), edits_pressed=True)


async def drop(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Отменить»"""
    by, action = pressed(query, actor, 1)
    message = await blank_requests.drop(session, by, action.ids[0], chat_of(query))
    return Reply(message, edits_pressed=True)


async def gather(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, files: FileStore
) -> Reply:
    """«Свод»"""
    by, action = pressed(query, actor, 1)
    return Reply(await gathering_up.gathered(session, by, action.ids[0], files))


async def blank(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Бланк»"""
    by, action = pressed(query, actor, 1)
    return Reply(await gathering_up.blank(session, by, action.ids[0]))


def _in_words(handler: Handler) -> Handler:
    """The same; a request that is not known any more, or a moment that is over, is told of."""

    @wraps(handler)
    async def guarded(*given: Any, **more: Any) -> Reply:
        try:
            return await handler(*given, **more)
        except NotBegun:
            return Reply(toast=words.not_begun(speech()), alert=True)
        except NoSuchMoment:
            return Reply(toast=words.no_such_hour(speech()), alert=True)

    return guarded


LOOKS: dict[Verb, Handler] = {
    Verb.BLANK_SAMPLE: sample,
    Verb.GATHER: gather,
    Verb.BLANK_FILE: blank,
}
DEEDS: dict[Verb, Handler] = {
    Verb.BLANK_NEW: start,
    Verb.BLANK_AREA: area,
    Verb.BLANK_WORDS: in_chat(blank_requests.ask_words, 2),
    Verb.BLANK_DAY: by_day,
    Verb.BLANK_MONTH: other_day,
    Verb.BLANK_HOUR: in_chat(blank_sending.by_hour, 2, in_place=True),
    Verb.BLANK_SCHOOLS: schools,
    Verb.BLANK_URGENT: preview,
    Verb.BLANK_PREVIEW: preview,
    Verb.BLANK_SEND: send,
    Verb.BLANK_DROP: drop,
}


def routes(database: Database) -> Router:
    """Every press of it, and cells that are typed; files are opened outside of any writing."""
    router = Router(name="blank_requests")
    reads = {"reads": True}
    for verb, handler in DEEDS.items():
        router.callback_query.register(_in_words(handler), F.data.startswith(f"{verb}:"))
    opened: Handler = partial(of_document, database=database)
    for verb, handler in (*LOOKS.items(), (Verb.BLANK_OF, opened)):
        router.callback_query.register(
            _in_words(handler), F.data.startswith(f"{verb}:"), flags=reads
        )
    router.message.register(
        partial(ranges_typed, database=database),
        F.text.func(is_ranges),
        F.chat.type == "private",
        flags=reads,
    )
    return router
