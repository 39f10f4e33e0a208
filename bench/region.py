"""(e) A year of a region of 40 municipalities, 1,000 schools, 60 activities each; simulated time.

By default a tenth of it, for the cost grows as the municipalities do; BENCH_TOWNS=40 is all.

The real jobs and the real lanes; at the far end a carrier that delivers at once, and people a part
of whom answer what they are reminded of. `python -m bench.region` prints what came of it as JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import resource
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog

from bench import district
from bench.measuring import Row
from bench.servers import sqlite
from bot.clock import SteppedClock
from bot.commands.running import tune
from channels.message import Channel, Delivered, Envelope
from roadmap.progress import Event, Impossible
from scheduler.courier import Lane
from scheduler.jobs import jobs, next_event
from scheduler.pace import Pace
from services import reporting
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeItemRow, NoticeKind, NoticeRow, NoticeState, table
from storage.worker import Worker

REGION = 40
TOWNS = int(os.environ.get("BENCH_TOWNS", "4"))
ANSWERING = 0.6  # of the reminders; the others meet the next rung, or the coordinator
LAUNCH = date(2018, 1, 9)
START = datetime(2018, 1, 9, 8, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)
END = START + timedelta(days=365)
A_MINUTE = timedelta(minutes=1)
SLOTS = {Channel.TELEGRAM: 30, Channel.EMAIL: 4}


class Road:
    """The far end: takes everything at once and remembers what arrived since it was asked."""

    def __init__(self) -> None:
        self.arrived: list[int] = []

    async def deliver(self, envelope: Envelope) -> Delivered:
        """At once."""
        if envelope.edits is None:
            self.arrived.append(envelope.notice_id)
        return Delivered(f"id-{envelope.notice_id}")

    async def close(self) -> None:
        """Nothing to let go of."""


class NoFiles:
    """Nobody sends one."""

    async def fetch(self, file_id: str) -> bytes:
        """Never asked."""
        raise AssertionError(file_id)


class Region:
    """Everything of a process but the handlers, on a clock that steps from event to event."""

    def __init__(
        self, database: Database, worker: Worker, clock: SteppedClock, files: FileStore
    ) -> None:
        self.database, self.clock, self.road = database, clock, Road()
        self.spent = {"planning": 0.0, "courier": 0.0, "answers": 0.0}
        self.answers = self.steps = 0
        self._random = random.Random(2018)
        self._jobs = jobs(database, files, NoFiles())
        self._lanes = [
            Lane(database, channel, self.road, worker.id, clock, slots=slots, pace=Pace(None))
            for channel, slots in SLOTS.items()
        ]

    async def live(self, until: datetime) -> None:
        """Go from event to event until an instant."""
        running = [asyncio.create_task(lane.run()) for lane in self._lanes]
        while self.clock.now() < until:
            await self._step()
            self.steps += 1
            coming = await next_event(self.database) or until
            self.clock.move(max(coming, self.clock.now() + A_MINUTE))
        for lane in self._lanes:
            await lane.stop()
        await asyncio.gather(*running)

    async def _step(self) -> None:
        began = time.perf_counter()
        for job in self._jobs:
            await job.run(self.clock.now())
        planned = time.perf_counter()
        await self._carry()
        carried = time.perf_counter()
        await self._answer()
        answered = time.perf_counter()
        await self._carry()
        self.spent["planning"] += planned - began
        self.spent["answers"] += answered - carried
        self.spent["courier"] += time.perf_counter() - answered + carried - planned

    async def _carry(self) -> None:
        """Until nothing is left that may go."""
        for lane in self._lanes:
            lane.empty.clear()
            lane.kick()
        for lane in self._lanes:
            await lane.empty.wait()

    async def _answer(self) -> None:
        """Some of those reminded report everything of their message as done."""
        arrived, self.road.arrived = self.road.arrived, []
        heard = [notice for notice in arrived if self._random.random() < ANSWERING]
        for town, person, assignment in await _lines_of(self.database, heard):
            origin = f"region:{self.answers}"
            self.answers += 1
            now = self.clock.now()
            actor = Actor(town, person, "telegram", origin, now)
            with suppress(Impossible):  # the lead's answer has closed it
                async with self.database.write(urgent=True) as session:
                    await reporting.report(session, actor, assignment, Event.DONE, now)


async def _lines_of(database: Database, notices: list[int]) -> list[tuple[int, int, int]]:
    """(municipality, person, assignment) of each line of the reminders to persons among these."""
    told, items = table(NoticeRow), table(NoticeItemRow)
    found: list[tuple[int, int, int]] = []
    async with database.read() as session:
        connection = await session.connection()
        for start in range(0, len(notices), 500):
            rows = await connection.execute(
                sa.select(items.c.municipality_id, told.c.person_id, items.c.assignment_id)
                .join_from(items, told, items.c.notice_id == told.c.id)
                .where(
                    told.c.id.in_(notices[start : start + 500]),
                    told.c.kind == NoticeKind.REMINDER,
                    told.c.person_id.is_not(None),
                )
                .order_by(told.c.id, items.c.line)
            )
            found += [tuple(row) for row in rows]
    return found


async def _told(database: Database) -> dict[str, int]:
    """How many notices of each channel, kind and fate there are."""
    told = table(NoticeRow)
    parts = (told.c.channel, told.c.kind, told.c.state)
    async with database.read() as session:
        connection = await session.connection()
        rows = await connection.execute(sa.select(*parts, sa.func.count()).group_by(*parts))
        return {f"{row[0]} {row[1]} {row[2]}": row[3] for row in rows}


async def simulate() -> dict[str, Any]:
    """Build the region, live through its year, and count."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    clock = SteppedClock(START)
    async with sqlite() as database:
        store = FileStore(Path(str(database.url.database)).parent / "files")
        began = time.perf_counter()
        assignments = 0
        for number in range(1, TOWNS + 1):
            async with database.write() as session:
                assignments += await district.found(session, number, LAUNCH, START)
        built = time.perf_counter()
        tune()
        worker = Worker(database)
        await worker.start(START)
        region = Region(database, worker, clock, store)
        await region.live(END)
        lived = time.perf_counter()
        await worker.stop()
        path = Path(str(database.url.database))
        files = [path, path.with_name(path.name + "-wal")]
        return {
            "assignments": assignments,
            "notices": await _told(database),
            "answers": region.answers,
            "steps": region.steps,
            "built": built - began,
            "lived": lived - built,
            "spent": dict(region.spent),
            "bytes": sum(file.stat().st_size for file in files if file.exists()),
            "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }


async def measure() -> list[Row]:
    """Live through the year in a process of its own, so that its peak of memory is its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.region", stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, process.returncode
    return _rows(json.loads(printed.splitlines()[-1]))


def _rows(year: dict[str, Any]) -> list[Row]:
    sent: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    for name, count in year["notices"].items():
        channel, kind, state = name.split()
        if state == NoticeState.SENT:
            channels[channel] += count
            sent[kind] += count
    total, planned = sum(sent.values()), sum(year["notices"].values())
    spent = ", ".join(f"{what} {seconds:.0f} s" for what, seconds in year["spent"].items())
    schools = TOWNS * district.SCHOOLS
    named = f"region, {TOWNS} of {REGION} municipalities, {schools:,} schools, a year"
    return [
        Row(named, f"{year['lived']:.0f} s", spent, "-", "<= 300 s"),
        Row(
            f"region, {year['assignments']:,} assignments, {year['answers']:,} answers",
            f"{total:,} sent of {planned:,} planned",
            _listed(channels),
            "-",
            "-",
        ),
        Row("region, by kind", f"{len(sent)} kinds", _listed(sent), "-", "-"),
        Row(
            "region, at the year's end",
            f"{year['bytes'] / 1e6:,.0f} MB of database",
            f"peak of memory {year['peak_kb'] / 1e3:,.0f} MB",
            "-",
            "-",
        ),
    ]


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{what} {count:,}" for what, count in counts.most_common())


if __name__ == "__main__":
    print(json.dumps(asyncio.run(simulate())))
