"""Delivering updates by POST to the bot's own server, in order within a chat, until accepted.

https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.botapi.errors import bad_request
from sandbox.botapi.updates import Update, UpdateQueue

FIRST_RETRY_SECONDS = 0.5
MAX_RETRY_SECONDS = 30.0
ANSWER_SECONDS = 60.0


class Webhook:
    """Sends the updates of one queue to one address. `handed_out` is told before each POST."""

    def __init__(
        self,
        queue: UpdateQueue,
        url: str,
        secret: str,
        max_connections: int,
        handed_out: Callable[[], None],
    ) -> None:
        self.url = url
        self.max_connections = max_connections
        self.last_error: str | None = None
        self._queue = queue
        self._secret = secret
        self._handed_out = handed_out
        self._lanes: dict[Any, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Begin to deliver what is waiting and what will come."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)
        self._queue.on_add = self._fill
        self._fill()

    async def stop(self) -> None:
        """Stop delivering; what was not accepted stays in the queue."""
        self._queue.on_add = lambda: None
        lanes = list(self._lanes.values())
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _fill(self) -> None:
        """Start a delivery for every free chat, as far as connections are left."""
        for update in self._queue.pending():
            if len(self._lanes) >= self.max_connections:
                return
            chat = _chat_of(update)
            if chat not in self._lanes:
                self._lanes[chat] = asyncio.create_task(self._lane(chat, update))

    async def _lane(self, chat: Any, update: Update) -> None:
        """Deliver one update; then make room for the next."""
        try:
            await self._deliver(update)
        finally:
            del self._lanes[chat]
        self._queue.confirm(update["update_id"])
        self._fill()

    async def _deliver(self, update: Update) -> None:
        delay = FIRST_RETRY_SECONDS
        while not await self._accepted(update):
            await asyncio.sleep(delay)
            delay = min(delay * 2, MAX_RETRY_SECONDS)

    async def _accepted(self, update: Update) -> bool:
        """One POST; only a 2xx answer takes the update."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        assert self._session is not None  # noqa: S101
        self._handed_out()
        try:
            async with self._session.post(self.url, json=update, headers=headers) as answer:
                await answer.read()
                if answer.ok:
                    return True
                self.last_error = f"Wrong response from the webhook: {answer.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
        return False


def checked_address(url: str) -> None:
    """Refuse an address Telegram would not call; plain http is allowed on loopback only."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not _is_loopback(parts.hostname or ""):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _chat_of(update: Update) -> Any:
    for kind, payload in update.items():
        if kind != "update_id":
            return payload.get("chat", payload.get("from", {})).get("id")
    return None
