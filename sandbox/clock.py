"""The sandbox's clock: it stands still, and moves only when told to or when all workers wait.

A worker (the bot's process) says "everything now due is done; wake me at …" with a long poll and
is told the new time. The protocol is described in docs/sandbox.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

KEEP_ALIVE_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
LONGEST_SECONDS = 300.0  # of short waits that follow each other without end
FORGET_SECONDS = 10.0
TICK_SECONDS = 0.25
STALE_ANSWERS = 20  # how often a worker may ask for the past at full speed
STALE_PAUSE_SECONDS = 0.1


class NotSettledError(TimeoutError):
    """The workers did not become idle in time; `waiting_for` names what is missing."""

    def __init__(self, waiting_for: str) -> None:
        super().__init__(waiting_for)
        self.waiting_for = waiting_for


class BackwardsError(ValueError):
    """Somebody asked for a moment that has passed."""

    def __init__(self, target: datetime, now: datetime) -> None:
        super().__init__(target, now)
        self.target, self.now = target, now


@dataclass(frozen=True, eq=False)
class Wish:
    """A pending idle request: its answer, and when the worker wants to go on."""

    answer: asyncio.Future[None]
    soon: datetime | None
    next: datetime | None


@dataclass(eq=False)
class Worker:
    """A process that works by this clock; idle exactly while it has a pending `wish`."""

    name: str
    gone: Callable[[], bool]
    wish: Wish | None = None
    gone_since: float | None = None
    stale: int = 0


@dataclass(eq=False)
class SandboxClock:
    """Time, and the workers that live by it.

    `outstanding` says what was handed to a bot and is not yet acknowledged (None: nothing);
    `on_change` is called when the time has moved and when the workers have become busy or idle.
    """

    now: datetime
    outstanding: Callable[[], str | None] = lambda: None
    on_change: Callable[[], object] = lambda: None
    _workers: dict[str, Worker] = field(default_factory=dict)
    _handed_out: bool = False
    _told_busy: bool = False
    _moving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def busy(self) -> bool:
        """Whether any known worker has something to do."""
        self._forget_gone()
        return not self._all_idle()

    @property
    def next(self) -> datetime | None:
        """The earliest moment a worker has planned something for, in the clock's own zone."""
        planned = [w.wish.next for w in self._wishing() if w.wish and w.wish.next]
        return min(planned).astimezone(self.now.tzinfo) if planned else None

    async def idle(
        self,
        name: str,
        *,
        soon: datetime | None,
        next_at: datetime | None,
        believes: datetime | None = None,
        gone: Callable[[], bool] = lambda: False,
    ) -> datetime:
        """A worker has nothing to do; returns the time once it has moved, or after the keep-alive.

        `believes` is the time the worker works by: if that is behind, it is told at once.
        `gone` tells whether the worker's connection is closed.
        """
        worker = self._workers.setdefault(name, Worker(name, gone))
        worker.gone, worker.gone_since = gone, None
        self._answer(worker)
        if any(t is not None and t <= self.now for t in (soon, next_at)) or (
            believes is not None and believes < self.now
        ):
            return await self._stale(worker)
        wish = Wish(asyncio.get_running_loop().create_future(), soon, next_at)
        worker.wish = wish
        self._changed.set()
        self._grant_soon()
        self._tell()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    await wish.answer
        finally:
            if worker.wish is wish:
                worker.wish = None
            self._changed.set()
            self._tell()
        return self.now

    def hand_out(self) -> None:
        """Something was given to a bot: nobody counts as idle until asking anew.

        The pending requests are answered with the same time so that the workers ask anew.
        """
        self._handed_out = True
        for worker in self._workers.values():
            self._answer(worker)
        self._tell()

    def acknowledged(self) -> None:
        """A bot has acknowledged what it was handed."""
        self._changed.set()

    async def move(self, target: datetime, *, force: bool = False) -> int:
        """Go to the target through every planned event before it; returns the number of steps."""
        if target < self.now and not force:
            raise BackwardsError(target, self.now)
        async with self._moving:
            await self._settle()
            steps = 0
            if target < self.now and force:
                self._set(target)
                await self._settle()
                return 1
            while (planned := self.next) is not None and planned <= target:
                self._set(planned)
                await self._settle()
                steps += 1
            if self.now < target:
                self._set(target)
                await self._settle()
                steps += 1
            return steps

    async def move_to_next(self) -> int:
        """Go to the earliest planned event, if any; returns the number of steps, 0 or 1."""
        async with self._moving:
            await self._settle()
            planned = self.next
            if planned is None:
                return 0
            self._set(planned)
            await self._settle()
            return 1

    async def _stale(self, worker: Worker) -> datetime:
        """Answer at once a worker that is behind, but do not let it spin."""
        worker.stale += 1
        if worker.stale > STALE_ANSWERS:
            await asyncio.sleep(STALE_PAUSE_SECONDS)
        return self.now

    def _wishing(self) -> list[Worker]:
        return [worker for worker in self._workers.values() if worker.wish is not None]

    def _all_idle(self) -> bool:
        return all(worker.wish is not None for worker in self._workers.values())

    def _earliest_soon(self) -> datetime | None:
        return min((w.wish.soon for w in self._wishing() if w.wish and w.wish.soon), default=None)

    def _grant_soon(self) -> None:
        """Let a short wait pass by itself, once everybody is idle.

        What is planned within it is not jumped over.
        """
        self._forget_gone()
        if not self._all_idle():
            return
        soon = self._earliest_soon()
        if soon is None:
            return
        if self._handed_out:
            self._ask_again()
        else:
            self._set(min(soon, self.next or soon))

    def _ask_again(self) -> None:
        """Make every worker say once more that it is idle.

        What it said last may have been on its way while something was handed to it.
        """
        self._handed_out = False
        for worker in self._wishing():
            self._answer(worker)

    def _answer(self, worker: Worker) -> None:
        if worker.wish is not None and not worker.wish.answer.done():
            worker.wish.answer.set_result(None)
        worker.wish = None

    def _set(self, moment: datetime) -> None:
        self.now = moment.astimezone(self.now.tzinfo)
        for worker in self._workers.values():
            worker.stale = 0
            self._answer(worker)
        self._told_busy = not self._all_idle()
        self.on_change()

    def _tell(self) -> None:
        """Pass on a change between busy and idle."""
        busy = not self._all_idle()
        if busy != self._told_busy:
            self._told_busy = busy
            self.on_change()

    async def _settle(self) -> None:
        """Wait until nothing is outstanding, every worker is idle and no short wait is left."""
        end = monotonic() + LONGEST_SECONDS
        deadline = monotonic() + PATIENCE_SECONDS
        while not self._settled():
            if monotonic() > end:
                raise NotSettledError("short waits follow each other without end")
            if monotonic() > deadline:
                raise NotSettledError(self._missing())
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._changed.wait()
                deadline = monotonic() + PATIENCE_SECONDS

    def _settled(self) -> bool:
        self._grant_soon()
        if not self._workers:
            return True
        if not self._all_idle() or self._earliest_soon() is not None or self.outstanding():
            return False
        if self._handed_out:
            self._ask_again()
            return False
        return True

    def _missing(self) -> str:
        busy = [worker.name for worker in self._workers.values() if worker.wish is None]
        if busy:
            return f"busy workers: {', '.join(busy)}"
        return self.outstanding() or "a short wait not yet granted"

    def _forget_gone(self) -> None:
        """Forget workers whose connection has been closed for a while."""
        for worker in list(self._workers.values()):
            if worker.wish is not None or not worker.gone():
                worker.gone_since = None
            elif worker.gone_since is None:
                worker.gone_since = monotonic()
            elif monotonic() - worker.gone_since > FORGET_SECONDS:
                del self._workers[worker.name]
                self._changed.set()
                self._tell()
