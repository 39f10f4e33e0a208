"""(f) With the messenger's limits on: how much of the permitted rate is used, by its own clock."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

import structlog

from bench.measuring import NOW, TOKEN, Row
from bench.servers import sqlite
from bot.clock import SteppedClock
from bot.timekeeping import RemoteTime
from channels.bot_api import make_bot
from channels.message import Channel, Message
from channels.telegram import TelegramCarrier
from sandbox.people import Person
from sandbox.server import Sandbox
from scheduler.courier import Lane
from scheduler.pace import Pace
from scheduler.stepper import Stepper
from storage.database import Database
from storage.tables import NoticeRow, table
from storage.worker import Worker

NOTICES = 3_000
CHATS = 2_000
PER_SECOND = 30
SLOTS = 30


async def fill(database: Database) -> None:
    """A notice to every chat and a second one to half of them."""
    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(
            table(NoticeRow).insert(),
            [
                {
                    "channel": "telegram",
                    "address": str(i % CHATS + 1),
                    "kind": "reminder",
                    "urgency": 5,
                    "dedup_key": f"bench:{i}",
                    "message": Message(f"notice {i}").to_data(),
                    "state": "planned",
                    "not_before": NOW,
                    "attempts": 0,
                    "last_error": "",
                    "created_at": NOW,
                }
                for i in range(NOTICES)
            ],
        )


def open_chats(sandbox: Sandbox) -> None:
    """As if everybody had written to the bot before."""
    bot = sandbox.api.bot(TOKEN)
    for number in range(1, CHATS + 1):
        sandbox.world.people.put(Person(number, f"Person {number}"))
        bot.chat(number).opened = True


async def carry(sandbox: Sandbox, database: Database) -> None:
    """Run the real lane, paced, until nothing is left."""
    keeper = RemoteTime(f"{sandbox.url}/clock", "bench")
    clock = SteppedClock(await keeper.join())
    worker, bot = Worker(database), make_bot(TOKEN, api_url=sandbox.url)
    await worker.start(clock.now())
    carrier = TelegramCarrier(bot)
    lane = Lane(database, Channel.TELEGRAM, carrier, worker.id, clock, slots=SLOTS, pace=Pace())
    stepper = Stepper((), clock, keeper, database, lane.kick)
    running = asyncio.create_task(lane.run())
    await stepper.start()
    await lane.empty.wait()
    await stepper.stop()
    await lane.stop()
    await running
    await carrier.close()
    await keeper.close()
    await worker.stop()


async def measure() -> list[Row]:
    """One run; the times are the sandbox's, so the machine's speed does not matter."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    sandbox = Sandbox(now=NOW, limits=True)
    await sandbox.start()
    open_chats(sandbox)
    async with sqlite() as database:
        await fill(database)
        await carry(sandbox, database)
    calls = [call for call in sandbox.world.calls if call["method"] == "sendmessage"]
    await sandbox.stop()
    sent = sorted(datetime.fromisoformat(call["at"]) for call in calls if call["ok"])
    floods = sum(call["code"] == 429 for call in calls)
    took = (sent[-1] - sent[0]).total_seconds()
    shortest = (len(sent) - 1) // PER_SECOND  # full seconds that must lie between first and last
    return [
        Row(
            f"limits, {len(sent)} notices to {CHATS} chats, {floods} times 429",
            f"{took:.1f} s",
            f"permitted {shortest} s",
            f"{shortest / took:.3f}",
            ">= 0.98, no 429",
        )
    ]
