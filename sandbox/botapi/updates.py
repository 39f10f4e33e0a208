"""The queue of one bot's updates: numbering, filtering, long polling.

https://core.telegram.org/bots/api#getting-updates
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from sandbox.botapi.errors import conflict

Update = dict[str, Any]

OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "terminated by setWebhook request"
ALIVE_SECONDS = 60.0
MAX_POLL_SECONDS = 50
MAX_BATCH = 100


class UpdateQueue:
    """Updates not yet confirmed. `handed_out` and `confirmed` are told of what the bot gets."""

    def __init__(
        self, first_id: int, handed_out: Callable[[], None], confirmed: Callable[[], None]
    ) -> None:
        self._next_id = first_id
        self._waiting: deque[Update] = deque()
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._polled_at: float | None = None
        self._handed_out, self._confirmed = handed_out, confirmed
        self.on_add: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def alive(self) -> bool:
        """Whether a bot is asking for updates, or did so within the last real minute."""
        if self._poll is not None:
            return True
        return self._polled_at is not None and monotonic() - self._polled_at < ALIVE_SECONDS

    def pending(self) -> list[Update]:
        """All unconfirmed updates, oldest first."""
        return list(self._waiting)

    def allow(self, kinds: list[str] | None) -> None:
        """Remember allowed_updates; None keeps what was, an empty list means the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def allowed(self) -> list[str]:
        """The allowed kinds as last given, empty for the default."""
        return sorted(self._allowed or ())

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot does not want its kind."""
        if self._allowed is not None and kind not in self._allowed:
            return
        self._waiting.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.on_add()

    def confirm(self, update_id: int) -> None:
        """Forget one update (a webhook has taken it)."""
        with suppress(StopIteration):
            self._waiting.remove(next(u for u in self._waiting if u["update_id"] == update_id))
        self._confirmed()

    def clear(self) -> None:
        """Forget all updates."""
        self._waiting.clear()
        self._confirmed()

    def terminate(self, why: str) -> None:
        """End a long poll under way with 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(why))
        self._poll = None

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Update]:
        """One getUpdates: confirm what is before the offset, wait, hand out. Seconds are real."""
        self.terminate(OTHER_POLL)
        self._polled_at = monotonic()
        self._confirm_before(offset)
        if not self._waiting and timeout > 0:
            await self._wait(min(timeout, MAX_POLL_SECONDS))
        batch = [self._waiting[i] for i in range(min(limit, len(self._waiting)))]
        self._polled_at = monotonic()
        if batch:
            self._handed_out()
        return batch

    def _confirm_before(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        self._confirmed()

    async def _wait(self, seconds: float) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await poll
        finally:
            if self._poll is poll:
                self._poll = None
