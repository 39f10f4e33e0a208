"""«Отчёты и архив» by presses: what may be asked for, the file, the archive and the copy."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document

from channels.message import Message
from services import marks_back
from services.intake import Sent
from services.report_files import Kind
from storage.database import Database
from storage.files import FileStore
from storage.tables import RoadmapRow, RoadmapStatus
from tests.handlers.desk import Desk
from tests.services.office import Office
from tests.services.reports import folder, reported, workbook
from views.actions import Action, Verb

VERA, BOSS = 301, 401
DAY = 20181101


async def _desk(database: Database, tmp_path: Path) -> tuple[Desk, Office, FileStore]:
    files = folder(tmp_path / "files")
    office = await reported(database, files)
    return Desk(database, "2018-11-01 12:00", files), office, files


def _labels(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


async def test_a_coordinator_gets_to_the_file_in_three_presses(
    database: Database, tmp_path: Path
) -> None:
    desk, office, files = await _desk(database, tmp_path)
    await office.bind("Мостовая", VERA)
    (rooms,) = await desk.say(VERA, "Отчёты")
    assert _labels(rooms) == ["Дорожная карта", "Закрыть год…"]
    (kinds,) = await desk.press(VERA, rooms.buttons[0][0].action)
    assert _labels(kinds)[:5] == [
        "Отчёт для печати (.docx)",
        "К совещанию, одна страница (.docx)",
        "Таблица и отметки (.xlsx)",
        "Календарь плана (.ics)",
        "Весь архив (.zip)",
    ]
    (days,) = await desk.press(VERA, kinds.buttons[0][0].action)
    assert _labels(days) == [
        "На сегодня, 01.11.2018",
        "На конец месяца, 31.10.2018",
        "На конец месяца, 30.09.2018",
        "Другой день…",
    ]
    (month,) = await desk.press(VERA, days.buttons[-1][0].action)
    assert "Ноябрь 2018" in _labels(month)
    (sent,) = await desk.press(VERA, days.buttons[0][0].action)
    (file,) = sent.attachments
    assert file.name == "Ход исполнения 2018-11-01 Дорожная карта.docx"
    document: Any = Document(io.BytesIO(files.get(file.sha256)))
    assert len(document.tables[0].rows) == 11


async def test_the_whole_archive_is_sent_as_one_file(database: Database, tmp_path: Path) -> None:
    desk, office, files = await _desk(database, tmp_path)
    vera = await office.bind("Мостовая", VERA)
    press = Action(Verb.EXPORT_MAKE, vera, (1, Kind.ARCHIVE, DAY)).pack()
    (sent,) = await desk.press(VERA, press)
    (file,) = sent.attachments
    assert file.name.endswith(".zip")
    assert files.get(file.sha256).startswith(b"PK")


async def test_management_gets_reports_but_not_the_archive(
    database: Database, tmp_path: Path
) -> None:
    desk, office, _ = await _desk(database, tmp_path)
    boss = await office.bind("Главная", BOSS)
    (kinds,) = await desk.press(BOSS, Action(Verb.EXPORTS, boss, (0, 1)).pack())
    assert "Весь архив (.zip)" not in _labels(kinds)
    assert "В архив…" not in _labels(kinds)
    assert await desk.press(BOSS, Action(Verb.EXPORT_MAKE, boss, (1, 5, DAY)).pack()) == []
    assert desk.toasts[-1] == "У вас нет прав на это действие."
    (sent,) = await desk.press(BOSS, Action(Verb.EXPORT_MAKE, boss, (1, 2, DAY)).pack())
    assert sent.attachments[0].name.startswith("К совещанию")


async def test_a_wrong_day_or_kind_is_refused(database: Database, tmp_path: Path) -> None:
    desk, office, _ = await _desk(database, tmp_path)
    vera = await office.bind("Мостовая", VERA)
    for ids in ((1, 9, DAY), (1, 1, 20181399), (77, 1, DAY)):
        assert await desk.press(VERA, Action(Verb.EXPORT_MAKE, vera, ids).pack()) == []
        assert desk.toasts[-1] == "У вас нет прав на это действие."


async def test_into_the_archive_back_and_copied(database: Database, tmp_path: Path) -> None:
    desk, office, _ = await _desk(database, tmp_path)
    vera = await office.bind("Мостовая", VERA)
    (ask,) = await desk.press(VERA, Action(Verb.ARCHIVE, vera, (1,)).pack())
    assert "Не исполнено" in ask.plain
    for _ in range(2):  # a double press is harmless
        (done,) = await desk.press(VERA, ask.buttons[0][0].action)
        assert "В архиве. Напоминаний по ней нет, всё сохранено." in done.plain
    assert await _status(database) is RoadmapStatus.ARCHIVED
    (back,) = await desk.press(VERA, done.buttons[-1][0].action)
    assert "Возвращена из архива" in back.plain
    assert await _status(database) is RoadmapStatus.ACTIVE
    (ask,) = await desk.press(VERA, Action(Verb.COPY, vera, (1,)).pack())
    assert "01.01.2021 – 31.12.2023" in ask.plain
    (copied,) = await desk.press(VERA, ask.buttons[0][0].action)
    assert copied.plain.startswith("Готов черновик: дорожная карта 2.")
    assert await desk.press(VERA, ask.buttons[0][0].action) == []
    assert desk.toasts[-1] == "Она уже скопирована: черновик, дорожная карта 2."


async def _status(database: Database) -> RoadmapStatus:
    async with database.read() as session:
        return (await session.get_one(RoadmapRow, 1)).status


async def test_an_old_button_of_a_workbook_says_what_to_do(
    database: Database, tmp_path: Path
) -> None:
    desk, office, _ = await _desk(database, tmp_path)
    vera = await office.bind("Мостовая", VERA)
    for verb in (Verb.MARKS_RECORD, Verb.MARKS_DROP):
        assert await desk.press(VERA, Action(verb, vera, (12345,)).pack()) == []
        assert desk.toasts[-1] == (
            "Этот файл уже записан или заменён другим. Пришлите его ещё раз."
        )


async def test_a_second_tap_leaves_what_the_first_one_said(
    database: Database, tmp_path: Path
) -> None:
    desk, office, files = await _desk(database, tmp_path)
    vera = await office.bind("Мостовая", VERA)
    sent = Sent(await workbook(office, {3: {"mark": "выполнено"}}), "Отметки.xlsx", str(VERA))
    by, now = await office.actor("Мостовая"), desk.clock.now()
    shown = await marks_back.take(database, files, by, sent, now)
    (done,) = await desk.press(VERA, shown.buttons[0][0].action)
    assert done.plain.startswith("Записана 1 отметка")
    for button in shown.buttons[0]:  # «Записать» again, or «Не записывать» just after it
        before = len(await desk.notices())
        assert await desk.press(VERA, button.action) == []
        assert len(await desk.notices()) == before
    desk = Desk(database, "2021-01-11 12:00", files)
    press = Action(Verb.CLOSE_YEAR_YES, vera).pack()
    (closed,) = await desk.press(VERA, press)
    assert closed.plain.startswith("Год закрыт.")
    assert await desk.press(VERA, press) == []
    assert desk.toasts[-1].startswith("Закрывать нечего")


async def test_a_roadmap_is_copied_to_the_period_that_is_chosen(
    database: Database, tmp_path: Path
) -> None:
    desk, office, _ = await _desk(database, tmp_path)
    vera = await office.bind("Мостовая", VERA)
    async with database.write() as session:
        row = await session.get_one(RoadmapRow, 1)
        row.period_start, row.period_end = date(2018, 9, 1), date(2018, 12, 31)
        session.add(row)
    (ask,) = await desk.press(VERA, Action(Verb.COPY, vera, (1,)).pack())
    assert ask.plain.splitlines()[1].startswith("На какой период скопировать?")
    assert _labels(ask) == ["01.09.2019 – 31.12.2019", "01.01.2019 – 30.04.2019"]
    assert await desk.press(VERA, Action(Verb.COPY_YES, vera, (1, 2)).pack()) == []
    assert desk.toasts[-1] == "У вас нет прав на это действие."
    (copied,) = await desk.press(VERA, ask.buttons[1][0].action)
    assert "01.01.2019 – 30.04.2019" in copied.plain
