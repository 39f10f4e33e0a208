"""Being left in peace, through the real process: a reminder put off, and somebody away."""

from __future__ import annotations

from typing import Any

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T08:00:00+03:00"
OFFICIAL, COLLEAGUE = 101, 102
OLGA, IRINA = "Соколова Марина Викторовна", "Егорова Анна Андреевна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Утвердить план работы;до 31 октября 2025 г.;Соколова М.В.
2;Провести совещание директоров;до 31 октября 2025 г.;Соколова М.В.
"""


async def _set_up(vekha: Vekha, people: World) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(f"ФИО;Роли\n{OLGA};ответственный\n{IRINA};ответственный\n", "utf-8")
    await vekha.command("people", "import", str(staff))
    for user, name in ((OFFICIAL, OLGA), (COLLEAGUE, IRINA)):
        await people.person(user, name)
    await vekha.start()
    for user, name in ((OFFICIAL, OLGA), (COLLEAGUE, IRINA)):
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-10-13")


async def _reminders(people: World, user: int) -> list[dict[str, Any]]:
    return [m for m in await people.from_bot(user) if "вашей отметки" in m["text"]]


def _labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


async def test_a_reminder_put_off_says_so_and_comes_again_on_its_day(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people)
    await people.move("2025-10-17T09:00:00+03:00")
    (reminder,) = await _reminders(people, OFFICIAL)
    await people.press(OFFICIAL, "1. Выполнено", reminder["id"])
    await people.press(OFFICIAL, "Отложить…", reminder["id"])
    question = (await people.from_bot(OFFICIAL))[-1]
    assert question["text"].startswith("На когда отложить?\nПровести совещание")
    assert _labels(question) == ["Пн, 20 октября", "Другой день…"]
    await people.press(OFFICIAL, "Другой день…", question["id"])
    await people.press(OFFICIAL, "22", question["id"])

    messages = {m["id"]: m for m in await people.from_bot(OFFICIAL)}
    assert messages[question["id"]]["text"].startswith("Отложено до ср, 22 октября")
    assert not messages[question["id"]]["buttons"]
    assert "отложено до ср, 22 октября" in messages[reminder["id"]]["text"]
    assert _labels(messages[reminder["id"]]) == ["2. Выполнено", "2. Другое…"]

    await people.move("2025-10-22T08:59:00+03:00")
    assert len(await _reminders(people, OFFICIAL)) == 1
    await people.move("2025-10-22T09:00:00+03:00")
    again = (await _reminders(people, OFFICIAL))[-1]
    assert len(await _reminders(people, OFFICIAL)) == 2
    assert "Провести совещание" in again["text"]
    assert "Утвердить план" not in again["text"]
    await people.move("2025-10-27T18:00:00+03:00")
    assert len(await _reminders(people, OFFICIAL)) == 2
    await people.move("2025-10-28T09:00:00+03:00")
    assert len(await _reminders(people, OFFICIAL)) == 3


async def test_somebody_away_is_stood_in_for_until_they_are_back(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people)
    await people.say(OFFICIAL, "Меня нет до 24 октября")
    await people.press(OFFICIAL, IRINA)
    assert f"Напоминания будет получать {IRINA}" in (await people.from_bot(OFFICIAL))[-1]["text"]
    await people.move("2025-10-13T09:00:00+03:00")
    told = [m["text"] for m in await people.from_bot(COLLEAGUE)]
    assert any(f"Вы замещаете: {OLGA}, до 24 октября" in text for text in told)
    await people.move("2025-10-17T09:00:00+03:00")
    (reminder,) = await _reminders(people, COLLEAGUE)
    assert "за: Соколова М. В., нет до 24 октября" in reminder["text"]
    assert await _reminders(people, OFFICIAL) == []

    await people.press(COLLEAGUE, "1. Выполнено", reminder["id"])
    edited = next(m for m in await people.from_bot(COLLEAGUE) if m["id"] == reminder["id"])
    assert "Ждёт вашей отметки 1 мероприятие" in edited["text"]
    await people.press(OFFICIAL, "Я на месте")
    await people.move("2025-10-28T09:00:00+03:00")
    (own,) = await _reminders(people, OFFICIAL)
    assert "за: " not in own["text"]
    assert len(await _reminders(people, COLLEAGUE)) == 1
