"""The far end of the comparison: takes numbered notices and remembers every arrival.

POST /ready: a worker is about to begin; POST /notice/N is an arrival; GET /seen tells how many
came, how many of them different, and the seconds from the last beginning to the last arrival;
with ?reset=1 the count begins anew. Prints its port.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from aiohttp import web


class Sink:
    """Arrivals by number."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.began = self.last = 0.0

    async def ready(self, _: web.Request) -> web.Response:
        """A worker has loaded what it needs."""
        self.began = time.monotonic()
        return web.Response()

    async def take(self, request: web.Request) -> web.Response:
        """An arrival."""
        self.last = time.monotonic()
        self.seen[request.match_info["number"]] += 1
        return web.Response()

    async def tell(self, request: web.Request) -> web.Response:
        """What came so far."""
        answer = {
            "arrivals": self.seen.total(),
            "different": len(self.seen),
            "seconds": self.last - self.began,
        }
        if "reset" in request.query:
            self.seen.clear()
            self.began = self.last = 0.0
        return web.json_response(answer)


async def main() -> None:
    """Serve on a free port of the loopback."""
    sink = Sink()
    app = web.Application()
    app.router.add_post("/ready", sink.ready)
    app.router.add_post("/notice/{number}", sink.take)
    app.router.add_get("/seen", sink.tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
