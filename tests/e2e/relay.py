"""What stands before several processes on a server: a relay that hands each request to the next."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web


class Relay:
    """Hands each POST to the next of `targets` (ports) that answers; counts what each has taken."""

    def __init__(self, targets: list[int], http: aiohttp.ClientSession) -> None:
        self.taken: Counter[int] = Counter()
        self._targets, self._http = targets, http
        self._turn = itertools.count()

    async def hand_on(self, request: web.Request) -> web.Response:
        """The answer of the first target that gives one; 502 when none does."""
        body = await request.read()
        first = next(self._turn)
        for i in range(len(self._targets)):
            port = self._targets[(first + i) % len(self._targets)]
            url = f"http://127.0.0.1:{port}{request.path}"
            try:
                async with self._http.post(url, data=body, headers=request.headers) as answer:
                    self.taken[port] += answer.status == 200
                    return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue  # it was killed; whether it had stored the update is not known
        return web.Response(status=502)


@asynccontextmanager
async def relay(port: int, targets: list[int]) -> AsyncIterator[Relay]:
    """A relay that listens on `port`."""
    async with aiohttp.ClientSession() as http:
        made = Relay(targets, http)
        app = web.Application()
        app.router.add_post("/{path:.*}", made.hand_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield made
        finally:
            await runner.cleanup()
