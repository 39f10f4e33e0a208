"""The documented flood limits, judged by the sandbox's clock.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: not more than one
message a second to one chat, about 30 messages a second in all. Sent messages count; an album
counts as one for its chat and as its length for the bot. Edits, answers to presses, actions and
deletions do not count: the documented limits speak of messages.
"""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

from sandbox.botapi.errors import too_many_requests

SECOND = timedelta(seconds=1)
PER_SECOND = 30


class FloodLimits:
    """One bot's sending in the last second. Refused messages do not count."""

    def __init__(self) -> None:
        self._sent: deque[datetime] = deque(maxlen=PER_SECOND)
        self._chats: dict[int, datetime] = {}

    def spend(self, chat_id: int, now: datetime, messages: int = 1) -> None:
        """Count messages to a chat at a moment, or ApiError 429 with the seconds to wait."""
        self._refuse_until(self._chats.get(chat_id), now)
        if len(self._sent) + messages > PER_SECOND:
            self._refuse_until(self._sent[len(self._sent) + messages - PER_SECOND - 1], now)
        self._chats[chat_id] = now
        self._sent.extend([now] * messages)

    @staticmethod
    def _refuse_until(sent: datetime | None, now: datetime) -> None:
        """Refuse within a second after a message; a clock moved backwards forgives."""
        if sent is not None and sent <= now < sent + SECOND:
            left = (sent + SECOND - now).total_seconds()
            raise too_many_requests(max(1, math.ceil(left)))
