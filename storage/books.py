"""The courier's few statements, spoken to the driver: a fifth of what a session costs.

A turn of the books settles and claims a dozen notices hundreds of times a second; what SQLAlchemy
does around each statement is then most of the work. Everything rare (a refusal, a chat that moved,
what expired) goes through `storage.outbox`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from channels.message import Channel, Envelope
from storage.outbox import NEVER_ARRIVES, UNREADABLE, Claimed, Settlement, readable
from storage.tables import NoticeState

_RESTRICTED = (
    "SELECT 1 FROM municipality WHERE CAST(settings AS TEXT) LIKE '%\"telegram\"%' LIMIT 1"
)
_STAMP = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy stores a DateTime on SQLite, in UTC


@dataclass(frozen=True, slots=True)
class Found:
    """A row that a claim took."""

    id: int
    address: str
    message: str
    edits: int | None
    attempts: int
    created_at: datetime
    urgency: int


class Driver(Protocol):
    """The same statements in two dialects, inside a transaction that somebody else ends."""

    async def settle(
        self, settlements: Sequence[Settlement], now: datetime, worker_id: int
    ) -> None:
        """Write what came of the worker's notices, as `outbox.settle`."""

    async def take(
        self, channel: Channel, worker_id: int, limit: int, now: datetime, busy: Collection[str]
    ) -> list[Found]:
        """Mark up to `limit` notices that may go now as being sent by the worker."""

    async def targets(self, ids: Sequence[int]) -> dict[int, tuple[str | None, str]]:
        """Of each notice its message id, where it has one, and its state."""

    async def put_back(self, ids: Sequence[int]) -> None:
        """Undo `take`."""

    async def waiting(self, channel: Channel) -> tuple[datetime | None, datetime | None]:
        """Of what waits: the earliest moment to go, and the earliest at which one is pointless."""

    async def is_restricted(self) -> bool:
        """Whether any municipality has a setting about Telegram."""


async def claim(
    driver: Driver,
    channel: Channel,
    worker_id: int,
    *,
    limit: int,
    now: datetime,
    busy: Collection[str] = (),
) -> list[Claimed]:
    """As `outbox.claim`, but what has expired is left for that."""
    found = await driver.take(channel, worker_id, limit, now, busy)
    found.sort(key=lambda row: (row.urgency, row.id))
    edits = [row.edits for row in found if row.edits is not None]
    targets = await driver.targets(edits) if edits else {}
    taken: dict[str, Claimed] = {}
    back, dropped = [], []
    for row in found:
        target, state = targets.get(row.edits or 0, (None, ""))
        unsent = row.edits is not None and target is None
        if unsent and state in NEVER_ARRIVES:
            dropped.append(Settlement(row.id, NoticeState.WITHDRAWN))
        elif unsent or row.address in taken:
            back.append(row.id)
        elif (message := readable(json.loads(row.message))) is None:
            dropped.append(Settlement(row.id, NoticeState.FAILED, error=UNREADABLE))
        else:
            envelope = Envelope(row.id, row.address, message, target)
            taken[row.address] = Claimed(envelope, row.attempts, row.created_at, row.urgency)
    if back:
        await driver.put_back(back)
    if dropped:
        await driver.settle(dropped, now, worker_id)
    return list(taken.values())


