"""Arrivals among several processes: each worked once, in order within a chat, none left behind."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Dispatcher

from handlers import inbox as worker_module
from handlers.shared_inbox import SharedInbox
from storage import inbox
from storage.database import Database
from storage.tables import InboxState
from storage.worker import Worker
from tests.handlers.desk import Desk, message
from tests.storage.rows import NOW

TURNS = 12
CHATS = (101, 102, 103)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "RETRY_SECONDS", 0)


class Journal(Dispatcher):
    """Works an update slowly enough to be overtaken, and writes down when."""

    def __init__(self, database: Database, lines: list[str], underway: set[int]) -> None:
        super().__init__()
        self.database, self.lines, self.underway = database, lines, underway
        self.gate = asyncio.Event()
        self.gate.set()

    async def feed_raw_update(self, bot: Any, update: dict[str, Any], **more: Any) -> None:
        """Note the text, and that nobody else is at work for the chat."""
        chat = int(update["message"]["chat"]["id"])
        assert chat not in self.underway, "two at once"
        self.underway.add(chat)
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
            async with self.database.write() as session:
                await inbox.mark_done(session, int(more["inbox_id"]), NOW)
            self.lines.append(update["message"]["text"])
        finally:
            self.underway.discard(chat)


class Process:
    """A desk of its own at the shared database."""

    def __init__(self, url: str, lines: list[str], underway: set[int]) -> None:
        self.database = Database(url)
        self.worker = Worker(self.database)
        self.desk = Desk(self.database)
        self.journal = Journal(self.database, lines, underway)
        self.desk.dispatcher = self.journal

    async def start(self) -> None:
        """Come to life."""
        await self.worker.start(NOW)
        assert self.worker.chats is not None
        self.desk.inbox = SharedInbox(
            self.database, self.journal, self.desk.bot, self.desk.clock, self.worker.chats
        )

    async def end(self) -> None:
        """Lose all connections."""
        self.journal.gate.set()
        await self.desk.inbox.stop(0.1)
        await self.worker.stop()
        await self.database.close()


class Office:
    """Two processes and what they have worked."""

    def __init__(self, url: str) -> None:
        self.lines: list[str] = []
        underway: set[int] = set()
        self.processes = [Process(url, self.lines, underway) for _ in range(2)]

    async def done(self, count: int) -> None:
        """Until so many are worked."""
        async with asyncio.timeout(10):
            while len(self.lines) < count:
                await asyncio.sleep(0.01)

    async def fates(self) -> set[InboxState]:
        """What became of everything that came in."""
        return {row.state for row in await self.processes[0].desk.rows()}


@pytest.fixture
async def office(postgres_url: str) -> AsyncIterator[Office]:
    made = Office(postgres_url)
    for process in made.processes:
        await process.start()
    yield made
    for process in made.processes:
        await process.end()


async def test_in_order_within_a_chat_whoever_stores(office: Office) -> None:
    for turn, chat in itertools.product(range(TURNS), CHATS):
        desk = office.processes[(turn + chat) % 2].desk
        desk.inbox.accept(await desk.store(message(chat, text=f"{chat}.{turn:02}")))
    await office.done(TURNS * len(CHATS))
    for chat in CHATS:
        own = [line for line in office.lines if line.startswith(str(chat))]
        assert own == [f"{chat}.{turn:02}" for turn in range(TURNS)]
    assert await office.fates() == {InboxState.DONE}


async def test_what_came_while_another_had_the_chat_is_worked_by_that_one(office: Office) -> None:
    first, second = office.processes
    first.journal.gate.clear()
    first.desk.inbox.accept(await first.desk.store(message(101, text="one")))
    async with asyncio.timeout(5):
        while 101 not in first.journal.underway:
            await asyncio.sleep(0.01)
    await second.desk.take(message(101, text="two"))
    assert office.lines == []
    first.journal.gate.set()
    await office.done(2)
    assert office.lines == ["one", "two"]


async def test_what_a_dead_process_had_stored_is_taken_up_by_a_living_one(office: Office) -> None:
    dying, living = office.processes
    await dying.desk.store(message(101, text="one"), message(101, text="two"))
    dying.journal.gate.clear()
    dying.desk.inbox.accept([])
    await dying.desk.inbox.recover()
    await living.desk.inbox.recover()
    await living.desk.quiet()
    assert office.lines == []  # the chat was the other's
    await dying.worker.stop()
    dying.journal.underway.clear()
    for task in list(dying.desk.inbox._tasks):
        task.cancel()
    await living.desk.inbox.recover()
    await office.done(2)
    assert office.lines == ["one", "two"]


async def test_one_that_lost_its_connection_stops_working_the_chat(office: Office) -> None:
    cut, other = office.processes
    cut.journal.gate.clear()
    cut.desk.inbox.accept(await cut.desk.store(message(101, text="one"), message(101, text="two")))
    async with asyncio.timeout(5):
        while 101 not in cut.journal.underway:
            await asyncio.sleep(0.01)
    assert cut.worker.standing is not None
    await cut.worker.standing.close()
    cut.journal.gate.set()
    await office.done(1)
    await cut.desk.quiet()
    assert office.lines == ["one"]
    await other.desk.inbox.recover()
    await office.done(2)
    assert office.lines == ["one", "two"]


async def test_what_can_neither_be_worked_nor_set_aside_holds_nobody_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, _ = office.processes
    tried: list[int] = []

    async def give_up(waiting: inbox.Waiting) -> None:
        if waiting.payload["message"]["text"] == "bad":
            tried.append(waiting.id)
            return
        await SharedInbox._work(process.desk.inbox, waiting)

    monkeypatch.setattr(process.desk.inbox, "_work", give_up)
    await process.desk.take(message(101, text="bad"), message(101, text="good"))
    await office.done(1)
    assert office.lines == ["good"]
    await process.desk.inbox.recover()
    await process.desk.quiet()
    assert len(tried) == 1
