"""The one place that reads the machine's clock, and the clocks that stand in for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class RealClock:
    """The machine's clock, shifted by a fixed distance when it was told to start elsewhere."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = start - datetime.now(UTC) if start is not None else timedelta(0)

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC) + self._shift

    async def sleep_until(self, when: datetime, *, pacing: bool = False) -> None:
        """Sleep in real time; wakes at least once a minute to notice a clock that was set."""
        while (left := (when - self.now()).total_seconds()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, 60))

    @contextmanager
    def working(self) -> Iterator[None]:
        """Nothing to hold up: time goes on by itself."""
        yield


class SteppedClock:
    """Time that stands still until somebody else moves it.

    It counts the work at hand and knows who sleeps until when, so the stepper can tell when the
    process is idle.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._working = 0
        self._pacing: dict[asyncio.Future[None], datetime] = {}
        self._sleeping: dict[asyncio.Future[None], datetime] = {}
        self.stirred = asyncio.Event()

    def now(self) -> datetime:
        """The instant last told."""
        return self._now

    async def sleep_until(self, when: datetime, *, pacing: bool = False) -> None:
        """Wait until the clock is moved to `when` or past it."""
        if when <= self._now:
            return
        sleepers = self._pacing if pacing else self._sleeping
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sleepers[turn] = when
        if pacing:
            self._working -= 1
        self.stirred.set()
        try:
            await turn
        finally:
            if sleepers.pop(turn, None) is not None and pacing:
                self._working += 1  # cancelled while asleep

    @contextmanager
    def working(self) -> Iterator[None]:
        """Held while there is work at hand."""
        self._working += 1
        self.stirred.set()
        try:
            yield
        finally:
            self._working -= 1
            self.stirred.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is at hand (sleepers do not count)."""
        return self._working == 0

    def soon(self) -> datetime | None:
        """The end of the shortest pacing wait."""
        return min(self._pacing.values(), default=None)

    def next(self) -> datetime | None:
        """The end of the shortest other wait."""
        return min(self._sleeping.values(), default=None)

    def move(self, now: datetime) -> None:
        """Set the time and wake whoever waited for it; who was pacing is at work at once."""
        self._now = now
        for sleepers in (self._pacing, self._sleeping):
            for turn in [turn for turn, when in sleepers.items() if when <= now]:
                del sleepers[turn]
                if not turn.done():
                    turn.set_result(None)
                if sleepers is self._pacing:
                    self._working += 1
