"""Marking, lists and a school's desk through the real process, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T08:00:00+03:00"
OFFICIAL, COORDINATOR, DIRECTOR = 101, 301, 201
OLGA, VERA = "Соколова Марина Викторовна", "Мостовая Вера Петровна"
BOSS, TEACHER = "Громов Игорь Николаевич", "Белова Анна Сергеевна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный;Ожидаемый результат
1;Опубликовать статьи;до 15 октября 2025 г.;Соколова М.В.;Не менее 2-х публикаций
2;Провести открытый урок;до 15 октября 2025 г.;Белова А.С.;
"""
STAFF = f"""\
ФИО;Организация;Роли
{OLGA};;ответственный
{VERA};;координатор
{BOSS};МОУ «СОШ № 1»;школа
{TEACHER};МОУ «СОШ № 1»;школа
"""


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox, either_url: str) -> AsyncIterator[Vekha]:
    installation = Vekha(tmp_path, far_ends, VEKHA_DATABASE_URL=either_url)
    yield installation
    await installation.stop()


async def _set_up(vekha: Vekha, people: World, *who: tuple[int, str]) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(STAFF, "utf-8")
    await vekha.command("people", "import", str(staff))
    for user, name in who:
        await people.person(user, name)
    await vekha.start()
    for user, name in who:
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-10-13")


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def _message(people: World, user: int, number: int) -> dict[str, Any]:
    return next(m for m in await people.from_bot(user) if m["id"] == number)


def _labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


async def test_done_yesterday_with_words_and_numbers_then_opened_again(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people, (OFFICIAL, OLGA))
    await people.move("2025-10-17T09:00:00+03:00")
    await people.say(OFFICIAL, "публикации")
    await people.say(OFFICIAL, "статьи")
    await people.press(OFFICIAL, "1", (await _last(people, OFFICIAL))["id"])
    card = await _last(people, OFFICIAL)
    await people.press(OFFICIAL, "Выполнено", card["id"])
    step = await _last(people, OFFICIAL)
    assert "с опозданием на 2 рабочих дня" in step["text"]
    await people.press(OFFICIAL, "Другая дата…", step["id"])
    await people.press(OFFICIAL, "15", step["id"])
    await people.press(OFFICIAL, "Сколько…", step["id"])
    await people.say(OFFICIAL, "1")
    await people.press(OFFICIAL, "Что сделано…", step["id"])
    await people.say(OFFICIAL, "Вышла первая статья")
    shown = await _message(people, OFFICIAL, step["id"])
    for words in ("15 октября 2025", "в срок", "1 из 2", "Вышла первая статья"):
        assert words in shown["text"]
    assert "«Вышла первая статья»" in (await _message(people, OFFICIAL, card["id"]))["text"]

    await people.move("2025-10-17T09:30:00+03:00")
    await people.press(OFFICIAL, "Отменить отметку", step["id"])
    assert "снова открываете" in (await _last(people, OFFICIAL))["text"]
    await people.say(OFFICIAL, "Статью отозвали")
    assert "Открыть" not in " ".join(_labels(await _message(people, OFFICIAL, card["id"])))
    assert "Выполнено" in _labels(await _message(people, OFFICIAL, card["id"]))


@pytest.mark.parametrize("either_url", ["sqlite"], indirect=True)
async def test_what_is_not_relevant_is_decided_by_the_coordinator(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people, (OFFICIAL, OLGA), (COORDINATOR, VERA))
    await people.move("2025-10-14T09:00:00+03:00")
    await people.say(OFFICIAL, "М-1")
    await people.press(OFFICIAL, "1", (await _last(people, OFFICIAL))["id"])
    await people.press(OFFICIAL, "Неактуально…")
    await people.say(OFFICIAL, "Журнал закрыт")
    assert "Передано координатору" in (await _last(people, OFFICIAL))["text"]
    asked = await _last(people, COORDINATOR)
    assert "Журнал закрыт" in asked["text"]
    await people.press(COORDINATOR, "1. Снять с контроля", asked["id"])
    told = " ".join(m["text"] for m in await people.from_bot(OFFICIAL))
    assert "Причина: Журнал закрыт" in told


@pytest.mark.parametrize("either_url", ["sqlite"], indirect=True)
async def test_the_director_sees_the_school_and_answers(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people, (DIRECTOR, BOSS))
    await people.move("2025-10-14T09:00:00+03:00")
    await people.say(DIRECTOR, "/school")
    listed = await _last(people, DIRECTOR)
    assert "Провести открытый урок" in listed["text"]
    assert "Белова А. С." in listed["text"]
    await people.press(DIRECTOR, "1", listed["id"])
    await people.press(DIRECTOR, "Выполнено", (await _last(people, DIRECTOR))["id"])
    await people.say(DIRECTOR, "Моя школа")
    assert "открыто: 0" in (await _last(people, DIRECTOR))["text"]
