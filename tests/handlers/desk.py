"""The desk where updates arrive: real routers, a database, a bot whose calls are written down."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, GetMe, TelegramMethod
from aiogram.types import User
from sqlmodel import col, select

from bot.clock import SteppedClock
from channels.message import Message
from handlers.dispatching import make_dispatcher
from handlers.inbox import Inbox, chat_of
from storage import inbox
from storage.database import Database
from storage.files import FileStore
from storage.inbox import Arrival, Waiting
from storage.tables import InboxRow, NoticeKind, NoticeRow
from tests.services.office import at

Json = dict[str, Any]
_numbers = itertools.count(1000)


class Written(BaseSession):
    """Every call succeeds and is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        """Yes."""
        self.calls.append(method)
        if isinstance(method, GetMe):
            return User(id=42, is_bot=True, first_name="Веха", username="vekha_bot")
        return True

    async def stream_content(self, *args: Any, **more: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is ever downloaded."""
        yield b""

    async def close(self) -> None:
        """Nothing to close."""


class Desk:
    """Takes updates as the poller would and works them to the end."""

    def __init__(
        self, database: Database, when: str = "2018-10-10 12:00", files: FileStore | None = None
    ) -> None:
        self.database = database
        self.clock = SteppedClock(at(when))
        self.far_end = Written()
        self.bot = Bot("42:AAdesk-tests-need-no-real-token-here", self.far_end)
        self.dispatcher = make_dispatcher(
            database, self.clock, files or FileStore(Path("/nonexistent"))
        )
        self.inbox = self.fresh()

    def fresh(self) -> Inbox:
        """The inbox of a process that has just started."""
        return Inbox(self.database, self.dispatcher, self.bot, self.clock)

    async def store(self, *updates: Json) -> list[Waiting]:
        """Store updates; what had not been there."""
        arrivals = [
            Arrival("telegram:42", str(update["update_id"]), chat_of(update), update)
            for update in updates
        ]
        async with self.database.write() as session:
            return await inbox.store(session, arrivals, self.clock.now())

    async def take(self, *updates: Json) -> None:
        """Store updates and work them."""
        await self.work(await self.store(*updates))

    async def work(self, waiting: list[Waiting]) -> None:
        """Work what is stored, until all is quiet."""
        self.inbox.accept(waiting)
        await self.quiet()

    async def quiet(self) -> None:
        """Until nothing is at hand."""
        await asyncio.sleep(0)
        while not self.clock.idle:
            self.clock.stirred.clear()
            async with asyncio.timeout(10):
                await self.clock.stirred.wait()

    async def say(self, user: int, text: str, **more: Any) -> list[Message]:
        """A person writes; what the bot answers."""
        return await self._answers(message(user, text=text, **more))

    async def press(self, user: int, data: str, message_id: int = 1) -> list[Message]:
        """A person presses a button; what the bot answers (see `toasts` too)."""
        return await self._answers(press(user, data, message_id))

    async def _answers(self, update: Json) -> list[Message]:
        async with self.database.read() as session:
            last = (await session.exec(select(sa.func.max(NoticeRow.id)))).one() or 0
        await self.take(update)
        return [
            Message.from_data(n.message)
            for n in await self.notices(after=last)
            if n.kind is not NoticeKind.EDIT
        ]

    async def notices(self, *, after: int = 0) -> list[NoticeRow]:
        """The outbox from a number on, oldest first."""
        statement = select(NoticeRow).where(col(NoticeRow.id) > after).order_by(col(NoticeRow.id))
        async with self.database.read() as session:
            return list(await session.exec(statement))

    async def rows(self) -> list[InboxRow]:
        """The inbox, oldest first."""
        async with self.database.read() as session:
            return list(await session.exec(select(InboxRow).order_by(col(InboxRow.id))))

    @property
    def toasts(self) -> list[str]:
        """What pressed buttons were answered with."""
        return [c.text or "" for c in self.far_end.calls if isinstance(c, AnswerCallbackQuery)]


def _user(number: int) -> Json:
    return {"id": number, "is_bot": False, "first_name": f"User {number}"}


def message(user: int, *, chat_type: str = "private", **body: Any) -> Json:
    """An update with a message of a person."""
    number = next(_numbers)
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1539162000,
            "chat": {"id": user, "type": chat_type, "first_name": "User"},
            "from": _user(user),
            **body,
        },
    }


def press(user: int, data: str, message_id: int = 1) -> Json:
    """An update with a press of a button under a message of the bot."""
    number = next(_numbers)
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": _user(user),
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message_id,
                "date": 1539162000,
                "chat": {"id": user, "type": "private", "first_name": "User"},
                "text": "…",
            },
        },
    }
