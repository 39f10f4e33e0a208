"""Long polling: updates are stored before they are acknowledged by the next offset."""

from __future__ import annotations

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import Update

from handlers.inbox import Inbox, chat_of
from services.clock import Clock
from storage import inbox
from storage.database import DATABASE_TROUBLE, Database
from storage.inbox import Arrival

log = structlog.get_logger()

POLL_SECONDS = 50
BATCH = 100
LONGEST_PAUSE = 60.0
WANTED = ["message", "callback_query", "my_chat_member", "edited_message"]


class Poller:
    """Asks Telegram for updates for as long as it runs."""

    def __init__(self, bot: Bot, database: Database, worker: Inbox, clock: Clock) -> None:
        self._bot, self._database = bot, database
        self._worker, self._clock = worker, clock

    async def run(self) -> None:
        """Poll for ever; what goes wrong on the way is waited out."""
        offset: int | None = None
        pause = 1.0
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=offset,
                    limit=BATCH,
                    timeout=POLL_SECONDS,
                    allowed_updates=WANTED,
                    request_timeout=POLL_SECONDS + 15,
                )
                with self._clock.working():
                    await self._store(updates)
                if updates:
                    offset = updates[-1].update_id + 1
                pause = 1.0
            except DATABASE_TROUBLE:  # not acknowledged, so Telegram hands them over again
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except TelegramConflictError:
                log.warning("polling.conflict", hint="another process polls with this token")
                await asyncio.sleep(5)
            except TelegramUnauthorizedError:
                log.warning("polling.unauthorized", hint="check VEKHA_BOT_TOKEN")
                await asyncio.sleep(LONGEST_PAUSE)
            except (AiogramError, OSError, TimeoutError) as error:
                log.warning("polling.interrupted", reason=str(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _store(self, updates: list[Update]) -> None:
        if not updates:
            return
        source = f"telegram:{self._bot.id}"
        arrivals = []
        for update in updates:
            payload = update.model_dump(mode="json", exclude_unset=True, by_alias=True)
            arrivals.append(Arrival(source, str(update.update_id), chat_of(payload), payload))
        async with self._database.write(urgent=True) as session:
            stored = await inbox.store(session, arrivals, self._clock.now())
        self._worker.accept(stored)
