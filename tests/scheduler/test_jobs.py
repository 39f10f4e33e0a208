"""What time sets off: jobs that outlive their failures, and the next instant that matters."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import RealClock, SteppedClock
from scheduler.jobs import Job, earliest, jobs, next_event, run_job
from scheduler.stepper import Stepper
from scheduler.timer import Timer
from services import appointing, evidence
from services.evidence import Announced
from storage import outbox
from storage.database import Database
from storage.files import FileStore
from storage.trouble import DatabaseTrouble
from tests.services.office import BOSS, OLGA, Office, at, row
from tests.storage.rows import a_notice

NOW = datetime(2018, 10, 10, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Nowhere:
    """A far end that is never there."""

    async def fetch(self, file_id: str) -> bytes:
        """Nothing."""
        raise OSError(file_id)


async def test_a_job_that_fails_is_run_again_at_its_next_turn() -> None:
    runs: list[datetime] = []

    async def fails(now: datetime) -> int:
        runs.append(now)
        raise ZeroDivisionError

    clock = SteppedClock(NOW)
    for _ in range(2):
        await run_job(Job("fails", 60, fails), clock)
    assert runs == [NOW, NOW]
    assert clock.idle


async def test_trouble_with_the_database_is_one_line_and_no_traceback() -> None:
    async def cannot(_: datetime) -> int:
        raise DatabaseTrouble("database is locked")

    with capture_logs() as logs:
        await run_job(Job("plan", 60, cannot), SteppedClock(NOW))
    assert logs == [
        {
            "event": "job.put_off",
            "job": "plan",
            "log_level": "warning",
            "reason": "database is locked",
        }
    ]


async def test_while_a_job_runs_the_clock_stands_still() -> None:
    clock = SteppedClock(NOW)

    async def looks(_: datetime) -> int:
        assert not clock.idle
        return 0

    await run_job(Job("looks", 60, looks), clock)
    assert clock.idle


def test_of_instants_the_first_that_there_is() -> None:
    assert earliest([None, NOW + MINUTE, NOW, None]) == NOW
    assert earliest([None, None]) is None


async def told_of_the_launch(office: Office) -> None:
    """The lists on launch are made and no longer wait."""
    await appointing.plan_due(office.database, at("2018-10-08 09:00"))
    async with office.database.write() as session:
        for notice in await office.notices():
            await outbox.withdraw(session, notice.id or 0, NOW)


async def test_the_database_says_when_something_comes(database: Database) -> None:
    office = await Office.open(database, OLGA, BOSS, now=at("2018-10-08 09:00"))
    assert await next_event(database) == at("2018-10-12 10:00")  # the Monday letter is shown
    await office.launch(row("до 15 октября 2018"))
    assert await next_event(database) == at("2018-10-08 09:00")  # the list on launch
    await told_of_the_launch(office)
    assert await next_event(database) == at("2018-10-10 09:00")  # a reminder
    actor = await office.actor("Пономарева")
    async with database.write() as session:
        announced = Announced("f", "a.pdf", 1, "101", None)
        await evidence.announce(session, actor, announced, at("2018-10-09 12:00"))
    assert await next_event(database) == at("2018-10-09 12:00")  # a file to fetch
    async with database.write() as session:
        await outbox.add(session, a_notice("one", not_before=at("2018-10-09 11:00")))
    assert await next_event(database) == at("2018-10-09 11:00")  # something to send


async def test_every_job_is_harmless_whenever_it_is_run(
    database: Database, tmp_path: object
) -> None:
    office = await Office.open(database, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 15 октября 2018"))
    clock = SteppedClock(at("2018-10-15 09:00"))
    work = jobs(database, FileStore(tmp_path), Nowhere())  # type: ignore[arg-type]
    assert {job.name for job in work} >= {"plan", "weekly", "files"}
    for job in [*work, *work]:
        await run_job(job, clock)
    assert sorted(n.kind for n in await office.notices()) == ["reminder", "weekly"]


class Keeper:
    """Owns the time: every «idle» is answered with the next instant of a list."""

    def __init__(self, *instants: datetime) -> None:
        self.instants = list(instants)
        self.told: list[tuple[datetime, datetime | None, datetime | None]] = []
        self.over = asyncio.Event()

    async def idle(self, now: datetime, soon: datetime | None, coming: datetime | None) -> datetime:
        """The next instant; waits for ever at the end."""
        self.told.append((now, soon, coming))
        if self.instants:
            return self.instants.pop(0)
        self.over.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_stepped_time_runs_every_job_at_every_instant(database: Database) -> None:
    office = await Office.open(database, OLGA, now=at("2018-10-08 09:00"))
    await office.launch(row("до 15 октября 2018"))
    await told_of_the_launch(office)
    ran: list[datetime] = []

    async def notes(now: datetime) -> int:
        ran.append(now)
        return 0

    clock, kicks = SteppedClock(NOW - MINUTE), list[int]()
    keeper = Keeper(NOW, NOW + MINUTE)
    stepper = Stepper([Job("notes", 60, notes)], clock, keeper, database, lambda: kicks.append(1))
    await stepper.start()
    async with asyncio.timeout(5):
        await keeper.over.wait()
    await stepper.stop()
    assert ran == [NOW - MINUTE, NOW, NOW + MINUTE]
    assert len(kicks) == 3
    assert keeper.told[0] == (NOW - MINUTE, None, at("2018-10-10 09:00"))


async def test_the_timer_runs_everything_once_at_the_start_and_then_stops() -> None:
    ran: list[str] = []

    def job(name: str) -> Job:
        async def note(_: datetime) -> int:
            ran.append(name)
            return 1

        return Job(name, 3600, note)

    timer = Timer([job("a"), job("b")], RealClock(), lambda: None)
    await timer.start()
    await timer.stop()
    await timer.stop()
    assert ran == ["a", "b"]


@pytest.mark.parametrize("start", [None, NOW])
async def test_the_real_clock_goes_on_from_where_it_is_told(start: datetime | None) -> None:
    clock = RealClock(start)
    first = clock.now()
    assert first.tzinfo is not None
    if start is not None:
        assert timedelta(0) <= first - start < timedelta(seconds=5)
    await clock.sleep_until(first)
    with clock.working():
        assert clock.now() >= first


async def test_the_stepped_clock_wakes_whom_the_time_has_come_for() -> None:
    clock, woken = SteppedClock(NOW), list[str]()

    async def sleep(name: str, when: datetime, *, pacing: bool) -> None:
        await clock.sleep_until(when, pacing=pacing)
        woken.append(name)

    async def pace() -> None:
        with clock.working():
            await sleep("pacing", NOW + 2 * MINUTE, pacing=True)

    tasks = [
        asyncio.create_task(sleep("first", NOW + MINUTE, pacing=False)),
        asyncio.create_task(sleep("later", NOW + 3 * MINUTE, pacing=False)),
        asyncio.create_task(pace()),
    ]
    await asyncio.sleep(0)
    assert (clock.soon(), clock.next(), clock.idle) == (NOW + 2 * MINUTE, NOW + MINUTE, True)
    clock.move(NOW + MINUTE)
    await asyncio.sleep(0)
    assert woken == ["first"]
    clock.move(NOW + 3 * MINUTE)
    assert not clock.idle  # who was pacing is at work again at once
    await asyncio.gather(*tasks)
    assert sorted(woken[1:]) == ["later", "pacing"]
    assert clock.idle
    await clock.sleep_until(NOW)  # what is past is not waited for


async def test_a_pacing_sleep_that_is_cancelled_leaves_no_trace() -> None:
    clock = SteppedClock(NOW)

    async def pace() -> None:
        with clock.working():
            await clock.sleep_until(NOW + MINUTE, pacing=True)

    task = asyncio.create_task(pace())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert clock.idle
    assert clock.soon() is None
