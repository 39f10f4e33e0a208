"""Workbooks of answers on their way out and back, by the chat and by letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from channels.message import Message
from roadmap.monitoring.fields import Form
from roadmap.monitoring.merging import Side
from services import answers, filling_sheets, intake, submission_files, submissions
from services.answers import Change
from services.intake import Sent
from services.rights import Denied
from storage import submission_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import RoundRow, RoundState, SubmissionRow, SubmissionState
from tests.roadmap.monitoring.papers import edited
from tests.services.monitoring import CLASSES, NOW, STAFF, ask
from tests.services.office import FIRST, SECOND, VERA, Office
from views.actions import Verb

SHEET = "Сведения"
Cells = dict[str, int | float | str]
ALL: Cells = {"E7": 30, "E8": 6, "E9": 0.5, "E10": "одна смена", "E12": "да"}


class Desk:
    """The first school and its round, with a store of files."""

    def __init__(self, office: Office, files: FileStore, number: int) -> None:
        self.office, self.files, self.number = office, files, number

    async def table(self, surname: str = "Громов") -> bytes:
        """«Получить таблицу»."""
        actor = await self.office.actor(surname)
        async with self.office.database.read() as session:
            said = await submission_files.table(session, actor, self.number, self.files, NOW)
        (attachment,) = said.attachments
        return self.files.get(attachment.sha256)

    async def send(
        self, data: bytes, surname: str = "Громов", *, via: str = "telegram", reply: str = ""
    ) -> Message:
        """The file comes."""
        actor = replace(await self.office.actor(surname), via=via)
        sent = Sent(data, "таблица.xlsx", "201", reply or None)
        async with self.office.database.read() as session:
            assert await intake.taker_of(session, actor, sent) is submission_files
        return await submission_files.take(self.office.database, self.files, actor, sent, NOW)

    async def row(self) -> SubmissionRow:
        """What is stored."""
        town = self.office.tenant.id
        async with self.office.database.read() as session:
            found = await submission_queries.of_assignment(session, town, self.number)
        assert found is not None
        return found

    async def put(self, key: str, value: int | None, surname: str = "Громов") -> None:
        """An answer in the chat."""
        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            held = await answers.held(session, actor, self.number, "test", change=True)
            await answers.put(session, actor, held, [Change(key, value)], NOW)


async def _desk(both: Database, tmp_path: Path, form: Form = STAFF) -> Desk:
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.bind("Громов", 201)
    return Desk(office, FileStore(tmp_path), await ask(office, form))


def _filled(data: bytes, cells: Cells) -> bytes:
    def fill(book: Workbook) -> None:
        for name, value in cells.items():
            book[SHEET][name] = value

    return edited(data, fill)


def _verbs(message: Message) -> list[str]:
    return [one.action.split(":")[0] for line in message.buttons for one in line]


async def test_a_full_table_is_read_and_waits_to_be_handed_in(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    said = await desk.send(_filled(await desk.table(), ALL))
    assert said.plain.startswith("Таблица прочитана.")
    assert Verb.FILL_SEND in _verbs(said)
    row = await desk.row()
    assert row.state is SubmissionState.DRAFT
    assert row.answers == {
        "teachers": 30,
        "young": 6,
        "trained": "50",
        "mode": "одна смена",
        "site": True,
    }
    assert row.file_name == "таблица.xlsx"
    actor = await desk.office.actor("Громов")
    async with both.write() as session:
        receipt = await filling_sheets.send(session, actor, desk.number, NOW)
    assert "Сведения приняты" in receipt.plain or "Received" in receipt.plain
    assert (await desk.row()).state is SubmissionState.SENT


async def test_a_partly_filled_table_is_a_draft_that_the_next_one_completes(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    empty = await desk.table()
    said = await desk.send(_filled(empty, {"E7": 30}))
    assert Verb.FILL_SEND not in _verbs(said)
    assert (await desk.row()).answers == {"teachers": 30}
    await desk.send(_filled(empty, {"E8": 6}))
    assert (await desk.row()).answers == {"teachers": 30, "young": 6}


async def test_errors_are_told_by_cell_and_nothing_is_kept(both: Database, tmp_path: Path) -> None:
    desk = await _desk(both, tmp_path)
    said = await desk.send(_filled(await desk.table(), ALL | {"E7": "много", "E9": 3}))
    assert "E7, Учителей всего: «много»: нужно число" in said.plain
    assert "E9, Доля прошедших курсы: " in said.plain
    row = await desk.row()
    assert (row.state, row.answers) == (SubmissionState.EMPTY, {})


async def test_what_was_answered_in_the_chat_meanwhile_is_asked_about(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    empty = await desk.table()
    await desk.put("teachers", 29)
    await desk.put("young", 5)
    said = await desk.send(_filled(empty, {"E7": 30, "E8": 5, "E10": "две смены"}))
    assert "Учителей всего: в боте — 29" in said.plain
    assert "до 35 лет" not in said.plain
    assert _verbs(said) == [Verb.TABLE_TAKE, Verb.TABLE_LEAVE]
    assert (await desk.row()).answers == {"teachers": 29, "young": 5}
    actor = await desk.office.actor("Громов")
    for first in (True, False):
        async with both.write() as session:
            said = await submission_files.decide(session, actor, desk.number, Side.FILE, "201", NOW)
        assert said.plain.startswith("Таблица прочитана" if first else "Это уже решено")
    assert (await desk.row()).answers == {"teachers": 30, "young": 5, "mode": "две смены"}


async def test_leaving_it_as_it_is_takes_only_the_rest(both: Database, tmp_path: Path) -> None:
    desk = await _desk(both, tmp_path)
    empty = await desk.table()
    await desk.put("teachers", 29)
    await desk.send(_filled(empty, {"E7": 30, "E8": 5}))
    actor = await desk.office.actor("Громов")
    async with both.write() as session:
        await submission_files.decide(session, actor, desk.number, Side.STORED, "201", NOW)
    assert (await desk.row()).answers == {"teachers": 29, "young": 5}


async def test_the_same_file_twice_changes_nothing(both: Database, tmp_path: Path) -> None:
    desk = await _desk(both, tmp_path)
    data = _filled(await desk.table(), ALL)
    await desk.send(data)
    before = await desk.row()
    await desk.send(data)
    assert (await desk.row()).revision == before.revision


async def test_a_new_file_opens_what_was_handed_in_and_an_untouched_one_does_not(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    await desk.send(_filled(await desk.table(), ALL))
    actor = await desk.office.actor("Громов")
    async with both.write() as session:
        held = await answers.held(session, actor, desk.number, "test", change=True)
        assert (await submissions.hand_in(session, actor, held, NOW)).changed
    full = await desk.table()
    await desk.send(full)
    assert (await desk.row()).state is SubmissionState.SENT
    await desk.send(_filled(full, {"E7": 31}))
    row = await desk.row()
    assert (row.state, row.answers["teachers"]) == (SubmissionState.DRAFT, 31)


async def test_another_schools_table_is_refused_without_a_look(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    data = _filled(await desk.table(), ALL)
    said = await desk.send(data, "Лаптева")
    assert "МОУ «СОШ № 1», IV квартал 2018 г." in said.plain
    assert (await desk.row()).state is SubmissionState.EMPTY
    with pytest.raises(Denied):
        await desk.table("Лаптева")
    other = await Office.open(both, SECOND, name="Другой город")
    there = Desk(other, desk.files, desk.number)
    assert "другой организации" in (await there.send(data, "Лаптева")).plain


async def test_last_periods_table_leads_to_the_one_asked_for(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    old = _filled(await desk.table(), ALL)
    async with both.write() as session:
        row = await session.get_one(RoundRow, (await desk.row()).round_id)
        row.state = RoundState.CLOSED
    assert "закрыт" in (await desk.send(old)).plain
    period = ("2019-Q1", date(2019, 1, 1), date(2019, 3, 31))
    new = await ask(desk.office, STAFF, period=period)
    said = await desk.send(old)
    assert "за IV квартал 2018 г." in said.plain
    ((button,),) = said.buttons
    assert button.action.startswith(f"{Verb.TABLE_OUT}:")
    assert button.action.endswith(f":{new}")


async def test_a_letter_with_a_complete_table_hands_it_in(both: Database, tmp_path: Path) -> None:
    desk = await _desk(both, tmp_path)
    empty = await desk.table()
    said = await desk.send(_filled(empty, {"E7": 30}), via="email")
    assert said.buttons == ()
    assert "сохранена как черновик" in said.plain
    assert (await desk.row()).state is SubmissionState.DRAFT
    full = _filled(empty, ALL)
    for _ in range(2):
        said = await desk.send(full, via="email")
        assert said.plain.startswith("Таблица прочитана.")
        assert said.buttons == ()
        assert (await desk.row()).state is SubmissionState.SENT


async def test_by_letter_what_both_changed_stays_and_a_table_comes_back(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    empty = await desk.table()
    await desk.put("teachers", 29)
    said = await desk.send(_filled(empty, ALL), via="email")
    assert "Учителей всего: в боте — 29" in said.plain
    assert "сохранено как черновик" in said.plain
    row = await desk.row()
    assert row.state is SubmissionState.DRAFT
    assert (row.answers["teachers"], row.answers["young"]) == (29, 6)  # the rest is taken
    (table,) = said.attachments
    done = await desk.send(_filled(desk.files.get(table.sha256), {"E7": 30}), via="email")
    assert done.plain.startswith("Таблица прочитана.")
    row = await desk.row()
    assert (row.state, row.answers["teachers"]) == (SubmissionState.SENT, 30)
    # what was handed in stays handed in
    said = await desk.send(_filled(empty, ALL | {"E7": 31}), via="email")
    assert "по-прежнему считаются сданными" in said.plain
    row = await desk.row()
    assert (row.state, row.answers["teachers"]) == (SubmissionState.SENT, 30)


async def test_a_table_without_its_mark_is_taken_in_reply_to_the_round(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)
    (notice,) = await desk.office.plan("2019-01-14 14:00")
    await desk.office.sent(notice, "77")
    async with both.write() as session:
        row = await session.get_one(type(notice), notice.id)
        row.address = "201"
    assert [item.assignment_id for item in await desk.office.items(notice)] == [desk.number]

    def strip(book: Workbook) -> None:
        del book["vekha-answers"]
        book.custom_doc_props.props.clear()  # type: ignore[attr-defined]

    bare = edited(_filled(await desk.table(), ALL), strip)
    actor = await desk.office.actor("Громов")
    async with both.read() as session:
        taker = await intake.taker_of(session, actor, Sent(bare, "т.xlsx", "201"))
    assert taker is None
    assert (await desk.send(bare, reply="77")).plain.startswith("Таблица прочитана.")
    assert (await desk.row()).answers["teachers"] == 30


async def test_classes_come_back_with_what_else_was_in_the_school(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path, CLASSES)
    cells: Cells = {"B8": "5А", "C8": 25, "D8": 1, "B9": "5 «б»", "C9": "30 чел."}
    said = await desk.send(_filled(await desk.table(), cells))
    assert (await desk.row()).answers == {"5А": {"pupils": 25, "special": 1}, "5Б": {"pupils": 30}}
    assert "5Б: С ОВЗ" in said.plain


async def test_a_broken_or_foreign_workbook_is_an_answer_too(
    both: Database, tmp_path: Path
) -> None:
    desk = await _desk(both, tmp_path)

    def ruin(book: Workbook) -> None:
        book[SHEET].delete_rows(1, 40)

    said = await desk.send(edited(await desk.table(), ruin))
    assert "не нашлись показатели" in said.plain
