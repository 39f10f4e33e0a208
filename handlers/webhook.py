"""The webhook: Telegram calls us, and each update is stored before it is answered 200.

https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiohttp import web

from handlers.taking_in import WANTED, TakingIn
from storage.database import DATABASE_TROUBLE, Database

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of it
LIMIT_BYTES = 1024 * 1024
STORE_SECONDS = 20.0  # Telegram waits longer before it tries again
HEALTH_SECONDS = 5.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
NOT_NOW = {"Retry-After": "5"}


def secret_of(key: bytes, bot_id: int) -> str:
    """What Telegram has to show with each update, made from the secret key: 64 hex digits."""
    return hmac.new(key, f"webhook:{bot_id}".encode(), hashlib.sha256).hexdigest()


class WebhookServer:
    """The HTTP server behind the public address; every process may have one."""

    def __init__(
        self, url: str, listen: tuple[str, int], secret: str, taking_in: TakingIn, db: Database
    ) -> None:
        self._path = urlsplit(url).path or "/"
        self._host, self._port = listen
        self._secret = secret.encode()
        self._taking_in, self._database = taking_in, db
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=LIMIT_BYTES)
        app.router.add_get("/healthz", self._health)
        app.router.add_post(self._path, self._update)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        log.info("webhook.listening", host=self._host, port=self._port)

    async def stop(self) -> None:
        """Answer what has come, take nothing new."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _update(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(shown, self._secret):
            log.warning("webhook.stranger", remote=request.remote)
            return web.Response(status=401)
        update = _parsed(await request.read())  # 413 by itself when it is too large
        if update is None:
            log.warning("webhook.unreadable")
            return web.Response(status=400)
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await self._taking_in.take([update])
        except (*DATABASE_TROUBLE, TimeoutError):
            return web.Response(status=503, headers=NOT_NOW)  # Telegram will hand it over again
        return web.Response()

    async def _health(self, _: web.Request) -> web.Response:
        """Whether updates can be stored here, for whoever spreads them."""
        try:
            async with asyncio.timeout(HEALTH_SECONDS), self._database.read() as session:
                await session.connection()
        except (*DATABASE_TROUBLE, TimeoutError):
            return web.Response(status=503, text="database unavailable\n", headers=NOT_NOW)
        return web.Response(text="ok\n")


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    known = isinstance(update, dict) and isinstance(update.get("update_id"), int)
    return update if known else None


class WebhookOrder:
    """Tells Telegram where to call."""

    def __init__(self, bot: Bot, url: str, secret: str) -> None:
        self._bot, self._url, self._secret = bot, url, secret

    async def run(self) -> None:
        """Until Telegram has taken the order; what goes wrong on the way is waited out."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._bot.set_webhook(
                    self._url, secret_token=self._secret, allowed_updates=WANTED
                )
            except (AiogramError, OSError, TimeoutError) as error:
                log.warning("webhook.not_set", reason=str(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                log.info("webhook.set")
                return
