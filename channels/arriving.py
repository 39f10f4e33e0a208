"""Letters on their way in: what a source hands over, and who takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LIMIT_BYTES = 40 << 20
"""A larger letter is not fetched: its headers alone come, so that its sender can be told."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter as it lies in a box: `source` and `key` name its place for ever, `raw` are its bytes
    (RFC 5322). Where it is larger than the limit these are its headers only, and `size`, in
    bytes, is more than their number."""

    source: str
    key: str
    raw: bytes
    size: int
    received_at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.size <= len(self.raw)


class Taker(Protocol):
    """Whoever keeps letters."""

    async def take(self, letter: Arrived) -> bool:
        """Keep it durably; True when it is kept (also before), False when there is no room now and
        it is to be offered again later."""
        ...


class Source(Protocol):
    """A box that letters come to."""

    async def run(self, taker: Taker) -> None:
        """Offer every letter for as long as it runs; what goes wrong on the way is waited out. A
        letter is marked as taken only after it is kept, and never deleted."""
        ...
