"""One turn of the courier's books: what came of the last attempts, and what to carry next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import (
    Channel,
    ChannelDown,
    Delivered,
    Moved,
    Outcome,
    Refused,
    TryLater,
    chat_of,
)
from roadmap.delivery import FIRST_WAIT, retry_at
from services import discretion, mail_quota, moved_chats, undelivered
from storage import books, outbox
from storage.books import Claimed, Driver, Settlement, Taken
from storage.database import Database
from storage.drivers import driver_of
from storage.tables import (
    NoticeState,
)
from views.speaking import of_town

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed notice and what the channel answered; `jitter` in [0, 1)."""

    claimed: Claimed
    outcome: Outcome
    jitter: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What to carry now. `more` may be waiting; else `next_at` is when something may go next.

    `next_at` in the past means a notice that waits for a busy address. `kept_back` wait for
    tomorrow, because so many have gone today. `unreadable` have just failed: what is stored of
    them is no message.
    """

    claimed: tuple[Claimed, ...]
    more: bool
    next_at: datetime | None = None
    kept_back: int = 0
    unreadable: tuple[int, ...] = ()


async def turn(
    database: Database,
    channel: Channel,
    worker_id: int,
    attempts: Sequence[Attempt],
    *,
    free: int,
    now: datetime,
    busy: Collection[str] = (),
    per_day: int | None = None,
) -> Turn:
    """Settle `attempts`, then claim up to `free` notices: one short transaction.

    A slot counts as free only once its settlement is committed here, so a crash can repeat no more
    than the slots. `per_day` limits what goes in any 24 hours.
    """
    urgent = any(attempt.claimed.urgency == 0 for attempt in attempts)
    settlements = [_settlement(attempt, now) for attempt in attempts]
    failed = {one.notice_id for one in settlements if one.state is NoticeState.FAILED}
    unusual = failed or any(
        isinstance(attempt.outcome, Moved) or attempt.claimed.envelope.message.secret
        for attempt in attempts
    )
    if not (unusual or per_day is not None):
        usual = await _usual_turn(
            database,
            channel,
            worker_id,
            attempts,
            settlements,
            urgent=urgent,
            free=free,
            now=now,
            busy=busy,
        )
        if usual is not None:
            return usual
        attempts, settlements = (), []
    async with database.write(urgent=urgent, durable=False) as session:
        await _settle_all(session, channel, worker_id, attempts, settlements, now)
        if not free:
            return Turn((), more=True)
        return await _careful_turn(
            session, channel, worker_id, free=free, now=now, busy=busy, per_day=per_day
        )


async def _settle_all(
    session: AsyncSession,
    channel: Channel,
    worker_id: int,
    attempts: Sequence[Attempt],
    settlements: Sequence[Settlement],
    now: datetime,
) -> None:
    """Settle, and do what follows from each outcome."""
    if settlements:
        driver = await driver_of(session)
        await driver.settle(settlements, now, worker_id)
    failed = {one.notice_id for one in settlements if one.state is NoticeState.FAILED}
    for attempt in attempts:
        await _follow_up(session, attempt, channel, failed, now)


async def _careful_turn(
    session: AsyncSession,
    channel: Channel,
    worker_id: int,
    *,
    free: int,
    now: datetime,
    busy: Collection[str],
    per_day: int | None,
) -> Turn:
    """Claim with everything that is rarely needed: quotas, what has expired or cannot be read, and
    what a municipality restricts."""
    driver = await driver_of(session)
    left, mass, more_at = free, free, None
    if per_day is not None:
        share = await mail_quota.share(session, per_day, now)
        left, mass, more_at = share.left, share.mass, share.more_at
    await outbox.drop_expired(session, channel, now)
    room = (free, left, mass)
    taken = await _claim(driver, channel, worker_id, room, now, busy)
    await _fail(session, driver, taken.unreadable, now)
    broken, claimed = tuple(taken.unreadable), _named(channel, taken.claimed)
    if len(claimed) < free and (left <= len(claimed) or mass == 0):
        kept_back = await mail_quota.waiting(session, now)
        return Turn(
            tuple(claimed), more=False, next_at=more_at, kept_back=kept_back, unreadable=broken
        )
    next_at = None
    if len(claimed) < free:
        next_at, _ = await driver.waiting(channel)
    careful = channel is Channel.TELEGRAM
    going = await discretion.let_out(session, driver, claimed, now) if careful else claimed
    more = len(claimed) == free
    return Turn(tuple(going), more=more, next_at=next_at, unreadable=broken)


async def _claim(
    driver: Driver,
    channel: Channel,
    worker_id: int,
    room: tuple[int, int, int],
    now: datetime,
    busy: Collection[str],
) -> Taken:
    """`room` is how many slots are free, how many may go, and how many of a mass sending."""
    free, left, mass = room
    limit = min(free, left if mass == 0 else mass)
    if not limit:
        return Taken([], [])
    return await books.claim(
        driver, channel, worker_id, limit=limit, now=now, busy=busy, only_urgent=mass == 0
    )


def _named(channel: Channel, claimed: list[Claimed]) -> list[Claimed]:
    """The same, with the name of its municipality over what goes to somebody of several."""
    if channel is not Channel.TELEGRAM:
        return claimed
    return [_of(one, one.town) if one.town else one for one in claimed]


def _of(one: Claimed, town: str) -> Claimed:
    envelope = one.envelope
    return replace(one, envelope=replace(envelope, message=of_town(envelope.message, town)))


async def _fail(
    session: AsyncSession, driver: Driver, unreadable: Sequence[int], now: datetime
) -> None:
    """A notice that cannot be read fails alone; what it was to say is worded anew."""
    if unreadable:
        error = books.UNREADABLE
        failed = [Settlement(i, NoticeState.FAILED, error=error) for i in unreadable]
        await driver.settle(failed, now, None)
        await outbox.give_back(session, unreadable, now)


async def _usual_turn(
    database: Database,
    channel: Channel,
    worker_id: int,
    attempts: Sequence[Attempt],
    settlements: Sequence[Settlement],
    *,
    urgent: bool,
    free: int,
    now: datetime,
    busy: Collection[str],
) -> Turn | None:
    """A turn in which nothing went wrong for good, by the driver. None (`attempts` are settled
    then, and nothing is claimed) when something must be dropped first, or where a municipality
    restricts what may be said in Telegram."""
    careful = channel is Channel.TELEGRAM
    async with database.books(urgent=urgent) as driver:
        for attempt in attempts:
            _tell(attempt, channel)
        if not free:
            await driver.settle(settlements, now, worker_id)
            return Turn((), more=True)
        taken = await books.claim(
            driver,
            channel,
            worker_id,
            limit=free,
            now=now,
            busy=busy,
            settled=settlements,
            unless_restricted=careful,
        )
        claimed = taken.claimed
        if careful and not claimed and await driver.is_restricted():
            return None
        if taken.unreadable:
            await driver.put_back([*taken.unreadable, *(c.envelope.notice_id for c in claimed)])
            return None
        claimed = _named(channel, claimed)
        if len(claimed) == free:
            return Turn(tuple(claimed), more=True)
        ready_at, pointless_at = await driver.waiting(channel)
        if not claimed and pointless_at is not None and pointless_at <= now:
            return None
        return Turn(tuple(claimed), more=False, next_at=ready_at)


def _settlement(attempt: Attempt, now: datetime) -> Settlement:
    claimed, notice_id = attempt.claimed, attempt.claimed.envelope.notice_id
    match attempt.outcome:
        case Delivered(external_id):
            return Settlement(notice_id, NoticeState.SENT, external_id)
        case TryLater(reason, after, lane=True):
            return Settlement(
                notice_id,
                NoticeState.PLANNED,
                error=reason,
                not_before=now + (after or FIRST_WAIT),
                counted=False,
            )
        case TryLater(reason, after):
            when = retry_at(now, claimed.created_at, claimed.attempts, after, attempt.jitter)
            if when is None:
                return Settlement(notice_id, NoticeState.FAILED, error=reason)
            return Settlement(notice_id, NoticeState.PLANNED, error=reason, not_before=when)
        case Refused(reason):
            return Settlement(notice_id, NoticeState.FAILED, error=reason)
        case Moved(to):
            return Settlement(
                notice_id, NoticeState.PLANNED, error=f"moved to {to}", not_before=now
            )
        case ChannelDown(reason):
            return Settlement(
                notice_id, NoticeState.PLANNED, error=reason, not_before=now, counted=False
            )


async def _follow_up(
    session: AsyncSession,
    attempt: Attempt,
    channel: Channel,
    failed: Collection[int],
    now: datetime,
) -> None:
    envelope = attempt.claimed.envelope
    _tell(attempt, channel, failed=envelope.notice_id in failed)
    if isinstance(attempt.outcome, Moved):
        await moved_chats.move_chat(session, chat_of(envelope.address), attempt.outcome.to)
    if envelope.notice_id in failed:
        await undelivered.follow(session, envelope.notice_id, attempt.outcome, now)
    if envelope.message.secret and isinstance(attempt.outcome, Delivered):
        await outbox.forget_words(session, envelope.notice_id)


def _tell(attempt: Attempt, channel: Channel, *, failed: bool = False) -> None:
    """A line in the log; that the channel is down is said once, by the lane."""
    notice = attempt.claimed.envelope.notice_id
    match attempt.outcome:
        case Delivered(external_id):
            log.info("notice.sent", notice=notice, channel=channel, id=external_id)
        case TryLater(reason):
            event = "notice.given_up" if failed else "notice.waits"
            log.warning(event, notice=notice, channel=channel, reason=reason)
        case Refused(reason, fault):
            log.warning(
                "notice.refused", notice=notice, channel=channel, fault=fault, reason=reason
            )
