"""(d) The same durable notices through other queues: throughput, memory, what a SIGKILL costs.

Not among the parts of `make bench`: `python -m bench.queues [WORD …]` (only the contenders in whose
names a word is) makes an environment of its own for
arq, procrastinate and APScheduler (or takes the Python named by BENCH_QUEUES_PYTHON) and needs
redis-server and PostgreSQL. Every job posts its number to a sink on the loopback, 30 at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench.measuring import Row, median, show
from bench.servers import postgresql

COUNT = int(os.environ.get("BENCH_QUEUES_COUNT", "10000"))
ROUNDS = 3
SILENCE_SECONDS = 30  # longer than arq waits before it takes up what a dead worker held
NEEDS = ("arq", "procrastinate", "psycopg[binary,pool]", "APScheduler<4", "SQLAlchemy", "aiohttp")
RIVALS = Path(__file__).with_name("rivals")
LOG_OF_REDIS = ("--appendonly", "yes", "--save", "", "--appendfsync")


@dataclass(frozen=True)
class Contender:
    """How a queue is filled and worked: `words` are followed by fill or work, where, sink, count.

    `where` is a database of its own, with {round} in its name where it is a file.
    """

    name: str
    words: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Ran:
    """One round: notices a second, peak MB of the worker."""

    rate: float
    megabytes: float


@contextlib.contextmanager
def environment() -> Iterator[str]:
    """A Python that has the rivals."""
    given = os.environ.get("BENCH_QUEUES_PYTHON")
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", *NEEDS], check=True)
        yield f"{folder}/bin/python"


@contextlib.contextmanager
def redis(fsync: str) -> Iterator[str]:
    """A Redis of its own that syncs its log `always` or `everysec`, by its socket."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["redis-server", "--port", "0", "--unixsocket", f"{folder}/s", "--dir", folder]
        server = subprocess.Popen([*words, *LOG_OF_REDIS, fsync], stdout=subprocess.DEVNULL)
        try:
            while not Path(folder, "s").exists():
                time.sleep(0.05)
            yield f"unix://{folder}/s"
        finally:
            server.terminate()
            server.wait()


@contextlib.asynccontextmanager
async def sink() -> AsyncIterator[aiohttp.ClientSession]:
    """The far end in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.rivals.sink", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            yield http
    finally:
        process.kill()
        await process.wait()


class Trial:
    """One contender on one database."""

    def __init__(self, contender: Contender, http: aiohttp.ClientSession, number: int) -> None:
        self._contender, self._http = contender, http
        self._where = contender.where.format(round=number)

    async def throughput(self) -> Ran:
        """Fill, work until all have arrived."""
        await self._fill()
        worker = self._start()
        seen = await self._until(COUNT)
        megabytes = _peak(worker.pid)
        await self._kill(worker)
        return Ran(COUNT / seen["seconds"], megabytes)

    async def killed(self) -> tuple[int, int]:
        """SIGKILL half-way and a new worker: (never arrived, arrived twice)."""
        await self._fill()
        worker = self._start()
        await self._until(COUNT // 2)
        await self._kill(worker)
        worker = self._start()
        seen = await self._until(COUNT, fully=True)
        await self._kill(worker)
        return COUNT - seen["different"], seen["arrivals"] - seen["different"]

    def _words(self, verb: str) -> list[str]:
        # the sink's address is all they know of it
        return [*self._contender.words, verb, self._where, str(self._http._base_url), str(COUNT)]

    async def _fill(self) -> None:
        await self._http.get("/seen", params={"reset": "1"})
        process = await asyncio.create_subprocess_exec(*self._words("fill"))
        assert await process.wait() == 0, self._contender.name

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._words("work"), stderr=subprocess.DEVNULL)

    async def _kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    async def _until(self, different: int, *, fully: bool = False) -> dict[str, Any]:
        """Until so many different ones have arrived, or (`fully`: then too) until silence."""
        arrivals, quiet_since = -1, time.monotonic()
        while True:
            async with self._http.get("/seen") as answer:
                seen: dict[str, Any] = await answer.json()
            if seen["different"] >= different and not fully:
                return seen
            if seen["arrivals"] != arrivals:
                arrivals, quiet_since = seen["arrivals"], time.monotonic()
            elif time.monotonic() - quiet_since > SILENCE_SECONDS:
                return seen
            await asyncio.sleep(0.02)


def _peak(pid: int) -> float:
    """Peak resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1e3
    raise AssertionError(pid)


def contenders(
    python: str, redis_urls: Sequence[str], folder: str, dsns: Sequence[str]
) -> list[Contender]:
    """Ours and theirs; `dsns` are PostgreSQL databases: a URL for ours, a conninfo for theirs."""
    ours = (sys.executable, "-m", "bench.rivals.ours")

    def theirs(script: str) -> tuple[str, ...]:
        return python, str(RIVALS / f"with_{script}.py")

    sqlite = f"sqlite:///{folder}"
    return [
        Contender("Vekha, SQLite", ours, sqlite + "/ours-{round}.sqlite3"),
        Contender("Vekha, PostgreSQL", ours, dsns[0]),
        Contender("arq, Redis that syncs each write", theirs("arq"), redis_urls[0]),
        Contender("arq, Redis that syncs each second", theirs("arq"), redis_urls[1]),
        Contender("procrastinate, PostgreSQL", theirs("procrastinate"), dsns[1]),
        Contender("APScheduler, SQLite", theirs("apscheduler"), sqlite + "/aps-{round}.sqlite3"),
    ]


async def measure(wanted: Sequence[str] = ()) -> list[Row]:
    """Three interleaved rounds of throughput, then one kill each."""
    with (
        environment() as python,
        redis("always") as synced,
        redis("everysec") as lazy,
        postgresql() as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert server is not None, "needs PostgreSQL"
        mine, other = server.create(), server.create()
        host = server.url("").partition("host=")[2]
        dsns = server.url(mine), f"host={host} dbname={other} user=vekha"
        ran: dict[str, list[Ran]] = {}
        lost: dict[str, tuple[int, int]] = {}
        async with sink() as http:
            everybody = contenders(python, (synced, lazy), folder, dsns)
            if wanted:
                everybody = [one for one in everybody if any(w in one.name for w in wanted)]
            for number in range(ROUNDS):
                for one in everybody:
                    ran.setdefault(one.name, []).append(await Trial(one, http, number).throughput())
            for one in everybody:
                lost[one.name] = await Trial(one, http, ROUNDS).killed()
    return [_row(name, rounds, *lost[name]) for name, rounds in ran.items()]


def _row(name: str, rounds: Sequence[Ran], lost: int, twice: int) -> Row:
    return Row(
        name,
        f"{median([r.rate for r in rounds]):,.0f}/s",
        f"{median([r.megabytes for r in rounds]):.0f} MB",
        f"lost {lost}",
        f"repeated {twice}",
    )


if __name__ == "__main__":
    show(asyncio.run(measure(sys.argv[1:])))
