"""People in the chat, through the real process: a list sent, refused, stored; an invitation."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import Workbook

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T08:00:00+03:00"
COORDINATOR, OFFICIAL = 301, 101
VERA, OLGA = "Мостовая Вера Петровна", "Соколова Марина Викторовна"
HEAD = ["ФИО", "Организация", "Должность", "Email", "Телефон", "Роли", "Канал"]


def _sheet(*rows: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def test_a_list_becomes_people_who_join(vekha: Vekha, people: World) -> None:
    staff = vekha.folder / "people.csv"
    staff.write_text(f"ФИО;Роли\n{VERA};координатор\n", "utf-8")
    await vekha.command("people", "import", str(staff))
    await people.person(COORDINATOR, VERA)
    await people.person(OFFICIAL, OLGA)
    await vekha.start()
    await join(vekha, people, COORDINATOR, VERA)

    wrong = _sheet([OLGA, "Отдел образования", "начальник", "нет", "", "начальница", ""])
    await people.send_file(COORDINATOR, "Сотрудники.xlsx", wrong)
    refused = (await _last(people, COORDINATOR))["text"]
    assert "Ничего не загружено" in refused
    assert "D2 (Email): это не адрес электронной почты" in refused
    right = _sheet([OLGA, "Отдел образования", "начальник", "", "", "ответственный", ""])
    await people.send_file(COORDINATOR, "Сотрудники.xlsx", right)
    preview = await _last(people, COORDINATOR)
    assert "добавить: 1, изменить: 0, без изменений: 0" in preview["text"]
    await people.press(COORDINATOR, "Загрузить", preview["id"])
    stored = next(m for m in await people.from_bot(COORDINATOR) if m["id"] == preview["id"])
    assert "Список загружен." in stored["text"]

    await people.say(COORDINATOR, "/people")
    await people.press(COORDINATOR, "Найти…")
    await people.say(COORDINATOR, "соколова")
    await people.press(COORDINATOR, f"{OLGA}, Отдел образования")
    card = await _last(people, COORDINATOR)
    assert "Приглашения ещё не было" in card["text"]
    await people.press(COORDINATOR, "Пригласить", card["id"])
    found = re.search(r"start=(\S+)", (await _last(people, COORDINATOR))["text"])
    assert found is not None
    await people.say(OFFICIAL, f"/start {found[1]}")
    await people.press(OFFICIAL, "Да, это я")
    await people.press(COORDINATOR, "Карточка")
    assert "В боте с" in (await _last(people, COORDINATOR))["text"]
