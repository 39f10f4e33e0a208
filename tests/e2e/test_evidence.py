"""Confirming documents through the real process: albums, links, requisites, removal, restarts."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-17T08:00:00+03:00"
OFFICIAL, OLGA = 101, "Соколова Марина Викторовна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Подготовка аналитической справки;до 31 октября 2025 г.;Соколова М.В.
2;Провести совещание директоров;до 31 октября 2025 г.;Соколова М.В.
"""
PDF = b"%PDF-1.4 "


@pytest.fixture
async def vekha(
    tmp_path: Path, far_ends: Sandbox, people: World, either_url: str
) -> AsyncIterator[Vekha]:
    """An official with two activities, reminded of both."""
    installation = Vekha(tmp_path, far_ends, VEKHA_DATABASE_URL=either_url)
    document, staff = tmp_path / "roadmap.csv", tmp_path / "people.csv"
    document.write_text(ROADMAP, "utf-8")
    staff.write_text(f"ФИО;Роли\n{OLGA};ответственный\n", "utf-8")
    period = "2025-01-01..2025-12-31"
    await installation.command("import", str(document), "--period", period, "--commit")
    await installation.command("people", "import", str(staff))
    await people.person(OFFICIAL, OLGA)
    await installation.start()
    await join(installation, people, OFFICIAL, OLGA)
    await installation.command("launch", "1", "--as-of", "2025-10-13")
    await people.move("2025-10-17T09:00:00+03:00")
    yield installation
    await installation.stop()


def _on_disk(vekha: Vekha) -> int:
    return len([p for p in (vekha.folder / "data" / "files").rglob("*") if p.is_file()])


async def _last(people: World) -> dict[str, Any]:
    return (await people.from_bot(OFFICIAL))[-1]


async def _reminder(people: World) -> int:
    found = [m for m in await people.from_bot(OFFICIAL) if "вашей отметки" in m["text"]]
    return int(found[-1]["id"])


async def test_an_album_is_one_report_also_across_a_restart(vekha: Vekha, people: World) -> None:
    reminder = await _reminder(people)
    await people.post("fail", how="500", method="download", times=1)
    for n in range(3):
        name, data = f"Лист {n}.pdf", PDF + str(n).encode()
        await people.hand_file(OFFICIAL, name, data, reminder, album="a1")
    await people.settle()
    said = len(await people.from_bot(OFFICIAL))
    await vekha.stop(signal.SIGKILL)
    await vekha.start()
    await people.move("2025-10-17T09:05:00+03:00")
    messages = await people.from_bot(OFFICIAL)
    assert len(messages) == said + 1
    assert "Получено 3 документа\n• Лист 0.pdf\n• Лист 1.pdf\n" in messages[-1]["text"]
    assert "К какому мероприятию это относится?" in messages[-1]["text"]
    await people.press(OFFICIAL, "2", messages[-1]["id"])
    assert "Провести совещание директоров" in (await _last(people))["text"]
    assert _on_disk(vekha) == 3
    await people.press(OFFICIAL, "2. Другое…", reminder)
    card = (await _last(people))["text"]
    assert all(f"Лист {n}.pdf" in card for n in range(3))


async def test_by_the_cards_button_in_words_and_removed_for_good(
    vekha: Vekha, people: World
) -> None:
    reminder = await _reminder(people)
    await people.press(OFFICIAL, "1. Другое…", reminder)
    card = await _last(people)
    assert "Ожидается: аналитическая справка" in card["text"]
    await people.press(OFFICIAL, "Приложить…", card["id"])
    await people.say(OFFICIAL, "Справка № 3 от 15.10")
    receipt = await _last(people)
    assert receipt["text"].startswith("Получено: Справка от 15.10.2025 № 3\n")
    await people.press(OFFICIAL, "Ещё к мероприятию…", receipt["id"])
    await people.press(OFFICIAL, "1", receipt["id"])
    (receipt,) = [m for m in await people.from_bot(OFFICIAL) if m["id"] == receipt["id"]]
    assert "Подтверждает мероприятия:" in receipt["text"]

    await people.send_file(OFFICIAL, "Список класса.pdf", PDF)
    wrong = await _last(people)
    assert "Получено: Список класса.pdf" in wrong["text"]
    assert _on_disk(vekha) == 1
    await people.press(OFFICIAL, "Удалить…", wrong["id"])
    await people.press(OFFICIAL, "Да, удалить", wrong["id"])
    await people.move("2025-10-17T09:10:00+03:00")
    assert "Удалён 1 документ." in (await _last(people))["text"]
    assert _on_disk(vekha) == 0
    await people.send_file(OFFICIAL, "Отчёт.docx", b"MZ\x90\0")
    assert "это программа" in (await _last(people))["text"]
    await people.press(OFFICIAL, "Приложить…", card["id"])
    await people.say(OFFICIAL, "https://school.example/news/1")
    assert "Получено: https://school.example/news/1" in (await _last(people))["text"]
