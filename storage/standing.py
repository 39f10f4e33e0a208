"""A connection to PostgreSQL of the process's own, for what lasts only while the process lives.

Session-level advisory locks and LISTEN belong to a connection; when it is lost, PostgreSQL lets go
of the locks by itself, and whoever held them is told here. Not to be led through a pooler that
hands out connections by the transaction.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import structlog
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

log = structlog.get_logger()

ANSWER_SECONDS = 4.0
# A machine that vanishes closes nothing: its locks are free after 5 + 2 * 3 s. This side notices
# within ANSWER_SECONDS of its next look, which is sooner.
KEEPALIVE = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "11000",
}


class Lock(IntEnum):
    """What is locked: the first of an advisory lock's two numbers; the second names which one."""

    WORKER = 0x56454B57
    ROLE = 0x56454B52
    CHAT = 0x56454B43


class StandingLost(ConnectionError):
    """The connection is gone, and with it every lock that it held."""


def number_of(name: str) -> int:
    """The second number of a lock that has a name: 32 bits, signed, the same everywhere."""
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big", signed=True)


class Standing:
    """The connection. It is opened anew after a loss; the locks must then be taken anew."""

    def __init__(self, url: URL) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            poolclass=NullPool,
            connect_args={"timeout": ANSWER_SECONDS, "server_settings": KEEPALIVE},
        )
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._turn = asyncio.Lock()
        self._held: set[tuple[Lock, int]] = set()
        self._listeners: dict[str, Callable[[str], None]] = {}
        self.on_lost: list[Callable[[], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._driver is not None

    def listen(self, channel: str, told: Callable[[str], None]) -> None:
        """Call `told` with the payload of every NOTIFY on `channel`, from the next opening on."""
        self._listeners[channel] = told

    async def open(self) -> None:
        """Connect. Raises `StandingLost` when PostgreSQL does not answer."""
        await self._drop()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                self._connection = await self._engine.connect()
                driver: Any = (await self._connection.get_raw_connection()).driver_connection
                driver.add_termination_listener(self._ended)
                self._driver = driver
                for channel, told in self._listeners.items():
                    await driver.add_listener(channel, _payload_only(told))
        except Exception as error:
            # of the driver, of SQLAlchemy or of the network: all mean that there is none
            await self._drop()
            raise StandingLost(str(error) or type(error).__name__) from error

    async def check(self) -> None:
        """Ask for a sign of life. Raises `StandingLost`."""
        await self._ask("SELECT 1")

    async def take(self, lock: Lock, number: int) -> bool:
        """Take a lock unless another process has it. Raises `StandingLost`."""
        taken: bool = await self._ask("SELECT pg_try_advisory_lock($1, $2)", lock, number)
        if taken:
            self._held.add((lock, number))
        return taken

    async def let_go(self, lock: Lock, number: int) -> None:
        """Give a lock back; harmless after a loss."""
        if (lock, number) in self._held:
            self._held.discard((lock, number))
            await self._ask("SELECT pg_advisory_unlock($1, $2)", lock, number)

    def holds(self, lock: Lock, number: int) -> bool:
        """Whether the lock is ours, as far as is known."""
        return (lock, number) in self._held

    async def _ask(self, statement: str, *values: int) -> Any:
        async with self._turn:
            if self._driver is None:
                raise StandingLost("not connected")
            try:
                return await self._driver.fetchval(
                    statement, *map(int, values), timeout=ANSWER_SECONDS
                )
            except Exception as error:
                await self._drop()
                raise StandingLost(str(error) or type(error).__name__) from error

    def _ended(self, driver: Any) -> None:
        if driver is self._driver:
            self._forget()

    def _forget(self) -> None:
        """The locks are gone: everybody who relied on them is told at once."""
        self._driver = None
        self._held.clear()
        for lost in self.on_lost:
            lost()

    async def _drop(self) -> None:
        """Break the connection, so that PostgreSQL lets go of the locks as well."""
        connection, driver, self._connection = self._connection, self._driver, None
        if driver is not None:
            self._forget()
            driver.terminate()
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except SQLAlchemyError as error:
                log.debug("standing.closed_badly", reason=str(error))

    async def close(self) -> None:
        """End the connection; PostgreSQL lets go of everything it held."""
        await self._drop()
        await self._engine.dispose()


def _payload_only(told: Callable[[str], None]) -> Callable[[Any, int, str, str], None]:
    """An asyncpg listener: (connection, pid, channel, payload)."""

    def heard(_: Any, __: int, ___: str, payload: str) -> None:
        told(payload)

    return heard
