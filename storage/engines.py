"""Engines: on SQLite the single writer and the read-only pool, on PostgreSQL one ordinary pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import prompt

BUSY_TIMEOUT_MS = 10_000
READERS = 4
POSTGRES_POOL = 12


@dataclass(frozen=True, slots=True)
class Engines:
    """The ways to one database: for writing, and for reading only; on PostgreSQL they are one."""

    writer: AsyncEngine
    reader: AsyncEngine

    @classmethod
    def to(cls, url: URL) -> Engines:
        """Nothing is connected yet."""
        if url.get_backend_name() == "sqlite":
            return cls(sqlite_engine(url, writer=True), sqlite_engine(url, writer=False))
        both = create_async_engine(url, pool_size=POSTGRES_POOL, max_overflow=4, pool_pre_ping=True)
        return cls(both, both)

    async def close(self) -> None:
        """Close every connection; what comes later opens new ones."""
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


def sqlite_engine(url: URL, *, writer: bool, foreign_keys: bool = True) -> AsyncEngine:
    """An engine on a SQLite file: the single writer, or the read-only pool."""
    path = str(url.database)
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if writer else READERS,
        max_overflow=0,
        # `write` always ends its transaction itself
        **(
            {"async_creator": lambda: prompt.connect(path), "pool_reset_on_return": None}
            if writer
            else {}
        ),
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


def async_url(url: str) -> URL:
    """A SQLAlchemy URL with the driver that this program uses."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    return parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))
