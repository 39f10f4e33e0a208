"""Several people at one activity, several persons in one hand, a second phone: the real process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T08:00:00+03:00"
FIRST, SECOND, DIRECTOR, TEACHER, PHONE = 101, 102, 201, 202, 203
OLGA, IRINA = "Соколова Марина Викторовна", "Осотова Ирина Васильевна"
BOSS, ANNA = "Громов Игорь Николаевич", "Белова Анна Сергеевна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Провести конкурс;до 15 октября 2025 г.;Соколова М.В., Осотова И.В.
2;Провести открытый урок;до 15 октября 2025 г.;Белова А.С.
"""
STAFF = f"""\
ФИО;Организация;Email;Роли
{OLGA};;;ответственный
{IRINA};;;ответственный
{BOSS};МОУ «СОШ № 1»;;школа
{ANNA};МОУ «СОШ № 1»;;школа
"""
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\x00" * 400 + b"\xff\xd9"


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox, either_url: str) -> AsyncIterator[Vekha]:
    installation = Vekha(tmp_path, far_ends, VEKHA_DATABASE_URL=either_url)
    yield installation
    await installation.stop()


async def _set_up(vekha: Vekha, people: World, *who: tuple[int, str]) -> None:
    document, staff = vekha.folder / "roadmap.csv", vekha.folder / "people.csv"
    document.write_text(ROADMAP, "utf-8")
    staff.write_text(STAFF, "utf-8")
    await vekha.command("import", str(document), "--period", "2025-01-01..2025-12-31", "--commit")
    await vekha.command("people", "import", str(staff))
    for user, name in {*who, (PHONE, "Второй телефон")}:
        await people.person(user, name)
    await vekha.start()
    for user, name in who:
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-10-13")


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def _reminder(people: World, user: int) -> dict[str, Any]:
    return next(m for m in reversed(await people.from_bot(user)) if "отметки" in m["text"])


async def test_two_at_once_a_photo_and_a_mistake(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people, (FIRST, OLGA), (SECOND, IRINA))
    await people.move("2025-10-15T09:00:00+03:00")
    first, second = await _reminder(people, FIRST), await _reminder(people, SECOND)
    await asyncio.gather(
        people.press(FIRST, "1. Выполнено", first["id"]),
        people.press(SECOND, "1. Выполнено", second["id"]),
    )
    for user, message in ((FIRST, first), (SECOND, second)):
        shown = next(m for m in await people.from_bot(user) if m["id"] == message["id"])
        assert "1. Выполнено" not in str(shown["buttons"])

    await people.hand_file(FIRST, "конкурс.jpg", PHOTO, first["id"])
    await people.settle()
    texts = [m["text"] for m in await people.from_bot(FIRST)]
    assert any("Получено" in text and "Провести конкурс" in text for text in texts)
    assert "На фото есть дети?" in texts[-1]

    await people.press(FIRST, "Отменить отметку")
    assert "Ждёт вашей отметки 1" in (await _reminder(people, FIRST))["text"]


@pytest.mark.parametrize("either_url", ["postgres"], indirect=True)
async def test_a_director_nudges_and_hands_on_and_changes_the_phone(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people, (DIRECTOR, BOSS), (TEACHER, ANNA))
    await people.move("2025-10-14T14:00:00+03:00")
    await people.say(DIRECTOR, "Моя школа")
    await people.press(DIRECTOR, "1", (await _last(people, DIRECTOR))["id"])
    await people.press(DIRECTOR, "Напомнить", (await _last(people, DIRECTOR))["id"])
    assert "Провести открытый урок" in (await _last(people, TEACHER))["text"]

    await join(vekha, people, DIRECTOR, ANNA)  # one account for both
    (told,) = [m for m in await people.from_bot(TEACHER) if "другой аккаунт" in m["text"]]
    assert "урок" not in told["text"]
    await people.say(DIRECTOR, "Мои мероприятия")
    mine = await _last(people, DIRECTOR)
    assert "Вы отвечаете как: Белова Анна Сергеевна" in mine["text"]
    await people.press(DIRECTOR, "Сменить…", mine["id"])
    await people.press(DIRECTOR, "Громов Игорь Николаевич, МОУ «СОШ № 1»")
    await people.say(DIRECTOR, "Мои мероприятия")
    assert "Вы отвечаете как: Громов Игорь" in (await _last(people, DIRECTOR))["text"]

    await join(vekha, people, PHONE, BOSS)
    await people.say(PHONE, "Моя школа")
    assert "Провести открытый урок" in (await _last(people, PHONE))["text"]
