"""(k) The digest of seven roadmaps with 3,000 assignments: alone in the database, then among
1,000,000 others of the same municipality; and its picture."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.filling import fill
from bench.measuring import NOW, Row, median
from bench.servers import MISSING, on_server, postgresql, sqlite
from roadmap.digest_filtering import Filter
from roadmap.digest_parts import Part
from roadmap.progress import State
from services import digest_lists, pictures
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    OrganizationKind,
    OrganizationRow,
    RoadmapRow,
    RoadmapStatus,
    Role,
    RoleRow,
    SectionRow,
    table,
)

STORED = int(os.environ.get("BENCH_STORED", "1000000"))
ROADMAPS, SECTIONS, ACTIVITIES, SCHOOLS = 7, 5, 60, 10
FEWEST = 20  # people of the database before the others come
READER = 1
BEGIN = 10**7  # ids of what is measured: later than any other
FIRST_DAY = date(2018, 1, 15)
STATES = (State.DONE, State.DONE, State.NOT_STARTED, State.IN_PROGRESS, State.NEED_HELP)
TIMES = 7


async def _add(session: AsyncSession, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Rows by one statement, with the defaults of the model."""
    await session.execute(table(model).insert(), [model(**row).model_dump() for row in rows])


async def plans(database: Database) -> None:
    """Seven running roadmaps of town 1: 60 activities each, with a date at 7 schools of 10 each.

    Everything else of the town is archived.
    """
    async with database.write() as session:
        archive = sa.update(table(RoadmapRow)).values(status=RoadmapStatus.ARCHIVED)
        await session.execute(archive)
        session.add(RoleRow(municipality_id=1, person_id=READER, role=Role.COORDINATOR))
        await _add(session, OrganizationRow, [_school(n) for n in range(SCHOOLS)])
        for number in range(ROADMAPS):
            await _plan(session, BEGIN + number)
    if not database.is_sqlite:
        async with database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(sa.text("VACUUM ANALYZE"))


def _school(n: int) -> dict[str, Any]:
    name = f"School {n}"
    return {
        "id": BEGIN + n,
        "municipality_id": 1,
        "name": name,
        "key": name,
        "kind": OrganizationKind.SCHOOL,
    }


async def _plan(session: AsyncSession, roadmap: int) -> None:
    own = {"municipality_id": 1}
    title = "Programme of raising the quality of education"
    await _add(
        session,
        RoadmapRow,
        [
            own
            | {
                "id": roadmap,
                "title": title,
                "period_start": date(2018, 1, 1),
                "period_end": date(2020, 12, 31),
                "status": RoadmapStatus.ACTIVE,
                "launched_on": FIRST_DAY,
                "created_at": NOW,
            }
        ],
    )
    sections, ids = [], range((roadmap - BEGIN) * ACTIVITIES, (roadmap - BEGIN + 1) * ACTIVITIES)
    for n in range(SECTIONS):
        key = roadmap * SECTIONS + n
        sections.append(
            own | {"id": key, "roadmap_id": roadmap, "position": n, "title": f"{n + 1}. Part"}
        )
    await _add(session, SectionRow, sections)
    await _add(session, ActivityRow, [_activity(BEGIN + i, roadmap, i % SECTIONS) for i in ids])
    await _add(
        session,
        MilestoneRow,
        [
            own
            | {
                "id": BEGIN + i,
                "activity_id": BEGIN + i,
                "occurrence": "once",
                "due": FIRST_DAY + timedelta(days=17 * (i % ACTIVITIES)),
            }
            for i in ids
        ],
    )
    await _add(
        session,
        AssignmentRow,
        [_assignment(i, n) for i in ids for n in range(7 if i % 7 else 8)],
    )


def _activity(key: int, roadmap: int, section: int) -> dict[str, Any]:
    return {
        "id": key,
        "municipality_id": 1,
        "roadmap_id": roadmap,
        "section_id": roadmap * SECTIONS + section,
        "position": key,
        "code": key,
        "title": "One of the many things that are to be done by a day of this year",
        "rule": {"rule": "date"},
        "level": "school",
    }


def _assignment(i: int, n: int) -> dict[str, Any]:
    due = FIRST_DAY + timedelta(days=17 * (i % ACTIVITIES))
    state = STATES[(i + n) % len(STATES)] if due < NOW.date() else State.NOT_STARTED
    return {
        "id": BEGIN + i * 10 + n,
        "municipality_id": 1,
        "milestone_id": BEGIN + i,
        "organization_id": BEGIN + (i + n) % SCHOOLS,
        "separate": True,
        "is_lead": True,
        "state": state,
        "fact_on": due if state is State.DONE else None,
        "since": FIRST_DAY,
    }


async def _timed(database: Database, ask: Callable[[AsyncSession], Awaitable[Any]]) -> list[float]:
    """Milliseconds of each of several times, after one that warms."""
    spent = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        async with database.read() as session:
            await ask(session)
        spent.append((time.perf_counter() - began) * 1000)
    return spent[1:]


async def _on(database: Database, stored: int) -> dict[str, float]:
    """Median milliseconds of what is measured, with so many other assignments."""
    people = max(FEWEST, stored // 200)
    await fill(database, people, stored)
    await plans(database)
    actor = Actor(1, READER, "telegram", "bench", NOW)
    found = {}

    async def digest(session: AsyncSession) -> None:
        await digest_lists.ask(session, actor, NOW)

    async def one_roadmap(session: AsyncSession) -> None:
        await digest_lists.ask(session, actor, NOW, Filter(roadmap=BEGIN))

    async def late(session: AsyncSession) -> None:
        await digest_lists.page(session, actor, Part.LATE, 0, 0, Filter(), NOW)

    with TemporaryDirectory() as folder:
        files = FileStore(Path(folder))

        async def picture(session: AsyncSession) -> None:
            pictures.forget()
            await pictures.digest_picture(session, actor, Filter(), files, NOW)

        for what, ask in (
            ("digest", digest),
            ("one roadmap", one_roadmap),
            ("late", late),
            ("picture", picture),
        ):
            found[what] = median(await _timed(database, ask))
    return found


AIMS = {"digest": "< 300 ms", "picture": "< 1 s", "one roadmap": "the same", "late": "< 300 ms"}


def _rows(engine: str, alone: dict[str, float], among: dict[str, float]) -> list[Row]:
    return [
        Row(
            f"{what}, 7 roadmaps, 3,000 assignments, {engine}",
            f"{among[what]:.0f} ms among {STORED:,}",
            f"{alone[what]:.0f} ms alone",
            f"{among[what] / alone[what]:.2f}",
            AIMS[what],
        )
        for what in alone
    ]


async def measure() -> list[Row]:
    """On SQLite, and on PostgreSQL where it is installed."""
    async with sqlite() as database:
        alone = await _on(database, FEWEST)
    async with sqlite() as database:
        among = await _on(database, STORED)
    rows = _rows("SQLite", alone, among)
    with postgresql() as server:
        if server is None:
            return [*rows, Row("digest, PostgreSQL", MISSING, "-", "-", "-")]
        async with on_server(server) as database:
            alone = await _on(database, FEWEST)
        async with on_server(server) as database:
            among = await _on(database, STORED)
    return [*rows, *_rows("PostgreSQL", alone, among)]
