"""From a lane to the operators: trouble is told beside the lane, which does not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import structlog

from roadmap.installation import Trouble
from services import operator_alerts
from services.clock import Clock
from storage.database import DATABASE_TROUBLE, Database

log = structlog.get_logger()


class Alarm:
    """Tells `operators` (ids of users) of trouble; without any it is in the log alone."""

    def __init__(self, database: Database, clock: Clock, operators: Collection[int]) -> None:
        self._database, self._clock, self._operators = database, clock, operators
        self._ringing: set[asyncio.Task[None]] = set()

    def ring(self, trouble: Trouble) -> None:
        """Tell them as soon as it can be stored."""
        if self._operators:
            task = asyncio.create_task(self._tell(trouble))
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)

    async def _tell(self, trouble: Trouble) -> None:
        with self._clock.working():
            try:
                async with self._database.write(urgent=True) as session:
                    await operator_alerts.tell(session, self._operators, trouble, self._clock.now())
            except DATABASE_TROUBLE as error:
                log.warning("alarm.not_stored", trouble=type(trouble).__name__, reason=str(error))

    async def stop(self) -> None:
        """Until everything told so far is stored."""
        await asyncio.gather(*self._ringing)
