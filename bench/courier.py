"""(a) The courier against a bare aiogram loop: the same stub, the same concurrency."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import structlog
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bench.measuring import NOW, TOKEN, Row, median, plain_bot, stub
from bench.servers import MISSING, on_server, postgresql, sqlite
from bot.clock import RealClock
from bot.commands.running import tune
from channels.bot_api import make_bot
from channels.message import Button, Channel, Message
from channels.telegram import TelegramCarrier
from scheduler.courier import Lane
from scheduler.pace import Pace
from storage.database import Database
from storage.tables import NoticeRow, table
from storage.worker import Worker

NOTICES = 5_000
SLOTS = 30
ROUNDS = 3
MESSAGE = Message(
    "<b>1.</b> " + "x" * 300, buttons=((Button("Done", "d:1:1"), Button("Other", "c:1:1")),)
)


def keyboard() -> InlineKeyboardMarkup:
    """The message's buttons as a plain bot makes them, for each message anew."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=b.label, callback_data=b.action) for b in row]
            for row in MESSAGE.buttons
        ]
    )


async def bare(bot: Bot) -> float:
    """Messages a second of a plain loop with the same text and buttons."""
    numbers = iter(range(NOTICES))

    async def sender() -> None:
        for number in numbers:
            await bot.send_message(number + 1, MESSAGE.text, reply_markup=keyboard())

    began = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(SLOTS)))
    return NOTICES / (time.perf_counter() - began)


async def fill(database: Database) -> None:
    """Put the notices into the outbox, each to a chat of its own."""
    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(
            table(NoticeRow).insert(),
            [
                {
                    "channel": "telegram",
                    "address": str(i),
                    "kind": "reminder",
                    "urgency": 5,
                    "dedup_key": f"bench:{time.time()}:{i}",
                    "message": MESSAGE.to_data(),
                    "state": "planned",
                    "not_before": NOW,
                    "attempts": 0,
                    "last_error": "",
                    "created_at": RealClock().now(),
                }
                for i in range(1, NOTICES + 1)
            ],
        )


async def ours(database: Database, bot: Bot) -> float:
    """Notices a second, from the outbox to the settled row."""
    worker = Worker(database)
    await worker.start(RealClock().now())
    await fill(database)
    lane = Lane(
        database,
        Channel.TELEGRAM,
        TelegramCarrier(bot),
        worker.id,
        RealClock(),
        slots=SLOTS,
        pace=Pace(None),
    )
    began = time.perf_counter()
    running = asyncio.create_task(lane.run())
    await lane.empty.wait()
    took = time.perf_counter() - began
    await lane.stop()
    await running
    await worker.stop()
    return NOTICES / took


async def _in_turn(databases: Sequence[Database]) -> tuple[list[float], list[list[float]]]:
    """Messages a second of the plain loop and, beside it, of each database; interleaved."""
    plain: list[float] = []
    carried: list[list[float]] = [[] for _ in databases]
    async with stub() as address:
        bot, usual = make_bot(TOKEN, api_url=address), plain_bot(address)
        for _ in range(ROUNDS):
            plain.append(await bare(usual))
            for rates, database in zip(carried, databases, strict=True):
                rates.append(await ours(database, bot))
        await bot.session.close()
        await usual.session.close()
    return plain, carried


def _row(engine: str, plain: Sequence[float], carried: Sequence[float]) -> Row:
    ratio = median([c / p for c, p in zip(carried, plain, strict=True)])
    return Row(
        f"courier, {NOTICES} notices, {SLOTS} at once, {engine}",
        f"{median(carried):,.0f}/s",
        f"bare aiogram {median(plain):,.0f}/s",
        f"{ratio:.2f}",
        ">= 0.8",
    )


async def measure() -> list[Row]:
    """Medians, without the messenger's limits; PostgreSQL where it is installed."""
    tune()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with postgresql() as server:
        async with AsyncExitStack() as opened:
            databases = [await opened.enter_async_context(sqlite())]
            if server is not None:
                databases.append(await opened.enter_async_context(on_server(server)))
            plain, carried = await _in_turn(databases)
    rows = [_row("SQLite", plain, carried[0])]
    if len(carried) == 1:
        return [*rows, Row("courier, PostgreSQL", MISSING, "-", "-", "-")]
    return [*rows, _row("PostgreSQL", plain, carried[1])]
