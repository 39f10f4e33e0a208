"""In APScheduler's place under a stepped clock: run what is due, say "idle", be told the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from scheduler.jobs import Job, earliest, next_event, run_job
from services.clock import Clock
from storage.database import Database

log = structlog.get_logger()

YIELDS = 20
STIR_SECONDS = 0.3


class StandingClock(Clock, Protocol):
    """A clock that somebody else moves."""

    stirred: asyncio.Event

    @property
    def idle(self) -> bool:
        """Whether nothing is at hand."""
        ...

    def soon(self) -> datetime | None:
        """The end of the shortest pacing wait."""
        ...

    def next(self) -> datetime | None:
        """The end of the shortest other wait."""
        ...

    def move(self, now: datetime) -> None:
        """Set the time."""
        ...


class TimeKeeper(Protocol):
    """Who owns the time: told that we are idle, it answers with the instant to go on at."""

    async def idle(self, at: datetime, soon: datetime | None, coming: datetime | None) -> datetime:
        """Wait for the next instant."""
        ...


class Stepper:
    """Steps the jobs along with the owner of the time."""

    def __init__(
        self,
        jobs: Sequence[Job],
        clock: StandingClock,
        keeper: TimeKeeper,
        database: Database,
        kick: Callable[[], None],
    ) -> None:
        self._jobs, self._clock, self._keeper = jobs, clock, keeper
        self._database, self._kick = database, kick
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to step."""
        self._task = asyncio.create_task(self._run())

    async def run_now(self) -> None:
        """Step anew, which runs every job."""
        self._clock.stirred.set()

    async def stop(self) -> None:
        """Stop stepping."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._step()
            except OSError as error:
                log.warning("clock.unreachable", reason=str(error))
                await asyncio.sleep(1)

    async def _step(self) -> None:
        for job in self._jobs:
            await run_job(job, self._clock)
        self._kick()
        await self._quiet()
        soon, now = self._clock.soon(), self._clock.now()
        known = await next_event(self._database)
        coming = earliest([known if known and known > now else None, self._clock.next()])
        self._clock.stirred.clear()
        told = asyncio.create_task(self._keeper.idle(now, soon, coming))
        stirred = asyncio.create_task(self._clock.stirred.wait())
        try:
            await asyncio.wait({told, stirred}, return_when=asyncio.FIRST_COMPLETED)
            if told.done():
                self._clock.move(told.result())
        finally:
            told.cancel()
            stirred.cancel()
            await asyncio.gather(told, stirred, return_exceptions=True)

    async def _quiet(self) -> None:
        """Until nothing is at hand, and nothing comes up for a moment either."""
        while True:
            while not self._clock.idle:
                self._clock.stirred.clear()
                await self._clock.stirred.wait()
            for _ in range(YIELDS):
                await asyncio.sleep(0)
            if not self._clock.idle:
                continue
            self._clock.stirred.clear()
            try:
                async with asyncio.timeout(STIR_SECONDS if await self._ready() else 0.01):
                    await self._clock.stirred.wait()
            except TimeoutError:
                return

    async def _ready(self) -> bool:
        """Whether the database still holds something that may go now."""
        known = await next_event(self._database)
        return known is not None and known <= self._clock.now()
