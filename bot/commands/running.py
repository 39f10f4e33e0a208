"""What runs until it is stopped: the bot, the sandbox, and both together as a demo."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.errors import CommandError
from bot.settings import load

SWITCH_SECONDS = 0.0005


def tune() -> None:
    """For a process that runs for months with much that never dies.

    The database's thread has the interpreter ten times sooner than by default (5 ms): the
    courier's books then cost a quarter less time under load. What has been loaded by now is not
    searched for garbage any more: a search of all of it stops everything for 50 ms (`make
    bench`).
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.enable()
    gc.collect()
    gc.freeze()


async def run() -> None:
    """`vekha run`: from SIGTERM or Ctrl+C it stops gracefully."""
    stop = _told_to_stop()
    gc.disable()  # loading leaves no garbage: searching for it costs a fifth of the start
    from bot.logs import set_up

    settings = load()
    set_up(as_json=settings.log_json)
    from bot.build import build

    app = await build(settings)
    await app.start()
    tune()
    await _until(stop, app.wait())
    await app.stop()


def _told_to_stop() -> asyncio.Event:
    """Set by SIGTERM or Ctrl+C from now on, also by one that comes while everything starts."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _until_stopped(work: object) -> None:
    """Wait for a signal, or for `work` to end; its error is raised."""
    await _until(_told_to_stop(), work)


async def _until(stop: asyncio.Event, work: object) -> None:
    running = asyncio.ensure_future(work)  # type: ignore[call-overload]
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if running.done():
        running.result()
    running.cancel()


async def sandbox(port: int, smtp_port: int, now: str | None, maildir: Path | None) -> None:
    """`vekha sandbox`: only the far ends."""
    from sandbox.server import serve

    start = None
    if now is not None:
        try:
            start = datetime.fromisoformat(now)
        except ValueError as error:
            raise CommandError("--now: 2018-10-08T09:00+03:00") from error
        if start.tzinfo is None:
            raise CommandError("--now: 2018-10-08T09:00+03:00")
    await _until_stopped(serve(port, smtp_port, start, maildir))


async def demo(roadmap: Path | None, port: int) -> None:
    """`vekha demo`: sandbox and bot in one process."""
    from bot.demo.show import show

    await _until_stopped(show(roadmap, port))
