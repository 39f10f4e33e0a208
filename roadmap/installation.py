"""An installation in numbers, as its operator sees it: nobody's name but a municipality's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality in numbers.

    `joined` of the `people` have a chat; `coordinators` of those coordinate. `waiting` are notices
    that have not gone, `failed` those that never will. `active_at` is when the last mark was made.
    """

    id: int
    name: str
    zone: str
    people: int
    joined: int
    coordinators: int
    roadmaps: int
    waiting: int
    failed: int
    active_at: datetime | None
    paused_on: date | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A channel's notices that may go now: how many, and since when the first could have gone."""

    channel: str
    waiting: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the installation, in numbers."""

    queues: tuple[Queue, ...]
    arrivals: int
    aside: int
    files: int


@dataclass(frozen=True, slots=True)
class Aside:
    """An arrival that could not be worked: its fault is the name of the error alone, since an
    error's words may quote what somebody wrote."""

    id: int
    press: bool
    attempts: int
    fault: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stopped:
    """A channel takes nothing, through no fault of the notices: all of them wait."""

    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The channel takes messages again."""

    channel: str


@dataclass(frozen=True, slots=True)
class DayFull:
    """As many letters have gone in 24 hours as may; `waiting` go from `more_at` on."""

    per_day: int
    waiting: int
    more_at: datetime | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A notice that breaks whatever carries it and is not tried again."""

    notice_id: int
    channel: str
    reason: str


Trouble = Stopped | GoesOn | DayFull | Broken
"""What an operator hears of by itself."""
