"""What planning decides: notices before they are stored, and when it looks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from channels.message import Channel, Message
from storage.tables import NoticeKind

SHARE_A_DAY = (NoticeKind.APPOINTMENT, NoticeKind.MONITORING)
"""What takes the place of a day's reminder."""


@dataclass(frozen=True, slots=True)
class Wake:
    """What becomes of an assignment: its `since`, and when planning looks again (None: never)."""

    since: date
    at: datetime | None
    handed_over: bool = False
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a planned notice; `since_before` is given back when the notice never arrives."""

    assignment_id: int
    line: int
    since_before: date | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice before it is stored; `cause` names what it is for where its kind does not.

    `lists` are the coordinator's lists that are part of it, as they go by themselves where their
    reader has had the day's reminder already. By email `letter` goes in place of the message,
    where there is one.
    """

    kind: NoticeKind
    day: date
    person_id: int | None
    organization_id: int | None
    ways: tuple[tuple[Channel, str], ...]
    message: Message
    expires_at: datetime
    items: tuple[Item, ...]
    cause: str = ""
    lists: tuple[Planned, ...] = ()
    letter: Message | None = None

    def said_by(self, channel: Channel) -> Message:
        """What goes by a channel."""
        return self.letter if self.letter and channel is Channel.EMAIL else self.message

    def key(self, channel: Channel, part: int | None = None) -> str:
        """The cause: who, what kind, which day, which way; a launch list takes a reminder's day.

        `part` tells a second list of the day from the first.
        """
        who = self.person_id if self.person_id is not None else f"o{self.organization_id}"
        kind = NoticeKind.REMINDER if self.kind in SHARE_A_DAY else self.kind
        cause = f"{self.cause or kind}:{who}:{self.day.isoformat()}"
        return f"{cause}:{channel}" if part is None else f"{cause}:{part}:{channel}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The decision: notices to store, the next wake-up of every assignment looked at, and those
    (person id or organisation id) whom something was to be said to and nobody can reach."""

    notices: tuple[Planned, ...]
    wakes: Mapping[int, Wake]
    out_of_reach: frozenset[tuple[int | None, int | None]] = frozenset()
