"""The statements of the courier's books in the two dialects."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Letterhead
from storage.books import Driver, Found, Settlement
from storage.tables import NoticeState

_RESTRICTED = "SELECT 1 FROM municipality WHERE CAST(settings AS TEXT) LIKE '%\"telegram\"%'"
# An edit waits for the message that it changes; a scalar, so that PostgreSQL looks the one row up.
_NOT_HELD = (
    "(edits_notice_id IS NULL OR (SELECT target.external_id IS NOT NULL"
    " OR target.state IN ('failed', 'expired', 'withdrawn')"
    " FROM notice AS target WHERE target.id = notice.edits_notice_id))"
)
_TARGET = "(SELECT external_id FROM notice AS t WHERE t.id = notice.edits_notice_id)"
_TOWN = (
    "(SELECT name FROM municipality WHERE municipality.id = notice.municipality_id"
    " AND EXISTS (SELECT 1 FROM account AS own JOIN account AS other"
    " ON other.user_id = own.user_id AND other.municipality_id <> own.municipality_id"
    " WHERE own.municipality_id = notice.municipality_id AND own.person_id = notice.person_id))"
)
_HEADS = (
    "SELECT notice.id, municipality.name, municipality.language, notice.kind FROM notice"
    " JOIN municipality ON municipality.id = notice.municipality_id WHERE notice.id {ids}"
)
_SETTLE = (
    "UPDATE notice SET state = s.state, external_id = coalesce(s.external, external_id),"
    " last_error = s.error, not_before = coalesce(s.wait, not_before),"
    " settled_at = CASE WHEN s.state = 'planned' THEN NULL ELSE $1::timestamptz END,"
    " attempts = attempts - s.uncounted, worker_id = NULL"
    " FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],"
    " $8::int[]) AS s(id, state, external, error, wait, uncounted)"
    " WHERE notice.id = s.id AND (s.state = 'sent' OR $2::int IS NULL"
    " OR notice.worker_id = $2)"
)
_TAKE_WITH = (
    f"WITH settled AS ({_SETTLE})"
    " UPDATE notice SET state = 'sending', worker_id = $2, attempts = attempts + 1"
    " WHERE id IN (SELECT id FROM notice WHERE state = 'planned' AND channel = $9"
    " AND not_before <= $1 AND (expires_at IS NULL OR expires_at > $1) AND urgency <= $10"
    " AND address <> ALL ($11::text[] || ARRAY("
    "SELECT carried.address FROM worker CROSS JOIN LATERAL (SELECT address::text FROM notice"
    " WHERE state = 'sending' AND worker_id = worker.id AND channel = $9 OFFSET 0) AS carried"
    " WHERE worker.stopped_at IS NULL AND worker.id <> $2))"
    f" AND {_NOT_HELD} AND id <> ALL ($3) {{unless}}"
    " ORDER BY urgency, id LIMIT $12 FOR UPDATE SKIP LOCKED)"
    " RETURNING id, address, message::text, edits_notice_id, attempts, created_at, urgency,"
    f" {_TARGET}, {_TOWN}"
)
_TAKE = _TAKE_WITH.format(unless="")
_TAKE_UNRESTRICTED = _TAKE_WITH.format(unless=f"AND NOT EXISTS ({_RESTRICTED})")
_STAMP = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy stores a DateTime on SQLite, in UTC


async def driver_of(session: AsyncSession) -> Driver:
    """The same statements within the transaction of a session."""
    await session.flush()
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await session.execute(sa.select(1))  # the transaction begins with its first statement
        return PostgresDriver((await connection.get_raw_connection()).driver_connection)
    return SqliteDriver(sqlite_of(connection))


def sqlite_of(connection: AsyncConnection) -> sqlite3.Connection:
    """The driver's own connection behind SQLAlchemy's."""
    sync = connection.sync_connection
    held = sync.connection.driver_connection if sync is not None else None
    assert held is not None and held._conn is not None  # noqa: S101
    made: sqlite3.Connection = held._conn
    return made


class SqliteDriver:
    """On a sqlite3 connection; the statements are short and run at once."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def settle(
        self, settlements: Sequence[Settlement], now: datetime, worker_id: int | None
    ) -> None:
        """One prepared statement, a row at a time."""
        self._connection.executemany(
            "UPDATE notice SET state = ?1, external_id = coalesce(?2, external_id),"
            " last_error = ?3, not_before = coalesce(?4, not_before), settled_at = ?5,"
            " attempts = attempts - ?6,"
            " worker_id = NULL WHERE id = ?7 AND (?1 = 'sent' OR ?8 IS NULL OR worker_id = ?8)",
            [
                (
                    s.state.value,
                    s.external_id,
                    s.error,
                    _stamp(s.not_before),
                    None if s.state is NoticeState.PLANNED else _stamp(now),
                    0 if s.counted else 1,
                    s.notice_id,
                    worker_id,
                )
                for s in settlements
            ],
        )

    async def take(
        self,
        channel: Channel,
        worker_id: int,
        limit: int,
        now: datetime,
        busy: Collection[str],
        least: int,
        settled: Sequence[Settlement] = (),
        *,
        unless_restricted: bool = False,
    ) -> list[Found]:
        """One statement, and two looks beside it."""
        if settled:
            await self.settle(settled, now, worker_id)
        if unless_restricted and await self.is_restricted():
            return []
        rows = self._connection.execute(
            "UPDATE notice SET state = 'sending', worker_id = ?1, attempts = attempts + 1"
            " WHERE id IN (SELECT id FROM notice WHERE state = 'planned' AND channel = ?2"
            " AND not_before <= ?3 AND (expires_at IS NULL OR expires_at > ?3) AND urgency <= ?6"
            f" AND address NOT IN (SELECT value FROM json_each(?4)) AND {_NOT_HELD}"
            " ORDER BY urgency, id LIMIT ?5)"
            " RETURNING id, address, message, edits_notice_id, attempts, created_at, urgency",
            (worker_id, channel.value, _stamp(now), json.dumps(list(busy)), limit, least),
        ).fetchall()
        seen = self._seen_beside([row[0] for row in rows])
        return [Found(*row[:5], _moment(row[5]), row[6], *seen[row[0]]) for row in rows]  # type: ignore[call-arg]

    def _seen_beside(self, ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        """Apart from the change: what RETURNING sees of the changed table is not defined."""
        if not ids:
            return {}
        rows = self._connection.execute(
            f"SELECT id, {_TARGET}, {_TOWN} FROM notice"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: row[1:] for row in rows}

    async def put_back(self, ids: Sequence[int]) -> None:
        """One statement."""
        self._connection.execute(
            "UPDATE notice SET state = 'planned', worker_id = NULL, attempts = attempts - 1"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )

    async def waiting(self, channel: Channel) -> tuple[datetime | None, datetime | None]:
        """One statement over what waits."""
        ready, pointless = self._connection.execute(
            "SELECT min(not_before), min(expires_at) FROM notice"
            f" WHERE state = 'planned' AND channel = ? AND {_NOT_HELD}",
            (channel.value,),
        ).fetchone()
        return (_moment(ready) if ready else None, _moment(pointless) if pointless else None)

    async def heads(self, ids: Sequence[int]) -> dict[int, Letterhead]:
        """One statement."""
        statement = _HEADS.format(ids="IN (SELECT value FROM json_each(?))")
        rows = self._connection.execute(statement, (json.dumps(list(ids)),))
        return {row[0]: Letterhead(*row[1:]) for row in rows}

    async def is_restricted(self) -> bool:
        """One look at a table of a few rows."""
        found = self._connection.execute(_RESTRICTED).fetchone()
        return found is not None


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime(_STAMP) if at is not None else None


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def _columns(settlements: Sequence[Settlement], now: datetime, worker_id: int | None) -> list[Any]:
    """The parameters of `_SETTLE`: one array a column."""
    return [
        now,
        worker_id,
        [s.notice_id for s in settlements],
        [s.state.value for s in settlements],
        [s.external_id for s in settlements],
        [s.error for s in settlements],
        [s.not_before for s in settlements],
        [0 if s.counted else 1 for s in settlements],
    ]


class PostgresDriver:
    """On an asyncpg connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def settle(
        self, settlements: Sequence[Settlement], now: datetime, worker_id: int | None
    ) -> None:
        """One statement for all of them."""
        await self._connection.execute(_SETTLE, *_columns(settlements, now, worker_id))

    async def take(
        self,
        channel: Channel,
        worker_id: int,
        limit: int,
        now: datetime,
        busy: Collection[str],
        least: int,
        settled: Sequence[Settlement] = (),
        *,
        unless_restricted: bool = False,
    ) -> list[Found]:
        """One statement, the settling in it too: to and fro costs more than the work itself.

        What another worker carries to an address keeps that address busy. These addresses are
        read once, worker by worker (OFFSET keeps the planner from another way): the index still
        holds what we, and who ran before us, have carried since the last vacuum.
        """
        statement = _TAKE_UNRESTRICTED if unless_restricted else _TAKE
        fetch = self._connection.fetch
        about = (channel.value, least)
        rows = await fetch(statement, *_columns(settled, now, worker_id), *about, list(busy), limit)
        if settled and len(rows) < limit:  # an edit of what has just arrived was still held
            held = [*busy, *(row[1] for row in rows)]
            nothing = _columns((), now, worker_id)
            rows += await fetch(statement, *nothing, *about, held, limit - len(rows))
        return [Found(*row) for row in rows]

    async def put_back(self, ids: Sequence[int]) -> None:
        """One statement."""
        await self._connection.execute(
            "UPDATE notice SET state = 'planned', worker_id = NULL, attempts = attempts - 1"
            " WHERE id = ANY ($1::int[])",
            list(ids),
        )

    async def waiting(self, channel: Channel) -> tuple[datetime | None, datetime | None]:
        """One statement over what waits."""
        row = await self._connection.fetchrow(
            "SELECT min(not_before), min(expires_at) FROM notice"
            f" WHERE state = 'planned' AND channel = $1 AND {_NOT_HELD}",
            channel.value,
        )
        return row[0], row[1]

    async def heads(self, ids: Sequence[int]) -> dict[int, Letterhead]:
        """One statement."""
        statement = _HEADS.format(ids="= ANY ($1::int[])")
        rows = await self._connection.fetch(statement, list(ids))
        return {row[0]: Letterhead(*row[1:]) for row in rows}

    async def is_restricted(self) -> bool:
        """One look at a table of a few rows."""
        return await self._connection.fetchval(_RESTRICTED) is not None
