"""(c) Planning what is due among 1,000,000 stored assignments: the cost follows what is due."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import structlog

from bench.filling import FAR, SINCE, fill
from bench.measuring import NOW, Row, median
from bench.servers import MISSING, on_server, postgresql, sqlite
from bot.commands.running import tune
from services.planning import plan_due
from storage.database import Database
from storage.tables import AssignmentRow, NoticeItemRow, NoticeRow, table

STORED = int(os.environ.get("BENCH_STORED", "1000000"))
PEOPLE, TOWNS = 1_000, 40
FEW, MANY = 100, 10_000
ROUNDS = 3
INDEX = "ix_assignment_due_work"


async def measure() -> list[Row]:
    """Rows for SQLite, then for PostgreSQL where it is installed."""
    tune()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    async with sqlite() as database:
        rows = await _measured(database, "SQLite")
    with postgresql() as server:
        if server is None:
            return [*rows, Row("planning, PostgreSQL", MISSING, "-", "-", "-")]
        async with on_server(server) as database:
            return rows + await _measured(database, "PostgreSQL")


async def _measured(database: Database, engine: str) -> list[Row]:
    """0, `FEW` and `MANY` due in the same database, by turns; medians."""
    await fill(database, PEOPLE, STORED, TOWNS)
    with _heard(database) as statements:
        await _planned(database, FEW)
    index = await _index_of(database, statements)
    took: dict[int, list[float]] = {0: [], FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for due, seconds in took.items():
            seconds.append(await _planned(database, due))
    idle, few, many = (median(seconds) for seconds in took.values())
    by_line = few * MANY / FEW
    what = f"of {STORED:,}, {engine}"
    return [
        Row(f"planning, 0 due {what}", f"{idle * 1000:.1f} ms", index, "-", "< 5 ms"),
        Row(
            f"planning, {FEW} due {what}",
            f"{few * 1000:,.0f} ms for {FEW} notices",
            index,
            "-",
            "-",
        ),
        Row(
            f"planning, {MANY:,} due {what}",
            f"{many * 1000:,.0f} ms for {PEOPLE:,} notices",
            f"{MANY // FEW} x {FEW} due: {by_line * 1000:,.0f} ms",
            f"{many / by_line:.2f}",
            "<= 1",
        ),
    ]


async def _planned(database: Database, due: int) -> float:
    """Seconds of one run of the job with so many due, all of which must get their notices."""
    await _make_due(database, due)
    began = time.perf_counter()
    stored = await plan_due(database, NOW)
    took = time.perf_counter() - began
    assert stored == min(due, PEOPLE), stored  # one message a person
    return took


async def _make_due(database: Database, due: int) -> None:
    """The first `due` assignments wake at NOW; nobody has been told anything."""
    rows = table(AssignmentRow)
    fresh = {"since": SINCE, "handed_over": False, "silent": 0}
    async with database.write() as session:
        await session.execute(table(NoticeItemRow).delete())
        await session.execute(table(NoticeRow).delete())
        await session.execute(
            rows.update().where(rows.c.id <= MANY).values(next_notice_at=FAR, **fresh)
        )
        await session.execute(rows.update().where(rows.c.id <= due).values(next_notice_at=NOW))


@contextmanager
def _heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements about wake-ups, with their parameters, as they reach the driver."""
    found: list[tuple[str, Any]] = []

    def hear(_c: object, _d: object, words: str, given: Any, _x: object, _m: object) -> None:
        if words.startswith("SELECT") and "next_notice_at <=" in words:
            found.append((words, given))

    engine = database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


async def _index_of(database: Database, statements: list[tuple[str, Any]]) -> str:
    """What the database says of how it finds them: the index, which all of them must use."""
    assert statements
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    async with database.engine.connect() as connection:
        for words, given in statements:
            answer = await connection.exec_driver_sql(explain + words, given)
            plan = "\n".join(" ".join(map(str, line)) for line in answer)
            assert re.search(rf"\b{INDEX}\b", plan), plan
        await connection.rollback()
    return f"EXPLAIN: {INDEX}"
