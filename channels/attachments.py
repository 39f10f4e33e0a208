"""The files of a message, read before it goes and named so that any far end takes them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from channels.message import Attachment, Message, ReadFile

NAME_CHARS = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+')


class CannotAttach(Exception):
    """A message that can never go whole, because of its file `name`."""

    def __init__(self, name: str, sha256: str) -> None:
        super().__init__(name, sha256)
        self.name, self.sha256 = name, sha256


class FileMissing(CannotAttach):
    """Nobody keeps the file any more."""

    def __str__(self) -> str:
        """One line for the outbox."""
        return f"file missing: {self.name} ({self.sha256})"


class FileTooBig(CannotAttach):
    """The file has `size` bytes, the channel takes `limit`."""

    def __init__(self, name: str, sha256: str, size: int, limit: int) -> None:
        super().__init__(name, sha256)
        self.size, self.limit = size, limit

    def __str__(self) -> str:
        """One line for the outbox."""
        return f"file too big: {self.name}, {self.size} bytes of {self.limit}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An attachment with its bytes, under a safe name."""

    name: str
    mime: str
    data: bytes
    picture: bool = False


def nothing_kept(sha256: str) -> bytes:
    """Where no files are kept, every one is missing."""
    raise FileNotFoundError(sha256)


async def load(message: Message, files: ReadFile, limit: int) -> list[Loaded]:
    """Every file of a message, before any of it is sent. Raises `CannotAttach`, OSError."""
    if not message.attachments:
        return []
    return [await asyncio.to_thread(_load, file, files, limit) for file in message.attachments]


def _load(file: Attachment, files: ReadFile, limit: int) -> Loaded:
    try:
        data = files(file.sha256)
    except FileNotFoundError as error:
        raise FileMissing(file.name, file.sha256) from error
    if len(data) > limit:
        raise FileTooBig(file.name, file.sha256, len(data), limit)
    return Loaded(safe_name(file.name), file.mime, data, file.picture)


def safe_name(name: str) -> str:
    """`name` in one line without what a file name may not hold, its ending kept when shortened."""
    cleaned = " ".join(_UNSAFE.sub(" ", name).split()).strip(". ") or "file"
    if len(cleaned) <= NAME_CHARS:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:
        return cleaned[:NAME_CHARS].rstrip(". ")
    return f"{stem[: NAME_CHARS - len(ending) - 1].rstrip('. ')}.{ending}"
