"""What the measurements share: the stub process, filled databases, and the table."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiogram import Bot

TOKEN = "42:AAbench-token-for-the-stub"
NOW = datetime(2018, 10, 10, 6, 0, tzinfo=UTC)  # 09:00 in Moscow


@dataclass(frozen=True)
class Row:
    """One measured thing beside its ceiling."""

    what: str
    ours: str
    ceiling: str
    ratio: str
    aim: str


def show(rows: Sequence[Row]) -> None:
    """The table, on stdout."""
    table = [("what", "ours", "ceiling", "ratio", "aim")]
    table += [(r.what, r.ours, r.ceiling, r.ratio, r.aim) for r in rows]
    widths = [max(len(line[i]) for line in table) for i in range(5)]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    sys.stdout.flush()


def median(values: Sequence[float]) -> float:
    """The middle of an interleaved run."""
    return statistics.median(values)


def plain_bot(address: str) -> Bot:
    """A bot as aiogram's documentation makes one."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    return Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(address)))


@contextlib.asynccontextmanager
async def stub() -> AsyncIterator[str]:
    """The address of a stub in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.stub", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()
