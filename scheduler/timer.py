"""APScheduler wakes the jobs at intervals, on the machine's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.jobs import Job, run_job
from services.clock import Clock

KICK_SECONDS = 20


class Timer:
    """Runs every job at its interval until stopped; a late wake-up is run, not dropped."""

    def __init__(self, jobs: Sequence[Job], clock: Clock, kick: Callable[[], None]) -> None:
        self._jobs, self._clock, self._kick = jobs, clock, kick
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "misfire_grace_time": 3600, "max_instances": 1},
        )

    async def start(self) -> None:
        """Run everything once now, then at intervals."""
        await self.run_now()
        for job in self._jobs:
            self._scheduler.add_job(
                partial(run_job, job, self._clock), "interval", seconds=job.seconds, id=job.name
            )
        # what another process stored (a command, another runner) is noticed within a minute
        self._scheduler.add_job(self._kick, "interval", seconds=KICK_SECONDS, id="kick")
        self._scheduler.start()

    async def run_now(self) -> None:
        """Run every job once."""
        for job in self._jobs:
            await run_job(job, self._clock)

    async def stop(self) -> None:
        """No further wake-ups."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
