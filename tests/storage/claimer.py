"""A process that claims one notice and then waits to be killed: `python -m … URL`."""

from __future__ import annotations

import asyncio
import sys

from storage.database import Database
from storage.worker import Worker
from tests.storage.rows import NOW, take


async def main(url: str) -> None:
    """Say «claimed» when it holds the notice."""
    database = Database(url)
    worker = Worker(database)
    await worker.start(NOW)
    async with database.write() as session:
        claimed = await take(session, worker.id, 1)
    print(f"claimed {len(claimed)}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
