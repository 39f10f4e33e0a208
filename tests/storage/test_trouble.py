"""A database that cannot be written to for a while: refused cleanly, told once, then as before."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
import sqlalchemy as sa
from sqlmodel import select
from structlog.testing import capture_logs

from channels.message import Channel
from storage.database import DATABASE_TROUBLE, Database
from storage.tables import MunicipalityRow
from storage.trouble import DatabaseTrouble
from tests.postgres import Postgres
from tests.storage.rows import a_town

PAGES_MORE = 4


async def _names(database: Database) -> list[str]:
    async with database.read() as session:
        return sorted(await session.exec(select(MunicipalityRow.name)))


async def _add(database: Database, name: str, *, size: int = 0) -> None:
    async with database.write() as session:
        await a_town(session, name + "x" * size)


async def _pragma(database: Database, words: str) -> int:
    """Ask or tell the writer's connection."""
    async with database.engine.connect() as connection:
        return int((await connection.exec_driver_sql(f"PRAGMA {words}")).scalar() or 0)


async def test_locked_by_another_process_it_refuses_and_goes_on_afterwards(
    database: Database,
) -> None:
    await _pragma(database, "busy_timeout=50")
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(DATABASE_TROUBLE):
                await _add(database, "never")
        other.execute("ROLLBACK")
        await _add(database, "kept")
        await _add(database, "kept too")
    other.close()
    assert await _names(database) == ["kept", "kept too"]
    assert [entry["event"] for entry in logs] == ["database.unavailable", "database.available"]
    assert "locked" in logs[0]["reason"]


async def test_a_full_disk_undoes_all_who_share_the_commit_and_tells_each(
    database: Database,
) -> None:
    await _add(database, "before")
    pages = await _pragma(database, "page_count")
    await _pragma(database, f"max_page_count={pages + PAGES_MORE}")
    with capture_logs() as logs:
        told = await asyncio.gather(
            _add(database, "small"),
            _add(database, "large", size=1_000_000),
            _add(database, "after"),
            return_exceptions=True,
        )
    names = await _names(database)
    # whoever was told that it is kept finds it kept, and nobody else does
    kept = [n for n, error in zip(["small", "large", "after"], told, strict=True) if error is None]
    assert names == sorted(["before", *kept])
    assert isinstance(told[1], DATABASE_TROUBLE)
    assert [entry["event"] for entry in logs].count("database.unavailable") == 1
    await _pragma(database, f"max_page_count={1 << 30}")
    await _add(database, "room again", size=1_000_000)
    assert len(await _names(database)) == len(names) + 1


async def test_a_commit_that_fails_leaves_no_transaction_open(database: Database) -> None:
    async with database.write() as session:
        await session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        await session.execute(sa.text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        await session.execute(
            sa.text(
                "CREATE TABLE child (of INTEGER REFERENCES parent (id)"
                " DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    with pytest.raises(sa.exc.IntegrityError):  # judged at COMMIT, which then stays open
        async with database.write() as session:
            await session.execute(sa.text("INSERT INTO child VALUES (7)"))
    await _add(database, "kept")
    assert await _names(database) == ["kept"]


@pytest.mark.parametrize(
    "mistake", ["SELECT nothing FROM municipality", "SELECT 1 FROM nowhere", "SELEC 1"]
)
async def test_a_mistake_of_ours_is_no_trouble_that_passes(both: Database, mistake: str) -> None:
    with capture_logs() as logs:
        for way in (both.write, both.read):
            with pytest.raises(sa.exc.DBAPIError) as refusal:
                async with way() as session:
                    await session.execute(sa.text(mistake))
            assert not isinstance(refusal.value, DATABASE_TROUBLE)
    assert logs == []


async def test_a_server_that_is_gone_is_trouble() -> None:
    nobody_there = Database("postgresql://vekha@/vekha?host=/nowhere/at/all")
    for way in (nobody_there.write, nobody_there.read, nobody_there.books):
        with pytest.raises(DatabaseTrouble):
            async with way():
                pass
    await nobody_there.close()


async def test_connections_that_a_server_ends_are_trouble_and_come_back(
    postgres: Postgres, postgres_url: str
) -> None:
    database = Database(postgres_url)
    name = postgres_url.partition("@/")[2].partition("?")[0]
    await _add(database, "before")
    with pytest.raises(DatabaseTrouble):
        async with database.write() as session:
            await a_town(session, "lost")
            postgres.sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            await session.execute(sa.text("SELECT 1"))
    await _add(database, "after")
    assert await _names(database) == ["after", "before"]
    await database.close()


async def test_the_couriers_books_tell_of_trouble_as_everything_else_does(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    with pytest.raises(DatabaseTrouble):
        async with database.books() as driver:
            raw = driver._connection  # type: ignore[attr-defined]
            await raw.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    async with database.books() as driver:
        assert await driver.waiting(Channel.TELEGRAM) == (None, None)
    await database.close()
