"""A growing event number, and waiting for something to happen without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable


class News:
    """Counts what happens, remembers when each subject was last told of, wakes who waits."""

    def __init__(self) -> None:
        self.number = 0
        self._last: dict[Hashable, int] = {}
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self, *subjects: Hashable) -> int:
        """Something happened to these subjects; returns the event's number."""
        self.number += 1
        for subject in subjects:
            self._last[subject] = self.number
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        return self.number

    def last(self, subject: Hashable) -> int:
        """The number of the last event of a subject, 0 if nothing ever happened to it."""
        return self._last.get(subject, 0)

    async def wait(self, subject: Hashable | None, after: int, seconds: float) -> None:
        """Return once the subject (None: anything) has news after that number, or in `seconds`."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (self.number if subject is None else self.last(subject)) <= after:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await self._woken(left):
                return

    async def _woken(self, seconds: float) -> bool:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiting)
        return True
