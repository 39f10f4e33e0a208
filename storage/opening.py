"""Opening the database for a process: folder, migrations, and the lock of the only runner."""

from __future__ import annotations

import fcntl
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox
from storage.database import Database
from storage.migrations import migrate
from storage.tables import NoticeRow, NoticeState, table

WORKER_LOCKS = 0x56454B57  # the class of advisory locks; the second number is the worker's id


class AlreadyRunning(Exception):
    """Another process runs on this SQLite database."""


async def open_database(url: str) -> Database:
    """The database with its tables up to date; the folder of a SQLite file is made."""
    database = Database(url)
    if database.is_sqlite and database.url.database not in {None, "", ":memory:"}:
        Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
    await migrate(database)
    return database


class Worker:
    """This process's name among those that claim notices: what it claims is its own while it lives.

    On SQLite there is one worker, held by a file lock; on PostgreSQL each holds an advisory lock.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: TextIOWrapper | None = None
        self._connection: AsyncConnection | None = None
        self.id = 0

    async def start(self, now: datetime) -> None:
        """Register, and free what dead workers had claimed. Raises `AlreadyRunning` (SQLite)."""
        if self._database.is_sqlite:
            self._hold_file()
        async with self._database.write() as session:
            self.id = await outbox.start_worker(session, now)
            if self._database.is_sqlite:
                await outbox.free_claims(session, None)
        if not self._database.is_sqlite:
            await self._hold_advisory_lock()
            await self._free_the_dead()

    def _hold_file(self) -> None:
        path = Path(f"{self._database.url.database}.running")
        self._file = path.open("w", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise AlreadyRunning from error

    async def _hold_advisory_lock(self) -> None:
        self._connection = await self._database.engine.connect()
        await self._connection.execution_options(isolation_level="AUTOCOMMIT")
        await self._connection.execute(
            sa.text(f"SELECT pg_advisory_lock({WORKER_LOCKS}, {int(self.id)})")
        )

    async def _free_the_dead(self) -> None:
        notices = table(NoticeRow)
        async with self._database.write() as session:
            holders = await session.execute(
                sa.select(notices.c.worker_id)
                .where(notices.c.state == NoticeState.SENDING, notices.c.worker_id != self.id)
                .distinct()
            )
            dead = []
            for (worker_id,) in holders.all():
                free = await session.execute(
                    sa.text(f"SELECT pg_try_advisory_xact_lock({WORKER_LOCKS}, {int(worker_id)})")
                )
                if free.scalar():
                    dead.append(worker_id)
            if dead:
                await outbox.free_claims(session, dead)

    async def stop(self) -> None:
        """Give the name back."""
        if self._connection is not None:
            await self._connection.invalidate()  # back in the pool it would still hold the lock
            await self._connection.close()
        if self._file is not None:
            self._file.close()
