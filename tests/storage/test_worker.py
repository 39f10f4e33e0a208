"""Several processes on one PostgreSQL: roles, what the dead leave, and news between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from storage import outbox
from storage.database import Database
from storage.roles import Role
from storage.standing import StandingLost
from storage.tables import NoticeRow, NoticeState, WorkerRow
from storage.worker import Worker
from tests.postgres import Postgres
from tests.storage.rows import NOW, a_notice, take


@dataclass
class Process:
    """What a process has of its own."""

    database: Database
    worker: Worker
    role: Role

    async def crash(self) -> None:
        """End as a kill would: the connections close, nothing is said."""
        assert self.worker.standing is not None
        await self.worker.standing.close()
        await self.database.close()


Spawn = Callable[[], Awaitable[Process]]


@pytest.fixture
async def spawn(postgres_url: str) -> AsyncIterator[Spawn]:
    """Starts processes."""
    made: list[Process] = []

    async def start() -> Process:
        database = Database(postgres_url)
        worker = Worker(database)
        made.append(Process(database, worker, worker.role("office")))
        await worker.start(NOW)
        return made[-1]

    yield start
    for process in made:
        await process.crash()


async def _cut(process: Process, postgres: Postgres) -> None:
    """The server ends the standing connection."""
    assert process.worker.standing is not None
    async with process.database.read() as session:
        rows = await session.execute(
            sa.text(
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = :id"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"id": process.worker.id},
        )
        (pid,) = rows.scalars()
    postgres.sql(f"SELECT pg_terminate_backend({pid})")
    async with asyncio.timeout(5):
        while process.worker.standing.is_open:
            await asyncio.sleep(0.01)


async def _state(process: Process) -> NoticeState:
    async with process.database.read() as session:
        return (await session.exec(select(NoticeRow))).one().state


async def _claim_one(process: Process) -> None:
    async with process.database.write() as session:
        await outbox.add(session, a_notice("one"))
        assert await take(session, process.worker.id, 1)


async def test_a_role_belongs_to_one_and_passes_on_when_it_dies(spawn: Spawn) -> None:
    first, second, third = [await spawn() for _ in range(3)]
    assert [p.role.held for p in (first, second, third)] == [True, False, False]
    await second.worker.look()
    assert not second.role.held
    await first.crash()
    assert not first.role.held
    await third.worker.look()
    await second.worker.look()
    assert [p.role.held for p in (second, third)] == [False, True]


async def test_a_lost_connection_ends_the_roles_at_once_and_is_made_anew(
    spawn: Spawn, postgres: Postgres
) -> None:
    first, second = await spawn(), await spawn()
    await _cut(first, postgres)
    assert not first.role.held
    assert not first.worker.alive.held
    await second.worker.look()
    await first.worker.look()
    assert first.worker.alive.held
    assert second.role.held
    assert not first.role.held


async def test_a_server_that_is_away_is_told_as_such(spawn: Spawn, postgres: Postgres) -> None:
    process = await spawn()
    await _cut(process, postgres)
    with pytest.raises(StandingLost):
        await process.worker.chats.take("101")  # type: ignore[union-attr]
    await process.worker.look()
    assert await process.worker.chats.take("101")  # type: ignore[union-attr]


async def test_claims_of_the_dead_are_freed_while_others_live(spawn: Spawn) -> None:
    living, dying = await spawn(), await spawn()
    await _claim_one(dying)
    await living.worker.look()
    await dying.crash()
    await living.worker.look()
    assert await _state(living) is NoticeState.SENDING  # it may have lost its connection only
    for _ in range(100):  # the server may notice late that the other is gone
        await living.worker.look()
        if await _state(living) is NoticeState.PLANNED:
            break
        await asyncio.sleep(0.05)
    assert await _state(living) is NoticeState.PLANNED


async def test_who_lost_a_connection_keeps_what_it_had_claimed(
    spawn: Spawn, postgres: Postgres
) -> None:
    living, cut = await spawn(), await spawn()
    await _claim_one(cut)
    await _cut(cut, postgres)
    await living.worker.look()
    await cut.worker.look()
    await living.worker.look()
    await living.worker.look()
    assert await _state(living) is NoticeState.SENDING


async def _said_to_run(process: Process) -> set[int | None]:
    async with process.database.read() as session:
        running = select(WorkerRow.id).where(col(WorkerRow.stopped_at).is_(None))
        return set((await session.exec(running)).all())


async def test_who_was_taken_for_dead_is_heeded_again_once_back(
    spawn: Spawn, postgres: Postgres
) -> None:
    living, cut = await spawn(), await spawn()
    await _cut(cut, postgres)
    for _ in range(2):
        await living.worker.look()
    assert await _said_to_run(living) == {living.worker.id}
    await cut.worker.look()
    assert await _said_to_run(living) == {living.worker.id, cut.worker.id}


async def test_who_stops_or_died_is_forgotten_at_the_next_start(spawn: Spawn) -> None:
    stopped = await spawn()
    await stopped.worker.stop()
    started = await spawn()
    async with started.database.read() as session:
        assert (await session.exec(select(WorkerRow.id))).all() == [started.worker.id]


async def test_a_chat_is_one_process_s_until_it_lets_go_or_dies(spawn: Spawn) -> None:
    first, second = [(await spawn()).worker.chats for _ in range(2)]
    assert first is not None
    assert second is not None
    assert await first.take("101")
    assert first.ours("101")
    assert not await second.take("101")
    assert await second.take("102")
    await first.let_go("101")
    assert not first.ours("101")
    assert await second.take("101")


async def test_what_one_process_puts_into_the_outbox_wakes_the_others_only(spawn: Spawn) -> None:
    here, there = await spawn(), await spawn()
    heard: list[str] = []
    news = asyncio.Event()
    here.database.on_outbox.append(lambda: heard.append("here"))
    there.database.on_outbox += [lambda: heard.append("there"), news.set]
    async with here.database.write() as session:
        await outbox.add(session, a_notice("one"))
    async with asyncio.timeout(5):
        await news.wait()
    await here.worker.look()  # by now its own notification has come back
    assert sorted(heard) == ["here", "there"]


async def test_what_was_undone_wakes_nobody(spawn: Spawn) -> None:
    here, there = await spawn(), await spawn()
    heard: list[str] = []
    there.database.on_outbox.append(lambda: heard.append("there"))
    with pytest.raises(ZeroDivisionError):
        async with here.database.write() as session:
            await outbox.add(session, a_notice("one"))
            raise ZeroDivisionError
    await there.worker.look()
    assert heard == []


async def test_work_runs_while_the_role_is_held() -> None:
    role = Role("office")
    seen: list[str] = []
    began, over = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("cancelled")
            over.set()

    task = asyncio.create_task(role.while_held(work))
    for _ in range(2):
        role.begin()
        await began.wait()
        began.clear()
        role.end()
        await over.wait()
        over.clear()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert seen == ["cancelled", "cancelled"]


async def test_what_fails_in_a_role_is_raised() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Role("office", held=True).while_held(work)


async def test_on_sqlite_every_role_is_ours(database: Database) -> None:
    worker = Worker(database)
    role = worker.role("office")
    await worker.start(NOW)
    assert role.held
    assert worker.alive.held
    await worker.look()
    await worker.stop()
