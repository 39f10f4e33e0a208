"""`/admin`: the operator's own room. To everybody else it is a command like any unknown one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of
from handlers.reply import Reply
from handlers.words import Words, command_in, is_for
from services import admin, conversations, operating, rights
from storage.database import Database
from storage.files import FileStore
from views import admin as shown
from views import answers
from views.actions import Action, Verb, unpack
from views.speech import speech

OPERATES = {"operates": True}
"""The flag of what is answered to a user, whomever else their account stands for."""

Pressed = Callable[..., Awaitable[Reply]]


class Operator(BaseFilter):
    """Passes what an operator writes in a private chat with the bot."""

    async def __call__(self, message: Message, operators: frozenset[int]) -> bool:
        """Whether it is from one."""
        user = message.from_user
        return user is not None and user.id in operators and message.chat.type == "private"


class Command(Operator):
    """Passes an operator's /admin."""

    async def __call__(
        self, message: Message, operators: frozenset[int], bot: Bot | None = None
    ) -> bool:
        """Whether the message is it."""
        name, to = command_in(message.text or "")
        return (
            name == "admin" and await super().__call__(message, operators) and await is_for(bot, to)
        )


class Asked(Operator):
    """Passes the words of an operator whom this room has asked something."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, message: Message, operators: frozenset[int]) -> bool:
        """Whether they answer."""
        text = message.text or ""
        if not text or (text.startswith("/") and command_in(text)[0] != "cancel"):
            return False
        if not await super().__call__(message, operators):
            return False
        async with self._database.read() as session:
            step = await conversations.standing(session, str(message.chat.id))
        return step is not None and step.step == operating.STEP


async def open_room(message: Message, session: AsyncSession, now: datetime) -> Reply:
    """/admin: all municipalities; what was asked before waits no more."""
    await conversations.forget(session, str(message.chat.id), operating.STEP)
    return Reply(await admin.overview(session, 0, now))


async def heard(message: Message, session: AsyncSession, now: datetime, bot: Bot) -> Reply:
    """The answer to what was asked."""
    user = message.from_user.id if message.from_user else 0
    name = (await bot.me()).username or ""
    chat = str(message.chat.id)
    return Reply(await operating.heard(session, user, chat, message.text or "", name, now))


async def cancel(message: Message, session: AsyncSession) -> Reply:
    """«Отмена» of what was asked."""
    await conversations.forget(session, str(message.chat.id), operating.STEP)
    return Reply(answers.plain(speech().gettext("Cancelled.")))


def _require(query: CallbackQuery, operators: frozenset[int]) -> Action:
    """The action of an operator's press. Raises `Denied`."""
    user, action = query.from_user.id, unpack(query.data or "")
    operating.require(operators, user, "operator.press")
    if action is None:
        raise rights.deny(None, "operator.press", user=user, data=query.data)
    return action


def _first(action: Action) -> int:
    return action.ids[0] if action.ids else 0


async def turn(
    query: CallbackQuery, session: AsyncSession, operators: frozenset[int], now: datetime
) -> Reply:
    """A page of municipalities, in place."""
    page = _first(_require(query, operators))
    return Reply(await admin.overview(session, page, now), edits_pressed=True)


async def town(query: CallbackQuery, session: AsyncSession, operators: frozenset[int]) -> Reply:
    """The card of a municipality, in place."""
    number = _first(_require(query, operators))
    message = await admin.town(session, number)
    if message is None:
        raise rights.deny(None, "operator.town", municipality=number)
    return Reply(message, edits_pressed=True)


async def health(
    query: CallbackQuery,
    session: AsyncSession,
    operators: frozenset[int],
    files: FileStore,
    now: datetime,
) -> Reply:
    """«Состояние», in place."""
    _require(query, operators)
    return Reply(await admin.health(session, files.root, now), edits_pressed=True)


async def aside(query: CallbackQuery, session: AsyncSession, operators: frozenset[int]) -> Reply:
    """What could not be worked, in place."""
    page = _first(_require(query, operators))
    return Reply(await admin.aside(session, page), edits_pressed=True)


async def add(
    query: CallbackQuery, session: AsyncSession, operators: frozenset[int], now: datetime
) -> Reply:
    """«Добавить муниципалитет»: asks for the name."""
    _require(query, operators)
    return Reply(await operating.ask_name(session, chat_of(query), now))


async def zone(
    query: CallbackQuery, session: AsyncSession, operators: frozenset[int], now: datetime
) -> Reply:
    """A time zone: the municipality is made."""
    number, user = _first(_require(query, operators)), query.from_user.id
    message = await operating.choose_zone(session, user, number, chat_of(query), now)
    if message is None:
        return Reply(toast=speech().gettext("This is not asked any more."), alert=True)
    return Reply(message, edits_pressed=True)


async def lead(
    query: CallbackQuery, session: AsyncSession, operators: frozenset[int], now: datetime
) -> Reply:
    """«Пригласить первого координатора»: asks for the name."""
    number = _first(_require(query, operators))
    return Reply(await operating.ask_coordinator(session, number, chat_of(query), now))


async def again(
    query: CallbackQuery, session: AsyncSession, operators: frozenset[int], now: datetime
) -> Reply:
    """«Ещё раз»: an arrival is worked anew once this is committed."""
    number = _first(_require(query, operators))
    taken = await operating.again(session, query.from_user.id, number, now)
    message = await admin.aside(session, 0)
    toast = shown.taken_up(speech(), is_new=taken is not None)
    return Reply(message, toast=toast, edits_pressed=True, again=taken)


def routes(database: Database) -> Router:
    """The command, the presses, and giving up."""
    router = Router(name="admin")
    router.message.register(open_room, Command(), flags=OPERATES)
    words = Words("cancel", "cancel")
    router.message.register(cancel, Asked(database), words, flags=OPERATES)
    reads: dict[str, Any] = OPERATES | {"reads": True}
    for verb, handler, flags in (
        (Verb.ADMIN, turn, reads),
        (Verb.ADMIN_TOWN, town, reads),
        (Verb.ADMIN_HEALTH, health, reads),
        (Verb.ADMIN_ASIDE, aside, reads),
        (Verb.ADMIN_NEW, add, OPERATES),
        (Verb.ADMIN_ZONE, zone, OPERATES),
        (Verb.ADMIN_LEAD, lead, OPERATES),
        (Verb.ADMIN_AGAIN, again, OPERATES),
    ):
        press: Pressed = handler
        router.callback_query.register(press, F.data.startswith(f"{verb}:"), flags=flags)
    return router


def last(database: Database) -> Router:
    """Words that answer what was asked here: after all that is a word of the menu."""
    router = Router(name="admin, asked")
    router.message.register(heard, Asked(database), flags=OPERATES)
    return router
