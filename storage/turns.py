"""Whose turn it is to write: one at a time, the most urgent first, and commits shared.

Writers that wait while another writes go on in the same transaction, each in a savepoint of its
own, and all are told together when it is committed: one fsync for many.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import sqlite3
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from storage.drivers import sqlite_of

SHARED_AT_MOST = 32


@dataclass(order=True)
class Waiter:
    """Somebody who wants to write; `durable` ones cannot share a commit that is not."""

    urgency: int
    order: int
    durable: bool = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class Turns:
    """A fair queue for the one writer connection. Lower urgency goes first."""

    def __init__(self) -> None:
        self._held = False
        self._waiters: list[Waiter] = []
        self._order = itertools.count()

    async def acquire(self, urgency: int, *, durable: bool = True) -> None:
        """Wait for the turn. A wait cancelled just as it was given passes it on."""
        if not self._held:
            self._held = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiters, Waiter(urgency, next(self._order), durable, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise

    def next(self) -> Waiter | None:
        """Who would have the turn next."""
        while self._waiters and self._waiters[0].turn.done():
            heapq.heappop(self._waiters)
        return self._waiters[0] if self._waiters else None

    def release(self) -> None:
        """Hand the turn on."""
        waiter = self.next()
        if waiter is None:
            self._held = False
            return
        heapq.heappop(self._waiters)
        waiter.turn.set_result(None)


@dataclass
class SharedCommit:
    """An open transaction and those who have written in it; `done` when it is committed."""

    connection: AsyncConnection
    transaction: AsyncTransaction
    durable: bool
    done: asyncio.Future[None]
    members: int = 0

    @property
    def driver(self) -> sqlite3.Connection:
        """The connection of the driver's own."""
        return sqlite_of(self.connection)

    @property
    def is_open(self) -> bool:
        """Whether SQLite still holds it: on a full disk it undoes the whole of it by itself."""
        sync = self.connection.sync_connection
        driver = sync.connection.driver_connection if sync is not None else None
        return driver is not None and bool(driver.in_transaction)

    def may_go_on_with(self, waiter: Waiter | None) -> bool:
        """Whether the next writer joins, instead of the transaction being committed now."""
        return (
            waiter is not None
            and self.is_open
            and self.members < SHARED_AT_MOST
            and (self.durable or not waiter.durable)
        )
