"""Marks by a workbook, then the archive with the printed report, through the real process."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import aiohttp
from docx import Document
from openpyxl import load_workbook

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T10:00:00+03:00"
ANNA_CHAT = 102
MARINA, ANNA = "Соколова Марина Викторовна", "Егорова Анна Андреевна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Утвердить план работы;до 10 октября 2025 г.;Соколова М.В.
2;Провести совещание;до 30 ноября 2025 г.;Соколова М.В.
"""


async def _file(sandbox: Sandbox, people: World) -> tuple[str, bytes]:
    message: dict[str, Any] = (await people.from_bot(ANNA_CHAT))[-1]
    (file,) = message["files"]
    async with aiohttp.ClientSession(sandbox.url) as http, http.get(file["url"]) as answer:
        return str(file["name"]), await answer.read()


async def _set_up(vekha: Vekha, people: World) -> None:
    (vekha.folder / "roadmap.csv").write_text(ROADMAP, "utf-8")
    await vekha.command("import", "roadmap.csv", "--period", "2025-01-01..2025-12-31", "--commit")
    staff = f"ФИО;Роли\n{MARINA};ответственный\n{ANNA};координатор\n"
    (vekha.folder / "people.csv").write_text(staff, "utf-8")
    await vekha.command("people", "import", "people.csv")
    await vekha.command("launch", "1", "--as-of", "2025-10-01")
    await vekha.start()
    await people.person(ANNA_CHAT, ANNA)
    await join(vekha, people, ANNA_CHAT, ANNA)


async def _ask(people: World, what: str, when: str) -> None:
    await people.say(ANNA_CHAT, "/reports")
    title = (await people.from_bot(ANNA_CHAT))[-1]["buttons"][0][0]["text"]
    for label in (title, what, when):
        await people.press(ANNA_CHAT, label)


async def test_from_a_workbook_of_marks_to_the_archive(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    await _set_up(vekha, people)
    await _ask(people, "Таблица и отметки (.xlsx)", "На сегодня, 13.10.2025")
    name, data = await _file(far_ends, people)
    assert name.startswith("Отметки 2025-10-13")

    book = load_workbook(io.BytesIO(data))
    for column, value in {"H": "выполнено", "I": "10.10.2025", "J": "Утверждён"}.items():
        book["Отметки"][f"{column}4"].value = value
    filled = io.BytesIO()
    book.save(filled)
    await people.send_file(ANNA_CHAT, name, filled.getvalue())
    assert "Будет записана 1 отметка" in (await people.from_bot(ANNA_CHAT))[-1]["text"]
    await people.press(ANNA_CHAT, "Записать")
    assert any("Записана 1 отметка" in m["text"] for m in await people.from_bot(ANNA_CHAT))

    await _ask(people, "Весь архив (.zip)", "На сегодня, 13.10.2025")
    name, data = await _file(far_ends, people)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        (printed,) = [one for one in names if one.endswith(".docx")]
        report: Any = Document(io.BytesIO(archive.read(printed)))
    assert {"reports.csv", "audit.csv", "README.txt"} <= set(names)
    marks = [row.cells[5].text for row in report.tables[0].rows]
    assert marks[1:] == ["Исполнено 10.10.2025 (со слов). Утверждён.", "Срок не наступил."]
