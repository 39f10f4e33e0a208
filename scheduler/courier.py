"""The courier: takes notices out of the outbox and lets a channel carry them.

It claims no more than its free slots, commits, then talks; a slot is free again only when what
came of it is committed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from channels.message import (
    Carrier,
    Channel,
    ChannelDown,
    Delivered,
    Fault,
    Moved,
    Outcome,
    Refused,
    TryLater,
)
from roadmap.installation import Broken, DayFull, GoesOn, Stopped, Trouble
from scheduler.pace import Pace
from services import delivery
from services.clock import Clock
from services.delivery import Attempt, Turn
from storage.books import UNREADABLE, Claimed
from storage.database import DATABASE_TROUBLE, Database

log = structlog.get_logger()

DOWN_PAUSE = timedelta(minutes=1)
BOOKS_PAUSE = timedelta(seconds=2)
DRAIN_SECONDS = 10.0
POISON_ATTEMPTS = 5


def silently(_: Trouble) -> None:
    """Where nobody is to be told."""


def _poisonous(claimed: Claimed, reason: str) -> Outcome:
    """What breaks its carrier is tried a few times, then shown to the operator as failed."""
    if claimed.attempts >= POISON_ATTEMPTS:
        return Refused(reason, Fault.MESSAGE)
    return TryLater(reason)


class Lane:
    """One channel's way out: `slots` notices in flight, paced. `empty` is set while none is due.

    It claims only while `may_claim` says so; after that changes it wants a `kick`. `alarm` hears of
    what only an operator can mend.
    """

    def __init__(
        self,
        database: Database,
        channel: Channel,
        carrier: Carrier,
        worker_id: int,
        clock: Clock,
        *,
        slots: int,
        pace: Pace,
        may_claim: Callable[[], bool] = lambda: True,
        per_day: int | None = None,
        alarm: Callable[[Trouble], None] = silently,
    ) -> None:
        self._database, self._channel, self._carrier = database, channel, carrier
        self._alarm = alarm
        self._worker_id, self._clock, self._slots, self._pace = worker_id, clock, slots, pace
        self._may_claim, self._per_day, self._is_full = may_claim, per_day, False
        self._in_flight: dict[str, asyncio.Task[None]] = {}
        self._finished: list[Attempt] = []
        self._wake = asyncio.Event()
        self.empty = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._stopping = False
        self._down = False
        self._random = random.Random(worker_id)  # noqa: S311 - only spreads retries

    def kick(self) -> None:
        """Something may be waiting."""
        self._wake.set()

    async def run(self) -> None:
        """Carry until `stop`."""
        self._ended.clear()
        try:
            await self._carry_on()
        finally:
            self._ended.set()

    async def _carry_on(self) -> None:
        while not self._stopping:
            self._wake.clear()
            with self._clock.working():
                turn = await self._turn()
            if not (self._stopping or self._wake.is_set()):
                await self._rest(turn)

    async def stop(self) -> None:
        """Finish what is in flight (10 s at most), settle it, claim nothing new.

        What is not finished by then is planned again.
        """
        self._stopping = True
        self._wake.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._ended.wait()  # what is being claimed just now goes too
                if self._in_flight:
                    await asyncio.wait(self._in_flight.values())
        late = list(self._in_flight.values())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._settle_rest()
        except DATABASE_TROUBLE:
            log.warning("courier.not_settled", channel=self._channel, hint="repeated after a start")

    async def _settle_rest(self) -> None:
        attempts, self._finished = self._finished, []
        if attempts:
            await delivery.turn(
                self._database,
                self._channel,
                self._worker_id,
                attempts,
                free=0,
                now=self._clock.now(),
            )

    async def _turn(self) -> Turn:
        """Books first, then the road: settle what came back, claim, and start to carry."""
        attempts, self._finished = self._finished, []
        now = self._clock.now()
        # half at a time, so that one half is on the road while the other is in the books
        free = min(self._slots - len(self._in_flight), max(1, self._slots // 2))
        room = self._pace.room(now, len(self._in_flight))
        if room is not None:
            free = min(free, room)
        if self._down:
            free = min(free, 1 - len(self._in_flight))  # one feels whether the channel is back
        if self._stopping or free < 0 or not self._may_claim():
            free = 0
        if not attempts and not free:
            return Turn((), more=True)
        try:
            turn = await delivery.turn(
                self._database,
                self._channel,
                self._worker_id,
                attempts,
                free=free,
                now=now,
                busy=self._pace.resting(now) | self._in_flight.keys(),
                per_day=self._per_day,
            )
        except Exception as error:
            self._finished = attempts + self._finished  # they are told again with the next books
            if not isinstance(error, DATABASE_TROUBLE):  # which the database has told already
                log.exception("courier.books_failed", channel=self._channel)
            self._pace.close(now + BOOKS_PAUSE)
            return Turn((), more=True)
        self._tell_of_the_day(turn)
        for notice_id in turn.unreadable:
            self._alarm(Broken(notice_id, self._channel, UNREADABLE))
        if turn.claimed or self._in_flight or turn.more:
            self.empty.clear()
        else:
            self.empty.set()
        for claimed in turn.claimed:
            address = claimed.envelope.address
            self._in_flight[address] = asyncio.create_task(self._carry(claimed))
        return turn

    def _tell_of_the_day(self, turn: Turn) -> None:
        """That so many have gone that others wait for tomorrow is told once."""
        if turn.kept_back and not self._is_full:
            log.warning(
                "channel.day_is_full",
                channel=self._channel,
                per_day=self._per_day,
                waiting=turn.kept_back,
                more_at=turn.next_at.isoformat() if turn.next_at else None,
            )
            self._alarm(DayFull(self._per_day or 0, turn.kept_back, turn.next_at))
        self._is_full = bool(turn.kept_back) or (self._is_full and not turn.claimed)

    async def _carry(self, claimed: Claimed) -> None:
        with self._clock.working():
            address = claimed.envelope.address
            outcome: Outcome
            try:
                outcome = await self._carrier.deliver(claimed.envelope)
            except asyncio.CancelledError:
                outcome = TryLater("stopped before an answer came")
            except Exception as error:
                notice = claimed.envelope.notice_id
                log.exception("carrier.failed", channel=self._channel, notice=notice)
                outcome = _poisonous(claimed, type(error).__name__)
                if isinstance(outcome, Refused):
                    self._alarm(Broken(notice, self._channel, outcome.reason))
            self._heed(claimed, outcome)
            self._finished.append(Attempt(claimed, outcome, self._random.random()))
            del self._in_flight[address]
            self._wake.set()

    def _heed(self, claimed: Claimed, outcome: Outcome) -> None:
        """What an outcome means for the lane as a whole. That it is down is told once."""
        now = self._clock.now()
        match outcome:
            case Delivered(_, calls) if claimed.envelope.edits is None:
                self._pace.sent(claimed.envelope.address, now, calls)
            case Delivered(_, calls):
                self._pace.edited(now, calls)
            case TryLater(_, after, lane=True):
                self._pace.close(now + (after or DOWN_PAUSE))
            case ChannelDown(reason):
                if not self._down:
                    log.error("channel.down", channel=self._channel, reason=reason)
                    self._alarm(Stopped(self._channel, reason))
                self._down = True
                self._pace.close(now + DOWN_PAUSE)
        if self._down and isinstance(outcome, Delivered | Refused | Moved):
            self._down = False
            log.info("channel.up", channel=self._channel)
            self._alarm(GoesOn(self._channel))

    async def _rest(self, turn: Turn) -> None:
        """Until kicked, something comes back, or a wait is over."""
        now = self._clock.now()
        waits: list[tuple[datetime, bool]] = []
        opens_at = self._pace.opens_at(now)
        held = turn.more or (turn.next_at is not None and turn.next_at <= now)
        if held and opens_at is not None:
            waits.append((opens_at, True))
        if turn.next_at is not None and turn.next_at > now:
            waits.append((turn.next_at, False))
        if not waits:
            await self._wake.wait()
            return
        when, pacing = min(waits)
        await self._wait(when, pacing=pacing)

    async def _wait(self, when: datetime, *, pacing: bool) -> None:
        sleeper = asyncio.create_task(self._sleep(when, pacing=pacing))
        waker = asyncio.create_task(self._wake.wait())
        await asyncio.wait({sleeper, waker}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sleeper, waker):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _sleep(self, when: datetime, *, pacing: bool) -> None:
        if not pacing:
            await self._clock.sleep_until(when)
            return
        with self._clock.working():
            await self._clock.sleep_until(when, pacing=True)
