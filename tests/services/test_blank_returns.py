"""Tables that schools send back: taken whole or not at all, told of by cell, replaced, gathered."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import col, select

from roadmap.progress import State
from services import blank_evidence, blank_returns, children, gathering_up, submissions
from services.rights import Denied
from storage.database import Database
from storage.tables import (
    BY_WORD,
    AssignmentRow,
    AuditRow,
    EvidenceRow,
    NoticeKind,
    SubmissionState,
)
from tests.roadmap.blanks.tables import edited, listed, opened, saved
from tests.services.office import FIRST, SECOND, VERA, Office, at, plain
from tests.services.tables import HEAD, NOW, TITLE, Tables, in_process

ONE, TWO = "МОУ «СОШ № 1»", "МОУ «СОШ № 2»"
BLANK = listed(("СОШ №1", "СОШ №2"))
LATER = at("2018-10-11 12:00")


@pytest.fixture
async def tables(both: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tables:
    monkeypatch.setattr(children, "ask", in_process)
    office = await Office.open(both, FIRST, SECOND, VERA)
    for name, chat in (("Громов", 201), ("Лаптева", 202), ("Мостовая", 301)):
        await office.bind(name, chat)
    return Tables(office, tmp_path)


async def _state(tables: Tables, assignment_id: int) -> State:
    async with tables.office.database.read() as session:
        return (await session.get_one(AssignmentRow, assignment_id)).state


async def _gathered(tables: Tables, round_id: int, who: str = "Мостовая") -> tuple[str, bytes]:
    actor = await tables.office.actor(who)
    async with tables.office.database.read() as session:
        message = await gathering_up.gathered(session, actor, round_id, tables.files)
    found = [tables.files.get(file.sha256) for file in message.attachments]
    return message.plain, found[0] if found else b""


async def test_a_complete_table_is_handed_in_by_being_sent(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    data = await tables.filled("Громов", own, C6=12, D6=3, E6="7 чел.")
    message = await tables.send("Громов", data)
    assert message is not None
    text = message.plain.replace("\xa0", " ")
    assert "10 октября в 12:00" in text
    assert "Количество учителей / всего: 12" in text
    assert "Кадры!E6: «7 чел.»: взято число без единицы измерения" in text
    held = await tables.stored("Громов", own)
    assert held.submission.answers == {"0!C6": 12, "0!D6": 3, "0!E6": 7}
    assert held.submission.state is SubmissionState.SENT
    assert await _state(tables, own) is State.DONE


async def test_errors_are_told_by_cell_and_nothing_is_kept(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    data = await tables.filled("Громов", own, C6="много", D6=700, E6=1)
    message = await tables.send("Громов", data)
    assert message is not None
    text = message.plain.replace("\xa0", " ")
    assert "Кадры!C6, Количество учителей / всего: «много» — нужно число" in text
    assert "Кадры!D6, Количество учителей / до 35 лет: «700» — нужно от 0 до 500" in text
    held = await tables.stored("Громов", own)
    assert (held.submission.answers, held.submission.state) == ({}, SubmissionState.EMPTY)


async def test_a_table_not_filled_in_wholly_is_a_draft_until_it_is_handed_in_so(
    tables: Tables,
) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    data = await tables.filled("Громов", own, C6=12)
    message = await tables.send("Громов", data)
    assert message is not None
    assert "Не заполнено:" in message.plain
    assert "Кадры!D6" in message.plain
    assert "Примечание" not in message.plain  # a remark may be left out
    assert (await tables.stored("Громов", own)).submission.state is SubmissionState.DRAFT
    assert await tables.copy("Громов", own) == data  # to go on with
    async with tables.office.database.write() as session:
        actor = await tables.office.actor("Громов")
        held = await submissions.held(session, actor, own, "test", change=True)
        assert (await submissions.hand_in(session, actor, held, NOW)).changed
    assert await _state(tables, own) is State.DONE


async def test_sent_again_it_replaces_and_the_same_twice_changes_nothing(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    first = await tables.filled("Громов", own, C6=12, D6=3, E6=7)
    await tables.send("Громов", first)
    revision = (await tables.stored("Громов", own)).submission.revision
    again = await tables.send("Громов", first)
    assert again is not None
    assert "Количество учителей / всего: 12" in again.plain
    assert (await tables.stored("Громов", own)).submission.revision == revision
    await tables.send("Громов", edited(first, C6=20), now=LATER)
    held = await tables.stored("Громов", own)
    assert held.submission.answers["0!C6"] == 20
    assert held.submission.state is SubmissionState.SENT
    async with tables.office.database.read() as session:
        rows = await session.exec(select(AuditRow).where(AuditRow.action == "submission.file"))
        assert len(list(rows)) == 2


async def test_somebody_else_s_copy_is_refused_without_a_name(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    data = await tables.filled("Громов", await tables.assignment(ONE), C6=1, D6=1, E6=1)
    message = await tables.send("Лаптева", data, chat="202")
    assert message is not None
    assert "выдана другой организации" in message.plain
    assert "№ 1" not in message.plain


async def test_a_coordinator_hands_in_for_a_school(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    data = await tables.filled("Мостовая", own, C6=1, D6=1, E6=1)
    message = await tables.send("Мостовая", data, chat="301")
    assert message is not None
    assert ONE in message.plain
    held = await tables.stored("Громов", own)
    assert (held.submission.state, held.submission.via) == (SubmissionState.SENT, BY_WORD)


async def test_by_letter_it_is_handed_in_too(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    data = await tables.filled("Громов", own, C6=12)
    message = await tables.send("Громов", data, via="email")
    assert message is not None
    assert "в ответ на это письмо" in message.plain
    message = await tables.send("Громов", edited(data, D6=1, E6=1), via="email")
    assert message is not None
    assert await _state(tables, own) is State.DONE


async def test_a_table_of_a_closed_round_is_refused(tables: Tables) -> None:
    number = await tables.ask(BLANK, ONE, TWO)
    data = await tables.filled("Громов", await tables.assignment(ONE), C6=1, D6=1, E6=1)
    await tables.close(number)
    message = await tables.send("Громов", data)
    assert message is not None
    assert "закрытого сбора" in message.plain


async def test_a_table_without_a_mark_is_asked_about_where_one_is_waited_for(
    tables: Tables,
) -> None:
    data = edited(BLANK, C6=4, D6=3, E6=2)
    assert await tables.send("Громов", data) is None  # nothing waits: a confirming document
    await tables.ask(BLANK, ONE, TWO)
    own, files = await tables.assignment(ONE), tables.files
    database, actor = tables.office.database, await tables.office.actor("Громов")
    message = await tables.send("Громов", data)
    assert message is not None
    assert f"это таблица «{TITLE}»?" in message.plain
    assert (await tables.stored("Громов", own)).submission.state is SubmissionState.EMPTY
    message = await blank_returns.it_is(database, files, actor, own, HEAD, NOW)
    assert "файл не похож на экземпляр" in message.plain
    assert (await tables.stored("Громов", own)).submission.answers["0!C6"] == 4
    message = await blank_returns.it_is(database, files, actor, own, HEAD, NOW)
    assert "уже" in message.plain


async def test_a_table_without_a_mark_may_be_a_confirming_document(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own, database = await tables.assignment(ONE), tables.office.database
    await tables.send("Громов", edited(BLANK, C6=4))
    actor = await tables.office.actor("Громов")
    receipt = await blank_evidence.it_is_not(database, tables.files, actor, own, HEAD, NOW)
    assert "Кадры.xlsx" in receipt.message.plain
    async with database.read() as session:
        assert len(list(await session.exec(select(EvidenceRow)))) == 1


async def test_what_is_no_table_at_all_is_told_with_the_way_to_the_right_one(
    tables: Tables,
) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    book = opened(await tables.copy("Громов", own))
    del book["Кадры"]
    book["vekha-blank"].sheet_state = "visible"
    message = await tables.send("Громов", saved(book))
    assert message is not None
    assert "Кадры: этого листа нет" in message.plain
    assert [b.label for row in message.buttons for b in row] == ["Получить таблицу"]


async def test_the_gathered_table_and_who_is_not_in_it(tables: Tables) -> None:
    number = await tables.ask(BLANK, ONE, TWO)
    text, _ = await _gathered(tables, number)
    assert "сводить нечего" in text
    own = await tables.assignment(ONE)
    await tables.send("Громов", await tables.filled("Громов", own, C6=12, D6=3, E6=7))
    text, data = await _gathered(tables, number)
    assert "1 из 2" in text
    assert TWO in text
    book = opened(data)
    assert [book["Кадры"][at].value for at in ("C6", "D6", "C7", "C8")] == [
        12,
        3,
        None,
        "=SUM(C6:C7)",
    ]
    assert TWO in str([[cell.value for cell in row] for row in book["Не представили"].rows])
    with pytest.raises(Denied):
        await _gathered(tables, number, "Громов")


async def test_coordinators_are_told_once_that_everybody_has_answered(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    for who, school, row in (("Громов", ONE, 6), ("Лаптева", TWO, 7)):
        own = await tables.assignment(school)
        cells = {f"{letter}{row}": 5 for letter in "CDE"}
        data = await tables.filled(who, own, **cells)
        assert not await tables.office.notices(NoticeKind.ALERT)
        await tables.send(who, data, chat="x")
    (told,) = await tables.office.notices(NoticeKind.ALERT)
    assert "Ответили все" in plain(told)
    await tables.send("Лаптева", edited(data, C7=6), now=LATER)
    assert len(await tables.office.notices(NoticeKind.ALERT)) == 1


async def test_a_reply_to_the_message_of_the_round_needs_no_question(tables: Tables) -> None:
    await tables.ask(BLANK, ONE, TWO)
    own = await tables.assignment(ONE)
    (mine,) = [n for n in await tables.office.plan("2018-10-10 14:05") if n.address == "201"]
    await tables.office.sent(mine, "77")
    data = edited(BLANK, C6=4, D6=3, E6=2)
    await tables.send("Громов", data, replies_to="77", now=LATER)
    assert (await tables.stored("Громов", own)).submission.state is SubmissionState.SENT
    async with tables.office.database.read() as session:
        rows = select(AuditRow).where(col(AuditRow.action) == "submission.sent")
        assert len(list(await session.exec(rows))) == 1
