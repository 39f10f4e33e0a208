"""Schools that came after the launch join what is ahead by a press, and are told once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.plan import Asked
from roadmap.progress import Event, State
from services import appointing, calling_off, draft_desk, new_schools, organizations_desk, owners
from services.pausing import NotRunning
from services.rights import Actor, Denied
from storage.database import Database
from storage.tables import (
    AppointmentRow,
    AssignmentRow,
    AuditRow,
    MilestoneRow,
    NoticeKind,
    OrganizationRow,
    RoadmapRow,
    RoundRow,
)
from tests.services.office import FIRST, MONDAY, OLGA, SECOND, VERA, Office, at, plain, row

NOW = at("2018-11-06 10:00")
THIRD = "Седов Пётр Петрович;МОУ «СОШ № 3»;директор;third@town.example;;школа;"
FOURTH = "Ершова Анна Львовна;МОУ «СОШ № 4»;директор;fourth@town.example;;школа;"
ROWS = (
    row("до 15 октября 2018", "ОО", title="Уже прошло"),
    row("до 20 ноября 2018", "ОО", title="Педсоветы"),
    row("ежеквартально", "ОО", title="Мониторинг"),
    row("до 20 ноября 2018", title="Дело отдела"),
)


async def _office(database: Database, *later: str) -> Office:
    office = await Office.open(database, OLGA, VERA, FIRST, SECOND)
    await office.launch(*ROWS)
    await office.hire(*later)
    return office


async def _preview(office: Office, actor: Actor | None = None, page: int = 0) -> Message:
    async with office.database.read() as session:
        by = actor or await office.actor("Мостовая")
        return await new_schools.preview(session, by, 1, page, NOW)


async def _join(
    office: Office, only: int = 0, *, last: int = 10**6, actor: Actor | None = None
) -> Message | str:
    by = actor or await office.actor("Мостовая")
    async with office.database.write() as session:
        return await new_schools.join(session, by, 1, only, last, NOW)


async def _of(office: Office, school: int) -> list[str]:
    """The dates that a school answers for, «activity's code: state»."""
    found = []
    for code in range(1, len(ROWS) + 1):
        rows = await office.assignments(code)
        found += [f"{code}: {one.state}" for one in rows if one.organization_id == school]
    return found


async def _labels(office: Office) -> list[str]:
    async with office.database.read() as session:
        by = await office.actor("Мостовая")
        card = await draft_desk.card(session, by, 1, NOW)
    return [button.label for line in card.buttons for button in line]


async def test_the_card_offers_those_who_came_later_only(both: Database) -> None:
    office = await _office(both)
    assert not [one for one in await _labels(office) if "Новые школы" in one]
    await office.hire(THIRD, FOURTH)
    assert "Новые школы: 2" in await _labels(office)


async def test_it_is_offered_where_a_school_appears(database: Database) -> None:
    office = await _office(database)
    by = await office.actor("Мостовая")
    await office.hire(THIRD)
    third = await office.organization("МОУ «СОШ № 3»")
    first = await office.organization("МОУ «СОШ № 1»")
    async with database.read() as session:
        card = await organizations_desk.card(session, by, third, NOW)
        other = await organizations_desk.card(session, by, first, NOW)
        after_a_list = await new_schools.offered(session, office.tenant, by.person_id, NOW)
    assert card.buttons[0][0].label == "Новые школы: 1"
    assert after_a_list == (card.buttons[0],)
    assert other.buttons[0] != card.buttons[0]


async def test_of_several_roadmaps_each_is_named(database: Database) -> None:
    office = await _office(database)
    await office.start(await office.draft(*ROWS, title="Второй план"))
    await office.hire(THIRD)
    by = await office.actor("Мостовая")
    async with database.read() as session:
        rows = await new_schools.offered(session, office.tenant, by.person_id, NOW)
    assert [line[0].label for line in rows] == [
        "Новые школы: 1. Дорожная карта",
        "Новые школы: 1. Второй план",
    ]


async def test_one_sees_who_is_new_and_what_is_ahead(both: Database) -> None:
    office = await _office(both, THIRD)
    shown = (await _preview(office)).plain
    assert "СОШ № 3" in shown
    assert "СОШ № 1" not in shown
    assert "2 мероприятия, 10 сроков" in shown  # nine quarters and one date
    assert "Педсоветы" in shown
    assert "Уже прошло" not in shown


async def test_who_joins_answers_for_what_is_ahead(both: Database) -> None:
    office = await _office(both, THIRD)
    third = await office.organization("МОУ «СОШ № 3»")
    before = {one.id: one.state for one in await office.assignments()}
    await _join(office)
    assert await _of(office, third) == ["2: not_started", *["3: not_started"] * 9]
    made = await office.assignments()
    assert {one.id: one.state for one in made if one.id in before} == before
    assert all(one.separate and not one.is_lead for one in made if one.id not in before)
    assert "Новые школы: 1" not in await _labels(office)


async def test_each_is_told_once(both: Database) -> None:
    office = await _office(both, THIRD, FOURTH)
    await _join(office)
    await appointing.plan_due(both, at("2018-11-07 16:00"))
    told = [n for n in await office.notices(NoticeKind.APPOINTMENT) if "town.example" in n.address]
    assert {one.address for one in told} >= {"third@town.example", "fourth@town.example"}
    mine = [one for one in told if one.address in ("third@town.example", "fourth@town.example")]
    assert len(mine) == 2
    assert all("Мониторинг" in plain(one) and "Педсоветы" in plain(one) for one in mine)


