"""What follows from an attempt to deliver: how long to wait, and when to give up.

The budget is in time: a channel that is out for a day loses nothing. The time is that of trying:
what waited for working hours over long holidays, or for a bot that was off, has spent none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

BUDGET = timedelta(days=3)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)


def back_off(attempts: int, jitter: float) -> timedelta:
    """The wait after `attempts` failures (1 or more); `jitter` in [0, 1) adds up to a quarter."""
    doubled: timedelta = FIRST_WAIT * float(2 ** min(attempts - 1, 12))
    return min(doubled, LONGEST_WAIT) * (1 + jitter / 4)


def tries_within(budget: timedelta) -> int:
    """How many attempts in a row, each after its wait, take as long as `budget` at the least."""
    tries, spent = 1, timedelta(0)
    while spent < budget:
        spent += back_off(tries, 0)
        tries += 1
    return tries


TRIES = tries_within(BUDGET)


def retry_at(
    now: datetime, created_at: datetime, attempts: int, asked: timedelta | None, jitter: float
) -> datetime | None:
    """When to try again after `attempts` failures, or None when the budget is spent.

    When the first attempt was is not kept; that it was so long ago is seen by their number.
    `asked` is what the far end itself asked for (429 retry_after), obeyed exactly.
    """
    if now - created_at > BUDGET and attempts >= TRIES:
        return None
    return now + (asked if asked is not None else back_off(attempts, jitter))
