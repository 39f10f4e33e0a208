"""After «done»: the day, the words and the number; opening again; requests to call off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.completion import Completion
from roadmap.progress import Event, Impossible, State
from services import (
    acquainting,
    activities,
    closing,
    completion_rules,
    detailing,
    reopening,
    saying,
)
from services.detailing import TooLateToCorrect
from services.reporting import FactAhead
from services.rights import Denied
from storage import history_queries
from storage.database import Database
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    NoticeKind,
    Objecting,
    ObjectionRow,
    ReportRow,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row

BY_15 = "до 15 октября 2018"
TOGETHER = "Пономарева О.И., Осотова И.В."
LATE = "2018-10-18 12:00"


async def _town(database: Database, owners: str = "Пономарева О.И.") -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST, SECOND)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(row(BY_15, owners, title="Две публикации"))
    async with database.write() as session:
        activity = (await session.exec(select(ActivityRow))).one()
        activity.target = {"count": 2, "unit": "публикаций", "per": None}
        session.add(activity)
    return office


async def _date(office: Office, who: str, target: AssignmentRow, day: date, when: str) -> None:
    actor = await office.actor(who)
    async with office.database.write() as session:
        await detailing.date_fact(session, actor, target.id or 0, day, at(when))


async def _amount(office: Office, who: str, target: AssignmentRow, text: str) -> Message:
    actor = await office.actor(who)
    async with office.database.write() as session:
        return await detailing.amount_heard(
            session, actor, {"assignment": target.id}, "101", text, at(LATE)
        )


async def _total(office: Office, target: AssignmentRow) -> int:
    async with office.database.read() as session:
        found = await history_queries.count(session, target.id or 0)
    assert found is not None
    return found.all


async def _card(office: Office, who: str, target: AssignmentRow, when: str = LATE) -> Message:
    actor = await office.actor(who)
    async with office.database.read() as session:
        return await activities.card(session, actor, target.id or 0, at(when))


async def test_in_time_or_late_is_judged_by_the_date_of_fact(both: Database) -> None:
    office = await _town(both, TOGETHER)
    lead = await office.assignment(1, "Пономарева")
    await office.report("Пономарева", lead, Event.DONE, LATE)
    assert "с опозданием на 3 рабочих дня" in (await _card(office, "Пономарева", lead)).plain
    await _date(office, "Пономарева", lead, date(2018, 10, 15), LATE)
    assert {a.fact_on for a in await office.assignments(1)} == {date(2018, 10, 15)}
    card = await _card(office, "Пономарева", lead)
    assert "Дата исполнения: 15 октября 2018\u00a0г., в срок" in card.plain
    assert "уточнено (15 октября)" in card.plain


async def test_another_day_is_told_to_those_whom_the_lead_closed(both: Database) -> None:
    office = await _town(both, TOGETHER)
    lead, other = [await office.assignment(1, who) for who in ("Пономарева", "Осотова")]
    await office.report("Пономарева", lead, Event.DONE, LATE)
    irina, card = await office.actor("Осотова"), await _card(office, "Осотова", other)
    assert "18 октября" in card.plain
    async with both.write() as session:
        shown, now = (other.id or 0,), at(LATE)
        await saying.answer(session, irina, "102", card, now, kind=NoticeKind.CARD, about=shown)
    (notice,) = await office.notices(NoticeKind.CARD)
    await office.sent(notice, "70")
    await _date(office, "Пономарева", lead, date(2018, 10, 15), LATE)
    (edit,) = [n for n in await office.notices(NoticeKind.EDIT) if n.address == "102"]
    assert edit.edits_notice_id == notice.id
    assert "15 октября" in plain(edit)
    assert "18 октября" not in plain(edit)


async def test_what_a_coordinator_closed_has_no_day_of_the_leads(both: Database) -> None:
    office = await _town(both, TOGETHER)
    lead, vera = await office.assignment(1, "Пономарева"), await office.actor("Мостовая")
    async with both.write() as session:
        await completion_rules.choose(session, vera, lead.id or 0, Completion.ALL, at(LATE))
    await office.report("Пономарева", lead, Event.DONE, LATE)
    asked = {"assignment": lead.id}
    async with both.write() as session:
        await closing.heard(session, vera, asked, "301", "Хватит", at(LATE))
    await _date(office, "Пономарева", lead, date(2018, 10, 15), LATE)
    other = await office.assignment(1, "Осотова")
    assert (other.state, other.fact_on) == (State.CLOSED_BY_LEAD, None)
    assert (await office.assignment(1, "Пономарева")).fact_on == date(2018, 10, 15)


async def test_no_day_to_come_and_none_long_past_is_a_date_of_fact(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    with pytest.raises(Impossible):
        await _date(office, "Пономарева", target, date(2018, 10, 1), LATE)
    await office.report("Пономарева", target, Event.DONE, LATE)
    with pytest.raises(FactAhead):
        await _date(office, "Пономарева", target, date(2018, 10, 19), LATE)
    with pytest.raises(Denied):
        await _date(office, "Пономарева", target, date(2017, 10, 1), LATE)
    with pytest.raises(Denied):
        await _date(office, "Осотова", target, date(2018, 10, 15), LATE)
    assert (await office.assignment(1)).fact_on == date(2018, 10, 18)


async def test_a_month_later_only_a_coordinator_corrects_the_day(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    await office.report("Пономарева", target, Event.DONE, LATE)
    month_later = "2018-11-18 12:00"
    with pytest.raises(TooLateToCorrect):
        await _date(office, "Пономарева", target, date(2018, 10, 15), month_later)
    await _date(office, "Мостовая", target, date(2018, 10, 15), month_later)
    assert (await office.assignment(1)).fact_on == date(2018, 10, 15)


async def test_numbers_of_all_who_answer_together_add_up(both: Database) -> None:
    office = await _town(both, TOGETHER)
    mine = await office.assignment(1, "Осотова")
    lead = await office.assignment(1, "Пономарева")
    await office.report("Осотова", mine, Event.PARTLY, LATE)
    await _amount(office, "Осотова", mine, "1")
    await office.report("Пономарева", lead, Event.PARTLY, LATE)
    await _amount(office, "Пономарева", lead, " 1 ")
    assert await _total(office, lead) == await _total(office, mine) == 2
    assert "2 из 2 (публикаций)" in (await _card(office, "Осотова", mine)).plain


async def test_a_number_said_again_replaces_and_an_undoing_takes_it_back(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    await office.report("Пономарева", target, Event.PARTLY, LATE)
    await _amount(office, "Пономарева", target, "5")
    await _amount(office, "Пономарева", target, "1")
    assert await _total(office, target) == 1
    await office.report("Пономарева", target, Event.DONE, LATE)
    await _amount(office, "Пономарева", target, "2")
    assert await _total(office, target) == 2
    await office.report("Пономарева", target, Event.UNDO, LATE)
    assert await _total(office, target) == 1
    assert (await office.assignment(1)).state is State.PARTLY


@pytest.mark.parametrize("text", ["две", "-1", "1.5", "99999999", "²", "1 из 2"])
async def test_what_is_no_number_is_asked_again(database: Database, text: str) -> None:
    office = await _town(database)
    target = await office.assignment(1)
    await office.report("Пономарева", target, Event.DONE, LATE)
    assert "нужно число" in (await _amount(office, "Пономарева", target, text)).plain
    assert await _total(office, target) == 0


async def test_words_are_kept_once_and_an_undoing_goes_past_them(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    await office.report("Пономарева", target, Event.DONE, LATE)
    actor = await office.actor("Пономарева", "update:7")
    for _ in range(2):
        async with both.write() as session:
            said = await detailing.what_heard(
                session, actor, {"assignment": target.id}, "101", "ы" * 1500, at(LATE)
            )
    assert "сохранено только его начало" in said.plain
    async with both.read() as session:
        kept = (await session.exec(select(ReportRow).where(ReportRow.text != ""))).all()
    assert [len(report.text) for report in kept] == [1000]
    await office.report("Пономарева", target, Event.UNDO, LATE)
    assert (await office.assignment(1)).state is State.NOT_STARTED


async def test_a_co_executor_undoes_nothing_of_the_leads(both: Database) -> None:
    office = await _town(both, TOGETHER)
    lead, mine = await office.assignment(1, "Пономарева"), await office.assignment(1, "Осотова")
    await office.report("Пономарева", lead, Event.DONE, LATE)
    with pytest.raises(Impossible) as closed:
        await office.report("Осотова", mine, Event.DONE, LATE)
    assert closed.value.state is State.CLOSED_BY_LEAD
    actor = await office.actor("Осотова")
    async with both.write() as session:
        with pytest.raises(Impossible):
            await reopening.ask_why_reopen(session, actor, mine.id or 0, "102", at(LATE))


async def test_it_is_opened_again_with_a_reason_and_reminded_of(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    await office.report("Пономарева", target, Event.DONE, LATE)
    actor = await office.actor("Мостовая")
    month_later = at("2018-11-18 12:00")
    async with both.write() as session:
        await reopening.reopen_heard(
            session, actor, {"assignment": target.id}, "301", "Приказ отменён", month_later
        )
    opened = await office.assignment(1)
    assert (opened.state, opened.fact_on) == (State.IN_PROGRESS, None)
    assert opened.next_notice_at == month_later
    told = [n for n in await office.notices() if n.address == "101"]
    assert "снова открывает ваше мероприятие" in plain(told[-1])
    assert "Приказ отменён" in plain(told[-1])
    card = await _card(office, "Пономарева", target, "2018-11-18 12:30")
    assert "открыто снова — Мостовая В. П.: «Приказ отменён»" in card.plain


async def test_each_school_counts_for_itself(both: Database) -> None:
    office = await _town(both, "ОО")
    first, second = await office.assignments(1)
    for who, target, number in (("Громов", first, "2"), ("Лаптева", second, "1")):
        await office.report(who, target, Event.PARTLY, LATE)
        await _amount(office, who, target, number)
    assert [await _total(office, target) for target in (first, second)] == [2, 1]


async def _object(office: Office, target: AssignmentRow, kind: Objecting, reason: str) -> int:
    actor = await office.actor("Пономарева")
    async with office.database.write() as session:
        await acquainting.object_to(session, actor, target.id or 0, "101", at(LATE), kind)
        asked = (await session.exec(select(ObjectionRow).order_by(col(ObjectionRow.id)))).all()[-1]
        actor = replace(actor, origin=f"{actor.origin}+")
        await acquainting.give_reason(session, actor, asked.id or 0, "101", reason, at(LATE))
        return asked.id or 0


async def test_what_is_not_relevant_stays_until_a_coordinator_calls_it_off(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    number = await _object(office, target, Objecting.NOT_RELEVANT, "Конкурс отменён")
    assert (await office.assignment(1)).state is State.NOT_STARTED
    assert "«Неактуально»: решает координатор" in (await _card(office, "Пономарева", target)).plain
    (listed,) = await office.notices(NoticeKind.OBJECTION)
    assert "Пишет, что это неактуально: Пономарева" in plain(listed)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        wrong = await acquainting.decide(session, actor, number, at(LATE), take=True)
        assert not wrong.changed
        settled = await acquainting.decide(
            session, actor, number, at(LATE), take=True, kind=Objecting.NOT_RELEVANT
        )
    assert settled.changed
    assert (await office.assignment(1)).state is State.CALLED_OFF
    told = [plain(n) for n in await office.notices() if n.address == "101"]
    assert sum("Причина: Конкурс отменён" in text for text in told) == 1


async def test_one_request_waits_and_the_last_said_holds(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    first = await _object(office, target, Objecting.NOT_MINE, "Не моё")
    second = await _object(office, target, Objecting.NOT_RELEVANT, "Отменено")
    assert first == second
    async with both.write() as session:
        actor = await office.actor("Мостовая")
        left = await acquainting.decide(session, actor, second, at(LATE), take=False)
    assert left.changed
    assert (await office.assignment(1)).state is State.NOT_STARTED
