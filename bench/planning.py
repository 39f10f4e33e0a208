"""(c) Planning 100 due assignments among ever more that are not."""

from __future__ import annotations

import logging
import tempfile
import time
from pathlib import Path

import structlog

from bench.filling import filled
from bench.measuring import NOW, Row
from services.planning import plan_due

SIZES = (1_000, 100_000, 1_000_000)
DUE = 100
PEOPLE = 1_000


async def measure() -> list[Row]:
    """Seconds for one run of the job at each size, against the smallest."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    rows, first = [], 0.0
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            database = await filled(Path(folder, "p.sqlite3"), PEOPLE, size, DUE)
            await plan_due(database, NOW.replace(year=2017))  # warm: nothing is due
            began = time.perf_counter()
            stored = await plan_due(database, NOW)
            took = time.perf_counter() - began
            began = time.perf_counter()
            await plan_due(database, NOW)
            idle = time.perf_counter() - began
            await database.close()
        assert stored == DUE, stored
        first = first or took
        rows.append(
            Row(
                f"planning, {DUE} due of {size:,}",
                f"{took * 1000:.0f} ms (0 due: {idle * 1000:.1f} ms)",
                f"of {SIZES[0]:,}: {first * 1000:.0f} ms",
                f"{took / first:.2f}",
                "1 within noise",
            )
        )
    return rows
