"""Long polling: updates are stored before they are acknowledged by the next offset."""

from __future__ import annotations

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramConflictError, TelegramUnauthorizedError

from handlers.taking_in import WANTED, TakingIn
from storage.database import DATABASE_TROUBLE

log = structlog.get_logger()

POLL_SECONDS = 50
BATCH = 100
LONGEST_PAUSE = 60.0


class Poller:
    """Asks Telegram for updates for as long as it runs."""

    def __init__(self, bot: Bot, taking_in: TakingIn) -> None:
        self._bot, self._taking_in = bot, taking_in
        self._has_webhook = True  # it may have one, left from other settings

    async def run(self) -> None:
        """Poll for ever; what goes wrong on the way is waited out."""
        offset: int | None = None
        pause = 1.0
        while True:
            try:
                offset = await self._poll(offset)
                pause = 1.0
            except DATABASE_TROUBLE:  # not acknowledged, so Telegram hands them over again
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except TelegramConflictError as error:
                log.warning("polling.conflict", reason=str(error))
                self._has_webhook = True
                await asyncio.sleep(5)
            except TelegramUnauthorizedError:
                log.warning("polling.unauthorized", hint="check VEKHA_BOT_TOKEN")
                await asyncio.sleep(LONGEST_PAUSE)
            except (AiogramError, OSError, TimeoutError) as error:
                log.warning("polling.interrupted", reason=str(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _poll(self, offset: int | None) -> int | None:
        """One getUpdates, which refuses while there is a webhook; the next offset."""
        if self._has_webhook:
            await self._bot.delete_webhook()
            self._has_webhook = False
        updates = await self._bot.get_updates(
            offset=offset,
            limit=BATCH,
            timeout=POLL_SECONDS,
            allowed_updates=WANTED,
            request_timeout=POLL_SECONDS + 15,
        )
        if not updates:
            return offset
        await self._taking_in.take(
            [u.model_dump(mode="json", exclude_unset=True, by_alias=True) for u in updates]
        )
        return updates[-1].update_id + 1
