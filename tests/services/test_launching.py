"""From people and a document to assignments: who answers for what, and from which day."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from services.launching import (
    Launched,
    NoCoordinator,
    NoSuchRoadmap,
    NotADraft,
    WithoutOwner,
)
from storage import plan_queries
from storage.database import Database
from storage.tables import AssignmentRow
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row

BY_15 = "до 15 октября 2018"


async def _owners(office: Office, code: int = 1) -> list[str]:
    rows = await office.assignments(code)
    async with office.database.read() as session:
        lines = await plan_queries.lines(session, [r.id or 0 for r in rows])
    return [lines[r.id or 0].owner for r in rows]


def _kinds(rows: list[AssignmentRow]) -> list[tuple[bool, bool]]:
    return [(row.is_lead, row.separate) for row in rows]


async def test_the_first_who_performs_leads(database: Database) -> None:
    office = await Office.open(database, IRINA, OLGA)
    await office.launch(row(BY_15, "Пономарева О.И., Осотова И.В."))
    assert await _owners(office) == ["Пономарева Ольга Ивановна", "Осотова Ирина Васильевна"]
    assert _kinds(await office.assignments(1)) == [(True, False), (False, False)]


async def test_a_group_alone_is_each_school_by_itself(database: Database) -> None:
    office = await Office.open(database, FIRST, SECOND, OLGA)
    await office.launch(row(BY_15, "ОО"))
    assert await _owners(office) == ["МОУ «СОШ № 1»", "МОУ «СОШ № 2»"]
    assert _kinds(await office.assignments(1)) == [(False, True), (False, True)]


async def test_a_group_beside_an_office_is_informed_only(database: Database) -> None:
    office = await Office.open(database, FIRST, SECOND, OLGA)
    await office.launch(row(BY_15, "Отдел образования, ОО"))
    assert await _owners(office) == ["Отдел образования"]


async def test_what_nobody_owns_is_listed_and_nothing_is_launched(database: Database) -> None:
    office = await Office.open(database, OLGA)
    number = await office.draft(
        row(BY_15), row(BY_15, "Неизвестный П.П.", title="Ничьё"), row(BY_15, "", title="Пустое")
    )
    with pytest.raises(WithoutOwner) as refusal:
        await office.start(number)
    assert refusal.value.activities == (
        (2, "Ничьё", ("Неизвестный П.П.",)),
        (3, "Пустое", ()),
    )
    assert await office.assignments() == []
    with pytest.raises(NoCoordinator):
        await office.start(number, allow_unowned=True)
    assert await office.assignments() == []


async def test_what_nobody_owns_goes_to_the_coordinator_when_allowed(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    number = await office.draft(row(BY_15), row(BY_15, "Неизвестный П.П."))
    launched = await office.start(number, allow_unowned=True)
    assert launched == Launched(milestones=2, assignments=2, ongoing=0, undated=0, given=1)
    assert await _owners(office, 1) == ["Пономарева Ольга Ивановна"]
    assert await _owners(office, 2) == ["Мостовая Вера Петровна"]


async def test_what_has_no_date_makes_no_assignment(database: Database) -> None:
    office = await Office.open(database, OLGA)
    launched = await office.launch(
        row("постоянно"), row("по графику министерства"), row(""), row("ежегодно, до 1 сентября")
    )
    assert launched == Launched(milestones=3, assignments=3, ongoing=1, undated=2, given=0)
    assert len(await office.assignments(4)) == 3


async def test_a_launch_is_once(database: Database) -> None:
    office = await Office.open(database, OLGA)
    number = await office.draft(row(BY_15))
    await office.start(number)
    with pytest.raises(NotADraft):
        await office.start(number)
    assert len(await office.assignments()) == 1


async def test_another_towns_roadmap_does_not_exist(database: Database) -> None:
    here = await Office.open(database, OLGA, name="Здесь")
    there = await Office.open(database, OLGA, name="Там")
    number = await there.draft(row(BY_15))
    for missing in (number, 999):
        with pytest.raises(NoSuchRoadmap):
            await here.start(missing)


async def test_the_first_look_is_at_the_first_rung_still_to_come(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row("до 15 октября 2018"), row("до 1 октября 2018"), on=date(2018, 10, 12))
    ahead, past = await office.assignment(1), await office.assignment(2)
    assert (ahead.since, ahead.next_notice_at) == (date(2018, 10, 12), at("2018-10-12 09:00"))
    assert past.next_notice_at is None


async def test_a_party_named_twice_is_asked_once(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row(BY_15, "Пономарева О.И., О.И.Пономарева"))
    assert len(await office.assignments(1)) == 1


async def test_codes_go_on_over_the_roadmaps_of_a_town(database: Database) -> None:
    here = await Office.open(database, OLGA, name="Здесь")
    there = await Office.open(database, OLGA, name="Там")
    await here.launch(row(BY_15), row(BY_15))
    await there.launch(row(BY_15))
    await here.launch(row(BY_15))
    assert len(await here.assignments(3)) == 1
    assert len(await there.assignments(1)) == 1


async def test_documents_taken_in_at_once_get_codes_of_their_own(both: Database) -> None:
    office = await Office.open(both, OLGA)
    numbers = await asyncio.gather(*(office.draft(row(BY_15), row(BY_15)) for _ in range(4)))
    assert len(set(numbers)) == 4
    for number in numbers:
        await office.start(number)
    assert [len(await office.assignments(code)) for code in range(1, 9)] == [1] * 8