class SqliteDriver:
    """On a sqlite3 connection; the statements are short and run at once."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def settle(
        self, settlements: Sequence[Settlement], now: datetime, worker_id: int
    ) -> None:
        """One prepared statement, a row at a time; here nobody else can have claimed them."""
        self._connection.executemany(
            "UPDATE notice SET state = ?, external_id = coalesce(?, external_id), last_error = ?,"
            " not_before = coalesce(?, not_before), settled_at = ?, attempts = attempts - ?,"
            " worker_id = NULL WHERE id = ?",
            [
                (
                    s.state.value,
                    s.external_id,
                    s.error,
                    _stamp(s.not_before),
                    None if s.state is NoticeState.PLANNED else _stamp(now),
                    0 if s.counted else 1,
                    s.notice_id,
                )
                for s in settlements
            ],
        )

    async def take(
        self, channel: Channel, worker_id: int, limit: int, now: datetime, busy: Collection[str]
    ) -> list[Found]:
        """One statement."""
        rows = self._connection.execute(
            "UPDATE notice SET state = 'sending', worker_id = ?1, attempts = attempts + 1"
            " WHERE id IN (SELECT id FROM notice WHERE state = 'planned' AND channel = ?2"
            " AND not_before <= ?3 AND (expires_at IS NULL OR expires_at > ?3)"
            " AND address NOT IN (SELECT value FROM json_each(?4))"
            " ORDER BY urgency, id LIMIT ?5)"
            " RETURNING id, address, message, edits_notice_id, attempts, created_at, urgency",
            (worker_id, channel.value, _stamp(now), json.dumps(list(busy)), limit),
        ).fetchall()
        return [Found(*row[:5], _moment(row[5]), row[6]) for row in rows]  # type: ignore[call-arg]

    async def targets(self, ids: Sequence[int]) -> dict[int, tuple[str | None, str]]:
        """One statement."""
        rows = self._connection.execute(
            "SELECT id, external_id, state FROM notice"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

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
            " WHERE state = 'planned' AND channel = ?",
            (channel.value,),
        ).fetchone()
        return (_moment(ready) if ready else None, _moment(pointless) if pointless else None)

    async def is_restricted(self) -> bool:
        """One look at a table of a few rows."""
        found = self._connection.execute(_RESTRICTED).fetchone()
        return found is not None


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime(_STAMP) if at is not None else None


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


class PostgresDriver:
    """On an asyncpg connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def settle(
        self, settlements: Sequence[Settlement], now: datetime, worker_id: int
    ) -> None:
        """One statement for all of them."""
        await self._connection.execute(
            "UPDATE notice SET state = s.state, external_id = coalesce(s.external, external_id),"
            " last_error = s.error, not_before = coalesce(s.wait, not_before),"
            " settled_at = CASE WHEN s.state = 'planned' THEN NULL ELSE $6::timestamptz END,"
            " attempts = attempts - s.uncounted, worker_id = NULL"
            " FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::timestamptz[],"
            " $7::int[]) AS s(id, state, external, error, wait, uncounted)"
            " WHERE notice.id = s.id AND (s.state = 'sent' OR notice.worker_id = $8)",
            [s.notice_id for s in settlements],
            [s.state.value for s in settlements],
            [s.external_id for s in settlements],
            [s.error for s in settlements],
            [s.not_before for s in settlements],
            now,
            [0 if s.counted else 1 for s in settlements],
            worker_id,
        )

    async def take(
        self, channel: Channel, worker_id: int, limit: int, now: datetime, busy: Collection[str]
    ) -> list[Found]:
        """One statement; what another worker carries to an address keeps that address busy.

        These addresses are read once, and past our own rows: the index still holds what we have
        carried since the last vacuum, and a look at it for each notice costs more than the rest.
        """
        rows = await self._connection.fetch(
            "UPDATE notice SET state = 'sending', worker_id = $1, attempts = attempts + 1"
            " WHERE id IN (SELECT id FROM notice WHERE state = 'planned' AND channel = $2"
            " AND not_before <= $3 AND (expires_at IS NULL OR expires_at > $3)"
            " AND address <> ALL ($4::text[] || ARRAY("
            "SELECT address::text FROM notice"
            " WHERE state = 'sending' AND worker_id < $1 AND channel = $2 UNION ALL "
            "SELECT address::text FROM notice"
            " WHERE state = 'sending' AND worker_id > $1 AND channel = $2))"
            " ORDER BY urgency, id LIMIT $5 FOR UPDATE SKIP LOCKED)"
            " RETURNING id, address, message::text, edits_notice_id, attempts, created_at, urgency",
            worker_id,
            channel.value,
            now,
            list(busy),
            limit,
        )
        return [Found(*row) for row in rows]

    async def targets(self, ids: Sequence[int]) -> dict[int, tuple[str | None, str]]:
        """One statement."""
        rows = await self._connection.fetch(
            "SELECT id, external_id, state FROM notice WHERE id = ANY ($1::int[])", list(ids)
        )
        return {row[0]: (row[1], row[2]) for row in rows}

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
            " WHERE state = 'planned' AND channel = $1",
            channel.value,
        )
        return row[0], row[1]

    async def is_restricted(self) -> bool:
        """One look at a table of a few rows."""
        return await self._connection.fetchval(_RESTRICTED) is not None
