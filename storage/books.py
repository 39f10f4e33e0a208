"""The courier's few statements, spoken to the driver: a fifth of what a session costs.

A turn of the books settles and claims a dozen notices hundreds of times a second; what SQLAlchemy
does around each statement is then most of the work. What a turn rarely needs beside (a refusal, a
chat that moved, what expired) is done by a session, and `drivers.driver_of` speaks within its
transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from channels.message import Channel, Envelope, Letterhead, Message
from storage.tables import NoticeState, Urgency

log = structlog.get_logger()

UNREADABLE = "the stored message cannot be read"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in a worker's hands; `town` as in `Found`."""

    envelope: Envelope
    attempts: int
    created_at: datetime
    urgency: int
    town: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is written about a claimed notice once the channel has answered.

    Not `counted`: the attempt says nothing about this notice, as when a whole lane had to stop.
    """

    notice_id: int
    state: NoticeState
    external_id: str | None = None
    error: str = ""
    not_before: datetime | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """What a claim came to: `unreadable` are notices whose message is none."""

    claimed: list[Claimed]
    unreadable: list[int]


@dataclass(frozen=True, slots=True)
class Found:
    """A row that a claim took.

    `target` is the message id of what it edits, where that has one; `town` the name of its
    municipality, where the reader's account stands for somebody of another one too.
    """

    id: int
    address: str
    message: str
    edits: int | None
    attempts: int
    created_at: datetime
    urgency: int
    target: str | None = None
    town: str | None = None


class Driver(Protocol):
    """The same statements in two dialects, inside a transaction that somebody else ends."""

    async def settle(
        self, settlements: Sequence[Settlement], now: datetime, worker_id: int | None
    ) -> None:
        """Write what came of claimed notices.

        What `worker_id` does not hold any more, because it was taken for dead, is another's to
        settle; only that it has arrived is written all the same. None: whoever holds them.
        """

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
        """Settle, then mark up to `limit` notices that may go now, and are as urgent as `least`,
        as being sent by the worker; none where `is_restricted` holds and must not.

        An edit may go once its message has arrived, or never will.
        """

    async def put_back(self, ids: Sequence[int]) -> None:
        """Undo `take`."""

    async def waiting(self, channel: Channel) -> tuple[datetime | None, datetime | None]:
        """Of what waits, but for another notice: the earliest moment to go, and the earliest at
        which one is pointless."""

    async def heads(self, ids: Sequence[int]) -> dict[int, Letterhead]:
        """Whose each notice is, as its letter says."""

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
    only_urgent: bool = False,
    settled: Sequence[Settlement] = (),
    unless_restricted: bool = False,
) -> Taken:
    """Settle, then take up to `limit` notices that may go now, urgent first, at most one an
    address.

    What has expired is not taken, see `outbox.drop_expired`. What is unreadable is in the
    worker's hands too: the caller settles it as failed and gives its items back.
    """
    least = Urgency.MASS - 1 if only_urgent else Urgency.MASS
    found = await driver.take(
        channel,
        worker_id,
        limit,
        now,
        busy,
        least,
        settled,
        unless_restricted=unless_restricted,
    )
    found.sort(key=lambda row: (row.urgency, row.id))
    mail = channel is Channel.EMAIL and found
    heads = await driver.heads([row.id for row in found]) if mail else {}
    taken: dict[str, Claimed] = {}
    back, dropped, unreadable = [], [], []
    for row in found:
        if row.edits is not None and row.target is None:
            dropped.append(Settlement(row.id, NoticeState.WITHDRAWN))  # of what never arrives
        elif row.address in taken:
            back.append(row.id)
        elif (message := _readable(row)) is None:
            unreadable.append(row.id)
        else:
            head = heads.get(row.id, Letterhead())
            envelope = Envelope(row.id, row.address, message, row.target, head)
            taken[row.address] = Claimed(
                envelope, row.attempts, row.created_at, row.urgency, row.town
            )
    if back:
        await driver.put_back(back)
    if dropped:
        await driver.settle(dropped, now, worker_id)
    return Taken(list(taken.values()), unreadable)


def _readable(row: Found) -> Message | None:
    """The stored message, or None for what is none; that one fails alone, and is logged."""
    try:
        return Message.from_data(json.loads(row.message))
    except (KeyError, TypeError, ValueError, AttributeError):
        log.exception("notice.unreadable", notice=row.id)
        return None
