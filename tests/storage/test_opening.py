"""Workers: one on a SQLite file, many on PostgreSQL; what the dead had claimed is freed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage import outbox
from storage.database import Database
from storage.opening import open_database
from storage.tables import NoticeRow, NoticeState
from storage.worker import AlreadyRunning, Worker
from tests.storage.rows import NOW, a_notice, take

ROOT = Path(__file__).parents[2]


async def _started(database: Database) -> Worker:
    worker = Worker(database)
    await worker.start(NOW)
    return worker


async def _state(database: Database) -> NoticeState:
    async with database.read() as session:
        return (await session.exec(select(NoticeRow))).one().state


async def _claim_one(database: Database, worker: Worker) -> None:
    async with database.write() as session:
        await outbox.add(session, a_notice("one"))
        assert await take(session, worker.id, 1)


@pytest.fixture
async def doomed(either_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that holds the only notice."""
    database = Database(either_url)
    async with database.write() as session:
        await outbox.add(session, a_notice("one"))
    await database.close()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.storage.claimer",
        either_url,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"claimed 1\n"
    yield process
    if process.returncode is None:
        process.kill()
    await process.wait()


async def test_claims_of_a_killed_process_are_freed_at_the_next_start(
    both: Database, doomed: asyncio.subprocess.Process
) -> None:
    assert await _state(both) is NoticeState.SENDING
    doomed.kill()
    await doomed.wait()
    worker = await _started(both)
    try:
        assert await _state(both) is NoticeState.PLANNED
    finally:
        await worker.stop()


async def test_a_second_worker_on_one_sqlite_file_is_refused(database: Database) -> None:
    first = await _started(database)
    await _claim_one(database, first)
    other = Database(str(database.url))
    with pytest.raises(AlreadyRunning):
        await _started(other)
    await other.close()
    assert await _state(database) is NoticeState.SENDING
    await first.stop()
    second = await _started(database)
    assert second.id != first.id
    await second.stop()


async def test_claims_of_a_living_worker_are_left_alone(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    first = await _started(database)
    await _claim_one(database, first)
    second = await _started(other)
    assert await _state(database) is NoticeState.SENDING
    await first.stop()
    third = await _started(other)
    assert await _state(database) is NoticeState.PLANNED
    for worker in (second, third):
        await worker.stop()
    for opened in (database, other):
        await opened.close()


async def test_commands_work_beside_a_running_worker(both: Database) -> None:
    worker = await _started(both)
    beside = await open_database(both.url.render_as_string(hide_password=False))
    async with beside.write() as session:
        await outbox.add(session, a_notice("beside"))
    await beside.close()
    assert await _state(both) is NoticeState.PLANNED
    await worker.stop()


async def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "vekha.sqlite3"
    await (await open_database(f"sqlite:///{path}")).close()
    assert path.exists()
