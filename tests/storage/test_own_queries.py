"""Somebody's own assignments are found by their indexes, whoever else there is."""

from __future__ import annotations

import sqlalchemy as sa

from roadmap.progress import State
from storage import own_queries
from storage.database import Database
from tests.services.office import FIRST, OLGA, SECOND, Office, row


async def test_ones_own_are_found_by_person_and_by_organisation(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST, SECOND)
    await office.launch(row("до 15 октября 2018"), row("до 16 октября 2018", "ОО"))
    olga, school = await office.person("Пономарева"), await office.organization("МОУ «СОШ № 1»")
    async with both.read() as session:
        own = await own_queries.own(session, office.tenant.id, {olga}, {school})
        other = await own_queries.own(session, office.tenant.id + 1, {olga}, {school})
    assert [(x.code, x.state) for x in sorted(own, key=lambda x: x.code)] == [
        (1, State.NOT_STARTED),
        (2, State.NOT_STARTED),
    ]
    assert other == []


async def test_no_table_is_walked_through(database: Database) -> None:
    office = await Office.open(database, OLGA, FIRST)
    heard: list[tuple[str, object]] = []

    def hear(_c: object, _d: object, words: str, given: object, _x: object, _m: object) -> None:
        heard.append((words, given))

    engine = database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", hear)
    async with database.write() as session:
        await own_queries.own(session, office.tenant.id, {1}, {1})
    sa.event.remove(engine, "before_cursor_execute", hear)
    own = [pair for pair in heard if "FROM assignment" in pair[0]]
    assert len(own) == 2
    async with database.engine.connect() as connection:
        for words, given in own:
            answer = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)  # type: ignore[arg-type]
            plan = "\n".join(str(line) for line in answer)
            assert "ix_assignment_municipality_id" in plan
            assert "SCAN" not in plan
        await connection.rollback()
