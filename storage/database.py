"""The two ways into the database: `write`, one short transaction at a time, and `read`.

On SQLite there is one writer connection behind a lock (BEGIN IMMEDIATE, urgent work first) and
a read-only pool beside it: a pool of writers starves presses, and deferred transactions lose
updates silently. On PostgreSQL both are ordinary pooled transactions.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlmodel.ext.asyncio.session import AsyncSession

BUSY_TIMEOUT_MS = 10_000
READERS = 4
POSTGRES_POOL = 12


class DatabaseTooOld(Exception):
    """The tables are of another version than this program; `vekha` migrates them at start."""


class UrgentLock:
    """A fair asyncio lock that hands itself to the most urgent waiter (lowest number) first."""

    def __init__(self) -> None:
        self._held = False
        self._waiters: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    async def acquire(self, urgency: int) -> None:
        """Wait for the lock; a cancelled wait leaves it to the next."""
        if not self._held:
            self._held = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiters, (urgency, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise

    def release(self) -> None:
        """Hand the lock on."""
        while self._waiters:
            _, _, turn = heapq.heappop(self._waiters)
            if not turn.done():
                turn.set_result(None)
                return
        self._held = False


class Database:
    """One database for the life of a process. `url` is a SQLAlchemy URL or a path-like sqlite one.

    `on_outbox` callables run after every commit that put something into the outbox.
    """

    def __init__(self, url: str) -> None:
        self.url = _async_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.on_outbox: list[Callable[[], None]] = []
        self._lock = UrgentLock()
        self._durable = True
        if self.is_sqlite:
            self._writer = sqlite_engine(self.url, writer=True)
            self._reader = sqlite_engine(self.url, writer=False)
        else:
            self._writer = self._reader = create_async_engine(
                self.url, pool_size=POSTGRES_POOL, max_overflow=4, pool_pre_ping=True
            )

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and advisory locks."""
        return self._writer

    @asynccontextmanager
    async def write(
        self, *, urgent: bool = False, durable: bool = True
    ) -> AsyncIterator[AsyncSession]:
        """A transaction that commits on leaving and rolls back on an exception. Keep it short.

        Not `durable`: a power cut may undo it (a killed process may not), so only for what is
        harmless to do again, such as writing down that a notice was sent. It saves an fsync.
        """
        if self.is_sqlite:
            await self._lock.acquire(0 if urgent else 1)
        try:
            if self.is_sqlite and durable is not self._durable:
                await self._set_durable(durable)
            async with (
                AsyncSession(self._writer, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        finally:
            if self.is_sqlite:
                self._lock.release()
        if session.info.get("outbox"):
            for told in self.on_outbox:
                told()

    async def _set_durable(self, durable: bool) -> None:
        """SQLite in WAL mode syncs at every commit (FULL) or at checkpoints only (NORMAL)."""
        async with self._writer.connect() as connection:
            raw = await connection.get_raw_connection()
            level = "FULL" if durable else "NORMAL"
            await raw.driver_connection.execute(f"PRAGMA synchronous={level}")  # type: ignore[union-attr]
        self._durable = durable

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A consistent view for reading; on SQLite it cannot write."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _async_url(url: str) -> URL:
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    return parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))


def sqlite_engine(url: URL, *, writer: bool, foreign_keys: bool = True) -> AsyncEngine:
    """An engine on a SQLite file: the single writer, or the read-only pool."""
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if writer else READERS,
        max_overflow=0,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        if not writer:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
