"""The sandbox as one server: Bot API, clock, control and page on one port, SMTP on another."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from aiohttp import web

from sandbox.asking import refusals
from sandbox.botapi import schema
from sandbox.botapi.server import BotApi
from sandbox.botapi.wire import MAX_BODY
from sandbox.clock import SandboxClock
from sandbox.clockcontrol import ClockControl
from sandbox.control import Control
from sandbox.mailbox import Mailbox
from sandbox.mailcontrol import MailControl
from sandbox.world import World

PAGE = {
    "/": ("index.html", "text/html"),
    "/style.css": ("style.css", "text/css"),
    **{
        f"/{name}": (name, "text/javascript")
        for name in ("app.js", "api.js", "chat.js", "dom.js", "mail.js")
    },
}
PAGE_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
SHUTDOWN_SECONDS = 0.1


class Sandbox:
    """The far ends of the wire in one process.

    `now`: where its clock starts (default: the real time); `limits`: whether flood limits are
    judged; `first_id`: where update and message numbers begin; `maildir`: where answers to letters
    are put for the bot.
    """

    def __init__(
        self,
        *,
        now: datetime | None = None,
        limits: bool = True,
        first_id: int = 1,
        maildir: Path | None = None,
    ) -> None:
        start = now if now is not None else datetime.now().astimezone().replace(microsecond=0)
        self.world = World(SandboxClock(start), limits=limits, first_id=first_id)
        self.api = BotApi(self.world)
        self.mailbox = Mailbox(self.world, maildir)
        self.world.clock.outstanding = self.api.outstanding
        self.world.clock.on_change = lambda: self.world.news.tell("clock")
        self._runner: web.AppRunner | None = None
        self._loading: asyncio.Task[object] | None = None
        self._host, self._port, self._smtp_port = "127.0.0.1", 0, 0

    @property
    def url(self) -> str:
        """Where the Bot API, the clock, the control interface and the page are."""
        return f"http://{self._host}:{self._port}"

    @property
    def smtp_url(self) -> str:
        """Where letters are taken."""
        return f"smtp://{self._host}:{self._smtp_port}"

    async def start(self, host: str = "127.0.0.1", port: int = 0, smtp_port: int = 0) -> None:
        """Listen on the host, on the given ports (0: any free ones)."""
        self._host = host
        self._runner = web.AppRunner(
            self._app(),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self._smtp_port = await self.mailbox.start(host, smtp_port)
        self._loading = asyncio.create_task(asyncio.to_thread(schema.load))

    async def stop(self) -> None:
        """Stop listening and delivering."""
        await self.api.stop()
        await self.mailbox.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._loading is not None:
            await self._loading

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[refusals], client_max_size=MAX_BODY)
        app.add_routes(self.api.routes())
        for part in (
            ClockControl(self.world),
            Control(self.world, self.api),
            MailControl(self.world, self.api, self.mailbox),
        ):
            app.add_routes(part.routes())
        app.add_routes([web.get(path, _page) for path in PAGE])
        return app


async def _page(request: web.Request) -> web.Response:
    name, mime = PAGE[request.path]
    return web.Response(
        text=files("sandbox.page").joinpath(name).read_text("utf-8"),
        content_type=mime,
        headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"},
    )


async def serve(
    port: int, smtp_port: int, now: datetime | None, maildir: Path | None = None
) -> None:
    """Run a sandbox until cancelled, printing its addresses.

    Its numbers start from the real time, so that they grow over restarts as Telegram's do.
    """
    sandbox = Sandbox(now=now, first_id=int(time.time()), maildir=maildir)
    await sandbox.start(port=port, smtp_port=smtp_port)
    print(f"Page, Bot API and control: {sandbox.url}")
    print(f"Clock: {sandbox.url}/clock")
    print(f"Mail: {sandbox.smtp_url}", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await sandbox.stop()
