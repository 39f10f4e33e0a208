"""The courier in the comparison: `python -m bench.rivals.ours fill|work DATABASE SINK COUNT`."""

from __future__ import annotations

import asyncio
import logging
import sys
import time

import aiohttp
import structlog

from bench.measuring import NOW
from bot.clock import RealClock
from bot.commands.running import tune
from channels.message import Channel, Delivered, Envelope, Message, Outcome, TryLater
from scheduler.courier import Lane
from scheduler.pace import Pace
from storage.database import Database
from storage.opening import open_database
from storage.tables import NoticeRow, table
from storage.worker import Worker

SLOTS = 30


class Carrier:
    """Posts a notice's text, which is its number."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def deliver(self, envelope: Envelope) -> Outcome:
        """One request."""
        try:
            async with self._http.post(f"/notice/{envelope.message.text}") as answer:
                await answer.read()
        except aiohttp.ClientError as error:
            return TryLater(type(error).__name__)
        return Delivered(str(envelope.notice_id))

    async def close(self) -> None:
        """The session is closed by who made it."""


async def fill(database: Database, count: int) -> None:
    """Put the notices into the outbox, in one durable transaction."""
    stamp = time.time_ns()
    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(
            table(NoticeRow).insert(),
            [
                {
                    "channel": Channel.TELEGRAM,
                    "address": str(number),
                    "kind": "reminder",
                    "urgency": 5,
                    "dedup_key": f"queues:{stamp}:{number}",
                    "message": Message(str(number)).to_data(),
                    "state": "planned",
                    "not_before": NOW,
                    "attempts": 0,
                    "last_error": "",
                    "created_at": RealClock().now(),
                }
                for number in range(count)
            ],
        )


async def work(database: Database, sink: str) -> None:
    """Carry until killed."""
    worker, clock = Worker(database), RealClock()
    await worker.start(clock.now())
    tune()
    async with aiohttp.ClientSession(sink) as http:
        await http.post("/ready")
        await Lane(
            database,
            Channel.TELEGRAM,
            Carrier(http),
            worker.id,
            clock,
            slots=SLOTS,
            pace=Pace(None),
        ).run()


async def main() -> None:
    """As the command line says."""
    verb, url, sink, count = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    database = await open_database(url)
    if verb == "fill":
        await fill(database, int(count))
        await database.close()
    else:
        await work(database, sink)


if __name__ == "__main__":
    asyncio.run(main())
