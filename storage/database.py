"""The two ways into the database: `write`, one short transaction at a time, and `read`.

On SQLite there is one writer connection behind a lock (BEGIN IMMEDIATE, urgent work first) and
a read-only pool beside it: a pool of writers starves presses, and deferred transactions lose
updates silently. On PostgreSQL both are ordinary pooled transactions.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.books import Driver
from storage.drivers import PostgresDriver, SqliteDriver
from storage.engines import Engines, async_url
from storage.trouble import DatabaseTrouble, TransactionLost, trouble_of
from storage.turns import SharedCommit, Turns

log = structlog.get_logger()
T = TypeVar("T")

_BEGIN_BOOKS = "BEGIN; SET LOCAL synchronous_commit TO off"
OUTBOX_CHANNEL = "vekha_outbox"  # of LISTEN and NOTIFY


# what passes by itself and was logged when it began: `write` and `read` raise DatabaseTrouble, a
# connection of one's own the others
DATABASE_TROUBLE = (DatabaseTrouble, InterfaceError, ConnectionError)


class Database:
    """One database for the life of a process. `url` is a SQLAlchemy URL or a path-like sqlite one.
    `engines` may come from an earlier one on the same URL: they know its statements already.

    `on_outbox` callables run after every commit that put something into the outbox; on PostgreSQL
    other processes are told too, through their `heard`.
    """

    def __init__(self, url: str, engines: Engines | None = None) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.on_outbox: list[Callable[[], None]] = []
        self._turns = Turns()
        self._open: SharedCommit | None = None
        self._durable = True
        self._in_trouble = False
        self._name = secrets.token_hex(8)
        self._books: list[AsyncConnection] = []
        self._engines = engines or Engines.to(self.url)
        self._writer, self._reader = self._engines.writer, self._engines.reader

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and advisory locks."""
        return self._writer

    @asynccontextmanager
    async def write(
        self, *, urgent: bool = False, durable: bool = True
    ) -> AsyncIterator[AsyncSession]:
        """A transaction that is committed on leaving and undone on an exception. Keep it short.

        On SQLite those who wait meanwhile share the commit, each undone by itself. Not `durable`:
        a power cut may undo it (a killed process may not), so only for what is harmless to do
        again, such as writing down that a notice was sent. It saves an fsync.

        Raises `DatabaseTrouble` for what passes; a mistake of ours stays what it is.
        """
        way = self._shared(0 if urgent else 1, durable=durable) if self.is_sqlite else self._own()
        async with self._watched(way) as session:
            yield session
        if session.info.get("outbox"):
            for told in self.on_outbox:
                told()

    @asynccontextmanager
    async def books(self, *, urgent: bool = False) -> AsyncIterator[Driver]:
        """A transaction of the courier's, spoken to the driver; a power cut may undo it.

        Raises `DatabaseTrouble` for what passes.
        """
        way = self._shared_books(0 if urgent else 1) if self.is_sqlite else self._own_books()
        async with self._watched(way) as driver:
            yield driver

    @asynccontextmanager
    async def _watched(self, way: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
        """The same way in, with what passes told in the log once and raised as its own type."""
        try:
            async with way as found:
                yield found
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            self._note_trouble(trouble)
            if trouble is error:
                raise
            raise trouble from error
        self._note_success()

    @asynccontextmanager
    async def _own_books(self) -> AsyncIterator[Driver]:
        """A connection stays with the books between turns: a pool's look at it before and after
        would be half of what goes to and fro. One that failed is not used again."""
        connection = self._books.pop() if self._books else await _connected(self._writer)
        try:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(_BEGIN_BOOKS)
            yield PostgresDriver(raw)
            await raw.execute("COMMIT")
        except BaseException:
            await connection.invalidate()
            await connection.close()
            raise
        self._books.append(connection)

    @asynccontextmanager
    async def _shared_books(self, urgency: int) -> AsyncIterator[Driver]:
        await self._turns.acquire(urgency, durable=False)
        commit = await self._joined(durable=False)
        raw = commit.driver
        try:
            raw.execute("SAVEPOINT books")
            try:
                yield SqliteDriver(raw)
            except BaseException:
                if raw.in_transaction:
                    raw.execute("ROLLBACK TO books")
                raise
            finally:
                if raw.in_transaction:
                    raw.execute("RELEASE books")
        except BaseException:
            await self._pass_on(commit)
            raise
        await self._pass_on(commit)
        await asyncio.shield(commit.done)

    async def _joined(self, *, durable: bool) -> SharedCommit:
        """The transaction that is open, or a new one; one member more. The turn is held."""
        try:
            commit = self._open or await self._begin(durable=durable)
        except BaseException:
            self._turns.release()
            raise
        commit.members += 1
        return commit

    def heard(self, name: str) -> None:
        """A process has put something into the outbox; what our own put there is known here."""
        if name != self._name:
            for told in self.on_outbox:
                told()

    def _note_trouble(self, trouble: DatabaseTrouble) -> None:
        """One line in the log when trouble begins, however many are refused meanwhile."""
        if not self._in_trouble:
            log.error("database.unavailable", reason=trouble.reason)
        self._in_trouble = True

    def _note_success(self) -> None:
        if self._in_trouble:
            log.info("database.available")
        self._in_trouble = False

    @asynccontextmanager
    async def _own(self) -> AsyncIterator[AsyncSession]:
        async with (
            AsyncSession(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            await _reached(session)
            yield session
            if session.info.get("outbox"):
                told = sa.select(sa.func.pg_notify(OUTBOX_CHANNEL, self._name))
                await session.execute(told)

    @asynccontextmanager
    async def _shared(self, urgency: int, *, durable: bool) -> AsyncIterator[AsyncSession]:
        await self._turns.acquire(urgency, durable=durable)
        commit = await self._joined(durable=durable)
        try:
            async with (
                AsyncSession(
                    commit.connection,
                    expire_on_commit=False,
                    join_transaction_mode="create_savepoint",
                ) as session,
                session.begin(),
            ):
                yield session
        except BaseException:
            await self._pass_on(commit)
            raise
        await self._pass_on(commit)
        await asyncio.shield(commit.done)

    async def _begin(self, *, durable: bool) -> SharedCommit:
        if durable is not self._durable:
            await self._set_durable(durable)
        connection = await self._writer.connect()
        try:
            transaction = await connection.begin()
        except BaseException:
            await connection.close()
            raise
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open = SharedCommit(connection, transaction, durable, done)
        return self._open

    async def _pass_on(self, commit: SharedCommit) -> None:
        """Let the next writer go on in the same transaction, or commit and let go."""
        if commit.may_go_on_with(self._turns.next()):
            self._turns.release()
        else:
            await asyncio.shield(asyncio.ensure_future(self._commit(commit)))

    async def _commit(self, commit: SharedCommit) -> None:
        self._open = None
        try:
            if not commit.is_open:
                raise TransactionLost
            await commit.transaction.commit()
        except Exception as error:  # noqa: BLE001 - every one of them is told
            await self._give_up(commit)
            commit.done.set_exception(error)
            commit.done.exception()  # whoever waits is told; nobody else need be
        else:
            commit.done.set_result(None)
        finally:
            try:
                await commit.connection.close()
            finally:
                self._turns.release()

    async def _give_up(self, commit: SharedCommit) -> None:
        """Close the connection itself, which undoes what a failed commit may have left open."""
        self._durable = True  # as a new connection is
        await commit.connection.invalidate()

    async def _set_durable(self, durable: bool) -> None:
        """SQLite in WAL mode syncs at every commit (FULL) or at checkpoints only (NORMAL)."""
        async with self._writer.connect() as connection:
            raw = await connection.get_raw_connection()
            level = "FULL" if durable else "NORMAL"
            await raw.driver_connection.execute(f"PRAGMA synchronous={level}")  # type: ignore[union-attr]
        self._durable = durable

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A consistent view for reading; on SQLite it cannot write. Raises `DatabaseTrouble`."""
        try:
            async with AsyncSession(self._reader, expire_on_commit=False) as session:
                if not self.is_sqlite:
                    await _reached(session)
                yield session
        except Exception as error:
            trouble = trouble_of(error, reading=True)
            if trouble is None or trouble is error:
                raise
            raise trouble from error

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._books:
            await connection.invalidate()
            await connection.close()
        self._books.clear()
        await self._engines.close()


async def _reached(session: AsyncSession) -> None:
    """Have a server answer now: the operating system's errors later are the body's own."""
    with _answering():
        await session.connection()


async def _connected(engine: AsyncEngine) -> AsyncConnection:
    """The same without a session."""
    with _answering():
        return await engine.connect()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (OSError, TimeoutError) as error:
        raise DatabaseTrouble(str(error) or type(error).__name__) from error
