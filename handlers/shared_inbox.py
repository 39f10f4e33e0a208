"""The inbox among several processes: a chat is worked by whoever holds its lock.

Any process may store an arrival; it then tries to take the chat. Whoever has it reads the chat's
arrivals from the database, oldest first, and looks once more after letting go: what was stored
meanwhile by one who tried in vain is seen then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Protocol

import structlog
from aiogram import Bot, Dispatcher

from handlers.inbox import Inbox
from services.clock import Clock
from storage import inbox
from storage.database import DATABASE_TROUBLE, Database
from storage.inbox import Waiting

log = structlog.get_logger()


class Chats(Protocol):
    """Whose turn a chat is, among processes."""

    async def take(self, chat: str) -> bool:
        """Make it ours unless another has it."""
        ...

    async def let_go(self, chat: str) -> None:
        """Leave it."""
        ...

    def ours(self, chat: str) -> bool:
        """Whether it still is."""
        ...


class SharedInbox(Inbox):
    """Works stored arrivals, whichever process has stored them, never two of a chat at once."""

    def __init__(
        self, database: Database, dispatcher: Dispatcher, bot: Bot, clock: Clock, chats: Chats
    ) -> None:
        super().__init__(database, dispatcher, bot, clock)
        self._chats = chats
        self._busy: set[str] = set()
        self._again: set[str] = set()
        self._given_up: set[int] = set()
        self._stopping = False

    async def recover(self) -> None:
        """Take up what is stored, not finished, and nobody's: to be called every few seconds."""
        async with self._database.read() as session:
            for chat in await inbox.chats_waiting(session):
                self._begin(chat)

    def accept(self, arrivals: Iterable[Waiting]) -> None:
        """Work what has been stored, unless another process has the chat."""
        for waiting in arrivals:
            self._begin(waiting.chat)

    async def stop(self, seconds: float = 10.0) -> None:
        """Let what has begun end; the rest stays stored for whoever lives."""
        self._stopping = True
        await super().stop(seconds)

    def _begin(self, chat: str) -> None:
        if chat in self._busy:
            self._again.add(chat)
            return
        self._busy.add(chat)
        task = asyncio.create_task(self._work_chat(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_chat(self, chat: str) -> None:
        with self._clock.working():
            async with self._places:
                try:
                    while not self._stopping and await self._worked(chat):
                        pass
                except DATABASE_TROUBLE as error:
                    log.info("chat.left", reason=str(error))  # for the next `recover`
                finally:
                    self._busy.discard(chat)
                    self._again.discard(chat)

    async def _worked(self, chat: str) -> bool:
        """Work what there is; whether there may be more by now."""
        self._again.discard(chat)
        if not await self._chats.take(chat):
            return chat in self._again
        try:
            await self._work_all(chat)
        finally:
            await self._chats.let_go(chat)
        return await self._next(chat) is not None

    async def _work_all(self, chat: str) -> None:
        last = 0
        while not self._stopping and self._is_ours(chat):
            waiting = await self._next(chat)
            if waiting is None:
                return
            if waiting.id == last:  # it could neither be worked nor set aside
                self._given_up.add(waiting.id)
                continue
            await self._work(waiting)
            last = waiting.id

    def _is_ours(self, chat: str) -> bool:
        return self._chats.ours(chat)

    async def _next(self, chat: str) -> Waiting | None:
        async with self._database.read() as session:
            return await inbox.next_of(session, chat, self._given_up)
