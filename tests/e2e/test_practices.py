"""Files that go out, through the real process: one's own dates, and the bank of best practices."""

from __future__ import annotations

from typing import Any

import aiohttp
from icalendar import Calendar

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T10:00:00+03:00"
TEACHER, COORDINATOR, READER = 101, 102, 103
MARINA, ANNA = "Соколова Марина Викторовна", "Егорова Анна Андреевна"
PAVEL = "Титов Павел Сергеевич"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Утвердить план работы;до 31 октября 2025 г.;Соколова М.В.
2;Провести совещание директоров;до 30 ноября 2025 г.;Соколова М.В.
"""


async def _set_up(vekha: Vekha, people: World, *users: tuple[int, str]) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(
        f"ФИО;Роли\n{MARINA};ответственный\n{ANNA};координатор\n{PAVEL};ответственный\n", "utf-8"
    )
    await vekha.command("people", "import", str(staff))
    await vekha.command("launch", "1", "--as-of", "2025-10-13")
    await vekha.start()
    for user, name in users:
        await people.person(user, name)
        await join(vekha, people, user, name)


async def _file(sandbox: Sandbox, message: dict[str, Any]) -> tuple[str, bytes]:
    """The name and the bytes of the only file in a message."""
    (file,) = message["files"]
    async with aiohttp.ClientSession(sandbox.url) as http, http.get(file["url"]) as answer:
        return str(file["name"]), await answer.read()


async def test_dates_reach_the_phones_calendar(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    await _set_up(vekha, people, (TEACHER, MARINA))
    await people.say(TEACHER, "Мои мероприятия")
    await people.press(TEACHER, "Мои даты в календарь")
    text, document = (await people.from_bot(TEACHER))[-2:]
    assert text["text"].startswith("Ваши даты для календаря: 2")
    name, data = await _file(far_ends, document)
    assert name == "Мои даты.ics"
    events = Calendar.from_ical(data).walk("VEVENT")
    assert sorted(str(event.decoded("dtstart")) for event in events) == [
        "2025-10-31",
        "2025-11-28",  # the 30th is a Sunday
    ]


async def test_a_practice_is_offered_published_found_and_downloaded(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    await _set_up(vekha, people, (TEACHER, MARINA), (COORDINATOR, ANNA), (READER, PAVEL))
    await people.say(TEACHER, "Банк практик")
    await people.press(TEACHER, "Предложить практику…")
    await people.send_file(TEACHER, "Сценарий.pdf", PDF)
    for words in ("Школа юного наставника", "Наставничество"):
        await people.say(TEACHER, words)
    await people.press(TEACHER, "Пропустить")
    assert "Координатор посмотрит" in [m["text"] for m in await people.from_bot(TEACHER)][-1]

    await people.move("2025-10-13T10:30:00+03:00")
    waiting = (await people.from_bot(COORDINATOR))[-1]
    assert waiting["text"].startswith("В банк практик предложена 1 практика")
    await people.press(COORDINATOR, "1", waiting["id"])
    await people.press(COORDINATOR, "Скачать")
    assert await _file(far_ends, (await people.from_bot(COORDINATOR))[-1]) == ("Сценарий.pdf", PDF)
    await people.press(COORDINATOR, "Опубликовать")
    assert "в банке лучших практик" in (await people.from_bot(TEACHER))[-1]["text"]

    await people.say(READER, "/bank")
    await people.press(READER, "Найти…")
    await people.say(READER, "НАСТАВНИКАМ")
    found = (await people.from_bot(READER))[-1]
    assert "Найдено по запросу «НАСТАВНИКАМ»: 1" in found["text"]
    await people.press(READER, "1", found["id"])
    await people.press(READER, "Скачать")
    assert await _file(far_ends, (await people.from_bot(READER))[-1]) == ("Сценарий.pdf", PDF)

    folder = vekha.folder / "bank"
    await vekha.command("practices", "export", str(folder))
    (copied,) = (folder / "files").iterdir()
    assert (copied.name, copied.read_bytes()) == ("001 Школа юного наставника.pdf", PDF)
