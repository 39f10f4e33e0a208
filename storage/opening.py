"""Opening the database for a process: its folder is made and its tables are brought up to date."""

from __future__ import annotations

from pathlib import Path

from storage.database import Database
from storage.migrations import migrate


async def open_database(url: str) -> Database:
    """The database with its tables up to date; the folder of a SQLite file is made."""
    database = Database(url)
    if database.is_sqlite and database.url.database not in {None, "", ":memory:"}:
        Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
    await migrate(database)
    return database
