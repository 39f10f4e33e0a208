"""(i) «Мои мероприятия» and a mark, with 200 of one's own among 1,000,000, while a mass sending
runs: how long each takes inside the process."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from bench.courier import fill as fill_outbox
from bench.filling import fill
from bench.measuring import NOW, Row, stub
from bench.servers import sqlite
from bot.clock import RealClock, SteppedClock
from bot.commands.running import tune
from channels.bot_api import make_bot
from channels.message import Channel
from channels.telegram import TelegramCarrier
from handlers.dispatching import make_dispatcher
from handlers.inbox import chat_of
from scheduler.courier import Lane
from scheduler.pace import Pace
from storage import inbox
from storage.database import Database
from storage.files import FileStore
from storage.inbox import Arrival
from storage.worker import Worker

STORED = int(os.environ.get("BENCH_STORED", "1000000"))
OWN = 200
PEOPLE = max(2, STORED // OWN)
PRESSES = 150
SLOTS = 30
TOKEN = "42:AAbench-token-for-the-stub"


def press(number: int, person: int, data: str) -> dict[str, Any]:
    """A press of a person on a button, as Telegram tells it."""
    user = {"id": 1000 + person, "is_bot": False, "first_name": "p"}
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": user,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": 7,
                "date": 1_539_000_000,
                "chat": {"id": 1000 + person, "type": "private", "first_name": "p"},
                "text": "x",
            },
        },
    }


class Timed:
    """The real handlers on a database; each update is stored and worked, and timed."""

    def __init__(self, database: Database, address: str, files: FileStore) -> None:
        self._database = database
        self._bot = make_bot(TOKEN, api_url=address)
        self._dispatcher = make_dispatcher(database, SteppedClock(NOW), files)
        self._number = 0

    async def take(self, person: int, data: str) -> float:
        """Milliseconds from the update to its committed answer."""
        self._number += 1
        update = press(self._number, person, data)
        began = time.perf_counter()
        arrival = Arrival("telegram:42", str(self._number), chat_of(update), update)
        async with self._database.write(urgent=True) as session:
            (stored,) = await inbox.store(session, [arrival], NOW)
        await self._dispatcher.feed_raw_update(self._bot, update, inbox_id=stored.id)
        return (time.perf_counter() - began) * 1000

    async def close(self) -> None:
        """Close the bot's connections."""
        await self._bot.session.close()


@asynccontextmanager
async def mass_sending(database: Database, address: str) -> AsyncIterator[None]:
    """The courier at work on thousands of notices, as fast as Telegram lets it."""
    worker, bot = Worker(database), make_bot(TOKEN, api_url=address)
    await worker.start(RealClock().now())
    carrier, clock = TelegramCarrier(bot), RealClock()
    lane = Lane(
        database,
        Channel.TELEGRAM,
        carrier,
        worker.id,
        clock,
        slots=SLOTS,
        pace=Pace(),
    )

    await fill_outbox(database)
    sending = asyncio.create_task(lane.run())
    try:
        yield
    finally:
        assert not lane.empty.is_set(), "the sending ended before the measurement"
        await lane.stop()
        await sending
        await worker.stop()
        await bot.session.close()


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _row(what: str, quiet: Sequence[float], busy: Sequence[float]) -> Row:
    return Row(
        f"{what}, {OWN} own of {STORED:,}, SQLite",
        f"p95 {_p95(busy):.0f} ms while sending",
        f"p95 {_p95(quiet):.0f} ms otherwise",
        f"{_p95(busy) / _p95(quiet):.2f}",
        "< 50 ms",
    )


async def _run(timed: Timed, first: int) -> tuple[list[float], list[float]]:
    """Lists opened and marks made, by turns, each by another person."""
    opened, marked = [], []
    for person in range(first, first + PRESSES):
        own = person - 1 if person > 1 else PEOPLE
        opened.append(await timed.take(person, f"m:{person}:0"))
        marked.append(await timed.take(person, f"d:{person}:{own}"))
    return opened, marked


async def measure() -> list[Row]:
    """First with nothing else to do, then while thousands of messages go out."""
    tune()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    async with stub() as address, sqlite() as database:
        await fill(database, PEOPLE, STORED)
        with TemporaryDirectory() as folder:
            timed = Timed(database, address, FileStore(Path(folder)))
            await _run(timed, PEOPLE - PRESSES)  # warm
            quiet = await _run(timed, 1)
            async with mass_sending(database, address):
                busy = await _run(timed, PRESSES + 1)
            await timed.close()
    return [
        _row("opening one's own list", quiet[0], busy[0]),
        _row("marking one «done»", quiet[1], busy[1]),
    ]
