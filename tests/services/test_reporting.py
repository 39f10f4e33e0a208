"""Answers: recorded once, by those who may, with everything that follows from them."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlmodel import col, select

from roadmap.progress import Event, Impossible, State
from services.reporting import TooLateToUndo
from services.rights import Denied
from storage.database import Database
from storage.tables import AssignmentRow, NoticeKind, NoticeRow, NoticeState, ReportRow
from tests.services.office import (
    FIRST,
    IRINA,
    OLGA,
    SECOND,
    VERA,
    Office,
    at,
    row,
)

BY_15 = "до 15 октября 2018"
TOGETHER = "Пономарева О.И., Осотова И.В."


async def _reports(database: Database) -> list[ReportRow]:
    async with database.read() as session:
        return list(await session.exec(select(ReportRow).order_by(col(ReportRow.id))))


async def _states(office: Office, code: int = 1) -> list[State]:
    return [assignment.state for assignment in await office.assignments(code)]


async def test_an_answer_is_recorded_with_its_day_and_its_author(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    reported = await office.report(
        "Пономарева", await office.assignment(1), Event.DONE, "2018-10-10 23:30", text="Приказ № 7"
    )
    assert reported.changed
    assert reported.line.state is State.DONE
    assert reported.line.fact_on == date(2018, 10, 10)
    (written,) = await _reports(both)
    assert (written.event, written.state_before) == (Event.DONE, State.NOT_STARTED)
    assert (written.fact_on, written.text) == (date(2018, 10, 10), "Приказ № 7")
    assert (written.via, written.at) == ("telegram", at("2018-10-10 23:30"))
    done = await office.assignment(1)
    assert (done.next_notice_at, done.fact_on) == (None, date(2018, 10, 10))


async def test_the_day_of_fact_is_the_towns(both: Database) -> None:
    office = await Office.open(both, OLGA, zone="Asia/Kamchatka")
    await office.launch(row(BY_15))
    reported = await office.report(
        "Пономарева", await office.assignment(1), Event.DONE, "2018-10-11 00:10"
    )
    assert reported.line.fact_on == date(2018, 10, 11)


async def test_a_replay_changes_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    assignment = await office.assignment(1)
    for event in (Event.PARTLY, Event.DONE):
        await office.report("Пономарева", assignment, event, origin=f"inbox:{event}")
    replay = await office.report("Пономарева", assignment, Event.PARTLY, origin="inbox:partly")
    assert not replay.changed
    assert replay.line.state is State.DONE
    assert len(await _reports(both)) == 2


async def test_saying_the_same_again_is_no_second_report(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    assignment = await office.assignment(1)
    assert (await office.report("Пономарева", assignment, Event.DONE)).changed
    assert not (await office.report("Пономарева", assignment, Event.DONE)).changed
    assert len(await _reports(both)) == 1


async def test_two_presses_at_once_are_one_answer(both: Database) -> None:
    deputy = "Крылов Денис Олегович;МОУ «СОШ № 1»;завуч;;;школа;"
    office = await Office.open(both, FIRST, deputy)
    await office.launch(row(BY_15, "ОО"))
    assignment = await office.assignment(1)
    answers = await asyncio.gather(
        *(office.report(who, assignment, Event.DONE) for who in ("Громов", "Крылов") * 3)
    )
    assert sorted(answer.changed for answer in answers) == [False] * 5 + [True]
    assert len(await _reports(both)) == 1


@pytest.mark.parametrize(
    ("event", "wake"),
    [
        (Event.PARTLY, "2018-10-15 09:00"),
        (Event.IN_PROGRESS, "2018-10-15 09:00"),
        (Event.NEED_HELP, None),
        (Event.DONE, None),
    ],
)
async def test_what_an_answer_does_to_the_ladder(
    database: Database, event: Event, wake: str | None
) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await office.plan("2018-10-10 09:00")
    await office.report("Пономарева", await office.assignment(1), event)
    assert await office.plan("2018-10-10 12:30") == []
    expected = at(wake) if wake else None
    assert (await office.assignment(1)).next_notice_at == expected


async def test_somebody_elses_work_cannot_be_marked(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, FIRST, SECOND)
    await office.launch(row(BY_15), row(BY_15, "ОО"))
    olgas = await office.assignment(1)
    first = await office.assignment(2, "МОУ «СОШ № 1»")
    for who, assignment in (("Осотова", olgas), ("Лаптева", first), ("Пономарева", first)):
        with pytest.raises(Denied):
            await office.report(who, assignment, Event.DONE)
    assert await _reports(both) == []
    await office.report("Громов", first, Event.DONE)
    assert await _states(office, 2) == [State.DONE, State.NOT_STARTED]


async def test_a_coordinator_may_mark_for_anybody_of_the_town_only(both: Database) -> None:
    here = await Office.open(both, OLGA, VERA, name="Здесь")
    there = await Office.open(both, OLGA, VERA, name="Там")
    await here.launch(row(BY_15))
    await there.launch(row(BY_15))
    assert (await here.report("Мостовая", await here.assignment(1), Event.DONE)).changed
    for intruder in ("Мостовая", "Пономарева"):
        with pytest.raises(Denied):
            await there.report(intruder, await here.assignment(1), Event.UNDO)
        with pytest.raises(Denied):
            await here.report(intruder, await there.assignment(1), Event.DONE)
    assert await _states(there) == [State.NOT_STARTED]


async def test_what_does_not_exist_is_denied_like_what_is_not_ones_own(both: Database) -> None:
    office = await Office.open(both, OLGA)
    ghost = AssignmentRow(id=999, municipality_id=office.tenant.id, milestone_id=1, since=date.max)
    with pytest.raises(Denied):
        await office.report("Пономарева", ghost, Event.DONE)


async def test_undo_within_ten_minutes_returns_to_what_was(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await office.plan("2018-10-10 09:00")
    assignment = await office.assignment(1)
    await office.report("Пономарева", assignment, Event.PARTLY, "2018-10-10 11:00")
    await office.report("Пономарева", assignment, Event.DONE, "2018-10-10 12:00")
    undone = await office.report("Пономарева", assignment, Event.UNDO, "2018-10-10 12:10")
    assert (undone.line.state, undone.line.fact_on) == (State.PARTLY, None)
    assert await office.plan("2018-10-10 12:11") == []
    assert (await office.assignment(1)).next_notice_at == at("2018-10-15 09:00")
    with pytest.raises(TooLateToUndo):
        await office.report("Пономарева", assignment, Event.UNDO, "2018-10-10 12:10")


async def test_undo_is_refused_later_or_where_nothing_was_said(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15), row(BY_15))
    first, second = await office.assignment(1), await office.assignment(2)
    await office.report("Пономарева", first, Event.DONE, "2018-10-10 12:00")
    for assignment in (first, second):
        with pytest.raises(TooLateToUndo):
            await office.report("Пономарева", assignment, Event.UNDO, "2018-10-10 12:11")
    assert await _states(office) == [State.DONE]


async def test_the_lead_closes_for_all_and_the_undoing_opens_again(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.bind("Осотова", 102)
    await office.launch(row(BY_15, TOGETHER))
    lead = await office.assignment(1, "Пономарева")
    other = await office.assignment(1, "Осотова")
    assert (lead.is_lead, other.is_lead) == (True, False)
    await office.report("Осотова", other, Event.IN_PROGRESS, "2018-10-10 10:00")
    await office.report("Пономарева", lead, Event.DONE, "2018-10-10 12:00")
    assert await _states(office) == [State.DONE, State.CLOSED_BY_LEAD]
    closed = await office.assignment(1, "Осотова")
    assert (closed.next_notice_at, closed.fact_on) == (None, date(2018, 10, 10))
    with pytest.raises(Impossible):
        await office.report("Осотова", other, Event.PARTLY, "2018-10-10 12:01")
    await office.report("Пономарева", lead, Event.UNDO, "2018-10-10 12:05")
    assert await _states(office) == [State.NOT_STARTED, State.IN_PROGRESS]
    opened = await office.assignment(1, "Осотова")
    assert opened.fact_on is None
    assert opened.next_notice_at is not None


async def test_a_co_executor_closes_only_the_own_part(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.launch(row(BY_15, TOGETHER))
    await office.report("Осотова", await office.assignment(1, "Осотова"), Event.DONE)
    assert await _states(office) == [State.NOT_STARTED, State.DONE]


async def test_what_a_co_executor_said_survives_the_lead(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.launch(row(BY_15, TOGETHER))
    lead = await office.assignment(1, "Пономарева")
    await office.report(
        "Осотова", await office.assignment(1, "Осотова"), Event.DONE, "2018-10-09 12:00"
    )
    await office.report("Пономарева", lead, Event.DONE, "2018-10-10 12:00")
    await office.report("Пономарева", lead, Event.UNDO, "2018-10-10 12:05")
    theirs = await office.assignment(1, "Осотова")
    assert (theirs.state, theirs.fact_on) == (State.DONE, date(2018, 10, 9))


async def test_schools_answer_each_for_itself(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND)
    await office.launch(row(BY_15, "ОО"))
    first = await office.assignment(1, "МОУ «СОШ № 1»")
    await office.report("Громов", first, Event.DONE)
    assert await _states(office) == [State.DONE, State.NOT_STARTED]


async def test_the_lead_acts_once_however_often_it_is_replayed(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.launch(row(BY_15, TOGETHER))
    lead = await office.assignment(1, "Пономарева")
    for _ in range(3):
        await office.report("Пономарева", lead, Event.DONE, origin="inbox:1")
    assert len(await _reports(both)) == 2


async def test_what_waits_to_be_sent_no_longer_asks_about_what_is_answered(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15, title="Первое"), row(BY_15, title="Второе"))
    (notice,) = await office.plan("2018-10-10 09:00")
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    (reworded,) = await office.notices()
    assert reworded.state is NoticeState.PLANNED
    assert "1 мероприятие" in str(reworded.message)
    assert str(reworded.message).count("Выполнено") < str(notice.message).count("Выполнено")
    await office.report("Пономарева", await office.assignment(2), Event.DONE)
    (empty,) = await office.notices()
    assert empty.state is NoticeState.WITHDRAWN


async def test_what_was_sent_is_edited(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15, title="Первое"), row(BY_15, title="Второе"))
    (notice,) = await office.plan("2018-10-10 09:00")
    await office.sent(notice, "501")
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    sent, edit = await office.notices()
    assert (sent.state, sent.message) == (NoticeState.SENT, notice.message)
    assert edit.edits_notice_id == notice.id
    assert "<s>1. Первое</s>" in edit.message["text"]
    await office.report("Пономарева", await office.assignment(2), Event.DONE)
    _, edit = await office.notices()
    assert "<s>2. Второе</s>" in edit.message["text"]


async def test_a_letter_that_has_gone_is_left_alone(both: Database) -> None:
    office = await Office.open(both, OLGA + "почта")
    await office.launch(row(BY_15))
    (letter,) = await office.plan("2018-10-10 09:00")
    await office.sent(letter, "<1@town.example>")
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    assert len(await office.notices()) == 1


async def test_an_undone_mark_brings_the_question_back(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    (notice,) = await office.plan("2018-10-10 09:00")
    await office.sent(notice, "501")
    assignment = await office.assignment(1)
    await office.report("Пономарева", assignment, Event.DONE, "2018-10-10 12:00")
    await office.report("Пономарева", assignment, Event.UNDO, "2018-10-10 12:01")
    _, edit = await office.notices()
    assert edit.message["buttons"] == notice.message["buttons"]


async def test_who_answers_has_read_the_reminder(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.bind("Пономарева", 101)
    await office.bind("Осотова", 102)
    await office.launch(row(BY_15, TOGETHER))
    await office.plan("2018-10-10 09:00")
    async with both.write() as session:
        for notice in await session.exec(select(NoticeRow)):
            notice.state, notice.external_id = NoticeState.SENT, "1"
    await office.report("Осотова", await office.assignment(1, "Осотова"), Event.IN_PROGRESS)
    read = {n.address: n.read_at is not None for n in await office.notices(NoticeKind.REMINDER)}
    assert read == {"101": False, "102": True}
