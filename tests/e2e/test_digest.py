"""«Сводка» through the real process: at a glance, deeper, narrowed, and as a photo."""

from __future__ import annotations

from typing import Any

import aiohttp

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T10:00:00+03:00"
TEACHER, COORDINATOR = 101, 102
MARINA, ANNA = "Соколова Марина Викторовна", "Егорова Анна Андреевна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Утвердить план работы;до 16 октября 2025 г.;Соколова М.В.
2;Провести совещание директоров;до 20 октября 2025 г.;Егорова А.А.
"""


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def test_the_digest_is_read_on_a_phone(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(f"ФИО;Роли\n{MARINA};ответственный\n{ANNA};координатор\n", "utf-8")
    await vekha.command("people", "import", str(staff))
    await vekha.command("launch", "1", "--as-of", "2025-10-13")
    await vekha.start()
    for user, name in ((TEACHER, MARINA), (COORDINATOR, ANNA)):
        await people.person(user, name)
        await join(vekha, people, user, name)
    await people.move("2025-10-17T12:00:00+03:00")

    await people.say(COORDINATOR, "/digest")
    digest = await _last(people, COORDINATOR)
    assert "по 1 из 2 мероприятий" in digest["text"]
    assert "Просрочено: 1 · В ближайшие 14 дней: 1" in digest["text"]

    await people.press(COORDINATOR, "Просрочено: 1", digest["id"])
    late = next(m for m in await people.chat(COORDINATOR) if m["id"] == digest["id"])
    assert ", просрочено на 1 рабочий день" in late["text"]
    assert "Утвердить план работы — " in late["text"]
    await people.press(COORDINATOR, "‹ Сводка", digest["id"])
    back = next(m for m in await people.chat(COORDINATOR) if m["id"] == digest["id"])
    assert back["text"] == digest["text"]

    await people.press(COORDINATOR, "Картинкой", digest["id"])
    words, photo = (await people.from_bot(COORDINATOR))[-2:]
    assert "0 из 2, просрочено 1" in words["text"]
    (file,) = photo["files"]
    async with aiohttp.ClientSession(far_ends.url) as http, http.get(file["url"]) as answer:
        data = await answer.read()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 1080

    whose = await vekha.json("digest", "--person", "Соколова")
    assert (whose["total"], whose["late"], whose["headline"]["activities"]) == (1, 1, 1)
