"""How a roadmap stands: counted from the database, today and looking back."""

from __future__ import annotations

from datetime import date

import pytest

from roadmap.progress import Event
from services import digest_lists, digests
from services.launching import NoSuchRoadmap
from services.rights import Denied
from storage.database import Database
from tests.services.office import (
    BOSS,
    FIRST,
    IRINA,
    OLGA,
    SECOND,
    VERA,
    Office,
    at,
    row,
)

TOGETHER = "Пономарева О.И., Осотова И.В."
NOW = "2018-10-15 12:00"


async def board(
    office: Office, now: str = NOW, as_of: date | None = None, roadmap: int | None = None
) -> dict[str, object]:
    """The JSON of the digest."""
    async with office.database.read() as session:
        found = await digests.board(session, office.tenant, roadmap, at(now), as_of)
    return digests.digest_json(found, as_of or office.tenant.today(at(now)))


async def a_town(database: Database) -> Office:
    """Six activities: two done, one of them late; one late, one ahead, one ongoing, one undated."""
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST, SECOND, BOSS)
    await office.launch(
        row("до 3 октября 2018"),
        row("до 3 октября 2018", TOGETHER),
        row("до 10 октября 2018", "ОО"),
        row("до 25 октября 2018"),
        row("постоянно"),
        row("по графику министерства"),
        on=date(2018, 9, 3),
    )
    await office.report("Пономарева", await office.assignment(1), Event.DONE, "2018-10-02 12:00")
    await office.report("Пономарева", await office.assignment(2), Event.DONE, "2018-10-05 12:00")
    await office.report("Громов", await office.assignment(3), Event.DONE, "2018-10-08 12:00")
    return office


async def test_the_numbers_of_a_day(both: Database) -> None:
    found = await board(await a_town(both))
    assert found == {
        "roadmap": None,
        "as_of": "2018-10-15",
        "total": 4,
        "done": 2,
        "in_progress": 1,
        "problem": 0,
        "waiting_acceptance": 0,
        "late": 1,
        "due_14_days": 1,
        "undated": 1,
        "unreachable": 2,  # both directors have neither chat nor mailbox
        "headline": {"activities": 6, "come_due": 3, "done": 1, "done_late": 1, "not_done": 1},
        "sections": [{"title": "1. Организация", "total": 4, "done": 2, "late": 1}],
    }


@pytest.mark.parametrize(
    ("day", "done", "late"),
    [("2018-10-01", 0, 0), ("2018-10-02", 1, 0), ("2018-10-04", 1, 1), ("2018-10-05", 2, 0)],
)
async def test_looking_back_counts_what_was_known_then(
    both: Database, day: str, done: int, late: int
) -> None:
    found = await board(await a_town(both), as_of=date.fromisoformat(day))
    assert (found["done"], found["late"], found["as_of"]) == (done, late, day)


async def test_looking_back_past_several_answers_finds_the_first_state(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row("до 25 октября 2018"))
    one = await office.assignment(1)
    for day, event in (("09", Event.IN_PROGRESS), (10, Event.NEED_HELP), (11, Event.DONE)):
        await office.report("Пономарева", one, event, f"2018-10-{day} 12:00")
    seen = [await board(office, as_of=date(2018, 10, day)) for day in (8, 9, 10, 11)]
    assert [(b["in_progress"], b["problem"], b["done"]) for b in seen] == [
        (0, 0, 0),
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]


async def test_one_roadmap_or_all_that_run(both: Database) -> None:
    office = await a_town(both)
    await office.launch(row("до 25 октября 2018"))
    draft = await office.draft(row("до 25 октября 2018"))
    assert (await board(office))["total"] == 5
    assert (await board(office, roadmap=2))["total"] == 1
    assert (await board(office, roadmap=draft))["total"] == 0
    other = await Office.open(both, OLGA, name="Там")
    for missing in (99, 1):
        with pytest.raises(NoSuchRoadmap):
            await board(other, roadmap=missing)


async def test_co_executors_share_a_line(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA)
    await office.launch(row("до 25 октября 2018", TOGETHER))
    async with database.read() as session:
        found = await digests.board(session, office.tenant, None, at(NOW))
    (line,) = found.soon(date(2018, 10, 15))
    assert line.owner == "Пономарева Ольга Ивановна, Осотова Ирина Васильевна"


@pytest.mark.parametrize(("who", "may"), [("Мостовая", True), ("Главная", True), ("Громов", False)])
async def test_who_coordinates_or_manages_may_ask(database: Database, who: str, may: bool) -> None:
    office = await a_town(database)
    actor = await office.actor(who)
    async with database.read() as session:
        if may:
            message = await digest_lists.ask(session, actor, at(NOW))
            assert "по 3 из 6 мероприятий" in message.plain
        else:
            with pytest.raises(Denied):
                await digest_lists.ask(session, actor, at(NOW))


async def test_a_school_that_has_not_answered_is_late_though_another_has(
    database: Database,
) -> None:
    office = await a_town(database)
    async with database.read() as session:
        found = await digests.board(session, office.tenant, None, at(NOW))
    (late,) = found.late(date(2018, 10, 15))
    assert "СОШ № 2" in late.owner


async def test_the_lists_look_back_with_the_numbers(database: Database) -> None:
    office = await a_town(database)
    day = date(2018, 10, 4)
    async with database.read() as session:
        found = await digests.board(session, office.tenant, None, at(NOW), day)
    assert found.numbers(day).late == 1
    assert [line.code for line in found.late(day)] == [2]
