"""Files that nothing speaks of any more: pictures, pages and tables of letters that have gone the
way of all notices, and what a kill left between storing a file and naming it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from storage import file_queries
from storage.database import Database
from storage.files import FileStore

log = structlog.get_logger()

LEFT_ALONE = timedelta(days=7)
"""So long a file stays that nothing names: somebody may be about to."""


async def sweep(database: Database, files: FileStore) -> int:
    """Delete them; how many. Harmless beside writers: who stores a file anew makes it young, and
    its age is looked at once more when it goes."""
    old = await asyncio.to_thread(files.untouched, LEFT_ALONE)
    if not old:
        return 0
    async with database.read() as session:
        needed = await file_queries.named(session)
    unused = [sha256 for sha256 in old if sha256 not in needed]
    count = await asyncio.to_thread(files.remove_untouched, unused, LEFT_ALONE)
    if count:
        log.info("retention.deleted", what="files", files=count)
    return count
