"""The few things that time alone sets off. "What is due" is always a question to the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from services import (
    albums,
    appointing,
    desk_mornings,
    document_reading,
    evidence,
    letter_placing,
    letters_in,
    opening_rounds,
    papers_ahead,
    planning,
    removing,
    retention,
    snapshots,
    undated,
    unreachable,
    urgent_rounds,
    weekly,
    weekly_previews,
)
from services.clock import Clock
from services.evidence import FileSource
from storage import document_queries, evidence_queries, outbox, round_queries, work_queries
from storage.database import DATABASE_TROUBLE, Database
from storage.files import FileStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something to run at intervals of `seconds`, harmless when run early or twice."""

    name: str
    seconds: int
    run: Callable[[datetime], Awaitable[int]]


async def no_letters(_: datetime) -> int:
    """Where no letters come back."""
    return 0


def jobs(
    database: Database,
    files: FileStore,
    source: FileSource,
    read_letters: Callable[[datetime], Awaitable[int]] = no_letters,
) -> tuple[Job, ...]:
    """Every job of the process; `read_letters` reads what came back and was kept."""

    async def plan(now: datetime) -> int:
        await opening_rounds.plan_due(database, now)
        mornings = await desk_mornings.prepare(database, now)
        lines = desk_mornings.lines_below(mornings)
        reminded = await planning.plan_due(database, now, lines)
        reminded += await urgent_rounds.plan_due(database, now)
        reminded += await appointing.plan_due(database, now)
        reminded += await undated.plan_due(database, now)
        return reminded + await desk_mornings.plan_due(database, now, mornings)

    async def add_papers(now: datetime) -> int:
        return await papers_ahead.add(database, files, now)

    async def revive(now: datetime) -> int:
        return await unreachable.revive(database, now)

    async def letters(now: datetime) -> int:
        shown = await weekly_previews.plan_due(database, now)
        return shown + await weekly.plan_weekly(database, files, now)

    async def fetch(now: datetime) -> int:
        fetched = await evidence.fetch_waiting(database, files, source, now)
        return fetched + await albums.close_waiting(database, now)

    async def ask_about_files(now: datetime) -> int:
        return await letter_placing.plan_due(database, now)

    async def read(now: datetime) -> int:
        return await document_reading.read_waiting(database, files, now)

    async def figures(now: datetime) -> int:
        return await snapshots.take(database, now)

    async def let_go(_: datetime) -> int:
        return await removing.let_go(database, files)

    cleared: list[date] = []

    async def clear(now: datetime) -> int:
        if cleared == [now.date()]:
            return 0
        count = await retention.clear(database, files, now)
        cleared[:] = [now.date()]
        return count

    return (
        Job("plan", 60, plan),
        Job("weekly", 60, letters),
        Job("files", 5, fetch),
        Job("documents", 5, read),
        Job("letters", 5, read_letters),
        Job("files of letters", 600, ask_about_files),
        Job("figures", 600, figures),
        Job("removed files", 60, let_go),
        Job("addresses", 300, revive),
        Job("retention", 3600, clear),
        Job("papers", 5, add_papers),
    )


def only_while(held: Callable[[], bool], job: Job) -> Job:
    """The job, done only where and while its role is held."""

    async def run(now: datetime) -> int:
        return await job.run(now) if held() else 0

    return replace(job, run=run)


async def run_job(job: Job, clock: Clock) -> None:
    """Run a job once; what goes wrong is logged, and it is run again at its next turn."""
    with clock.working():
        try:
            done = await job.run(clock.now())
        except DATABASE_TROUBLE as trouble:
            log.warning("job.put_off", job=job.name, reason=str(trouble))
            return
        except Exception:
            log.exception("job.failed", job=job.name)
            return
        if done:
            log.info("job.done", job=job.name, count=done)


async def next_event(database: Database) -> datetime | None:
    """The earliest instant at which a job would have something to do, by the database."""
    async with database.read() as session:
        known = [
            await work_queries.next_wake(session),
            await round_queries.next_at(session),
            await appointing.next_at(session),
            await weekly.next_at(session),
            await weekly_previews.next_at(session),
            await undated.next_at(session),
            await desk_mornings.next_at(session),
            await evidence.next_fetch_at(session),
            await document_queries.next_at(session),
            await letters_in.next_at(session),
            await letter_placing.next_at(session),
            await evidence_queries.next_album_at(session),
            await outbox.next_ready_at(session),
        ]
    return earliest(known)


def earliest(instants: Sequence[datetime | None]) -> datetime | None:
    """The first of the instants that there are."""
    return min((at for at in instants if at is not None), default=None)
