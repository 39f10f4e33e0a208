"""A form, and what is ongoing, begins to be asked: at once only where that was said; the days of
terms as a municipality sets them."""

from __future__ import annotations

from datetime import date

import pytest

from channels.message import Message
from roadmap.asking import asking_from
from roadmap.monitoring.periods import PeriodKind
from services import askings, monitoring_desk, opening_rounds, school_periods
from services.asking_forms import Start
from services.rights import Denied
from storage import round_queries
from storage.database import Database
from storage.tables import MunicipalityRow, RoundRow
from tests.services.monitored import Monitored
from tests.services.office import OLGA, VERA, Office, at, row
from views.askings import KINDS

NOW = "2019-04-03 12:00"
QUARTER, TERM = KINDS.index(PeriodKind.QUARTER), KINDS.index(PeriodKind.TERM)
TERMS = "1.09–25.10, 5.11–28.12, 9.01–22.03, 1.04–31.05"


def text(message: Message) -> str:
    """What is read, with plain blanks."""
    return message.plain.replace("\u00a0", " ")


async def _every(
    office: Monitored, form: int, choice: int, start: Start | None, now: str = NOW
) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await askings.every(session, actor, form, choice, start, at(now))


async def _opened(office: Office, now: str) -> list[RoundRow]:
    await opening_rounds.plan_due(office.database, at(now))
    async with office.database.read() as session:
        return await round_queries.rounds(session, office.tenant.id)


async def test_a_round_that_would_open_at_once_is_told_before(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    form = await office.form()
    told = await _every(office, form, QUARTER, None)
    assert "Сбор откроется сейчас для 3 школ: I квартал 2019 г., до 10 апреля 2019 г." in text(told)
    assert "Или первый откроется 1 июля 2019 г.: II квартал 2019 г." in text(told)
    assert await _opened(office, NOW) == []  # nothing is set yet
    card = await _every(office, form, QUARTER, Start.NOW)
    assert "Следующий сбор откроется 3 апреля 2019 г." in text(card)
    (made,) = await _opened(office, NOW)
    assert (made.period_key, made.due_on) == ("2019-Q1", date(2019, 4, 10))


async def test_from_the_next_period_only(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    form = await office.form()
    card = await _every(office, form, QUARTER, Start.NEXT)
    assert "Следующий сбор откроется 1 июля 2019 г." in text(card)
    assert await _opened(office, NOW) == []
    assert await _opened(office, "2019-04-09 12:00") == []
    actor = await office.actor("Мостовая")
    async with both.write() as session:  # another last day would not open it by the back door
        await askings.by_day(session, actor, form, 20, at("2019-04-15 12:00"))
    assert await _opened(office, "2019-04-15 12:00") == []
    (made,) = await _opened(office, "2019-07-01 00:05")
    assert made.period_key == "2019-Q2"


async def test_nothing_is_asked_where_nothing_would_open(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    form = await office.form()
    card = await _every(office, form, QUARTER, None, "2019-04-20 12:00")
    assert "Следующий сбор откроется 1 июля 2019 г." in text(card)


async def test_lists_of_what_is_ongoing_do_not_go_out_unasked(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row("постоянно"), row("постоянно"))
    actor, now = await office.actor("Мостовая"), "2019-01-09 12:00"

    async def chosen(choice: int, start: Start | None) -> Message:
        async with both.write() as session:
            return await monitoring_desk.set_ongoing(session, actor, choice, start, at(now))

    told = await chosen(1, None)
    assert "II полугодие 2018 г., 2 постоянных мероприятия, до 14 января 2019 г." in text(told)
    await chosen(1, Start.NEXT)
    assert await _opened(office, now) == []
    async with both.read() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        assert asking_from(town.settings).every is PeriodKind.HALF
    await chosen(0, Start.NOW)
    assert [one.period_key for one in await _opened(office, now)] == ["2018-Q4"]


async def _type(office: Office, typed: str, now: str, kind: int = 0, year: int = 2018) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        await school_periods.ask(session, actor, kind, year, "301", at(now))
        return await school_periods.heard(
            session, actor, {"kind": kind, "year": year}, "301", typed, at(now)
        )


async def test_a_round_opens_by_the_terms_as_they_are_when_it_opens(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    card = await _every(office, await office.form(), TERM, None, "2018-10-08 12:00")
    assert "Следующий сбор откроется 29 октября 2018 г." in text(card)
    assert await _opened(office, "2018-10-08 12:01") == []
    told = await _type(office, TERMS, "2018-10-09 12:00")
    assert "1 сентября – 25 октября 2018 г." in text(told)
    assert "Учебный год (по четвертям)" in text(told)
    assert await _opened(office, "2018-10-25 23:00") == []
    (made,) = await _opened(office, "2018-10-26 00:05")
    assert (made.period_end, made.due_on) == (date(2018, 10, 25), date(2018, 11, 9))
    await _type(office, TERMS.replace("25.10", "27.10"), "2018-10-30 12:00")
    assert len(await _opened(office, "2018-11-01 12:00")) == 1  # the same term is not asked twice
    assert len(await _opened(office, "2018-12-29 12:00")) == 2


async def test_dates_that_are_wrong_change_nothing_and_say_why(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    now = "2018-10-09 12:00"
    told = await _type(office, TERMS.replace("5.11", "20.10"), now)
    assert "один заканчивается 25 октября 2018 г., следующий начинается 20 октября" in text(told)
    told = await _type(office, "1.09–25.10", now)
    assert "Нужно периодов: 4, найдено: 1." in text(told)
    async with both.read() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        assert "periods" not in town.settings


async def test_the_usual_dates_come_back_and_strangers_set_nothing(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    now = "2018-10-09 12:00"
    await _type(office, TERMS, now)
    actor, head = await office.actor("Мостовая"), await office.actor("Директоров")
    async with both.write() as session:
        usual = await school_periods.as_usual(session, actor, 0, 2018, at(now))
    assert "1 сентября – 28 октября 2018 г." in text(usual)
    with pytest.raises(Denied):
        async with both.write() as session:
            await school_periods.as_usual(session, head, 0, 2018, at(now))
    with pytest.raises(Denied):
        async with both.write() as session:
            await school_periods.shown(session, actor, 1918, "301", at(now))
