"""Alembic migrations, from the first table on; run when the database is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.engines import sqlite_engine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"
FOLDER = Path(__file__).parent
POSTGRES_LOCK = 0x56454B4D  # two starting processes must not both migrate


async def migrate(database: Database) -> bool:
    """Bring the tables to HEAD; True when something was done.

    Alembic is imported only when there is work. On SQLite foreign keys are off meanwhile (a batch
    change of a parent table would delete its children) and checked afterwards.
    """
    async with database.engine.connect() as connection:
        if await connection.run_sync(_version) == HEAD:
            return False
    if database.is_sqlite:
        engine = sqlite_engine(database.url, writer=True, foreign_keys=False)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_upgrade)
                broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                if broken:
                    raise BrokenReferences(len(broken))
        finally:
            await engine.dispose()
    else:
        async with database.engine.begin() as connection:
            await _migrate_postgres(connection)
    return True


class BrokenReferences(Exception):
    """A migration would have left rows that point nowhere; nothing was changed."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} rows point nowhere")
        self.rows = rows


async def _migrate_postgres(connection: AsyncConnection) -> None:
    await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({POSTGRES_LOCK})"))
    if await connection.run_sync(_version) != HEAD:
        await connection.run_sync(_upgrade)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")


def config(connection: sa.Connection) -> Config:
    """An Alembic configuration bound to an open connection, without an .ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made
