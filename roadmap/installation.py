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
