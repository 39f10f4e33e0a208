"""The Monday letter to management: once, by email where there is one, with the numbers in it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.message import Channel
from roadmap.progress import Event
from services import municipalities, weekly
from storage.database import Database
from storage.tables import MunicipalityRow, NoticeKind
from tests.services.office import BOSS, FIRST, OLGA, Office, at, plain, row, said

BY_12 = "до 12 октября 2018"
MONDAY_8 = at("2018-10-15 08:00")


async def test_the_letter_is_planned_at_its_hour_and_once(both: Database) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12), row(BY_12), row("до 15 ноября 2018"))
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    assert await weekly.plan_weekly(both, MONDAY_8 - timedelta(seconds=1)) == 0
    assert await weekly.plan_weekly(both, MONDAY_8) == 1
    assert await weekly.plan_weekly(both, MONDAY_8) == 0
    (letter,) = await office.notices()
    assert (letter.kind, letter.channel) == (NoticeKind.WEEKLY, Channel.EMAIL)
    assert letter.address == "boss@town.example"
    assert "по 2 из 3 мероприятий" in plain(letter)
    assert "выполнено 1" in plain(letter)
    assert "просрочено 1" in said(letter).subject
    async with both.read() as session:
        assert await weekly.next_at(session) == at("2018-10-22 08:00")


async def test_two_who_plan_at_once_send_one_letter(both: Database) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12))
    made = await asyncio.gather(*(weekly.plan_weekly(both, MONDAY_8) for _ in range(4)))
    assert sum(made) == 1
    assert len(await office.notices()) == 1


async def test_slept_through_it_is_sent_once_and_late(both: Database) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12))
    assert await weekly.plan_weekly(both, at("2018-11-01 12:00")) == 1
    async with both.read() as session:
        tenant = await municipalities.by_id(session, office.tenant.id)
    assert tenant.next_weekly_at == at("2018-11-06 08:00")


async def test_with_nothing_running_nobody_is_written_to(both: Database) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.draft(row(BY_12))
    assert await weekly.plan_weekly(both, MONDAY_8) == 0
    assert await office.notices() == []


async def test_a_manager_without_a_mailbox_reads_it_in_the_chat(database: Database) -> None:
    office = await Office.open(
        database, OLGA, "Главная Анна Павловна;;глава;;;руководство;", now=at("2018-10-08 09:00")
    )
    await office.launch(row(BY_12))
    await office.bind("Главная", 401)
    await weekly.plan_weekly(database, MONDAY_8)
    (letter,) = await office.notices()
    assert (letter.channel, letter.address) == (Channel.TELEGRAM, "401")


async def test_each_town_reads_of_itself(database: Database) -> None:
    here = await Office.open(database, OLGA, BOSS, name="Здесь", now=at("2018-10-08 09:00"))
    there = await Office.open(database, OLGA, name="Там", now=at("2018-10-08 09:00"))
    await here.launch(row(BY_12, title="Здешнее"))
    await there.launch(row(BY_12, title="Тамошнее"))
    assert await weekly.plan_weekly(database, MONDAY_8) == 1
    (letter,) = await here.notices()
    assert "Здешнее" in plain(letter)
    assert "Тамошнее" not in plain(letter)


async def _letter(office: Office, when: str) -> str:
    await weekly.plan_weekly(office.database, at(when))
    return plain((await office.notices(NoticeKind.WEEKLY))[-1])


async def test_what_is_long_overdue_comes_first_with_its_reason(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(
        row("до 1 октября 2018", title="Давнее"),
        row("до 1 октября 2018", "ОО", title="Школьное"),
        row("до 1 октября 2018", title="Начатое"),
        row("до 11 октября 2018", title="Недавнее"),
    )
    first = await office.assignment(1)
    await office.report("Пономарева", first, Event.NEED_HELP, text="Нет приказа учредителя")
    await office.report("Пономарева", await office.assignment(3), Event.IN_PROGRESS)
    letter = await _letter(office, "2018-10-15 08:00")
    head, _, rest = letter.partition("Просрочено на 7 рабочих дней и больше\n")
    assert "Давнее" not in head
    section, _, lately = rest.partition("Просрочено недавно\n")
    assert "Давнее — просрочено на 10 рабочих дней\n  Отдел образования, М-1" in section
    assert "нужна помощь: Нет приказа учредителя" in section
    assert "МОУ «СОШ № 1», М-2, разд. 1, п. 1\n  ответа нет" in section
    assert "в работе, причина не указана" in section
    assert "Недавнее" in lately
    assert "Давнее" not in lately


async def test_exactly_as_late_as_the_setting_is_long_overdue(database: Database) -> None:
    office = await Office.open(database, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 4 октября 2018"), row("до 5 октября 2018", title="Позже"))
    letter = await _letter(office, "2018-10-15 08:00")
    section = letter.partition("Просрочено на 7 рабочих дней")[2].partition("Просрочено недавно")[0]
    assert "— просрочено на 7 рабочих дней\n  " in section
    assert "Позже" not in section


@pytest.mark.parametrize("named", [False, True])
async def test_persons_are_named_by_setting(database: Database, named: bool) -> None:
    office = await Office.open(database, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 1 октября 2018"), row(BY_12), row("до 20 октября 2018"))
    async with database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {"letter_names": named}
    letter = await _letter(office, "2018-10-15 08:00")
    assert ("Пономарева" in letter) is named
    assert letter.count("Отдел образования") == 3
