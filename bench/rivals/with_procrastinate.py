# mypy: ignore-errors
"""procrastinate in the comparison: `python with_procrastinate.py fill|work DSN SINK COUNT`.

Needs procrastinate, psycopg and aiohttp.
"""

from __future__ import annotations

import asyncio
import sys

import aiohttp
import psycopg
from procrastinate import App, PsycopgConnector

SLOTS = 30
CHUNK = 1_000


async def _tables(app: App, dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        rows = await connection.execute("SELECT to_regclass('procrastinate_jobs')")
        made = (await rows.fetchone())[0] is not None
    if not made:
        await app.schema_manager.apply_schema_async()


async def run(verb: str, dsn: str, sink: str, count: int) -> None:
    """Defer the notices in batches, or work until killed; finished jobs are deleted."""
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=4, max_size=SLOTS))
    async with app.open_async(), aiohttp.ClientSession(sink) as http:

        @app.task(name="notify")
        async def notify(number: int) -> None:
            async with http.post(f"/notice/{number}") as answer:
                await answer.read()

        if verb == "fill":
            await _tables(app, dsn)
            for start in range(0, count, CHUNK):
                numbers = range(start, min(start + CHUNK, count))
                await notify.batch_defer_async(*({"number": n} for n in numbers))
        else:
            await http.post("/ready")
            await app.run_worker_async(concurrency=SLOTS, delete_jobs="always")


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
