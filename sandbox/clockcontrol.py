"""The clock over HTTP: workers wait on it, the control interface moves it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aiohttp import web

from sandbox import asking
from sandbox.asking import AskError, answer, body_of, instant
from sandbox.world import World


class ClockControl:
    """The clock's two sides: workers wait on it, the control interface moves it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> Iterable[web.RouteDef]:
        """The addresses of the clock."""
        return (
            web.get("/clock", self.now),
            web.post("/clock/idle", self.idle),
            web.post("/control/clock", self.move),
        )

    async def now(self, _request: web.Request) -> web.Response:
        """GET: the time."""
        return answer({"now": self._world.clock.now.isoformat()})

    async def idle(self, request: web.Request) -> web.Response:
        """POST: a worker is idle; answered when the time has moved."""
        body = await body_of(request, "worker", "soon", "next", "now")
        name = str(body.get("worker", ""))
        if not name:
            raise AskError(400, "worker is empty")
        times = {key: instant(body[key], key) for key in ("soon", "next", "now") if key in body}
        now = await self._world.clock.idle(
            name,
            soon=times.get("soon"),
            next_at=times.get("next"),
            believes=times.get("now"),
            gone=lambda: request.transport is None or request.transport.is_closing(),
        )
        return answer({"now": now.isoformat()})

    async def move(self, request: web.Request) -> web.Response:
        """POST: move the time; answers once everything that follows from it is done."""
        body = await body_of(request, "to", "by", "next", "force")
        clock = self._world.clock
        if sum(key in body for key in ("to", "by", "next")) != 1:
            raise AskError(400, "exactly one of to, by and next is needed")
        if "next" in body:
            steps = await clock.move_to_next()
        elif "by" in body:
            by = timedelta(seconds=asking.seconds(body["by"], "by"))
            steps = await clock.move(clock.now + by)
        else:
            steps = await clock.move(instant(body["to"], "to"), force=bool(body.get("force")))
        planned = clock.next
        return answer(
            {
                "now": clock.now.isoformat(),
                "steps": steps,
                "next": planned.isoformat() if planned else None,
            }
        )
