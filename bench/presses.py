"""(b) Presses handled a second: stored, authorised, answered, committed; against only answered."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery

from bench.filling import fill
from bench.measuring import TOKEN, Row, median, plain_bot, stub
from bench.servers import sqlite
from bot.clock import RealClock
from bot.commands.running import tune
from channels.bot_api import make_bot
from handlers.dispatching import make_dispatcher
from handlers.inbox import Inbox
from handlers.polling import Poller
from handlers.taking_in import TakingIn
from storage.database import Database
from storage.files import FileStore

PRESSES = 2_000
ROUNDS = 3


def presses(first_update: int, data: str) -> list[dict[str, Any]]:
    """One press of each person on a button about their own assignment."""
    return [
        {
            "update_id": first_update + i,
            "callback_query": {
                "id": str(first_update + i),
                "from": {"id": 1000 + i, "is_bot": False, "first_name": "p"},
                "chat_instance": "1",
                "data": data.format(person=i, assignment=i - 1 if i > 1 else PRESSES),
                "message": {
                    "message_id": 7,
                    "date": 1_539_000_000,
                    "chat": {"id": 1000 + i, "type": "private", "first_name": "p"},
                    "text": "x",
                },
            },
        }
        for i in range(1, PRESSES + 1)
    ]


async def _answered(http: aiohttp.ClientSession, feed: list[dict[str, Any]]) -> float:
    """Feed the presses; presses a second until every one is answered."""
    await http.get("/seen", params={"reset": "1"})
    began = time.perf_counter()
    await http.post("/feed", json={"updates": feed})
    while True:
        await asyncio.sleep(0.02)
        async with http.get("/seen") as answer:
            if (await answer.json())["seen"].get("answercallbackquery", 0) >= PRESSES:
                return PRESSES / (time.perf_counter() - began)


async def bare(address: str, http: aiohttp.ClientSession, first: int) -> float:
    """A dispatcher with one handler that answers."""
    bot, dispatcher = plain_bot(address), Dispatcher()

    async def answer(query: CallbackQuery, bot: Bot) -> None:
        await bot.answer_callback_query(query.id, text="ok")

    dispatcher.callback_query.register(answer)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    rate = await _answered(http, presses(first, "x"))
    await dispatcher.stop_polling()
    await polling
    await bot.session.close()
    return rate


async def ours(
    address: str, http: aiohttp.ClientSession, database: Database, first: int, verb: str
) -> float:
    """The real poller, inbox and handlers on SQLite."""
    bot, clock = make_bot(TOKEN, api_url=address), RealClock()
    inbox = Inbox(database, make_dispatcher(database, clock, FileStore(Path("unused"))), bot, clock)
    polling = asyncio.create_task(Poller(bot, TakingIn(bot.id, database, inbox, clock)).run())
    rate = await _answered(http, presses(first, verb + ":{person}:{assignment}"))
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await inbox.stop()
    await bot.session.close()
    return rate


async def measure() -> list[Row]:
    """Interleaved, medians; each round changes every assignment's state."""
    tune()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    plain, handled = [], []
    async with stub() as address, aiohttp.ClientSession(address) as http, sqlite() as database:
        await fill(database, PRESSES, PRESSES)
        for number in range(ROUNDS):
            first = 10_000_000 * (number + 1)
            plain.append(await bare(address, http, first))
            verb = "wp"[number % 2]
            handled.append(await ours(address, http, database, first + 5_000_000, verb))
    ratio = median([h / p for h, p in zip(handled, plain, strict=True)])
    return [
        Row(
            f"presses, {PRESSES} people",
            f"{median(handled):,.0f}/s",
            f"bare handler {median(plain):,.0f}/s",
            f"{ratio:.2f}",
            ">= 0.4",
        )
    ]
