"""Databases for every room: SQLite files and a throwaway PostgreSQL, with the tables made."""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from storage.database import Database
from storage.engines import Engines, async_url
from storage.opening import open_database
from tests.mail_servers import MailServers, NoMailServers
from tests.postgres import NoPostgres, Postgres
from tests.scratch import scratch

TEMPLATE = "template_vekha"
ONE = "one"
"""The database of each test in turn."""

# how long an example may take is seen on a busy machine too: the usual 200 ms are not
settings.register_profile("desk", deadline=timedelta(seconds=5))
# under CI the same examples every time: a new one is found at a desk, not by chance at a gate
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")


def pytest_configure(config: pytest.Config) -> None:
    """SQLModel advises against Core statements on its sessions; ours are bulk ones, on purpose."""
    _plain_log()
    config.addinivalue_line("filterwarnings", r"ignore:(?s).*session\.exec:DeprecationWarning")


def _plain_log() -> None:
    """A log to whatever stdout is just then; the usual one draws tracebacks for seconds."""
    structlog.reset_defaults()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )


@pytest.fixture(autouse=True)
def plain_log() -> None:
    """What a command in an earlier test did to the log is undone: its stderr is closed by now."""
    _plain_log()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL of this test process; without binaries: skips, or fails under CI."""
    try:
        server = Postgres()
    except NoPostgres:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing: install its server package")
        pytest.skip("no PostgreSQL binaries here: its tests are left out")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Postfix and Dovecot; without them: skips, or fails under CI."""
    servers = MailServers()
    try:
        servers.start()
        yield servers
    except NoMailServers:
        if os.environ.get("CI") == "true":
            pytest.fail("Postfix and Dovecot are missing, or this is not root")
        pytest.skip("no Postfix and Dovecot here, or not root: their tests are left out")
    finally:
        servers.stop()


async def _migrated(url: str) -> None:
    await (await open_database(url)).close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("template") / "vekha.sqlite3"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """A PostgreSQL database with the tables and nothing in them."""
    postgres.sql(f"CREATE DATABASE {TEMPLATE}")
    asyncio.run(_migrated(postgres.url(TEMPLATE)))
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_place() -> Iterator[Path]:
    """Where the SQLite file of each test in turn lies."""
    folder = scratch("vekha-sqlite-")
    yield folder / "one" / "vekha.sqlite3"
    shutil.rmtree(folder)


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_place: Path) -> Iterator[str]:
    """A SQLite file of this test's own, alone in its folder."""
    sqlite_place.parent.mkdir()
    shutil.copy(sqlite_template, sqlite_place)
    yield f"sqlite:///{sqlite_place}"
    shutil.rmtree(sqlite_place.parent)


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database of this test's own."""
    postgres.create(postgres_template, ONE)
    yield postgres.url(ONE)
    postgres.drop(ONE)


@pytest.fixture(params=["sqlite", "postgres"])
def either_url(request: pytest.FixtureRequest) -> str:
    """The URL of each of the two kinds in turn: what asks for it runs twice."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def engines() -> Callable[[str], Engines]:
    """The engines of a URL, the same for every test: what they have made of our statements once
    (a third of a test's time) serves all."""
    return functools.cache(lambda url: Engines.to(async_url(url)))


@pytest.fixture
async def both(either_url: str, engines: Callable[[str], Engines]) -> AsyncIterator[Database]:
    """A database of each of the two kinds in turn."""
    database = Database(either_url, engines(either_url))
    yield database
    await database.close()


@pytest.fixture
async def database(sqlite_url: str, engines: Callable[[str], Engines]) -> AsyncIterator[Database]:
    """A SQLite database, where the kind does not matter."""
    database = Database(sqlite_url, engines(sqlite_url))
    yield database
    await database.close()
