"""What was said too late, to the wrong one, or not at all, is said after all."""

from __future__ import annotations

from datetime import date

import pytest

from channels.letters import whole
from channels.message import Channel
from roadmap.progress import Event
from services import appointing, drafting, municipalities, pausing, preferring, simulation
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow, NoticeState, OrganizationKind, OrganizationRow
from tests.services.office import FIRST, OLGA, VERA, Office, at, plain, row, said
from tests.services.test_municipality_settings import carried, set_

BY_15 = "до 15 октября 2018"
WITH_EMAIL = "Мостовая Вера Петровна;МЦ;методист;vera@town.example;;координатор;"


async def _office(database: Database, *staff: str) -> Office:
    office = await Office.open(database, OLGA, VERA, *staff)
    await office.bind("Пономарева", 101)
    await office.bind("Мостовая", 301)
    return office


def _of(kind: NoticeKind, notices: list[NoticeRow]) -> list[NoticeRow]:
    return [notice for notice in notices if notice.kind is kind]


@pytest.mark.parametrize("event", [Event.IN_PROGRESS, Event.PARTLY])
async def test_who_answers_after_the_end_comes_back_to_the_coordinator(
    both: Database, event: Event
) -> None:
    office = await _office(both)
    await office.launch(row(BY_15))
    for day in (10, 15, 17, 18):
        await office.plan(f"2018-10-{day} 09:00")
    owed = await office.assignment(1)
    assert owed.handed_over
    await office.report("Пономарева", owed, event, "2018-10-19 10:00")
    told = [n for day in range(19, 32) for n in await office.plan(f"2018-10-{day} 09:00")]
    (again,) = _of(NoticeKind.HANDOVER, told)
    assert again.dedup_key.startswith("handover:") and "2018-10-26" in again.dedup_key


async def test_a_second_list_of_the_day_goes_too(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15), row("до 16 октября 2018"))
    eve = _of(NoticeKind.ALERT, await office.plan("2018-10-12 09:00"))
    async with both.write() as session:
        moved = await office.assignment(2)
        held = await session.get_one(type(moved), moved.id)
        held.extended_to, held.next_notice_at = date(2018, 10, 15), at("2018-10-12 11:00")
        held.since = date(2018, 10, 12)
    eve += _of(NoticeKind.ALERT, await office.plan("2018-10-12 11:00"))
    assert [await office.codes(notice) for notice in eve] == [[1], [2]]
    assert _of(NoticeKind.ALERT, await office.plan("2018-10-12 12:00")) == []


async def test_a_pause_keeps_a_call_for_help(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15))
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP)
    (asked,) = await office.notices(NoticeKind.HANDOVER)
    async with both.write() as session:
        await pausing.set_roadmap(session, office.tenant, 1, at("2018-10-10 12:05"), pause=True)
    (kept,) = await office.notices(NoticeKind.HANDOVER)
    assert (kept.id, kept.state) == (asked.id, NoticeState.PLANNED)


async def test_without_telegram_a_call_for_help_goes_by_letter(both: Database) -> None:
    office = await Office.open(both, OLGA, WITH_EMAIL)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP)
    await set_(office, "2018-10-10 12:05", telegram="off")
    assert await carried(office, "2018-10-10 12:06") == ()
    (letter,) = await carried(office, "2018-10-10 12:07", Channel.EMAIL)
    assert letter.envelope.address == "vera@town.example"


async def test_a_reminder_that_was_withdrawn_was_not_left_unanswered(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15))
    assert await office.plan("2018-10-10 09:00")
    assert (await office.assignment(1)).silent == 1
    async with both.write() as session:
        await pausing.set_roadmap(session, office.tenant, 1, at("2018-10-10 09:01"), pause=True)
    assert (await office.assignment(1)).silent == 0


async def test_a_day_that_turns_out_to_be_off_keeps_what_waits(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15))
    (early,) = await office.plan("2018-10-10 09:00")
    async with both.write() as session:
        days = {date(2018, 10, 10): False}
        await municipalities.set_days(session, office.tenant, days, at("2018-10-10 09:00"))
        office.tenant = await municipalities.by_id(session, office.tenant.id)
    assert await office.plan("2018-10-10 09:01") == []
    async with both.read() as session:
        assert (await session.get_one(NoticeRow, early.id)).state is NoticeState.WITHDRAWN
    assert await office.plan("2018-10-11 09:00")


async def test_what_waits_goes_by_the_way_just_chosen(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15))
    assert await office.plan("2018-10-10 09:00")
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        await preferring.prefer(session, actor, 1, at("2018-10-10 09:01"))
    (anew,) = await office.plan("2018-10-10 09:01")
    assert (anew.kind, anew.channel) == (NoticeKind.REMINDER, Channel.EMAIL)


