"""The coordinator's desk: what the card shows, and marking by word of mouth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.progress import Event, Impossible, State
from services import desk, saying
from services.reporting import FactAhead
from services.rights import Denied
from storage import plan_queries
from storage.database import Database
from storage.tables import BY_WORD, NoticeKind, ReportRow
from tests.services.office import FIRST, IRINA, VERA, Office, at, plain, row, said
from views.actions import Verb, unpack

BY_15 = "до 15 октября 2018"
NOON = "2018-10-18 12:00"
WITH_PHONE = (
    "Пономарева Ольга Ивановна;Отдел образования;начальник;olga@town.example;2-34-56;ответственный;"
)


async def _town(database: Database) -> Office:
    office = await Office.open(database, WITH_PHONE, IRINA, VERA, FIRST)
    await office.bind("Мостовая", 301)
    await office.launch(
        row(BY_15, "Пономарева О.И., Осотова И.В.", title="Утвердить план"), row(BY_15, "ОО")
    )
    return office


async def _card(office: Office, code: int = 1, who: str = "Мостовая") -> Message:
    actor, target = await office.actor(who), await office.assignment(code)
    async with office.database.read() as session:
        return await desk.open_card(session, actor, target.id or 0, at(NOON))


async def _mark(
    office: Office, event: Event, fact_on: date | None = None, who: str = "Мостовая"
) -> Message:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        message, _ = await desk.mark_for(
            session, actor, target.id or 0, event, at(NOON), fact_on=fact_on
        )
        return message


def _verbs(message: Message) -> set[Verb]:
    return {a.verb for line in message.buttons for b in line if (a := unpack(b.action))}


async def test_the_card_says_whom_to_call_and_what_is_known(both: Database) -> None:
    office = await _town(both)
    for day in (9, 10, 15, 17):
        await office.plan(f"2018-10-{day:02} 09:00")
    await office.report(
        "Пономарева", await office.assignment(1), Event.PARTLY, NOON, text="Ждём приказ"
    )
    card = await _card(office)
    assert card.plain.splitlines()[0] == "Утвердить план"
    for words in (
        "Ответственный: Пономарева Ольга Ивановна, Отдел образования",
        "2-34-56, olga@town.example",
        "Сейчас: выполнено частично\n«Ждём приказ»",
        "просрочено на 3 рабочих дня",
        "Напоминаний без ответа нет",
    ):
        assert words in card.plain
    assert _verbs(card) == {
        Verb.NUDGE,
        Verb.EXTEND,
        Verb.HAND_ON,
        Verb.FOR_THEM,
        Verb.ATTACH_TO,
        Verb.EDIT,
        Verb.CALL_OFF,
        Verb.RULE,
    }


async def test_of_a_school_it_names_its_people_and_that_nobody_is_reached(
    database: Database,
) -> None:
    office = await _town(database)
    card = (await _card(office, 2)).plain
    assert "Ответственный: МОУ «СОШ № 1»" in card
    assert "Громов Игорь Николаевич" in card
    assert "Связи нет" in card


async def test_it_is_for_coordinators_of_the_same_town(database: Database) -> None:
    office = await _town(database)
    with pytest.raises(Denied):
        await _card(office, who="Пономарева")
    there = await Office.open(database, VERA, name="Там")
    target, stranger = await office.assignment(1), await there.actor("Мостовая")
    with pytest.raises(Denied):
        async with database.read() as session:
            await desk.open_card(session, stranger, target.id or 0, at(NOON))


async def test_ones_own_has_no_reminder_button(database: Database) -> None:
    office = await Office.open(database, VERA)
    await office.launch(row(BY_15, "Мостовая В.П."))
    assert Verb.NUDGE not in _verbs(await _card(office))


async def test_an_answer_edits_the_card(both: Database) -> None:
    office = await _town(both)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with both.write() as session:
        card = await desk.open_card(session, actor, target.id or 0, at(NOON))
        await saying.answer(
            session, actor, "301", card, at(NOON), kind=NoticeKind.DESK, about=(target.id or 0,)
        )
    (shown,) = await office.notices(NoticeKind.DESK)
    await office.sent(shown, "88")
    await office.report("Пономарева", target, Event.DONE, NOON)
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert "Дата исполнения: 18 октября 2018" in plain(edit)
    assert [[b.label for b in row] for row in said(edit).buttons] == [["Правило…", "Изменить…"]]


async def test_a_mark_by_word_has_its_own_day_and_says_whose_word_it_was(both: Database) -> None:
    office = await _town(both)
    message = await _mark(office, Event.DONE, date(2018, 10, 15))
    assert "выполнено 15 октября 2018" in message.plain
    lead, other = await office.assignments(1)
    assert (lead.state, lead.fact_on) == (State.DONE, date(2018, 10, 15))
    assert (other.state, other.fact_on) == (State.CLOSED_BY_LEAD, date(2018, 10, 15))
    async with both.read() as session:
        reports = (await session.exec(select(ReportRow).order_by(col(ReportRow.id)))).all()
        line = await plan_queries.full_line(session, lead.id or 0)
    assert {(r.via, r.fact_on) for r in reports if r.event is Event.DONE} == {
        (BY_WORD, date(2018, 10, 15))
    }
    assert line.by_word == "Мостовая Вера Петровна"
    assert "отмечено со слов: Мостовая В. П." in (await _card(office)).plain


async def test_a_day_that_has_not_come_is_refused(database: Database) -> None:
    office = await _town(database)
    with pytest.raises(FactAhead):
        await _mark(office, Event.DONE, date(2018, 10, 19))
    assert (await office.assignment(1)).state is State.NOT_STARTED


async def test_what_is_closed_is_not_marked_again(database: Database) -> None:
    office = await _town(database)
    await _mark(office, Event.DONE)
    with pytest.raises(Impossible):
        await _mark(office, Event.IN_PROGRESS)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with database.read() as session:
        with pytest.raises(Impossible):
            await desk.ask_how(session, actor, target.id or 0, at(NOON))


async def test_answering_for_them_takes_it_off_the_list(both: Database) -> None:
    office = await _town(both)
    await office.bind("Пономарева", 101)
    for day in (9, 10, 15, 17, 18):
        await office.plan(f"2018-10-{day:02} 09:00")
    (handed,) = await office.notices(NoticeKind.HANDOVER)
    await office.sent(handed, "99")
    assert (await office.assignment(1)).handed_over
    await _mark(office, Event.IN_PROGRESS)
    assert not (await office.assignment(1)).handed_over
    (edit,) = [n for n in await office.notices(NoticeKind.EDIT) if n.edits_notice_id == handed.id]
    assert "в работе; срок 15 октября 2018" in plain(edit)
    assert "1. Решить…" not in [b.label for line in said(edit).buttons for b in line]


async def test_the_days_offered_are_those_that_have_come(database: Database) -> None:
    office = await _town(database)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    labels = []
    for when in ("2018-10-12 12:00", "2018-10-15 12:00", NOON):
        async with database.read() as session:
            asked = await desk.ask_how(session, actor, target.id or 0, at(when))
        labels.append([line[0].label for line in asked.buttons])
    assert (
        labels[0]
        == labels[1]
        == [
            "Выполнено сегодня",
            "Выполнено в другой день…",
            "Выполнено частично",
        ]
    )
    assert labels[2][1] == "Выполнено в срок: 15 октября"
    async with database.read() as session:
        month = await desk.ask_how(
            session, actor, target.id or 0, at(NOON), shown=date(2018, 10, 1)
        )
    days = [b.label for line in month.buttons for b in line if _is_day(b.action)]
    assert days == [str(n) for n in range(1, 19)]


def _is_day(action: str) -> bool:
    unpacked = unpack(action)
    return unpacked is not None and unpacked.verb is Verb.DONE_ON


async def test_a_replay_marks_once(both: Database) -> None:
    office = await _town(both)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    for _ in range(2):
        async with both.write() as session:
            await desk.mark_for(session, replace(actor), target.id or 0, Event.PARTLY, at(NOON))
    async with both.read() as session:
        assert len((await session.exec(select(ReportRow))).all()) == 1
