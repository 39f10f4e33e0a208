"""The databases that are measured: a file of SQLite, a throwaway server of PostgreSQL."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from storage.database import Database
from storage.opening import open_database
from tests import postgres
from tests.postgres import NoPostgres, Postgres

AS_INSTALLED = {  # unlike for tests, what is committed reaches the disk, as out of the box
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
    "autovacuum": "on",
}
MISSING = "no PostgreSQL binaries on this machine"


class _Server(Postgres):
    """The tests' server with the settings of an installed one, on the disk."""

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self._folder)
        self._folder = Path(tempfile.mkdtemp(prefix="vekha-bench-"))
        postgres.SETTINGS.update(AS_INSTALLED)


@contextlib.contextmanager
def postgresql() -> Iterator[Postgres | None]:
    """A running server; None where PostgreSQL is not installed."""
    try:
        server = _Server()
    except NoPostgres:
        yield None
        return
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.asynccontextmanager
async def sqlite() -> AsyncIterator[Database]:
    """An empty database in a file of its own."""
    with tempfile.TemporaryDirectory(prefix="vekha-bench-") as folder:
        database = await open_database(f"sqlite:///{Path(folder, 'bench.sqlite3')}")
        try:
            yield database
        finally:
            await database.close()


@contextlib.asynccontextmanager
async def on_server(server: Postgres) -> AsyncIterator[Database]:
    """An empty database of the server."""
    name = server.create()
    database = await open_database(server.url(name))
    try:
        yield database
    finally:
        await database.close()
        server.drop(name)