async def test_one_of_them_alone(both: Database) -> None:
    office = await _office(both, THIRD, FOURTH)
    third = await office.organization("МОУ «СОШ № 3»")
    fourth = await office.organization("МОУ «СОШ № 4»")
    said = await _join(office, third, last=third)
    assert isinstance(said, Message)
    assert await _of(office, fourth) == []
    assert "Новые школы: 1" in await _labels(office)


async def test_a_second_press_and_one_of_two_at_once_change_nothing(both: Database) -> None:
    office = await _office(both, THIRD)
    actors = [await office.actor("Мостовая", "one"), await office.actor("Мостовая", "two")]
    said = await asyncio.gather(*[_join(office, actor=actor) for actor in actors])
    assert sorted(isinstance(one, Message) for one in said) == [False, True]
    third = await office.organization("МОУ «СОШ № 3»")
    assert len(await _of(office, third)) == 10
    async with both.read() as session:
        deeds = list(
            await session.exec(select(AuditRow).where(AuditRow.action == new_schools.ACTION))
        )
    assert [one.facts for one in deeds] == [
        {"schools": [third], "names": ["МОУ «СОШ № 3»"], "dates": 10}
    ]


async def test_a_school_that_came_after_the_preview_is_not_connected_with_the_others(
    database: Database,
) -> None:
    office = await _office(database, THIRD)
    third = await office.organization("МОУ «СОШ № 3»")
    await office.hire(FOURTH)
    await _join(office, last=third)
    assert await _of(office, await office.organization("МОУ «СОШ № 4»")) == []


async def test_what_was_called_off_for_all_stays_so(database: Database) -> None:
    office = await _office(database, THIRD)
    by = await office.actor("Мостовая")
    for one in await office.assignments(2):
        async with database.write() as session:
            row = await session.get_one(AssignmentRow, one.id)
            await calling_off.settle(session, office.tenant, by, row, "Отменено", NOW)
    third = await office.organization("МОУ «СОШ № 3»")
    await _join(office)
    assert "2: not_started" not in await _of(office, third)


async def test_what_all_others_have_done_is_still_to_be_done_by_the_new_one(
    database: Database,
) -> None:
    office = await _office(database, THIRD)
    for school, one in zip(("Громов", "Лаптева"), await office.assignments(2), strict=True):
        await office.report(school, one, Event.DONE, "2018-11-01 12:00")
    await _join(office)
    third = await office.organization("МОУ «СОШ № 3»")
    assert "2: not_started" in await _of(office, third)


async def test_a_launch_without_schools_hands_over_what_the_coordinator_stood_in_for(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.start(await office.draft(*ROWS), allow_unowned=True)
    await office.hire(FIRST)
    await _join(office)
    vera = await office.person("Мостовая")
    of_vera = [one for one in await office.assignments(2) if one.person_id == vera]
    assert [one.state for one in of_vera] == [State.CALLED_OFF]
    past = [one for one in await office.assignments(1) if one.person_id == vera]
    assert [one.state for one in past] == [State.NOT_STARTED]
    assert "2: not_started" in await _of(office, await office.organization("МОУ «СОШ № 1»"))


async def test_who_had_a_row_of_its_own_is_told_anew(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA, FIRST, SECOND)
    await office.launch(*ROWS)
    await office.hire(THIRD)
    third = await office.organization("МОУ «СОШ № 3»")
    async with database.write() as session:
        school = await session.get_one(OrganizationRow, third)
        await owners.party_of_office(session, 1, school)  # a row names it alone
        session.add(
            AppointmentRow(municipality_id=office.tenant.id, roadmap_id=1, organization_id=third)
        )
    await _join(office)
    async with database.read() as session:
        rows = await session.exec(
            select(AppointmentRow).where(AppointmentRow.organization_id == third)
        )
        assert rows.one().next_at == at("2018-11-06 09:00")


async def test_whoever_was_only_asked_in_a_round_has_no_date(database: Database) -> None:
    office = await _office(database, THIRD)
    third = await office.organization("МОУ «СОШ № 3»")
    async with database.write() as session:
        here: dict[str, Any] = {"municipality_id": office.tenant.id}
        asked = RoundRow(
            **here,
            kind=Asked.ONGOING,
            title="Что делается постоянно",
            opens_on=MONDAY,
            due_on=MONDAY,
            cause="ongoing",
            at=NOW,
        )
        session.add(asked)
        await session.flush()
        of_group = (await office.assignments(2))[0].milestone_id
        activity = (await session.get_one(MilestoneRow, of_group)).activity_id
        date_ = MilestoneRow(
            **here, activity_id=activity, occurrence="r1", due=MONDAY, round_id=asked.id
        )
        session.add(date_)
        await session.flush()
        session.add(
            AssignmentRow(**here, milestone_id=date_.id or 0, organization_id=third, since=MONDAY)
        )
    assert "Новые школы: 1" in await _labels(office)
    async with database.read() as session:
        roadmap = await session.get_one(RoadmapRow, 1)
        assert third not in await owners.taking_part(session, roadmap)


async def test_only_a_coordinator_of_the_town_and_only_what_runs(both: Database) -> None:
    office = await _office(both, THIRD)
    abroad = await Office.open(both, VERA, name="Соседний город")
    for actor in (await office.actor("Пономарева"), await abroad.actor("Мостовая")):
        with pytest.raises(Denied):
            await _preview(office, actor)
        with pytest.raises(Denied):
            await _join(office, actor=actor)
    draft = await office.draft(row("до 20 ноября 2018", "ОО"))
    with pytest.raises(NotRunning):
        async with both.write() as session:
            by = await office.actor("Мостовая")
            await new_schools.join(session, by, draft, 0, 10**6, NOW)
