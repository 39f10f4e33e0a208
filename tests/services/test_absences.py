"""Somebody is away: who reads instead, what they may do, and that it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from roadmap.absence_words import Days
from roadmap.progress import Event, State
from services import absences, activities, reporting, school_holidays, snoozing
from services.rights import Actor, Denied
from storage.database import Database
from storage.tables import AbsenceRow, AuditRow, NoticeKind, NoticeState, OrganizationRow
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, at, plain, row
from views.snoozing import Subject

ANNA = "Белова Анна Сергеевна;Отдел образования;специалист;;;ответственный;"
DEPUTY = "Завьялова Мария Ильинична;МОУ «СОШ № 1»;завуч;;;школа;"
CHATS = {
    "Пономарева": 101,
    "Осотова": 102,
    "Белова": 103,
    "Громов": 201,
    "Завьялова": 202,
    "Мостовая": 301,
}
NOW = "2018-10-09 12:00"
TUESDAY, THURSDAY = date(2018, 10, 9), date(2018, 10, 11)
SCHOOL = "МОУ «СОШ № 1»"


async def _office(database: Database, *staff: str, owners: str = "Пономарева О.И.") -> Office:
    office = await Office.open(database, *staff)
    for name in (line.split(maxsplit=1)[0] for line in staff):
        await office.bind(name, CHATS[name])
    await office.launch(row("до 15 октября 2018", owners=owners, title="Утвердить план"))
    return office


async def _acting(office: Office, who: str, when: str = NOW) -> Actor:
    return replace(await office.actor(who), at=at(when))


async def _leave(
    office: Office,
    who: str,
    stand_in: str | None = None,
    last: date = THURSDAY,
    when: str = NOW,
    first: date = TUESDAY,
) -> str:
    named = None if stand_in is None else await office.person(stand_in)
    actor = await _acting(office, who, when)
    async with office.database.write() as session:
        message = await absences.begin(session, actor, Days(first, last), named, at(when))
    return message.plain


async def _back(office: Office, who: str, absence: int, when: str) -> str:
    actor = await _acting(office, who, when)
    async with office.database.write() as session:
        return (await absences.end(session, actor, absence, at(when))).plain


async def _readers(office: Office, when: str) -> list[str]:
    return [n.address for n in await office.plan(when) if n.kind is NoticeKind.REMINDER]


async def test_who_stands_in_is_told_reads_and_learns_whose_it_is(both: Database) -> None:
    office = await _office(both, OLGA, IRINA, VERA)
    answer = await _leave(office, "Пономарева", "Осотова")
    assert answer.startswith("Вас нет до чт, 11 октября, включительно.")
    assert "Осотова Ирина Васильевна" in answer
    (told,) = await office.notices(NoticeKind.ANSWER)
    assert (told.address, "Пономарева Ольга Ивановна" in plain(told)) == ("102", True)
    (reminder,) = await office.plan("2018-10-10 09:00")
    assert reminder.address == "102"
    assert "за: Пономарева О. И., нет до 11 октября" in plain(reminder)
    assert await _readers(office, "2018-10-15 09:00") == ["101"]


async def test_a_colleague_reads_where_nobody_was_named(both: Database) -> None:
    office = await _office(both, OLGA, ANNA, IRINA, VERA)
    assert "получат ваши коллеги" in await _leave(office, "Пономарева")
    assert await _readers(office, "2018-10-10 09:00") == ["103"]


async def test_nobody_at_all_means_the_one_who_is_away(database: Database) -> None:
    office = await _office(database, OLGA, IRINA, VERA)
    assert "по-прежнему придут вам" in await _leave(office, "Пономарева")
    assert await _readers(office, "2018-10-10 09:00") == ["101"]


async def test_both_away_a_colleague_reads(database: Database) -> None:
    office = await _office(database, OLGA, ANNA, IRINA, VERA)
    await _leave(office, "Пономарева", "Осотова")
    await _leave(office, "Осотова")
    assert await _readers(office, "2018-10-10 09:00") == ["103"]


async def test_of_a_school_the_next_contact_reads(database: Database) -> None:
    office = await _office(database, FIRST, DEPUTY, VERA, owners=SCHOOL)
    await _leave(office, "Громов")
    (reminder,) = await office.plan("2018-10-10 14:00")
    assert (reminder.address, "за: " in plain(reminder)) == ("202", False)


async def test_of_a_school_who_was_named_reads_before_the_next_contact(
    database: Database,
) -> None:
    office = await _office(database, FIRST, DEPUTY, IRINA, VERA, owners=SCHOOL)
    await _leave(office, "Громов", "Осотова")
    (reminder,) = await office.plan("2018-10-10 14:00")
    assert (reminder.address, "за: Громов И. Н." in plain(reminder)) == ("102", True)
    actor = await _acting(office, "Осотова", "2018-10-10 15:00")
    async with database.write() as session:
        await reporting.report(session, actor, 1, Event.DONE, at("2018-10-10 15:00"))
    assert (await office.assignment(1)).state is State.DONE


async def test_what_waits_for_somebody_who_leaves_goes_to_who_stands_in(both: Database) -> None:
    office = await _office(both, OLGA, IRINA, VERA)
    (waiting,) = await office.plan("2018-10-10 09:00")
    wednesday = date(2018, 10, 10)
    await _leave(office, "Пономарева", "Осотова", when="2018-10-10 09:30", first=wednesday)
    assert await _readers(office, "2018-10-10 09:30") == ["102"]
    states = {n.id: n.state for n in await office.notices(NoticeKind.REMINDER)}
    assert states[waiting.id] is NoticeState.WITHDRAWN


async def test_who_stands_in_opens_and_marks_while_it_lasts(both: Database) -> None:
    office = await _office(both, OLGA, IRINA, VERA)
    during, after = "2018-10-10 12:00", "2018-10-12 12:00"
    await _leave(office, "Пономарева", "Осотова")
    actor = await _acting(office, "Осотова", during)
    async with both.write() as session:
        own = await activities.own_page(session, actor, 0, at(during))
        card = await activities.card(session, actor, 1, at(during))
    assert "за: Пономарева О. И., нет до 11 октября" in own.plain
    assert "за: Пономарева О. И., нет до 11 октября" in card.plain
    late = await _acting(office, "Осотова", after)
    async with both.write() as session:
        assert "Утвердить" not in (await activities.own_page(session, late, 0, at(after))).plain
        with pytest.raises(Denied):
            await reporting.report(session, late, 1, Event.DONE, at(after))
    async with both.write() as session:
        await reporting.report(session, actor, 1, Event.DONE, at(during))
    assert (await office.assignment(1)).state is State.DONE


async def test_who_stands_in_puts_off_what_they_were_reminded_of(database: Database) -> None:
    office = await _office(database, OLGA, IRINA, VERA)
    await _leave(office, "Пономарева", "Осотова")
    (reminder,) = await office.plan("2018-10-10 09:00")
    subject = Subject(reminder.id or 0, is_whole=True)
    actor = await _acting(office, "Осотова", "2018-10-10 12:00")
    async with database.write() as session:
        answer = await snoozing.put_off(session, actor, subject, THURSDAY, at("2018-10-10 12:00"))
    assert answer.plain.startswith("Отложено до чт, 11 октября")
    assert await _readers(office, "2018-10-11 09:00") == ["102"]


async def test_coming_back_early_ends_it_and_tells_who_stood_in(both: Database) -> None:
    office = await _office(both, OLGA, IRINA, VERA)
    await _leave(office, "Пономарева", "Осотова")
    answer = await _back(office, "Пономарева", 1, "2018-10-09 16:00")
    assert answer.startswith("С возвращением!")
    told = (await office.notices(NoticeKind.ANSWER))[-1]
    assert (told.address, "снова на месте" in plain(told)) == ("102", True)
    assert await _readers(office, "2018-10-10 09:00") == ["101"]
    assert "и так на месте" in await _back(office, "Пономарева", 1, "2018-10-10 10:00")
    with pytest.raises(Denied):
        await _back(office, "Осотова", 1, "2018-10-10 10:00")


async def test_said_twice_it_is_one_absence_and_said_otherwise_it_is_replaced(
    both: Database,
) -> None:
    office = await _office(both, OLGA, IRINA, ANNA, VERA)
    for _ in range(2):
        await _leave(office, "Пономарева", "Осотова")
    await _leave(office, "Пономарева", "Белова", last=date(2018, 10, 19))
    async with both.read() as session:
        rows = list(await session.exec(select(AbsenceRow).order_by(col(AbsenceRow.id))))
        deeds = [line.action for line in await session.exec(select(AuditRow))]
    assert [row.ended_at is None for row in rows] == [False, True]
    assert deeds.count("absence.begun") == 2
    assert len(await office.notices(NoticeKind.ANSWER)) == 2
    assert await _readers(office, "2018-10-10 09:00") == ["103"]


async def test_an_absence_to_come_changes_nothing_before_it(database: Database) -> None:
    office = await _office(database, OLGA, IRINA, VERA)
    monday, friday = date(2018, 10, 15), date(2018, 10, 19)
    answer = await _leave(office, "Пономарева", "Осотова", first=monday, last=friday)
    assert "с пн, 15 октября, по пт, 19 октября" in answer
    assert await _readers(office, "2018-10-10 09:00") == ["101"]
    assert await _readers(office, "2018-10-15 09:00") == ["102"]


@pytest.mark.parametrize(
    "days",
    [
        Days(TUESDAY, date(2018, 10, 8)),
        Days(date(2018, 10, 20), date(2018, 10, 15)),
        Days(TUESDAY, date(2020, 10, 8)),
    ],
)
async def test_days_that_make_no_sense_are_refused(database: Database, days: Days) -> None:
    office = await _office(database, OLGA, VERA)
    with pytest.raises(absences.NoSuchDays):
        await _leave(office, "Пономарева", first=days.first, last=days.last)


async def test_a_stranger_or_oneself_does_not_stand_in(database: Database) -> None:
    office = await _office(database, OLGA, VERA)
    other = await Office.open(database, IRINA, name="Другой")
    actor = await _acting(office, "Пономарева")
    for stand_in in (await other.person("Осотова"), actor.person_id, 999):
        async with database.write() as session:
            with pytest.raises(Denied):
                await absences.begin(session, actor, Days(TUESDAY, THURSDAY), stand_in, at(NOW))


async def test_those_offered_are_there_and_reachable_colleagues_first(database: Database) -> None:
    office = await _office(database, OLGA, IRINA, ANNA, VERA, FIRST)
    await office.hire("Немая Нина Ильинична;Отдел образования;;;;ответственный;")
    await _leave(office, "Мостовая")
    actor = await _acting(office, "Пономарева")
    async with database.read() as session:
        message = await absences.ask_stand_in(session, actor, Days(TUESDAY, THURSDAY), at(NOW))
    assert [button.label.split()[0] for line in message.buttons for button in line] == [
        "Белова",
        "Громов",
        "Осотова",
        "Никто",
        "Другой",
    ]


async def test_a_school_asks_to_be_reminded_in_its_holidays(both: Database) -> None:
    office = await Office.open(both, FIRST, VERA)
    await office.bind("Громов", 201)
    await office.launch(row("до 31 октября 2018", owners=SCHOOL), on=date(2018, 10, 22))
    actor = await _acting(office, "Громов", "2018-10-26 12:00")
    for _ in range(2):
        async with both.write() as session:
            await school_holidays.wish(session, actor, at("2018-10-26 12:00"), wanted=True)
    async with both.read() as session:
        assert await school_holidays.wished(session, actor) is True
        schools = await session.exec(select(OrganizationRow).where(OrganizationRow.name == SCHOOL))
        assert schools.one().in_holidays
        deeds = [line.action for line in await session.exec(select(AuditRow))]
        assert deeds.count("holidays.wished") == 1
    assert await _readers(office, "2018-10-31 14:00") == ["201"]
    async with both.write() as session:
        with pytest.raises(Denied):
            other = await _acting(office, "Мостовая")
            await school_holidays.wish(session, other, at(NOW), wanted=True)
