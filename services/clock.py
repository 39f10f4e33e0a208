"""Time as everybody here sees it: told from outside, never read from the machine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The one source of time. `bot.clock` has the real one and the stepped one."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...

    async def sleep_until(self, when: datetime, *, pacing: bool = False) -> None:
        """Return at `when` (aware) or later.

        `pacing` is a short wait in the middle of work, inside `working()`: a stepped clock lets it
        pass by itself. Any other wait is outside `working()` and is an event still to come.
        """
        ...

    def working(self) -> AbstractContextManager[None]:
        """Held while there is work at hand, so that a stepped clock does not move on."""
        ...
