"""What has been kept long enough goes: arrivals, notices, the audit trail, people who left, and
the files that nothing of this names any more.

In batches, found outside any writing transaction, so that presses and the courier go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from roadmap.settings_keys import kept_days
from services import erasing, letters_forgotten, personal_data, unused_files
from storage import personal_queries, retention_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import MunicipalityRow

log = structlog.get_logger()

BATCH = 500
COPIES_DAYS = 7
"""So long a copy of somebody's data stays in the file store."""


async def clear(database: Database, files: FileStore, now: datetime) -> int:
    """Delete what is older than the settings say; how many rows. Harmless when run twice.

    What belongs to no municipality is kept as long as the one that keeps it longest.
    """
    async with database.read() as session:
        rows = await session.exec(
            select(MunicipalityRow.id, MunicipalityRow.settings).order_by(col(MunicipalityRow.id))
        )
        towns: dict[int | None, Mapping[str, Any]] = dict(rows.all())
    if not towns:
        return 0
    count = 0
    arrived = _longest([kept_days(one, "retention.inbox_days") for one in towns.values()])
    if arrived:
        old = retention_queries.old_inbox(now - timedelta(days=arrived))
        count += await _delete(database, old, "inbox")
        count += await letters_forgotten.older(database, files, now - timedelta(days=arrived))
    for name, statement in (
        ("retention.notices_days", retention_queries.old_notices),
        ("retention.audit_days", retention_queries.old_audit),
    ):
        days = {town: kept_days(settings, name) for town, settings in towns.items()}
        days[None] = _longest(list(days.values()))
        for town, kept in days.items():
            if kept:
                old = statement(town, now - timedelta(days=kept))
                count += await _delete(database, old, name)
    for town, settings in towns.items():
        assert town is not None  # noqa: S101 - read from the table
        count += await _erase(database, town, settings, files, now)
        await _copies(database, town, files, now)
    await unused_files.sweep(database, files)
    return count


def _longest(days: list[int]) -> int:
    """The longest time; 0, for ever, is longer than any."""
    return 0 if 0 in days else max(days)


async def _delete(database: Database, old: sa.Select[tuple[int]], what: str) -> int:
    after, count = 0, 0
    while True:
        async with database.read() as session:
            ids = await retention_queries.some(session, old, after, BATCH)
        if not ids:
            break
        async with database.write() as session:
            count += await retention_queries.delete(session, old, ids)
        after = ids[-1]
    if count:
        log.info("retention.deleted", what=what, rows=count)
    return count


async def _erase(
    database: Database,
    municipality_id: int,
    settings: Mapping[str, Any],
    files: FileStore,
    now: datetime,
) -> int:
    """Those who left long ago, a transaction each."""
    days = kept_days(settings, "retention.erase_left_days")
    count = 0
    while days:
        async with database.write() as session:
            one = await erasing.left_long_ago(session, municipality_id, days, files, now)
        if not one:
            break
        count += one
    return count


async def _copies(
    database: Database, municipality_id: int, files: FileStore, now: datetime
) -> None:
    """Copies of personal data that went out a week ago are not kept."""
    before = now - timedelta(days=COPIES_DAYS)
    async with database.read() as session:
        hashes = await personal_queries.copies_before(
            session, municipality_id, personal_data.NAME_BEGINS, before
        )
    for sha256 in hashes:
        files.remove(sha256)
