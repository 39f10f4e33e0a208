"""A road for the courier: a clock moved by hand and a carrier that does what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.clock import SteppedClock
from channels.message import Channel, Delivered, Envelope, Message, Outcome
from scheduler.courier import Lane
from scheduler.pace import Pace
from storage import outbox
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow, NoticeState

NOW = datetime(2018, 10, 10, 6, tzinfo=UTC)
SECOND = timedelta(seconds=1)
YIELDS = 30


@dataclass
class Scripted:
    """Carries everything at once unless `outcomes` holds something for the address.

    `gate` closed holds every letter on the road. `trips` are (instant, address, notice, edits).
    """

    clock: SteppedClock
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    trips: list[tuple[datetime, str, int, str | None]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    on_the_road: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    async def deliver(self, envelope: Envelope) -> Outcome:
        """One trip."""
        self.trips.append((self.clock.now(), envelope.address, envelope.notice_id, envelope.edits))
        self.on_the_road += 1
        self.most = max(self.most, self.on_the_road)
        try:
            await self.gate.wait()
        finally:
            self.on_the_road -= 1
        planned = self.outcomes.get(envelope.address, [])
        return planned.pop(0) if planned else Delivered(f"id-{envelope.notice_id}")

    async def close(self) -> None:
        """Nothing to let go of."""

    @property
    def seconds(self) -> list[float]:
        """When each trip began, from NOW."""
        return [(at - NOW).total_seconds() for at, *_ in self.trips]


class Road:
    """A lane that runs, with everything around it."""

    def __init__(self, database: Database, *, slots: int = 30, pace: Pace | None = None) -> None:
        self.database = database
        self.clock = SteppedClock(NOW)
        self.carrier = Scripted(self.clock)
        self.slots, self.pace = slots, pace or Pace()
        self.lane = self._lane()
        self.task: asyncio.Task[None] | None = None

    def _lane(self) -> Lane:
        return Lane(
            self.database,
            Channel.TELEGRAM,
            self.carrier,
            1,
            self.clock,
            slots=self.slots,
            pace=self.pace,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the lane; at the end it is stopped gracefully."""
        self.task = asyncio.create_task(self.lane.run())
        self.database.on_outbox[:] = [self.lane.kick]
        try:
            yield
            await self.lane.stop()
        finally:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def put(self, *addresses: str, **more: Any) -> list[int]:
        """Plan a notice to each address, at the clock's instant."""
        now = self.clock.now()
        made: list[int] = []
        async with self.database.write() as session:
            for address in addresses:
                notice = NoticeRow(
                    **{
                        "channel": Channel.TELEGRAM,
                        "address": address,
                        "kind": NoticeKind.REMINDER,
                        "dedup_key": f"{address}:{id(object())}:{len(made)}:{now}:{more}",
                        "message": Message(f"to {address}").to_data(),
                        "not_before": now,
                        "created_at": now,
                        **more,
                    }
                )
                made.append(await outbox.add(session, notice) or 0)
        assert all(made)
        return made

    async def quiet(self) -> None:
        """Until the lane has nothing at hand and stays so."""
        calm = 0
        while calm < YIELDS:
            calm = calm + 1 if self.clock.idle else 0
            if not self.clock.idle:
                self.clock.stirred.clear()
                async with asyncio.timeout(10):
                    await self.clock.stirred.wait()
            await asyncio.sleep(0)

    async def move(self, seconds: float) -> None:
        """Let time pass, stopping wherever the lane wants to go on."""
        target = self.clock.now() + timedelta(seconds=seconds)
        while True:
            await self.quiet()
            waits = [w for w in (self.clock.soon(), self.clock.next()) if w is not None]
            if not waits or min(waits) > target:
                break
            self.clock.move(min(waits))
        self.clock.move(target)
        await self.quiet()

    async def states(self) -> list[NoticeState]:
        """The fate of every notice, oldest first."""
        async with self.database.read() as session:
            rows = await session.exec(select(NoticeRow).order_by(col(NoticeRow.id)))
            return [row.state for row in rows]
