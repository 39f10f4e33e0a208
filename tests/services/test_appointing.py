"""On launch everybody gets one list of what is theirs, may read it, and may say «not mine»."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from channels.message import Channel
from handlers import hearing
from roadmap.progress import Event
from services import acquainting, appointing, digest_lists
from services.rights import Denied
from storage import outbox
from storage.database import Database
from storage.tables import (
    ConversationRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    ObjectionRow,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row, said

BY_15 = "до 15 октября 2018"
MORNING = "2018-10-08 09:00"


async def _told(office: Office, when: str) -> list[NoticeRow]:
    before = {notice.id for notice in await office.notices()}
    await appointing.plan_due(office.database, at(when))
    return [notice for notice in await office.notices() if notice.id not in before]


async def _office(database: Database, *rows: str) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for name, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(name, chat)
    await office.launch(*(row(text) for text in rows or (BY_15, "ежеквартально")))
    return office


async def test_one_list_a_person_in_the_first_working_morning(both: Database) -> None:
    office = await _office(both)
    assert await _told(office, "2018-10-08 08:59") == []
    (told,) = await _told(office, MORNING)
    assert (told.kind, told.address) == (NoticeKind.APPOINTMENT, "101")
    assert await office.codes(told) == [1, 2]  # each activity once, by its nearest date
    assert "Вы указаны ответственным" in plain(told)
    assert await _told(office, "2018-10-09 09:00") == []


@pytest.mark.parametrize(
    ("launched", "now", "due"),
    [
        (date(2018, 10, 13), "2018-10-13 12:00", "2018-10-15 09:00"),
        (date(2018, 10, 8), "2018-10-08 18:00", "2018-10-09 09:00"),
        (date(2018, 10, 8), "2018-10-12 21:00", "2018-10-15 09:00"),
    ],
)
async def test_in_working_hours_only(
    database: Database, launched: date, now: str, due: str
) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 15 ноября 2018"), on=launched)
    assert await _told(office, now) == []
    assert len(await _told(office, due)) == 1


async def test_at_most_eight_lines_and_the_rest_behind_a_button(database: Database) -> None:
    office = await _office(database, *[BY_15] * 11)
    (told,) = await _told(office, MORNING)
    labels = [b.label for r in said(told).buttons for b in r]
    assert labels == ["Ознакомлен", *(f"{n}. Не моё" for n in range(1, 9)), "Ещё 3"]


async def test_a_morning_with_a_reminder_has_no_list(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 8 октября 2018"))
    assert len(await office.plan(MORNING)) == 1
    assert await _told(office, MORNING) == []
    assert len(await _told(office, "2018-10-09 09:00")) == 1


async def test_who_cannot_be_reached_is_told_later(database: Database) -> None:
    office = await Office.open(database, FIRST, SECOND)
    await office.launch(row(BY_15, "ОО"))
    await office.bind("Громов", 201)
    (told,) = await _told(office, "2018-10-08 14:00")
    assert told.address == "201"
    await office.bind("Лаптева", 202)
    (later,) = await _told(office, "2018-10-09 14:00")
    assert later.address == "202"


async def test_a_list_that_never_arrives_is_made_again(both: Database) -> None:
    office = await _office(both)
    (told,) = await _told(office, MORNING)
    async with both.write() as session:
        (await session.get_one(NoticeRow, told.id)).state = NoticeState.FAILED
        await outbox.give_back(session, [told.id or 0], at(MORNING))
    assert await _told(office, MORNING) == []  # the day is taken
    assert len(await _told(office, "2018-10-09 09:00")) == 1


async def _read(office: Office, surname: str, when: str = "2018-10-08 10:00") -> bool:
    actor = await office.actor(surname)
    async with office.database.write() as session:
        return await acquainting.read(session, actor, 1, at(when))


async def test_acquainted_is_written_down_and_shown(both: Database) -> None:
    office = await _office(both)
    (told,) = await _told(office, MORNING)
    await office.sent(told, "7")
    assert await _read(office, "Пономарева")
    assert not await _read(office, "Пономарева", "2018-10-09 10:00")
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert "Ознакомлен: 8 октября 2018" in plain(edit)
    assert "Ознакомлен" not in [b.label for r in said(edit).buttons for b in r]


async def test_only_who_is_named_reads(database: Database) -> None:
    office = await _office(database)
    with pytest.raises(Denied):
        await _read(office, "Осотова")


async def _object(office: Office, surname: str = "Пономарева", code: int = 1) -> int:
    actor = await office.actor(surname)
    target = (await office.assignment(code)).id or 0
    async with office.database.write() as session:
        await acquainting.object_to(session, actor, target, "101", at("2018-10-08 10:00"))
    async with office.database.read() as session:
        return max(o.id or 0 for o in (await session.exec(_all)).all())


_all = select(ObjectionRow)


async def test_not_mine_asks_why_and_goes_to_the_coordinator_with_the_reason(
    both: Database,
) -> None:
    office = await _office(both)
    await _object(office)
    (asked,) = await office.notices(NoticeKind.OBJECTION)
    assert asked.not_before > at("2018-10-08 10:00")  # the reason may yet come
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        when = at("2018-10-08 10:01")
        assert await hearing.heard(session, actor, "101", "Это к МЦ", when) is not None
        assert await session.get(ConversationRow, "101") is None
        assert await hearing.heard(session, actor, "101", "ещё", at(MORNING)) is None
    (asked,) = await office.notices(NoticeKind.OBJECTION)
    assert asked.address == "301"
    assert asked.not_before == at("2018-10-08 10:01")
    assert "Это к МЦ" in plain(asked)
    assert "Пономарева Ольга Ивановна" in plain(asked)


async def test_several_objections_are_one_message(database: Database) -> None:
    office = await _office(database)
    await _object(office, code=1)
    await _object(office, code=2)
    await _object(office, code=2)
    (asked,) = await office.notices(NoticeKind.OBJECTION)
    assert await office.codes(asked) == [1, 2]


async def test_the_row_stays_until_the_coordinator_takes_it(both: Database) -> None:
    office = await _office(both)
    objection = await _object(office)
    assert (await office.assignment(1)).person_id == await office.person("Пономарева")
    vera, olga = await office.actor("Мостовая"), await office.actor("Пономарева")
    async with both.write() as session:
        settled = await acquainting.decide(
            session, vera, objection, at("2018-10-08 11:00"), take=True
        )
        again = await acquainting.decide(
            session, vera, objection, at("2018-10-08 11:01"), take=False
        )
    assert (settled.changed, again.changed) == (True, False)
    assert (await office.assignment(1)).person_id == vera.person_id
    (told,) = await office.notices(NoticeKind.ANSWER)
    assert told.person_id == olga.person_id
    assert "Мостовая Вера Петровна" in plain(told)
    (reminder,) = await office.plan("2018-10-10 09:00")
    assert reminder.person_id == vera.person_id


async def test_nobody_decides_their_own_objection_nor_another_s_work(database: Database) -> None:
    vera = VERA.replace(";координатор;", ";координатор, ответственный;")
    office = await Office.open(database, OLGA, vera)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, "Мостовая В.П."), row(BY_15))
    objection = await _object(office, "Мостовая")
    assert await office.notices(NoticeKind.OBJECTION) == []
    for surname in ("Мостовая", "Пономарева"):
        actor = await office.actor(surname)
        async with database.write() as session:
            with pytest.raises(Denied):
                await acquainting.decide(session, actor, objection, at(MORNING), take=True)
    with pytest.raises(Denied):
        await _object(office, "Пономарева", code=1)


async def test_what_is_kept_is_reminded_of(database: Database) -> None:
    office = await _office(database)
    objection = await _object(office)
    vera = await office.actor("Мостовая")
    async with database.write() as session:
        await acquainting.decide(session, vera, objection, at("2018-10-08 11:00"), take=False)
    (reminder,) = await office.plan("2018-10-10 09:00")
    assert reminder.person_id == await office.person("Пономарева")
    await office.report("Пономарева", await office.assignment(1), Event.DONE)


async def test_the_digest_says_who_has_read_it(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for name, chat in (("Пономарева", 101), ("Осотова", 102)):
        await office.bind(name, chat)
    await office.launch(row(BY_15), row(BY_15, "Осотова И.В."))
    await _told(office, MORNING)
    await _read(office, "Осотова")
    vera = await office.actor("Мостовая")
    async with database.read() as session:
        shown = await digest_lists.ask(session, vera, at("2018-10-08 12:00"))
    assert "1 из 2" in shown.plain
    assert "ещё нет: Пономарева Ольга Ивановна" in shown.plain


async def test_the_list_by_letter_brings_its_dates(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.bind("Осотова", 102)
    await office.launch(row(BY_15), row("до 20 ноября 2018"), row(BY_15, "Осотова И.В."))
    told = {notice.channel: said(notice) for notice in await _told(office, MORNING)}
    assert told[Channel.EMAIL].calendar.count("BEGIN:VEVENT") == 2
    assert "20181120" in told[Channel.EMAIL].calendar
    assert all(not one.calendar for way, one in told.items() if way is not Channel.EMAIL)
