"""«Нужна помощь»: the coordinators hear of it at once, in one list, with what is in the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from channels.message import Message
from roadmap.extending import Basis, Grounds
from roadmap.progress import Event, State
from services import extending, needing_help
from services.rights import Denied
from storage import plan_queries
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow, NoticeState
from tests.services.office import IRINA, OLGA, VERA, Office, at, plain, row, said

BY_15 = "до 15 октября 2018"
NOON = "2018-10-10 12:00"
OTHER = "Седова Анна Игоревна;МЦ;методист;;;координатор;"


async def _town(database: Database) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, title="Утвердить план"), row(BY_15, title="Провести совещание"))
    return office


async def _explain(
    office: Office, code: int, words: str, when: str = NOON, who: str = "Пономарева"
) -> Message:
    actor, row_ = await office.actor(who), await office.assignment(code)
    async with office.database.write() as session:
        return await needing_help.explain(
            session, actor, row_.id or 0, "101", words, at(when, office.tenant.zone)
        )


async def _lists(office: Office) -> list[NoticeRow]:
    return await office.notices(NoticeKind.HANDOVER)


async def test_coordinators_hear_at_once_in_one_list_with_the_words(both: Database) -> None:
    office = await _town(both)
    for code in (1, 2):
        await office.report("Пономарева", await office.assignment(code), Event.NEED_HELP, NOON)
    (told,) = await _lists(office)
    assert told.not_before == at(NOON) + timedelta(minutes=3)
    answer = await _explain(office, 1, "  Нет приказа учредителя ")
    assert "Нет приказа учредителя" in answer.plain
    (told,) = await _lists(office)
    assert told.not_before == at(NOON)
    assert await office.codes(told) == [1, 2]
    assert plain(told).startswith("2 мероприятия ждут вашего решения")
    assert plain(told).count("нужна помощь: Нет приказа учредителя") == 1
    assert [b.label for line in said(told).buttons for b in line] == ["1. Решить…", "2. Решить…"]


async def test_outside_working_hours_the_list_comes_at_once_and_without_a_sound(
    database: Database,
) -> None:
    office = await _town(database)
    row_ = await office.assignment(1)
    await office.report("Пономарева", row_, Event.NEED_HELP, "2018-10-12 20:00")
    await _explain(office, 1, "Некому", "2018-10-12 20:01")
    (told,) = await _lists(office)
    assert (told.not_before, said(told).quiet) == (at("2018-10-12 20:01"), True)
    await office.report("Пономарева", row_, Event.IN_PROGRESS, "2018-10-15 09:30")
    await office.report("Пономарева", row_, Event.NEED_HELP, "2018-10-15 09:40")
    *_, told = await _lists(office)
    assert not said(told).quiet


async def test_words_that_come_later_and_help_taken_back_edit_what_was_sent(both: Database) -> None:
    office = await _town(both)
    assignment = await office.assignment(1)
    await office.report("Пономарева", assignment, Event.NEED_HELP, NOON)
    (told,) = await _lists(office)
    await office.sent(told, "77")
    await _explain(office, 1, "Нет приказа", "2018-10-10 13:00")
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert "Нет приказа" in plain(edit)
    await office.report("Пономарева", assignment, Event.IN_PROGRESS, "2018-10-10 14:00")
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert plain(edit).startswith("Всё решено, спасибо")
    assert said(edit).buttons == ()


async def test_taken_back_before_anybody_heard_nothing_is_said(database: Database) -> None:
    office = await _town(database)
    assignment = await office.assignment(1)
    await office.report("Пономарева", assignment, Event.NEED_HELP, NOON)
    await office.report("Пономарева", assignment, Event.IN_PROGRESS, NOON)
    assert [n.state for n in await _lists(office)] == [NoticeState.WITHDRAWN]
    answer = await _explain(office, 1, "Поздно")
    assert "уже не нужна" in answer.plain
    async with database.read() as session:
        line = await plan_queries.full_line(session, assignment.id or 0)
    assert (line.state, line.note) == (State.IN_PROGRESS, "")


async def test_words_do_not_change_what_an_undo_returns_to(database: Database) -> None:
    office = await _town(database)
    assignment = await office.assignment(1)
    await office.report("Пономарева", assignment, Event.PARTLY, NOON)
    await office.report("Пономарева", assignment, Event.NEED_HELP, NOON)
    await _explain(office, 1, "Нет приказа")
    undone = await office.report("Пономарева", assignment, Event.UNDO, "2018-10-10 12:05")
    assert undone.line.state is State.PARTLY


async def test_a_coordinators_own_need_is_told_to_the_other_one(database: Database) -> None:
    office = await Office.open(database, VERA, OTHER)
    await office.bind("Мостовая", 301)
    other = await office.bind("Седова", 302)
    await office.launch(row(BY_15, "Мостовая В.П."))
    await office.report("Мостовая", await office.assignment(1), Event.NEED_HELP, NOON)
    assert [n.person_id for n in await _lists(office)] == [other]


async def test_nobody_speaks_for_somebody_else(database: Database) -> None:
    office = await _town(database)
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP, NOON)
    with pytest.raises(Denied):
        await _explain(office, 1, "Чужое", who="Осотова")


async def test_another_date_is_an_answer_and_reminding_goes_on(both: Database) -> None:
    office = await _town(both)
    assignment = await office.assignment(1)
    await office.report("Пономарева", assignment, Event.PARTLY, NOON)
    await office.report("Пономарева", assignment, Event.NEED_HELP, NOON)
    await _explain(office, 1, "Не успеваем")
    (told,) = await _lists(office)
    await office.sent(told, "77")
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await extending.move(
            session,
            actor,
            assignment.id or 0,
            date(2018, 10, 31),
            Grounds(Basis.ORAL),
            at(NOON),
        )
    moved = await office.assignment(1)
    assert (moved.state, moved.next_notice_at) == (State.PARTLY, at(NOON))
    edits = [n for n in await office.notices(NoticeKind.EDIT) if n.edits_notice_id == told.id]
    assert plain(edits[-1]).startswith("Всё решено")
    assert "срок 31 октября 2018" in plain(edits[-1])
