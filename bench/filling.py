"""A database with many assignments, filled by bulk inserts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from bench.measuring import NOW
from storage.database import Database
from storage.opening import open_database
from storage.tables import (
    AccountRow,
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    MunicipalityRow,
    PersonRow,
    RoadmapRow,
    RoadmapStatus,
    table,
)

CHUNK = 20_000
FAR = NOW + timedelta(days=400)


async def filled(where: Path | str, people: int, assignments: int, due: int) -> Database:
    """One municipality in a SQLite file or the database of a URL; each activity has one milestone
    with one assignment.

    The first `due` assignments wake at NOW, the others much later; person i owns every i-th.
    """
    database = await open_database(where if isinstance(where, str) else f"sqlite:///{where}")
    async with database.write() as session:
        session.add(MunicipalityRow(id=1, name="bench", zone="Europe/Moscow", created_at=NOW))
        await session.flush()
        session.add(
            RoadmapRow(
                id=1,
                municipality_id=1,
                title="bench",
                period_start=date(2018, 1, 1),
                period_end=date(2020, 12, 31),
                status=RoadmapStatus.ACTIVE,
                launched_on=date(2018, 1, 1),
                created_at=NOW,
            )
        )
    await _people(database, people)
    for start in range(1, assignments + 1, CHUNK):
        await _assignments(database, range(start, min(start + CHUNK, assignments + 1)), people, due)
    return database


async def _people(database: Database, count: int) -> None:
    people = [
        {
            "id": i,
            "municipality_id": 1,
            "full_name": f"Person {i}",
            "key": f"person {i}",
            "position": "",
            "email": "",
            "email_fault": "",
            "phone": "",
            "preference": "telegram",
            "created_at": NOW,
        }
        for i in range(1, count + 1)
    ]
    accounts = [
        {
            "municipality_id": 1,
            "person_id": i,
            "user_id": 1000 + i,
            "chat_id": 1000 + i,
            "state": "alive",
            "fault": "",
            "bound_at": NOW,
        }
        for i in range(1, count + 1)
    ]
    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(table(PersonRow).insert(), people)
        await connection.execute(table(AccountRow).insert(), accounts)


async def _assignments(database: Database, ids: range, people: int, due: int) -> None:
    def wake(i: int) -> datetime:
        return NOW if i <= due else FAR

    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(
            table(ActivityRow).insert(),
            [
                {
                    "id": i,
                    "municipality_id": 1,
                    "roadmap_id": 1,
                    "position": i,
                    "code": i,
                    "number": f"{i}.",
                    "title": f"Activity number {i} of a long list of things to be done",
                    "deadline_text": "15 October 2018",
                    "rule": {},
                    "confident": True,
                    "expected_result": "",
                    "doubts": [],
                    "called_off": False,
                }
                for i in ids
            ],
        )
        await connection.execute(
            table(MilestoneRow).insert(),
            [
                {
                    "id": i,
                    "municipality_id": 1,
                    "activity_id": i,
                    "occurrence": "once",
                    "due": date(2018, 10, 15),
                    "called_off": False,
                }
                for i in ids
            ],
        )
        await connection.execute(
            table(AssignmentRow).insert(),
            [
                {
                    "id": i,
                    "municipality_id": 1,
                    "milestone_id": i,
                    "person_id": i % people + 1,
                    "is_lead": True,
                    "separate": False,
                    "state": "not_started",
                    "since": date(2018, 10, 10),
                    "handed_over": False,
                    "silent": 0,
                    "next_notice_at": wake(i),
                }
                for i in ids
            ],
        )
