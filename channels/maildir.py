"""A Maildir as a source of letters: what lies in new/ is kept, then moved to cur/.

The format is that of Postfix and Dovecot (https://cr.yp.to/proto/maildir.html).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from channels.arriving import LIMIT_BYTES, Arrived, Taker

log = structlog.get_logger()

LOOKS_EVERY = 1.0
"""Seconds between looks: of the real time, whatever clock the bot goes by."""
LONGEST_PAUSE = 60.0
HEADERS_BYTES = 64 << 10
SEEN = ":2,S"


class Maildir:
    """The letters that a local mail server, or the sandbox, puts into a folder.

    Only one process reads it at a time. A letter's key is its file's name without flags.
    """

    source = "maildir"

    def __init__(
        self, folder: Path, now: Callable[[], datetime], *, limit: int = LIMIT_BYTES
    ) -> None:
        self._folder, self._now, self._limit = folder, now, limit

    async def run(self, taker: Taker) -> None:
        """Look for ever; a folder that cannot be read is tried again."""
        pause = LOOKS_EVERY
        while True:
            try:
                await self.look(taker)
                pause = LOOKS_EVERY
            except OSError as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.warning("maildir.unreadable", reason=str(error), pause=pause)
            await asyncio.sleep(pause)

    async def look(self, taker: Taker) -> int:
        """Offer what lies there now, oldest first; how many were kept. Raises OSError."""
        kept = 0
        for path in await asyncio.to_thread(self._waiting):
            letter = await asyncio.to_thread(self._read, path)
            if letter is None:
                continue  # somebody took it away meanwhile
            if not await taker.take(letter):
                break
            await asyncio.to_thread(self._move, path)
            kept += 1
        return kept

    def make(self) -> None:
        """Make the folder, where there is none. Raises OSError."""
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _waiting(self) -> list[Path]:
        self.make()
        found = [path for path in (self._folder / "new").iterdir() if path.is_file()]
        return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))

    def _read(self, path: Path) -> Arrived | None:
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                raw = file.read() if size <= self._limit else headers_of(file.read(HEADERS_BYTES))
        except FileNotFoundError:
            return None
        key = path.name.partition(":")[0]
        return Arrived(self.source, key, raw, max(size, len(raw)), self._now())

    def _move(self, path: Path) -> None:
        name = path.name.partition(":")[0] + SEEN
        path.rename(self._folder / "cur" / name)


def headers_of(beginning: bytes) -> bytes:
    """The headers in the first bytes of a letter, with the blank line that ends them."""
    for end in (b"\r\n\r\n", b"\n\n"):
        head, found, _ = beginning.partition(end)
        if found:
            return head + end
    return beginning
