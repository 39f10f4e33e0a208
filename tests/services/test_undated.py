"""«Без даты»: asked on the first working day of a month, once, and put off."""

from __future__ import annotations

from datetime import date

import pytest

from roadmap.undated import due_on, first_working, next_first_working
from roadmap.working_calendar import WorkingCalendar
from services import change_history, editing_deadline, simulation, undated
from services.undated import HasDate
from storage.database import Database
from storage.tables import ActivityRow, NoticeRow
from tests.services.office import IRINA, OLGA, VERA, Office, at, plain, row, said
from views.actions import Verb, unpack

CALENDAR = WorkingCalendar()


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2018, 10, 8), date(2018, 10, 1), date(2018, 11, 1)),
        (date(2018, 12, 31), date(2018, 12, 3), date(2019, 1, 9)),
        (date(2018, 9, 15), date(2018, 9, 3), date(2018, 10, 1)),
    ],
)
def test_the_first_working_day(day: date, first: date, following: date) -> None:
    assert first_working(day, CALENDAR) == first
    assert next_first_working(day, CALENDAR) == following


def test_nobody_is_asked_in_the_month_of_the_launch() -> None:
    assert due_on(None, date(2018, 10, 8), CALENDAR) == date(2018, 11, 1)
    assert due_on(None, date(2018, 12, 1), CALENDAR) == date(2018, 12, 3)
    assert due_on(date(2018, 12, 1), date(2018, 10, 8), CALENDAR) == date(2018, 12, 3)


async def _town(database: Database) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row("по графику"), row("до 15 октября 2018"), row("постоянно"), row(""))
    return office


async def _asked(office: Office, when: str) -> list[NoticeRow]:
    before = {n.id for n in await office.notices()}
    await undated.plan_due(office.database, at(when))
    return [n for n in await office.notices() if n.id not in before]


async def _next(office: Office) -> object:
    async with office.database.read() as session:
        return await undated.next_at(session)


async def test_coordinators_are_asked_once_a_month(both: Database) -> None:
    office = await _town(both)
    assert await _next(office) == at("2018-11-01 09:00")
    assert await _asked(office, "2018-10-31 12:00") == []
    assert await _asked(office, "2018-11-01 08:59") == []
    (notice,) = await _asked(office, "2018-11-01 09:00")
    assert notice.person_id == await office.person("Мостовая")
    assert "2" in plain(notice).splitlines()[0]
    presses = [unpack(str(b.action)) for line in said(notice).buttons for b in line]
    assert [p.verb for p in presses if p] == [Verb.REDATE, Verb.ABANDON, Verb.NOT_YET] * 2
    assert await _asked(office, "2018-11-01 09:01") == []
    assert await _asked(office, "2018-11-15 12:00") == []
    assert await _next(office) == at("2018-12-03 09:00")
    assert len(await _asked(office, "2018-12-03 10:00")) == 1


async def test_a_bot_that_slept_asks_when_it_wakes(database: Database) -> None:
    office = await _town(database)
    assert await _asked(office, "2018-11-10 12:00") == []  # a Saturday
    assert len(await _asked(office, "2018-11-12 12:00")) == 1
    assert await _asked(office, "2018-11-13 12:00") == []


async def test_no_order_yet_puts_it_off_with_a_note(both: Database) -> None:
    office = await _town(both)
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await undated.not_yet(session, by, 1, "301", at("2018-10-10 12:00"))
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await undated.not_yet(session, by, 1, "301", at("2018-10-10 12:00"))
        asked = {"activity": 1, "until": "2018-11-01"}
        await undated.note_heard(
            session, by, asked, "301", "Ждём приказ области", at("2018-10-10 12:01")
        )
    async with both.read() as session:
        assert (await session.get_one(ActivityRow, 1)).ask_date_from == date(2018, 11, 1)
        own = await change_history.of_activity(session, by, 1, 0)
        shown = await undated.shown(session, by, 0, at("2018-10-10 12:02"))
    assert "Ждём приказ области" in own.plain
    assert own.plain.count("даты пока нет") == 2  # pressed twice, and why
    assert "01.11.2018" in shown.plain
    with pytest.raises(HasDate):
        async with both.write() as session:
            await undated.not_yet(session, by, 2, "301", at("2018-10-10 12:00"))


async def test_what_got_a_date_is_not_asked_about(database: Database) -> None:
    office = await _town(database)
    by = await office.actor("Мостовая")
    async with database.write() as session:
        now = at("2018-10-10 12:00")
        text = "до 15 декабря 2018"
        await editing_deadline.heard(session, by, {"activity": 1}, "301", text, now)
        await editing_deadline.on(session, by, 1, None, "301", now)
    (notice,) = await _asked(office, "2018-11-01 09:00")
    assert len(said(notice).buttons) == 2


async def test_the_simulation_foresees_the_same(database: Database) -> None:
    office = await _town(database)
    async with database.read() as session:
        foreseen = await simulation.simulate(
            session, office.tenant, date(2018, 10, 8), date(2018, 12, 31), at("2018-10-08 08:00")
        )
    asked = [one.at for one in foreseen if one.text.startswith("Без даты")]
    assert asked == [at("2018-11-01 09:00"), at("2018-12-03 09:00")]