async def test_a_reminder_does_not_go_after_hours(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15))
    (early,) = await office.plan("2018-10-10 09:00")
    assert early.expires_at == at("2018-10-10 18:00")
    assert await carried(office, "2018-10-10 22:30") == ()
    (anew,) = await office.plan("2018-10-11 09:00")
    assert anew.kind is NoticeKind.REMINDER


async def _school(database: Database, *more: str) -> Office:
    office = await Office.open(database, OLGA, VERA, FIRST, *more)
    async with database.write() as session:
        for name in ("МОУ «СОШ № 1»",):
            number = await office.organization(name)
            organization = await session.get_one(OrganizationRow, number)
            organization.kind = OrganizationKind.SCHOOL
    return office


async def test_a_school_is_named_after_lessons_and_not_in_summer(both: Database) -> None:
    office = await _school(both)
    await office.bind("Громов", 201)
    await office.launch(row("до 15 октября 2018", owners="ОО"), on=date(2018, 7, 16))
    for when in ("2018-07-16 15:00", "2018-08-20 15:00", "2018-09-03 09:00"):
        assert await _lists(office, when) == []
    (told,) = await _lists(office, "2018-09-03 14:00")
    assert told.person_id == await office.person("Громов")


async def _lists(office: Office, when: str) -> list[NoticeRow]:
    before = {notice.id for notice in await office.notices(NoticeKind.APPOINTMENT)}
    await appointing.plan_due(office.database, at(when))
    found = await office.notices(NoticeKind.APPOINTMENT)
    return [notice for notice in found if notice.id not in before]


async def test_the_simulation_writes_to_whom_the_planner_would(both: Database) -> None:
    deputy = "Яшина Инна Львовна;МОУ «СОШ № 1»;завуч;;;школа;"
    office = await _school(both, deputy)
    await office.bind("Яшина", 202)
    await office.launch(row(BY_15, owners="ОО"), on=date(2018, 10, 8))
    async with both.read() as session:
        coming = await simulation.simulate(
            session, office.tenant, date(2018, 10, 10), date(2018, 10, 12), at("2018-10-10 08:00")
        )
    really = await office.plan("2018-10-10 14:00")
    assert (
        {one.person_id for one in coming if one.kind == "reminder"}
        == {notice.person_id for notice in really}
        == {await office.person("Яшина")}
    )


async def test_the_simulation_knows_what_went_today(both: Database) -> None:
    office = await _office(both)
    await office.launch(row(BY_15), row("до 17 октября 2018"))
    assert await office.plan("2018-10-10 09:00")
    async with both.write() as session:
        moved = await office.assignment(2)
        held = await session.get_one(type(moved), moved.id)
        held.extended_to, held.next_notice_at = date(2018, 10, 15), at("2018-10-10 11:00")
    async with both.read() as session:
        coming = await simulation.simulate(
            session, office.tenant, date(2018, 10, 10), date(2018, 10, 11), at("2018-10-10 10:00")
        )
    assert [f"{one.at:%d %H}" for one in coming if one.kind == "reminder"] == ["11 06"]


async def test_a_letter_says_what_to_do(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row(BY_15))
    (letter,) = await office.plan("2018-10-10 09:00")
    assert letter.channel is Channel.EMAIL
    assert "координатору" in whole(said(letter)).plain
    assert "координатору" not in plain(letter)


async def test_a_document_without_a_title_makes_a_roadmap_with_one(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    number = await office.draft(row(BY_15), title=" ")
    async with both.read() as session:
        roadmap = await session.get_one(drafting.RoadmapRow, number)
    assert roadmap.title.startswith("Дорожная карта на 2018")


async def test_a_mailbox_gets_no_more_a_day_than_a_person(both: Database) -> None:
    box = "МОУ «СОШ № 1»;school@town.example"
    office = await _school(both)
    async with both.write() as session:
        number = await office.organization(box.split(";")[0])
        organization = await session.get_one(OrganizationRow, number)
        organization.email = box.split(";")[1]
    await set_(office, "2018-10-08 08:00", cap="1")
    await office.launch(row(BY_15, owners="ОО"), on=date(2018, 10, 8))
    (listed,) = await _lists(office, "2018-10-10 14:00")
    assert listed.address == "school@town.example"
    assert await office.plan("2018-10-10 14:01") == []
    (reminder,) = await office.plan("2018-10-11 14:00")
    assert reminder.kind is NoticeKind.REMINDER
