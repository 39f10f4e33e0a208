"""A letter in which a date is set or moved, or is somebody's from now on, brings it as a file."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlmodel import select

from channels.message import Channel
from roadmap.extending import Basis
from roadmap.progress import Event
from services import (
    accepting,
    appointing,
    delegating,
    editing_deadline,
    editing_owners,
    reassigning,
    refreshing,
    replacing,
    round_deeds,
)
from storage.database import Database
from storage.tables import ActivityRow, NoticeRow, RoundRow
from tests.services.monitoring import ask
from tests.services.office import VERA, Office, at, row, said
from views.editing_owners import Kind

BY_MAIL = "Пономарева Ольга Ивановна;МЦ;методист;olga@town.example;;ответственный;почта"
IRINA = "Осотова Ирина Васильевна;МЦ;методист;irina@town.example;;ответственный;почта"
HEAD = "Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;school1@town.example;;школа;почта"
DEPUTY = "Белова Нина Сергеевна;МОУ «СОШ № 1»;завуч;deputy@town.example;;школа;почта"
NOON = "2018-10-10 12:00"
CHAT = "301"


async def _town(database: Database, *rows: str, owners: str = "Пономарева О.И.") -> Office:
    office = await Office.open(database, BY_MAIL, IRINA, VERA, HEAD, DEPUTY)
    await office.bind("Мостовая", 301)
    await office.launch(*(row(text, owners, title="Провести семинар") for text in rows))
    await appointing.plan_due(database, at("2018-10-08 09:00"))
    return office


async def _last(office: Office, address: str) -> NoticeRow:
    letters = [n for n in await office.notices() if n.address == address]
    assert letters[-1].channel is Channel.EMAIL
    return letters[-1]


def _days(notice: NoticeRow) -> list[str]:
    return re.findall(r"DTSTART;VALUE=DATE:(\d+)", said(notice).calendar)


async def _redate(office: Office, text: str) -> None:
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        await editing_deadline.heard(session, by, {"activity": 1}, CHAT, text, at(NOON))
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        await editing_deadline.on(session, by, 1, Basis.ORAL, CHAT, at(NOON))


@pytest.mark.parametrize("before", ["до 15 октября 2018", "по отдельному графику"])
async def test_a_date_that_a_coordinator_moves_or_sets_first(both: Database, before: str) -> None:
    office = await _town(both, before)
    await _redate(office, "до 25 октября 2018")
    letter = await _last(office, "olga@town.example")
    assert _days(letter) == ["20181025"]
    assert said(letter).thread == "activity-1"


async def test_who_is_added_gets_the_date(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018")
    actor, irina = await office.actor("Мостовая"), await office.person("Осотова")
    async with both.write() as session:
        await editing_owners.add(session, actor, 1, Kind.PERSON, irina, CHAT, at(NOON))
    await appointing.plan_due(both, at("2018-10-11 09:00"))
    assert _days(await _last(office, "irina@town.example")) == ["20181015"]


async def test_what_is_handed_on(both: Database) -> None:
    office = await _town(both, "до 15 октября ежегодно")
    target, irina = await office.assignment(1), await office.person("Осотова")
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await reassigning.hand_to(session, actor, target.id or 0, irina, CHAT, at(NOON))
    letter = await _last(office, "irina@town.example")
    assert _days(letter) == ["20181015", "20191015", "20201015"]
    assert len(await office.items(letter)) == 1


async def test_what_a_school_hands_to_one_of_its_people(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018", owners="ОО")
    target, deputy = await office.assignment(1), await office.person("Белова")
    actor = await office.actor("Громов")
    async with both.write() as session:
        await delegating.hand_to(session, actor, target.id or 0, deputy, at(NOON))
    assert _days(await _last(office, "deputy@town.example")) == ["20181015"]


async def test_what_a_new_head_takes_over(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018", owners="Громов И.Н.")
    school, deputy = await office.organization("МОУ «СОШ № 1»"), await office.person("Белова")
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await replacing.change(session, actor, school, deputy, CHAT, at(NOON), acting=False)
    assert _days(await _last(office, "deputy@town.example")) == ["20181015"]


async def test_a_request_of_monitoring_and_its_other_day(both: Database) -> None:
    office = await Office.open(both, HEAD, VERA)
    await ask(office)
    first = (await office.plan("2019-01-14 14:00"))[-1]
    assert _days(first) == ["20190121"]
    again = (await office.plan("2019-01-18 14:00"))[-1]
    assert again.id != first.id
    assert _days(again) == []  # a reminder sets no date
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        number = (await session.exec(select(RoundRow.id))).one() or 0
        day, now = date(2019, 1, 25), at("2019-01-18 15:00")
        await round_deeds.move(session, actor, number, day, now)
    moved = await _last(office, "school1@town.example")
    assert "25 января 2019" in said(moved).plain
    assert _days(moved) == ["20190125"]


async def test_a_list_that_waits_keeps_its_dates_when_it_is_worded_anew(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018", "до 20 октября 2018")
    letter = await _last(office, "olga@town.example")
    assert len(_days(letter)) == 2
    async with both.write() as session:
        ids = [one.id or 0 for one in await office.assignments()]
        await refreshing.refresh(session, office.tenant, ids, at("2018-10-08 09:01"))
    assert len(_days(await _last(office, "olga@town.example"))) == 2


async def test_what_was_returned_is_answered_by_letter(both: Database) -> None:
    """The letter is about one activity: «выполнено» in answer to it has a line to be about."""
    office = await _town(both, "до 15 октября 2018")
    async with both.write() as session:
        activity = await session.get_one(ActivityRow, 1)
        activity.reviewed = True
    target = await office.assignment(1)
    await office.report("Пономарева", target, Event.DONE, NOON)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        asked = {"assignment": target.id or 0}
        await accepting.remark_heard(session, actor, asked, CHAT, "Нет приказа", at(NOON))
    letter = await _last(office, "olga@town.example")
    assert [one.assignment_id for one in await office.items(letter)] == [target.id]
    assert "снова" not in said(letter).plain
    assert "ответьте на это письмо" in said(letter).reply_hint
