"""What falls due becomes one message a person a day, within hours, and nothing is forgotten."""

from __future__ import annotations

import asyncio
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from channels.message import Channel
from roadmap.progress import Event
from services import planning
from storage import work_queries
from storage.database import Database
from storage.tables import (
    AssignmentRow,
    MilestoneRow,
    NoticeKind,
    NoticeState,
    OrganizationRow,
    PersonRow,
    Preference,
    Urgency,
)
from tests.services.office import (
    FIRST,
    IRINA,
    OLGA,
    SECOND,
    VERA,
    Office,
    at,
    plain,
    row,
    said,
)

BY_15 = "до 15 октября 2018"
RUNG = "2018-10-10 09:00"  # three working days before 15 October
AFTER_LESSONS = "2018-10-10 14:00"


async def _wake(office: Office, code: int = 1) -> str | None:
    when = (await office.assignment(code)).next_notice_at
    return None if when is None else f"{when.astimezone(office.tenant.zone):%Y-%m-%d %H:%M}"


async def test_one_message_a_person_a_day_most_urgent_first(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    olga, irina = await office.bind("Пономарева", 101), await office.bind("Осотова", 102)
    await office.launch(
        row("до 24 октября 2018"), row(BY_15), row(BY_15), row(BY_15, "Осотова И.В.")
    )
    first, second = await office.plan(RUNG)
    assert (first.person_id, first.channel, first.address) == (olga, Channel.TELEGRAM, "101")
    assert (second.person_id, second.address) == (irina, "102")
    assert await office.codes(first) == [2, 3, 1]
    assert [item.line for item in await office.items(first)] == [1, 2, 3]
    assert await office.codes(second) == [4]
    assert plain(first).count(BY_15) == 4  # each title names it, and each deadline as written
    assert first.not_before == at(RUNG)
    assert first.expires_at == at("2018-10-10 18:00")
    assert first.urgency == Urgency.MASS


async def test_planning_early_or_twice_is_harmless(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    for early in ("2018-10-08 09:00", "2018-10-09 23:59", "2018-10-10 08:59"):
        assert await office.plan(early) == []
    assert len(await office.plan(RUNG)) == 1
    for again in (RUNG, "2018-10-10 09:01", "2018-10-10 17:59", "2018-10-12 12:00"):
        assert await office.plan(again) == []
    assert await _wake(office) == "2018-10-15 09:00"


async def test_what_was_slept_through_is_said_once_and_the_nearest_only(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    (late,) = await office.plan("2018-10-16 11:30")
    assert "просрочено на 1 рабочий день" in plain(late)
    assert await office.plan("2018-10-16 11:31") == []
    assert await _wake(office) == "2018-10-17 09:00"


@pytest.mark.parametrize(
    ("now", "wake"),
    [
        ("2018-10-10 08:59", "2018-10-10 09:00"),
        ("2018-10-10 18:00", "2018-10-11 09:00"),
        ("2018-10-12 21:00", "2018-10-15 09:00"),
        ("2018-10-13 12:00", "2018-10-15 09:00"),
    ],
)
async def test_out_of_hours_it_waits_for_the_next_working_morning(
    database: Database, now: str, wake: str
) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    before = (await office.assignment(1)).since
    async with database.write() as session:
        due = await session.get_one(AssignmentRow, (await office.assignment(1)).id)
        due.next_notice_at = at("2018-10-10 00:00")
    assert await office.plan(now) == []
    assert await _wake(office) == wake
    assert (await office.assignment(1)).since == before
    assert len(await office.plan(wake)) == 1


async def test_a_second_reminder_on_one_day_waits_and_spends_no_rung(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await office.plan(RUNG)
    await office.launch(row("до 16 октября 2018"), on=date(2018, 10, 10))
    await office.launch(row("до 15 октября 2018 года"), on=date(2018, 10, 10))
    assert await office.plan("2018-10-10 10:00") == []
    assert await _wake(office, 3) == "2018-10-11 09:00"
    assert (await office.assignment(3)).since == date(2018, 10, 10)
    (next_day,) = await office.plan("2018-10-11 09:00")
    assert await office.codes(next_day) == [3, 2]


async def test_nobody_to_reach_spends_no_rung(both: Database) -> None:
    office = await Office.open(both, VERA, "Пономарева Ольга Ивановна;Отдел;;;;ответственный;")
    await office.launch(row(BY_15))
    assert await office.plan(RUNG) == []
    assert await _wake(office) == "2018-10-11 09:00"
    await office.bind("Пономарева", 101)
    (reminder,) = await office.plan("2018-10-11 09:00")
    assert "осталось 4 дня" in plain(reminder)


async def test_email_where_there_is_no_chat(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row(BY_15))
    (letter,) = await office.plan(RUNG)
    assert (letter.channel, letter.address) == (Channel.EMAIL, "olga@town.example")
    assert said(letter).subject


async def test_both_channels_carry_one_message_and_one_of_them_the_rung(both: Database) -> None:
    office = await Office.open(both, OLGA + "оба")
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    chat, letter = await office.plan(RUNG)
    assert (chat.channel, letter.channel) == (Channel.TELEGRAM, Channel.EMAIL)
    assert chat.message == letter.message
    spent = [[i.since_before for i in await office.items(n)] for n in (chat, letter)]
    assert spent == [[date(2018, 10, 8)], [None]]


async def test_each_town_has_its_own_morning(both: Database) -> None:
    near = await Office.open(both, OLGA, name="Город")
    far = await Office.open(both, OLGA, name="Восток", zone="Asia/Kamchatka")
    for office, chat in ((near, 101), (far, 102)):
        await office.bind("Пономарева", chat)
        await office.launch(row(BY_15))
    kamchatka = ZoneInfo("Asia/Kamchatka")
    assert far.tenant.zone == kamchatka
    (early,) = await far.plan("2018-10-10 09:00")
    assert (early.municipality_id, early.address) == (far.tenant.id, "102")
    assert early.created_at == at("2018-10-10 00:00")
    (later,) = await near.plan("2018-10-10 09:00")
    assert (later.municipality_id, later.address) == (near.tenant.id, "101")


async def test_an_organisation_is_asked_through_its_first_contact_that_can_be_reached(
    both: Database,
) -> None:
    deputy = "Крылов Денис Олегович;МОУ «СОШ № 1»;завуч;;;школа;"
    office = await Office.open(both, FIRST, deputy, SECOND)
    await office.launch(row(BY_15, "ОО"))
    assert len(await office.assignments(1)) == 2
    krylov = await office.bind("Крылов", 202)
    laptev = await office.bind("Лаптева", 203)
    asked = await office.plan(AFTER_LESSONS)
    assert {n.person_id for n in asked} == {krylov, laptev}  # the director has no chat yet
    gromov = await office.bind("Громов", 201)
    asked = await office.plan("2018-10-15 14:00")
    assert {n.person_id for n in asked} == {gromov, laptev}


async def test_a_school_without_people_is_written_to_its_mailbox(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND)
    await office.launch(row(BY_15, "ОО"), row(BY_15, "ОО"))
    async with both.write() as session:
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        school.email = "school1@town.example"
    (letter,) = await office.plan(AFTER_LESSONS)
    assert (letter.channel, letter.address) == (Channel.EMAIL, "school1@town.example")
    assert (letter.person_id, letter.organization_id) == (None, school.id)
    assert await office.codes(letter) == [1, 2]


async def test_one_contact_of_two_schools_gets_one_message(both: Database) -> None:
    also = "Громов Игорь Николаевич;МОУ «СОШ № 2»;директор;;;школа;"
    office = await Office.open(both, FIRST, also)
    await office.bind("Громов", 201)
    await office.launch(row(BY_15, "ОО"))
    assert await office.plan(RUNG) == []
    (one,) = await office.plan(AFTER_LESSONS)
    assert len(await office.items(one)) == 2


async def _until_handover(office: Office) -> None:
    for when in ("2018-10-10 09:00", "2018-10-15 09:00", "2018-10-17 09:00"):
        await office.plan(when)


async def test_the_ladder_ends_at_the_coordinator(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    vera = await office.bind("Мостовая", 301)
    await office.launch(row(BY_15), row(BY_15))
    await _until_handover(office)
    (handover,) = await office.plan("2018-10-18 09:00")
    assert (handover.kind, handover.person_id) == (NoticeKind.HANDOVER, vera)
    assert await office.codes(handover) == [1, 2]
    assert "Пономарева Ольга Ивановна" in plain(handover)
    assert "2 мероприятия" in plain(handover)
    for later in ("2018-10-19 09:00", "2018-11-19 09:00", "2019-10-15 09:00"):
        assert await office.plan(later) == []
    handed = await office.assignment(1)
    assert (handed.next_notice_at, handed.handed_over) == (None, True)


async def test_nobody_is_told_of_their_own_silence(both: Database) -> None:
    other = "Смирнова Анна Павловна;МЦ;методист;;;координатор;"
    office = await Office.open(both, VERA, other)
    await office.bind("Мостовая", 301)
    anna = await office.bind("Смирнова", 302)
    await office.launch(row(BY_15, "Мостовая В.П."))
    await _until_handover(office)
    (told,) = await office.plan("2018-10-18 09:00")
    assert told.person_id == anna


async def test_after_an_answer_nothing_more_is_said(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15), row(BY_15))
    await office.plan(RUNG)
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    (next_one,) = await office.plan("2018-10-15 09:00")
    assert await office.codes(next_one) == [2]


async def test_an_extension_moves_the_ladder(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    async with both.write() as session:
        milestone = await session.get_one(MilestoneRow, 1)
        milestone.extended_to = date(2018, 10, 31)
    assert await office.plan(RUNG) == []
    assert await _wake(office) == "2018-10-17 09:00"  # ten working days before the new date


async def test_a_window_opens_with_a_word(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("Октябрь-ноябрь 2018"), on=date(2018, 9, 3))
    (opens,) = await office.plan("2018-10-01 09:00")
    assert opens.person_id is not None


async def test_many_at_once_are_all_planned_and_still_grouped(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(*(row(BY_15, title=f"Мероприятие {n}") for n in range(230)))
    (one,) = await office.plan(RUNG)
    assert len(await office.items(one)) == 230
    assert len(said(one).text) < 4096
    async with database.read() as session:
        due = await work_queries.due_work(session, at(RUNG), 10)
    assert due == []


async def test_an_address_gone_bad_is_not_written_to(database: Database) -> None:
    office = await Office.open(database, OLGA + "почта")
    await office.launch(row(BY_15))
    async with database.write() as session:
        olga = await session.get_one(PersonRow, await office.person("Пономарева"))
        assert olga.preference is Preference.EMAIL
        olga.email_fault = "550 no such user"
    assert await office.plan(RUNG) == []


async def test_what_the_reader_sees_is_a_whole_notice(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15, title="Подготовить <b>приказ</b> & план"))
    (notice,) = await office.plan(RUNG)
    assert notice.state is NoticeState.PLANNED
    assert "Подготовить <b>приказ</b> & план" in plain(notice)
    assert "<b>приказ" not in said(notice).text


async def test_two_who_plan_at_once_speak_once_and_forget_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15), row(BY_15))
    await asyncio.gather(*(planning.plan_due(both, at(RUNG)) for _ in range(4)))
    assert len(await office.notices()) == 1
    assert await _wake(office, 1) == await _wake(office, 2) == "2018-10-12 09:00"
    assert await office.plan("2018-10-11 09:00") == []
