"""The two municipalities, made once for each test process and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from tests.border.world import World, two_towns
from tests.services.office import Office


@pytest.fixture(scope="session")
def towns_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World]:
    """A file with both, closed, and what is known of them."""
    path = tmp_path_factory.mktemp("border") / "vekha.sqlite3"
    shutil.copy(sqlite_template, path)

    async def make() -> World:
        world = await two_towns(f"sqlite:///{path}")
        await world.database.close()
        return world

    world = asyncio.run(make())
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that one file is all of it
    return path, world


@pytest.fixture
def towns_path(towns_template: tuple[Path, World], sqlite_place: Path, sqlite_url: str) -> Path:
    """A copy of the file, where the databases of tests are."""
    shutil.copy(towns_template[0], sqlite_place)
    return sqlite_place


@pytest.fixture
def world(towns_template: tuple[Path, World], towns_path: Path, database: Database) -> World:
    """Both municipalities in a database of the test's own."""
    made = towns_template[1]
    return replace(
        made,
        database=database,
        here=Office(database, made.here.tenant),
        there=Office(database, made.there.tenant),
    )
