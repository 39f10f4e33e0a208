"""The mail reader: letters are kept before their source is told so, then read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from channels.arriving import Arrived, Source
from services import letters_in
from services.clock import Clock
from services.letter_mail import Desk
from storage.database import DATABASE_TROUBLE, Database


class MailReader:
    """Takes letters from its sources for as long as it runs; one process does so at a time."""

    def __init__(
        self, sources: Sequence[Source], database: Database, desk: Desk, clock: Clock
    ) -> None:
        self._sources, self._database, self._desk, self._clock = sources, database, desk, clock
        self._reading = asyncio.Lock()

    async def run(self) -> None:
        """Read every source for ever."""
        async with asyncio.TaskGroup() as group:
            for source in self._sources:
                group.create_task(source.run(self))

    async def take(self, letter: Arrived) -> bool:
        """Keep a letter and read it at once; False while the database or the limits forbid it."""
        with self._clock.working():
            now = self._clock.now()
            try:
                if not await letters_in.keep(self._database, self._desk.files, letter, now):
                    return False
                await self.work(now)
            except DATABASE_TROUBLE:
                # what was kept is known when it is offered again
                return False
        return True

    async def work(self, now: datetime) -> int:
        """Read what was kept; how many letters."""
        async with self._reading:
            return await letters_in.work_waiting(self._database, self._desk, now)
