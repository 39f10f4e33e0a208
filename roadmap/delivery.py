"""What follows from an attempt to deliver: how long to wait, and when to give up.

The budget is in time, not in tries: a channel that is out for a day loses nothing.
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


def retry_at(
    now: datetime, created_at: datetime, attempts: int, asked: timedelta | None, jitter: float
) -> datetime | None:
    """When to try again, or None when the budget is spent.

    `asked` is what the far end itself asked for (429 retry_after), obeyed exactly.
    """
    if now - created_at > BUDGET:
        return None
    return now + (asked if asked is not None else back_off(attempts, jitter))
