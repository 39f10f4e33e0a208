"""A far end that only says "ok": for measuring this side. Run as `python -m bench.stub`.

POST /feed {"updates": [...]} queues updates for getUpdates; GET /seen counts calls by method.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from typing import Any

from aiohttp import web

OK = json.dumps(
    {
        "ok": True,
        "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"},
    }
).encode()
TRUE = b'{"ok": true, "result": true}'
ME = json.dumps(
    {"ok": True, "result": {"id": 42, "is_bot": True, "first_name": "b", "username": "b"}}
).encode()
CHUNK = 100


class Stub:
    """Counts, and hands out what it was fed."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.first: dict[str, float] = {}
        self.updates: list[dict[str, Any]] = []
        self.more = asyncio.Event()

    async def call(self, request: web.Request) -> web.Response:
        """Any method of the Bot API."""
        method = request.match_info["method"].lower()
        if method == "getupdates":
            self.first.setdefault(method, time.time())
            is_json = request.content_type == "application/json"
            body = await request.json() if is_json else await request.post()
            return await self._updates(int(str(body.get("offset") or 0)))
        await request.read()
        self.seen[method] += 1
        payload = {"answercallbackquery": TRUE, "getme": ME, "deletewebhook": TRUE}.get(method, OK)
        return web.Response(body=payload, content_type="application/json")

    async def _updates(self, offset: int) -> web.Response:
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            self.more.clear()
            with contextlib.suppress(TimeoutError):  # nothing came: an empty answer, as Telegram's
                async with asyncio.timeout(5):
                    await self.more.wait()
        return web.json_response({"ok": True, "result": self.updates[:CHUNK]})

    async def feed(self, request: web.Request) -> web.Response:
        """Queue updates."""
        self.updates += (await request.json())["updates"]
        self.more.set()
        return web.json_response({})

    async def counts(self, request: web.Request) -> web.Response:
        """What came so far; with ?reset=1 the count begins anew."""
        answer = {"seen": dict(self.seen), "first": dict(self.first)}
        if "reset" in request.query:
            self.seen.clear()
            self.first.clear()
        return web.json_response(answer)


async def main() -> None:
    """Serve on a free port and print it."""
    stub = Stub()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/bot{token}/{method}", stub.call)
    app.router.add_post("/feed", stub.feed)
    app.router.add_get("/seen", stub.counts)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
