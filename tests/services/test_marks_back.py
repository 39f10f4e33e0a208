"""A workbook of marks comes back: shown first, then recorded whole, or nothing of it."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from sqlmodel import col, select

from channels.message import Message
from roadmap import marks_back as sheet
from roadmap.marks_back import MarkFault, read_marks
from roadmap.progress import Event, State
from services import archiving, intake, marks_back
from services.intake import Sent
from storage.database import Database
from storage.tables import BY_LETTER, BY_WORD, AuditRow, ReportRow
from tests.services.office import Office, at
from tests.services.reports import Rows, folder, reported, workbook
from views.actions import unpack

NOW = at("2018-11-01 12:00")
CHAT = "301"


async def _send(office: Office, data: bytes, tmp_path: Path, who: str = "Мостовая") -> Message:
    actor, sent = await office.actor(who), Sent(data, "Отметки.xlsx", CHAT)
    async with office.database.read() as session:
        assert await intake.taker_of(session, actor, sent) is marks_back
    return await marks_back.take(office.database, folder(tmp_path), actor, sent, NOW)


async def _press(office: Office, shown: Message, now: datetime = NOW) -> str:
    """What is answered, in words."""
    action = unpack(shown.buttons[0][0].action)
    assert action is not None
    async with office.database.write() as session:
        actor = await office.actor("Мостовая")
        done = await marks_back.record(session, actor, action.ids[0], CHAT, now)
    return done.plain if isinstance(done, Message) else done


async def test_it_is_shown_then_recorded_whole(both: Database, tmp_path: Path) -> None:
    office = await reported(both)
    filled: Rows = {
        3: {"mark": "выполнено", "fact": date(2018, 10, 19), "told": "по письму"},
        5: {"mark": "В работе", "text": "Справка пишется"},
    }
    shown = await _send(office, await workbook(office, filled), tmp_path)
    assert shown.plain.startswith(
        "Будут записаны 2 отметки\n• М-3, Назначить ответственных (срок 20.10.2018)"
    )
    assert "выполнено 19.10.2018" in shown.plain
    assert (await office.assignment(3, "МОУ «СОШ № 2»")).state is State.NOT_STARTED
    done = await _press(office, shown)
    assert done.startswith("Записаны 2 отметки")
    school = await office.assignment(3, "МОУ «СОШ № 2»")
    assert (school.state, school.fact_on) == (State.DONE, date(2018, 10, 19))
    assert (await office.assignment(6)).state is State.IN_PROGRESS
    async with both.read() as session:
        last = list(await session.exec(select(ReportRow).order_by(col(ReportRow.id))))[-2:]
        audit = await session.exec(
            select(AuditRow)
            .where(AuditRow.action == "report.by_workbook")
            .order_by(col(AuditRow.id))
        )
        deeds = [(row.subject, row.facts["before"], row.facts["after"]) for row in audit]
    assert {(row.via, row.event, row.text) for row in last} == {
        (BY_LETTER, Event.DONE, ""),
        (BY_WORD, Event.IN_PROGRESS, "Справка пишется"),
    }
    assert {deed[1:] for deed in deeds} == {("not_started", "done"), ("not_started", "in_progress")}
    again = await _press(office, shown)
    assert again == "Этот файл уже записан или заменён другим. Пришлите его ещё раз."


async def test_one_wrong_cell_and_nothing_is_recorded(both: Database, tmp_path: Path) -> None:
    office = await reported(both)
    rows: Rows = {
        3: {"mark": "выполнено", "fact": "вчера"},
        4: {"mark": "сделано"},
        5: {"text": "забыли отметку"},
        6: {"mark": "выполнено", "told": "по телефону"},
        7: {"mark": "в работе", "key": "1/1"},
    }
    shown = await _send(office, await workbook(office, rows), tmp_path)
    assert shown.buttons == ()
    assert shown.plain == (
        "Ничего не записано. Исправьте ячейки и пришлите файл ещё раз:\n"
        "• I7: «вчера» — не дата; напишите так: 18.06.2018\n"
        "• H8: «сделано» — не отметка; выберите из списка\n"
        "• H9: указано «забыли отметку», но нет отметки\n"
        "• K10: «по телефону» нет в списке\n"
        "• A11: повреждён скрытый ключ строки"
    )
    ahead: Rows = {3: {"mark": "выполнено", "fact": date(2018, 11, 2)}}
    shown = await _send(office, await workbook(office, ahead), tmp_path)
    assert "день 02.11.2018 ещё не наступил" in shown.plain


async def test_what_was_answered_meanwhile_is_left_alone_and_named(
    both: Database, tmp_path: Path
) -> None:
    office = await reported(both)
    rows: Rows = {3: {"mark": "выполнено"}, 5: {"mark": "в работе"}}
    data = await workbook(office, rows)
    school = await office.assignment(3, "МОУ «СОШ № 2»")
    shown = await _send(office, data, tmp_path)
    await office.report("Лаптева", school, Event.PARTLY, "2018-11-01 11:00")
    done = await _press(office, shown)
    assert done.startswith("Записана 1 отметка\n• М-6")
    assert "1 строка изменилась после того, как файл был сделан" in done
    assert (await office.assignment(3, "МОУ «СОШ № 2»")).state is State.PARTLY
    shown = await _send(office, data, tmp_path)
    assert shown.plain.startswith("Записывать уже нечего.")


async def test_a_workbook_of_another_town_is_not_taken(both: Database, tmp_path: Path) -> None:
    office = await reported(both)
    data = await workbook(office, {3: {"mark": "выполнено"}})
    abroad = await Office.open(
        both, "Чужая Анна Ивановна;МЦ;методист;;;координатор;", name="Соседний город"
    )
    shown = await _send(abroad, data, tmp_path, "Чужая")
    assert "этого нет в ваших дорожных картах" in shown.plain
    assert (await office.assignment(3, "МОУ «СОШ № 2»")).state is State.NOT_STARTED


async def test_only_who_coordinates_sends_marks(database: Database) -> None:
    office = await reported(database)
    sent = Sent(await workbook(office, {}), "Отметки.xlsx", "101")
    async with database.read() as session:
        assert not await marks_back.wants(session, await office.actor("Пономарева"), sent)


async def test_an_empty_workbook_changes_nothing(database: Database, tmp_path: Path) -> None:
    office = await reported(database)
    shown = await _send(office, await workbook(office, {}), tmp_path)
    assert shown.plain.startswith("Записывать нечего")


async def test_a_damaged_stamp_is_said(database: Database) -> None:
    office = await reported(database)
    book = load_workbook(io.BytesIO(await workbook(office, {})))
    book[sheet.STAMP_SHEET]["A1"].value = "другое"
    out = io.BytesIO()
    book.save(out)
    (wrong,) = read_marks(out.getvalue()).wrong
    assert wrong.fault is MarkFault.NO_SHEET


async def test_what_is_no_date_of_this_roadmap_is_a_fault(both: Database, tmp_path: Path) -> None:
    office = await reported(both)
    written = ("18.06.0218", "18.06.20189", "30.12.2016", "18.10.2018 г.", "18.10.2018 00:00:00")
    rows: dict[int, dict[str, object]] = {
        3 + at: {"mark": "выполнено", "fact": text} for at, text in enumerate(written)
    }
    shown = await _send(office, await workbook(office, {4: rows[4]}), tmp_path)
    assert shown.plain.splitlines()[1:] == [
        "• I8: «18.06.20189» — не дата; напишите так: 18.06.2018"
    ]
    del rows[4]
    shown = await _send(office, await workbook(office, rows), tmp_path)
    assert shown.plain.splitlines()[1:] == [
        "• I7: «18.06.0218» — не дата; напишите так: 18.06.2018",
        "• I9: «30.12.2016» — не дата; напишите так: 18.06.2018",
    ]


async def test_without_a_date_it_was_done_on_the_day_that_was_shown(
    both: Database, tmp_path: Path
) -> None:
    office = await reported(both)
    shown = await _send(office, await workbook(office, {3: {"mark": "выполнено"}}), tmp_path)
    assert "выполнено 01.11.2018" in shown.plain
    done = await _press(office, shown, at("2018-11-06 09:00"))
    assert "выполнено 01.11.2018" in done
    assert (await office.assignment(3, "МОУ «СОШ № 2»")).fact_on == date(2018, 11, 1)


async def test_nothing_is_marked_in_the_archive(both: Database, tmp_path: Path) -> None:
    office = await reported(both)
    data = await workbook(office, {3: {"mark": "выполнено"}})
    shown = await _send(office, data, tmp_path)
    async with both.write() as session:
        await archiving.set_archived(session, office.tenant, 1, NOW, archive=True)
    refused = "Дорожная карта в архиве: отметки в ней больше не ставятся."
    assert await _press(office, shown) == refused
    again = await _send(office, data, tmp_path)
    assert (again.plain, again.buttons) == (refused, ())
    assert (await office.assignment(3, "МОУ «СОШ № 2»")).state is State.NOT_STARTED
