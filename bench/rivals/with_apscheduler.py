# mypy: ignore-errors
"""APScheduler 3 with its SQLAlchemy job store: `… with_apscheduler.py fill|work URL SINK COUNT`.

A job for each notice, due at once. Needs APScheduler, SQLAlchemy and aiohttp.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

import aiohttp
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

SLOTS = 30
_http: aiohttp.ClientSession
_slots: asyncio.Semaphore


async def notify(number: int) -> None:
    """Carry one notice."""
    async with _slots, _http.post(f"/notice/{number}") as answer:
        await answer.read()


async def run(verb: str, url: str, sink: str, count: int) -> None:
    """Add the jobs, or work until killed. Nothing is dropped for being late."""
    global _http, _slots  # noqa: PLW0603 - a stored job names a function of a module
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        jobstores={"default": SQLAlchemyJobStore(url)},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    if verb == "fill":
        now = datetime.now(UTC)
        for number in range(count):
            scheduler.add_job("with_apscheduler:notify", "date", run_date=now, args=[number])
        scheduler.shutdown()
        return
    _slots = asyncio.Semaphore(SLOTS)
    _http = aiohttp.ClientSession(sink, connector=aiohttp.TCPConnector(limit=SLOTS))
    sys.modules["with_apscheduler"] = sys.modules["__main__"]
    await _http.post("/ready")
    scheduler.resume()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
