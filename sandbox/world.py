"""What every part of the sandbox shares: time, people, news and arranged failures."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.faults import Faults
from sandbox.news import News
from sandbox.people import People

CALLS_KEPT = 100_000


@dataclass(eq=False)
class World:
    """The shared state of one sandbox.

    `limits`: whether flood limits are judged. `first_id`: where update and message numbers begin
    (a bot that remembers numbers over restarts of the sandbox needs them to grow). `calls`: the
    latest Bot API calls, numbered by `call_count`.
    """

    clock: SandboxClock
    people: People = field(default_factory=People)
    news: News = field(default_factory=News)
    faults: Faults = field(default_factory=Faults)
    mail_faults: Faults = field(default_factory=Faults)
    limits: bool = True
    first_id: int = 1
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    call_count: int = 0

    def timestamp(self) -> int:
        """The sandbox's time in Unix seconds, as messages carry it."""
        return int(self.clock.now.timestamp())

    def log_call(self, **facts: Any) -> None:
        """Remember one Bot API call."""
        self.call_count += 1
        self.calls.append({"number": self.call_count, "at": self.clock.now.isoformat(), **facts})
