"""Another date through the real process: asked for, agreed by order, told; reminders follow it."""

from __future__ import annotations

from typing import Any

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-07T08:00:00+03:00"
OFFICIAL, COORDINATOR, SECOND = 101, 102, 103
OLGA, VERA, IRINA = (
    "Соколова Марина Викторовна",
    "Мостовая Вера Павловна",
    "Егоров Павел Андреевич",
)
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Утвердить план работы;до 15 октября 2025 г.;Соколова М.В., Егоров П.А.
2;Провести совещание директоров;до 31 октября 2025 г.;Мостовая В.П.
"""


async def _set_up(vekha: Vekha, people: World) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(
        "ФИО;Email;Роли;Канал\n"
        f"{OLGA};;ответственный;\n"
        f"{VERA};;координатор, ответственный;\n"
        f"{IRINA};second@town.example;ответственный;почта\n",
        "utf-8",
    )
    await vekha.command("people", "import", str(staff))
    for user, name in ((OFFICIAL, OLGA), (COORDINATOR, VERA)):
        await people.person(user, name)
    await people.person(SECOND, IRINA, "second@town.example")
    await vekha.start()
    for user, name in ((OFFICIAL, OLGA), (COORDINATOR, VERA)):
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-10-07")


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


def _reminds(message: dict[str, Any]) -> bool:
    return "вашей отметки" in message["text"]


async def test_a_date_asked_for_and_agreed(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people)
    await people.move("2025-10-10T09:00:00+03:00")
    reminder = await _last(people, OFFICIAL)
    assert "срок 15 октября 2025" in reminder["text"]

    await people.press(OFFICIAL, "1. Другое…", reminder["id"])
    card = await _last(people, OFFICIAL)
    await people.press(OFFICIAL, "Перенести срок…", card["id"])
    await people.press(OFFICIAL, "Другой день…")
    await people.press(OFFICIAL, "›")
    await people.press(OFFICIAL, "14")
    assert "Почему?" in (await _last(people, OFFICIAL))["text"]
    await people.say(OFFICIAL, "Ждём приказа области")
    assert "срок остаётся прежним" in (await _last(people, OFFICIAL))["text"]

    listed = await _last(people, COORDINATOR)
    assert "с 15 октября 2025\u00a0г. на 14 ноября 2025\u00a0г." in listed["text"]
    assert "Причина: Ждём приказа области" in listed["text"]
    await people.press(COORDINATOR, "1. Согласовать", listed["id"])
    await people.press(COORDINATOR, "Приказ")
    await people.say(COORDINATOR, "№ 275 от 10.10.2025")
    assert "Основание: приказ № 275 от 10.10.2025" in (await _last(people, COORDINATOR))["text"]

    told = await _last(people, OFFICIAL)
    assert "Срок перенесён с 15 октября 2025\u00a0г. на 14 ноября 2025\u00a0г." in told["text"]
    assert "Срок по документу: 15 октября 2025" in told["text"]
    letters = await people.letters("second@town.example")
    assert "Срок перенесён" in letters[-1]["text"]
    chat = {m["id"]: m for m in await people.chat(OFFICIAL)}
    assert "срок 14 ноября 2025" in chat[reminder["id"]]["text"]
    assert "ждём решения" not in chat[card["id"]]["text"]
    listed_now = next(m for m in await people.chat(COORDINATOR) if m["id"] == listed["id"])
    assert "Срок перенесён на 14 ноября 2025" in listed_now["text"]
    assert listed_now["buttons"] == []

    await people.move("2025-10-29T12:00:00+03:00")
    assert [m["id"] for m in await people.from_bot(OFFICIAL) if _reminds(m)] == [reminder["id"]]
    digest = await vekha.json("digest")
    assert (digest["late"], digest["headline"]["come_due"]) == (0, 0)
    await people.move("2025-10-30T12:00:00+03:00")
    again = await _last(people, OFFICIAL)
    assert _reminds(again)
    assert "осталось 15 дней" in again["text"]
    assert "срок по документу: 15 октября 2025" in again["text"]
    written = await vekha.command("digest", "--as-of", "2025-11-05")
    assert "срок по документу: 15 октября 2025" in written


async def test_a_refusal_and_a_coordinator_s_own_date(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people)
    await people.move("2025-10-10T09:00:00+03:00")
    await people.press(OFFICIAL, "1. Другое…", (await _last(people, OFFICIAL))["id"])
    await people.press(OFFICIAL, "Перенести срок…")
    await people.press(OFFICIAL, "ср, 22 октября")
    await people.say(OFFICIAL, "Не успеваем")
    await people.press(COORDINATOR, "1. Отклонить")
    await people.press(COORDINATOR, "Отклонить без объяснения")
    told = (await _last(people, OFFICIAL))["text"]
    assert "Перенос срока на 22 октября 2025\u00a0г. отклонён" in told
    assert "Срок остаётся: 15 октября 2025" in told

    await people.press(COORDINATOR, "Мои мероприятия")
    await people.press(COORDINATOR, "1", (await _last(people, COORDINATOR))["id"])
    await people.press(COORDINATOR, "Перенести срок…")
    await people.press(COORDINATOR, "пт, 7 ноября")
    await people.press(COORDINATOR, "Устно")
    done = (await _last(people, COORDINATOR))["text"]
    assert "Срок перенесён с 31 октября 2025\u00a0г. на 7 ноября 2025\u00a0г." in done
    assert "Основание: устно" in done
