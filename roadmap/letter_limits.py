"""How fast letters are taken in, so that a flood of them neither fills the disk nor answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

LIMITS = (
    (timedelta(minutes=1), 50),
    (timedelta(minutes=5), 120),
    (timedelta(hours=1), 600),
)
"""So many letters in each span; the rest waits in the box."""


def has_room(taken: Callable[[timedelta], int]) -> bool:
    """Whether one more may be taken in; `taken` counts those of the last span."""
    return all(taken(span) < most for span, most in LIMITS)
