"""The inbox at work: arrivals in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED

from services import saying
from services.clock import Clock
from storage import inbox
from storage.database import DATABASE_TROUBLE, Database
from storage.inbox import Waiting
from views import answers
from views.speech import speech

log = structlog.get_logger()

ATTEMPTS = 3
SIDE_BY_SIDE = 16
RETRY_SECONDS = 0.5
LONGEST_PAUSE = 30.0


class Inbox:
    """Works stored arrivals through the dispatcher; a row that keeps failing is set aside."""

    def __init__(self, database: Database, dispatcher: Dispatcher, bot: Bot, clock: Clock) -> None:
        self._database, self._dispatcher = database, dispatcher
        self._bot, self._clock = bot, clock
        self._queues: dict[str, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def recover(self) -> None:
        """Take up what an earlier process stored and did not finish."""
        async with self._database.read() as session:
            self.accept(await inbox.waiting(session, 100_000))

    def accept(self, arrivals: Iterable[Waiting]) -> None:
        """Queue what has been stored."""
        for waiting in arrivals:
            queue = self._queues.get(waiting.chat)
            if queue is not None:
                queue.append(waiting)
                continue
            self._queues[waiting.chat] = deque([waiting])
            task = asyncio.create_task(self._work_chat(waiting.chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self, seconds: float = 10.0) -> None:
        """Let what has begun end; the rest stays stored for the next start."""
        for queue in self._queues.values():
            while len(queue) > 1:
                queue.pop()
        if self._tasks:
            _, pending = await asyncio.wait(self._tasks, timeout=seconds)
            for task in pending:
                task.cancel()

    async def _work_chat(self, chat: str) -> None:
        queue = self._queues[chat]
        with self._clock.working():
            async with self._places:
                while queue:
                    await self._work(queue[0])
                    queue.popleft()
                del self._queues[chat]

    async def _work(self, waiting: Waiting) -> None:
        """Until it is done or set aside; only failures that could be written down count."""
        failures, pause = waiting.attempts, RETRY_SECONDS
        while failures < ATTEMPTS and self._is_ours(waiting.chat):
            try:
                await self._feed(waiting)
            except DATABASE_TROUBLE:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception as error:
                failures += 1
                log.exception("arrival.failed", inbox=waiting.id, attempt=failures)
                try:
                    await self._failed(waiting, error, last=failures == ATTEMPTS)
                except DATABASE_TROUBLE:
                    failures -= 1
                except Exception:
                    # it stays stored as new, so the next start takes it up again
                    log.exception("arrival.not_written_down", inbox=waiting.id)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    def _is_ours(self, chat: str) -> bool:
        """Whether the chat's arrivals are still this process's to work."""
        return chat in self._queues

    async def _feed(self, waiting: Waiting) -> None:
        handled = await self._dispatcher.feed_raw_update(
            self._bot, waiting.payload, inbox_id=waiting.id, accept=self.accept
        )
        if handled is UNHANDLED:
            async with self._database.write(urgent=True) as session:
                await inbox.mark_done(session, waiting.id, self._clock.now())

    async def _failed(self, waiting: Waiting, error: Exception, *, last: bool) -> None:
        now = self._clock.now()
        async with self._database.write(urgent=True) as session:
            await inbox.mark_failed(
                session, waiting.id, f"{type(error).__name__}: {error}", now, set_aside=last
            )
            if last and waiting.chat.lstrip("-").isdigit():
                message = answers.went_wrong(speech())
                await saying.tell_stranger(
                    session, waiting.chat, message, f"aside:{waiting.id}", now
                )


def chat_of(update: dict[str, Any]) -> str:
    """The chat that orders an update among others; its own id where it names none."""
    for body in update.values():
        if isinstance(body, dict):
            message = body.get("message") if "data" in body or "id" in body else None
            for part in (body, message):
                if isinstance(part, dict) and "chat" in part:
                    return str(part["chat"]["id"])
            if "from" in body:
                return str(body["from"]["id"])
    return f"update-{update['update_id']}"
