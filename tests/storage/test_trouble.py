"""A database that cannot be written to for a while: refused cleanly, told once, then as before."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
import sqlalchemy as sa
from sqlmodel import select
from structlog.testing import capture_logs

from storage.database import DATABASE_TROUBLE, Database
from storage.tables import MunicipalityRow
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
