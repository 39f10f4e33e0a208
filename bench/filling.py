"""A database with many assignments, made by one statement a table on either engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.measuring import NOW
from storage.database import Database
from storage.tables import (
    AccountRow,
    AccountState,
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    MunicipalityRow,
    PersonRow,
    RoadmapRow,
    RoadmapStatus,
    table,
)

FAR = NOW + timedelta(days=400)
SINCE = date(2018, 10, 10)
DUE = date(2018, 10, 15)


async def fill(database: Database, people: int, assignments: int, towns: int = 1) -> None:
    """Person p, of Telegram, lives in town (p - 1) mod `towns` + 1; assignment a, of an activity
    of its own, is person a mod `people` + 1's. `people` is a multiple of `towns`.

    Nothing is to be planned before `FAR`.
    """
    async with database.write() as session:
        for town in range(1, towns + 1):
            session.add(_town(town))
        await session.flush()
        session.add_all(_roadmap(town) for town in range(1, towns + 1))
        await session.flush()
        await _people(session, people, towns)
        await _plan(session, people, assignments, towns)
    if not database.is_sqlite:  # whose server does so by itself, sooner or later
        async with database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(sa.text("VACUUM ANALYZE"))


def _town(number: int) -> MunicipalityRow:
    return MunicipalityRow(id=number, name=f"Town {number}", zone="Europe/Moscow", created_at=NOW)


def _roadmap(town: int) -> RoadmapRow:
    return RoadmapRow(
        id=town,
        municipality_id=town,
        title="bench",
        period_start=date(2018, 1, 1),
        period_end=date(2020, 12, 31),
        status=RoadmapStatus.ACTIVE,
        launched_on=date(2018, 1, 1),
        created_at=NOW,
    )


async def _people(session: AsyncSession, count: int, towns: int) -> None:
    i = _numbers(count)
    town = (i - 1) % towns + 1
    name = sa.literal("Person ") + sa.cast(i, sa.String)
    await _insert(
        session,
        PersonRow,
        {"id": i, "municipality_id": town, "full_name": name, "key": name, "created_at": NOW},
    )
    await _insert(
        session,
        AccountRow,
        {
            "municipality_id": town,
            "person_id": i,
            "user_id": i + 1000,
            "chat_id": i + 1000,
            "state": AccountState.ALIVE,
            "bound_at": NOW,
        },
    )


async def _plan(session: AsyncSession, people: int, count: int, towns: int) -> None:
    i = _numbers(count)
    person = i % people + 1
    town = (person - 1) % towns + 1
    await _insert(
        session,
        ActivityRow,
        {
            "id": i,
            "municipality_id": town,
            "roadmap_id": town,
            "position": i,
            "code": i,
            "title": "One of the many things that are to be done by a day of this year",
            "deadline_text": "15 October 2018",
        },
    )
    await _insert(
        session,
        MilestoneRow,
        {"id": i, "municipality_id": town, "activity_id": i, "occurrence": "once", "due": DUE},
    )
    await _insert(
        session,
        AssignmentRow,
        {
            "id": i,
            "municipality_id": town,
            "milestone_id": i,
            "person_id": person,
            "is_lead": True,
            "since": SINCE,
            "next_notice_at": FAR,
        },
    )


def _numbers(count: int) -> sa.ColumnElement[int]:
    """1, 2 … `count`, a row each."""
    numbers = sa.select(sa.literal(1).label("i")).cte("numbers", recursive=True)
    following = sa.select(numbers.c.i + 1).where(numbers.c.i < count)
    whole: sa.ColumnElement[int] = numbers.union_all(following).c.i
    return whole


async def _insert(session: AsyncSession, model: type[SQLModel], values: Mapping[str, Any]) -> None:
    """A row for each number in `values`; what is not named has the model's default."""
    rows = table(model)
    columns = {}
    for column in rows.columns:
        if column.name == "id" and "id" not in values:
            continue
        if column.name in values:
            value = values[column.name]
        else:
            value = model.model_fields[column.name].get_default(call_default_factory=True)
        known = isinstance(value, sa.ColumnElement)
        columns[column.name] = value if known else sa.literal(value, column.type)
    await session.execute(rows.insert().from_select(list(columns), sa.select(*columns.values())))
