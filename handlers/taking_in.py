"""Updates are stored before they are acknowledged, however they came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.inbox import Inbox, chat_of
from services.clock import Clock
from storage import inbox
from storage.database import Database
from storage.inbox import Arrival

WANTED = ["message", "callback_query", "my_chat_member", "edited_message"]


class TakingIn:
    """The way of a bot's updates into the inbox."""

    def __init__(self, bot_id: int, database: Database, worker: Inbox, clock: Clock) -> None:
        self._source = f"telegram:{bot_id}"
        self._database, self._worker, self._clock = database, worker, clock

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store updates as Telegram's JSON, then let them be worked; those known are left out.

        Raises `DATABASE_TROUBLE`: then nothing is stored and nothing must be acknowledged.
        """
        arrivals = [
            Arrival(self._source, str(update["update_id"]), chat_of(update), update)
            for update in updates
        ]
        with self._clock.working():
            async with self._database.write(urgent=True) as session:
                stored = await inbox.store(session, arrivals, self._clock.now())
            self._worker.accept(stored)
