"""What a process does every few seconds because it is not alone on its PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from handlers.inbox import Inbox
from scheduler.courier import Lane
from storage.database import DATABASE_TROUBLE
from storage.worker import Worker

log = structlog.get_logger()

ROUND_SECONDS = 2.0  # a role passes on within one; what the dead held is free within two


class Rounds:
    """Takes the roles that became free, and what dead processes had claimed or stored."""

    def __init__(self, worker: Worker, inbox: Inbox, lanes: Sequence[Lane]) -> None:
        self._worker, self._inbox, self._lanes = worker, inbox, lanes

    async def run(self) -> None:
        """For ever; a database out of reach is waited out."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await self._worker.look()
                await self._inbox.recover()
            except DATABASE_TROUBLE as error:
                log.warning("worker.out_of_touch", reason=str(error))
            for lane in self._lanes:
                lane.kick()  # a notification may have been missed while the connection was lost
