# mypy: ignore-errors
"""arq in the comparison: `python with_arq.py fill|work REDIS SINK COUNT`. Needs arq, aiohttp."""

from __future__ import annotations

import asyncio
import sys

import aiohttp
from arq import create_pool
from arq.connections import RedisSettings
from arq.worker import Worker, func

SLOTS = 30
AT_ONCE = 200
TIMEOUT = 10  # seconds; a job that a dead worker held is taken up again so much later, and 10 more


async def notify(ctx: dict, number: int) -> None:
    """Carry one notice."""
    async with ctx["http"].post(f"/notice/{number}") as answer:
        await answer.read()


async def fill(redis: str, count: int) -> None:
    """Enqueue the notices."""
    pool = await create_pool(RedisSettings.from_dsn(redis))
    numbers = iter(range(count))

    async def enqueue() -> None:
        for number in numbers:
            await pool.enqueue_job("notify", number)

    await asyncio.gather(*(enqueue() for _ in range(AT_ONCE)))
    await pool.aclose()


async def work(redis: str, sink: str) -> None:
    """Work until killed. Tuned: looks every 10 ms, keeps no results."""

    async def begin(ctx: dict) -> None:
        ctx["http"] = aiohttp.ClientSession(sink)
        await ctx["http"].post("/ready")

    await Worker(
        functions=[func(notify, timeout=TIMEOUT, keep_result=0)],
        redis_settings=RedisSettings.from_dsn(redis),
        on_startup=begin,
        max_jobs=SLOTS,
        job_timeout=TIMEOUT,
        keep_result=0,
        poll_delay=0.01,
        queue_read_limit=SLOTS * 5,
    ).async_run()


if __name__ == "__main__":
    verb, where, far_end, n = sys.argv[1:]
    asyncio.run(fill(where, int(n)) if verb == "fill" else work(where, far_end))
