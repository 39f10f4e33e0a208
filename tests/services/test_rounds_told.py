"""What coordinators hear of rounds: one paragraph a round, and that the time is over."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from channels.message import Message
from roadmap.plan import Asked
from roadmap.progress import Event
from services import (
    archiving,
    calling,
    municipalities,
    opening_rounds,
    pausing,
    round_deeds,
    rounds,
    simulation,
    urgent_rounds,
)
from services.rounds import Opening
from storage import round_queries
from storage.database import Database
from storage.tables import AssignmentRow, MunicipalityRow, NoticeKind, NoticeRow
from tests.services.monitored import NOW, Monitored
from tests.services.office import FIRST, OLGA, VERA, Office, at, plain, row, said
from views.actions import Verb, unpack

TITLE = "Сведения о школе: I квартал 2019 г."
EVE = "2019-04-09 09:00"


async def _asked(database: Database, count: int = 7, answered: int = 2) -> tuple[Monitored, int]:
    """A round of a form that some schools have answered; the coordinator is in the chat."""
    office = await Monitored.with_schools(database, count)
    await office.bind("Мостовая", 301)
    number = await office.round(await office.form())
    await office.answered(number, [(100, "40")] * answered)
    return office, number


def _verbs(message: Message) -> list[tuple[Verb, int]]:
    found = [unpack(button.action) for line in message.buttons for button in line]
    return [(action.verb, action.ids[0]) for action in found if action is not None]


def _text(notice: NoticeRow) -> str:
    return plain(notice).replace("\u00a0", " ")


async def test_the_silent_of_a_round_are_one_paragraph(both: Database) -> None:
    office, number = await _asked(both)
    (told,) = [n for n in await office.plan(EVE) if n.kind is NoticeKind.ALERT]
    assert _text(told).startswith("Срок близко, а на 1 сбор сведений ответили не все")
    assert f"• {TITLE}\nсрок 10 апреля 2019 г. — срок завтра" in _text(told)
    assert "нет ответа: 5 из 7 — МОУ «СОШ № 3»; " in _text(told)
    assert _verbs(said(told)) == [(Verb.ROUND_SILENT, number)]
    assert len(await office.items(told)) == 5


async def test_it_follows_the_answers(both: Database) -> None:
    office, number = await _asked(both)
    (told,) = [n for n in await office.plan(EVE) if n.kind is NoticeKind.ALERT]
    waiting = [one for one in await office.respondents(number) if one.owes]
    for one in waiting[1:]:
        values = {"pupils": 100, "good": "40", "mode": "одна смена"}
        await office.answer(one.assignment_id, values, EVE)
    (now,) = [n for n in await office.notices(NoticeKind.ALERT) if n.id == told.id]
    assert "нет ответа: 1 из 7 — МОУ «СОШ № 3»" in _text(now)


async def test_a_school_that_needs_help_stands_by_itself(both: Database) -> None:
    office, _ = await _asked(both, answered=0)
    (told,) = [n for n in await office.plan(EVE) if n.kind is NoticeKind.ALERT]
    (one, *_) = await office.assignments()
    await office.report("Директоров Иван №1", one, Event.NEED_HELP, EVE, text="Нет доступа")
    (now,) = [n for n in await office.notices(NoticeKind.ALERT) if n.id == told.id]
    assert _text(now).startswith("Срок близко, а по 1 мероприятию ещё нет ответа\n\n1. Сведения")
    assert "нужна помощь: Нет доступа" in _text(now)
    assert "нет ответа: 6 из 7 — МОУ «СОШ № 2»; " in _text(now)


async def test_what_remains_is_handed_over_in_one_paragraph(both: Database) -> None:
    office, _ = await _asked(both)
    told = []
    for day in range(9, 30):
        told += await office.plan(f"2019-04-{day:02} 09:00")
    handed = [n for n in told if n.kind is NoticeKind.HANDOVER]
    assert len(handed) == 1
    assert _text(handed[0]).startswith("На 1 сбор сведений ответили не все, больше не напоминаю")
    assert "нет ответа: 5 из 7" in _text(handed[0])


async def _over(office: Office, when: str) -> list[NoticeRow]:
    before = {notice.id for notice in await office.notices()}
    await urgent_rounds.plan_due(office.database, at(when, office.tenant.zone))
    return [notice for notice in await office.notices() if notice.id not in before]


async def test_coordinators_hear_on_the_morning_after_that_the_time_is_over(
    both: Database,
) -> None:
    office, number = await _asked(both, 4)
    later = (await office.respondents(number))[2]
    async with both.write() as session:
        held = await session.get_one(AssignmentRow, later.assignment_id)
        held.extended_to = date(2019, 4, 20)
    assert await _over(office, "2019-04-10 18:00") == []
    assert await _over(office, "2019-04-11 07:00") == []
    (told,) = await _over(office, "2019-04-11 09:00")
    assert _text(told).startswith(f"Срок истёк: {TITLE}\nОтветили: 2 из 4")
    assert "Не ответили: МОУ «СОШ № 4»" in _text(told)
    assert "СОШ № 3" not in _text(told)  # it has a later day of its own
    assert await _over(office, "2019-04-12 09:00") == []


async def test_the_simulation_tells_that_the_time_will_be_over(both: Database) -> None:
    office, _ = await _asked(both, 3)
    async with both.read() as session:
        coming = await simulation.simulate(
            session, office.tenant, date(2019, 4, 11), date(2019, 4, 11), at(NOW)
        )
    over = [one for one in coming if one.text.startswith("Срок истёк")]
    assert [(one.at, one.kind) for one in over] == [(at("2019-04-11 09:00"), "alert")]
    (told,) = await _over(office, "2019-04-11 09:00")
    assert over[0].text == plain(told)


async def test_moved_it_is_over_later_and_closed_it_never_is(both: Database) -> None:
    office, number = await _asked(both, 3)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await round_deeds.move(session, actor, number, date(2019, 4, 17), at(NOW))
    assert await _over(office, "2019-04-11 09:00") == []
    async with both.write() as session:
        await round_deeds.change_state(session, actor, number, 1, at(NOW), sure=True)
    assert await _over(office, "2019-04-18 09:00") == []
    async with both.write() as session:
        again = await office.actor("Мостовая")
        await round_deeds.change_state(session, again, number, 0, at(NOW), sure=True)
    assert len(await _over(office, "2019-04-18 09:00")) == 1


async def test_what_ended_in_a_pause_is_told_after_it_once(both: Database) -> None:
    office, _ = await _asked(both, 3)

    async def pause(when: str, *, on: bool) -> None:
        async with both.write() as session:
            tenant = await municipalities.by_id(session, office.tenant.id)
            await pausing.set_municipality(session, tenant, at(when), pause=on)

    await pause("2019-04-05 10:00", on=True)
    assert await _over(office, "2019-04-11 09:00") == []
    await pause("2019-04-15 10:00", on=False)
    assert len(await _over(office, "2019-04-15 10:00")) == 1
    await pause("2019-04-16 10:00", on=True)
    await pause("2019-04-17 10:00", on=False)
    assert await _over(office, "2019-04-17 10:00") == []


async def test_where_everybody_answered_nothing_is_over(both: Database) -> None:
    office, _ = await _asked(both, 2)
    assert await _over(office, "2019-04-11 09:00") == []


async def test_a_round_of_a_roadmap_in_the_archive_is_silent(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row("постоянно"), on=date(2019, 1, 10))
    await opening_rounds.plan_due(both, at("2019-04-01 09:00"))
    async with both.write() as session:
        await archiving.set_archived(session, office.tenant, 1, at(NOW), archive=True)
    assert await _over(office, "2019-04-11 09:00") == []
    async with both.write() as session:
        await archiving.set_archived(
            session, office.tenant, 1, at("2019-04-12 09:00"), archive=False
        )
    (told,) = await _over(office, "2019-04-12 09:00")
    assert "Срок истёк: Постоянные мероприятия, I квартал 2019 г." in _text(told)


async def test_an_hour_is_an_hour_of_the_municipality(both: Database) -> None:
    far = ZoneInfo("Asia/Kamchatka")
    office = await Office.open(both, FIRST, VERA, zone="Asia/Kamchatka")
    await office.bind("Мостовая", 301)
    opening = Opening(
        kind=Asked.TABLE,
        title="Подвоз",
        cause="test",
        opens_on=date(2018, 10, 10),
        due_on=date(2018, 10, 11),
        due_time=time(15),
    )
    async with both.write() as session:
        school = await office.organization("МОУ «СОШ № 1»")
        now = at("2018-10-10 10:00", far)
        await rounds.open_asking(session, office.tenant, opening, [school], now)
        assert await round_queries.next_at(session) is not None
    assert await _over(office, "2018-10-11 14:59") == []
    assert len(await _over(office, "2018-10-11 15:00")) == 1


async def test_the_list_of_ongoing_activities_opens_at_the_midnight_of_the_municipality(
    both: Database,
) -> None:
    far = ZoneInfo("Asia/Kamchatka")
    office = await Office.open(both, OLGA, zone="Asia/Kamchatka")
    await office.launch(row("постоянно"))
    assert await opening_rounds.plan_due(both, at("2019-01-08 23:59", far)) == 0
    async with both.read() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
    assert town.next_round_at == at("2019-01-09 00:00", far)
    assert await opening_rounds.plan_due(both, at("2019-01-09 00:00", far)) == 1


@pytest.mark.parametrize(
    ("every", "title"), [("half", "II полугодие 2018 г."), ("year", "2018 год")]
)
async def test_it_is_asked_as_often_as_the_municipality_wants(
    both: Database, every: str, title: str
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row("постоянно"))
    async with both.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {"monitoring": {"ongoing": every}}
    assert await opening_rounds.plan_due(both, at("2019-01-09 09:00")) == 1
    async with both.read() as session:
        (asked,) = await round_queries.rounds(session, office.tenant.id)
    assert asked.title == title
    assert await opening_rounds.plan_due(both, at("2019-04-01 09:00")) == 0


async def test_who_does_not_answer_a_round_is_to_be_called(both: Database) -> None:
    office, _ = await _asked(both, 3)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        listed = await calling.shown(session, actor, 0, at("2019-04-15 12:00"))
    assert "СОШ № 3" in listed.plain
    assert "СОШ № 1" not in listed.plain
