"""How much evidence one person may send: a file's size, files and megabytes of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from roadmap.policy_settings import BadSetting

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20  # Bot API, getFile
MOST = 10_000


class Over(StrEnum):
    """Which limit a file goes past."""

    SIZE = "size"
    FILES = "files"
    MEGABYTES = "megabytes"


class TooMuch(Exception):
    """A file goes past a limit of `most` (megabytes or files)."""

    def __init__(self, over: Over, most: int) -> None:
        super().__init__(over, most)
        self.over, self.most = over, most


@dataclass(frozen=True, slots=True)
class Limits:
    """Megabytes of one file; files and megabytes of one person on one local day."""

    megabytes: int = MOST_MEGABYTES
    files_a_day: int = 50
    megabytes_a_day: int = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person has sent on a day."""

    files: int = 0
    size: int = 0


def limits_from(settings: Mapping[str, Any]) -> Limits:
    """The limits of {"evidence": {"megabytes": 20, "files_a_day": 50, "megabytes_a_day": 300}};
    what is not there is as usual. Raises `BadSetting`."""
    usual, own = Limits(), settings.get("evidence", {})
    if not isinstance(own, Mapping):
        raise BadSetting("evidence", own)
    return Limits(
        _count(own, "megabytes", usual.megabytes, MOST_MEGABYTES),
        _count(own, "files_a_day", usual.files_a_day, MOST),
        _count(own, "megabytes_a_day", usual.megabytes_a_day, MOST),
    )


def _count(settings: Mapping[str, Any], key: str, usual: int, most: int) -> int:
    count = settings.get(key, usual)
    if type(count) is not int or not 0 < count <= most:
        raise BadSetting(f"evidence.{key}", count)
    return count


def check(size: int, sent: Sent, limits: Limits) -> None:
    """Raises `TooMuch` where a file of `size` bytes after what was `sent` goes past a limit."""
    if size > limits.megabytes * MEGABYTE:
        raise TooMuch(Over.SIZE, limits.megabytes)
    if sent.files >= limits.files_a_day:
        raise TooMuch(Over.FILES, limits.files_a_day)
    if sent.size + size > limits.megabytes_a_day * MEGABYTE:
        raise TooMuch(Over.MEGABYTES, limits.megabytes_a_day)
