"""Migrations: from nothing they make the tables that the code declares, up and down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import Database
from storage.engines import sqlite_engine
from storage.migrations import FOLDER, HEAD, config, migrate
from storage.opening import open_database
from storage.tables import Base
from tests.postgres import Postgres


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new' / 'vekha.sqlite3'}"


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


def _differences(connection: sa.Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_from_nothing_to_what_the_code_declares(empty_url: str) -> None:
    database = await open_database(empty_url)
    try:
        async with database.engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
        assert not await migrate(database)
    finally:
        await database.close()


def test_the_head_the_code_knows_is_the_last_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == HEAD


async def test_every_step_can_be_undone_and_done_again(empty_sqlite_url: str) -> None:
    Path(empty_sqlite_url.removeprefix("sqlite:///")).parent.mkdir()
    database = Database(empty_sqlite_url)
    engine = sqlite_engine(database.url, writer=True, foreign_keys=False)
    steps = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]

    def stairway(connection: sa.Connection) -> None:
        settings = config(connection)
        for revision in reversed(steps):
            command.upgrade(settings, revision)
            command.downgrade(settings, "-1")
            command.upgrade(settings, revision)
        command.downgrade(settings, "base")
        left = set(sa.inspect(connection).get_table_names())
        assert left <= {"alembic_version"}
        command.upgrade(settings, "head")
        assert _differences(connection) == []

    async with engine.begin() as connection:
        await connection.run_sync(stairway)
    await engine.dispose()
    await database.close()


async def test_two_processes_that_start_at_once_migrate_once(empty_postgres_url: str) -> None:
    databases = [Database(empty_postgres_url) for _ in range(3)]
    await asyncio.gather(*(migrate(database) for database in databases))
    async with databases[0].engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    for database in databases:
        await database.close()
