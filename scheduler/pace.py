"""How fast a lane may go: so many calls in any second, and a rest for each address."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from channels.message import chat_of

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
GROUP_A_MINUTE = 20


class Pace:
    """Telegram's limits (Bot FAQ): 30 messages a second to all, one a second to a chat, 20 a
    minute to a group, whose topics («-100500/17») count together. A message of several parts is
    several; an edit is a call like any other, but no message to the chat.

    Times are the injected clock's. `margin` keeps clear of the far end's own counting.
    """

    def __init__(
        self,
        per_second: int | None = 30,
        rest: timedelta = SECOND,
        margin: timedelta = timedelta(milliseconds=20),
    ) -> None:
        self._per_second, self._margin = per_second, margin
        self._rest = rest
        self._sent: deque[datetime] = deque()
        self._resting: dict[str, datetime] = {}
        self._groups: dict[str, deque[datetime]] = {}
        self._topics: dict[str, set[str]] = {}
        self._closed_until: datetime | None = None
        self._latest: datetime | None = None

    def room(self, now: datetime, in_flight: int) -> int | None:
        """How many may start now; None for no limit."""
        self._forget_the_future(now)
        if self._closed_until is not None and now < self._closed_until:
            return 0
        if self._per_second is None:
            return None
        while self._sent and self._sent[0] + SECOND + self._margin <= now:
            self._sent.popleft()
        return max(0, self._per_second - len(self._sent) - in_flight)

    def _forget_the_future(self, now: datetime) -> None:
        """A clock that was set back would keep the lane shut until it has caught up again."""
        if self._latest is not None and now < self._latest - SECOND:
            self._sent.clear()
            self._resting.clear()
            self._groups.clear()
            self._closed_until = None
        self._latest = now

    def resting(self, now: datetime) -> set[str]:
        """Addresses that have just had a message."""
        self._resting = {who: until for who, until in self._resting.items() if until > now}
        return set(self._resting)

    def sent(self, address: str, now: datetime, calls: int = 1) -> None:
        """A message arrived at `address`, in so many parts."""
        if self._per_second is None or not calls:
            return
        self._sent.extend([now] * calls)
        chat = chat_of(address)
        until = now + self._rest * calls + self._margin
        if not chat.startswith("-"):
            self._resting[address] = until
            return
        until = max(until, self._group_rests_until(chat, now, calls))
        topics = self._topics.setdefault(chat, {chat})
        topics.add(address)
        self._resting |= dict.fromkeys(topics, until)

    def edited(self, now: datetime, calls: int = 1) -> None:
        """A message that had arrived before was changed."""
        if self._per_second is not None:
            self._sent.extend([now] * calls)

    def _group_rests_until(self, chat: str, now: datetime, calls: int) -> datetime:
        """When a group that has just had a message may have another, by the minute's limit."""
        sent = self._groups.setdefault(chat, deque(maxlen=GROUP_A_MINUTE))
        sent.extend([now] * calls)
        return sent[0] + MINUTE + self._margin if len(sent) == GROUP_A_MINUTE else now

    def close(self, until: datetime) -> None:
        """The far end asked for silence (429), or is out; of two wishes the longer holds."""
        self._closed_until = max(until, self._closed_until or until)

    def opens_at(self, now: datetime) -> datetime | None:
        """When something changes for the better: the earliest of the waits, None without any."""
        waits = list(self._resting.values())
        if self._sent:
            waits.append(self._sent[0] + SECOND + self._margin)
        if self._closed_until is not None and self._closed_until > now:
            return self._closed_until
        return min((wait for wait in waits if wait > now), default=None)
