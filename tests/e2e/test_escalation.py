"""What only a coordinator can move on, through the real process: told, looked at, decided."""

from __future__ import annotations

from typing import Any

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-07T08:00:00+03:00"
OFFICIAL, COORDINATOR, SECOND = 101, 102, 103
OLGA, VERA, IRINA = (
    "Соколова Марина Викторовна",
    "Мостовая Вера Павловна",
    "Егорова Ирина Андреевна",
)
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Утвердить план работы;до 15 октября 2025 г.;Соколова М.В.
2;Провести совещание директоров;до 15 октября 2025 г.;Соколова М.В.
3;Провести конкурс;до 31 октября 2025 г.;Соколова М.В.
"""


async def _set_up(vekha: Vekha, people: World) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(
        "ФИО;Организация;Email;Телефон;Роли;Канал\n"
        f"{OLGA};Отдел образования;;2-34-56;ответственный;\n"
        f"{VERA};МЦ;;;координатор;\n"
        f"{IRINA};МЦ;;;ответственный;\n"
        "Главная Анна Павловна;Администрация;boss@town.example;;руководство;почта\n",
        "utf-8",
    )
    await vekha.command("people", "import", str(staff))
    await people.person(4, "Главная Анна Павловна", "boss@town.example")
    for user, name in ((OFFICIAL, OLGA), (COORDINATOR, VERA), (SECOND, IRINA)):
        await people.person(user, name)
    await vekha.start()
    for user, name in ((OFFICIAL, OLGA), (COORDINATOR, VERA), (SECOND, IRINA)):
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-10-07")


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def _now(people: World, user: int, message: dict[str, Any]) -> dict[str, Any]:
    """A message as it looks now."""
    return next(m for m in await people.from_bot(user) if m["id"] == message["id"])


def _labels(message: dict[str, Any]) -> list[str]:
    return [b["text"] for row in message["buttons"] for b in row]


async def test_help_is_needed_and_the_coordinator_decides(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people)
    await people.move("2025-10-10T09:00:00+03:00")
    reminder = await _last(people, OFFICIAL)
    for line, words in (("1", "Нет приказа учредителя"), ("2", "Некому проводить")):
        await people.press(OFFICIAL, f"{line}. Другое…", reminder["id"])
        await people.press(OFFICIAL, "Нужна помощь")
        assert "Что мешает?" in (await _last(people, OFFICIAL))["text"]
        await people.say(OFFICIAL, words)
        assert f"Вы написали: {words}" in (await _last(people, OFFICIAL))["text"]

    first, second = (await people.from_bot(COORDINATOR))[-2:]
    assert "нужна помощь: Нет приказа учредителя" in first["text"]
    assert "нужна помощь: Некому проводить" in second["text"]
    await people.press(COORDINATOR, "1. Решить…", first["id"])
    card = await _last(people, COORDINATOR)
    assert "2-34-56" in card["text"]
    assert "«Нет приказа учредителя»" in card["text"]

    answer = await people.press(COORDINATOR, "Напомнить", card["id"])
    assert "Напоминание отправлено: Соколова" in answer["answer"]
    nudge = await _last(people, OFFICIAL)
    assert nudge["text"].startswith("Координатор просит ответить")
    answer = await people.press(COORDINATOR, "Напомнить", card["id"])
    assert "уже было" in answer["answer"]

    await people.press(COORDINATOR, "Передать…", card["id"])
    await people.say(COORDINATOR, "егор")
    await people.press(COORDINATOR, IRINA)
    assert "теперь отвечает Егорова" in (await _last(people, COORDINATOR))["text"]
    assert f"Ответственный: {IRINA}" in (await _now(people, COORDINATOR, card))["text"]
    assert (await _now(people, COORDINATOR, first))["text"].startswith("Всё решено")
    mine = await people.from_bot(SECOND)
    assert any("Вам передано:\nУтвердить план работы" in m["text"] for m in mine)
    assert (await _now(people, OFFICIAL, nudge))["buttons"] == []
    assert "теперь отвечает Егорова" in (await _last(people, OFFICIAL))["text"]

    await people.press(COORDINATOR, "1. Решить…", second["id"])
    card = await _last(people, COORDINATOR)
    await people.press(COORDINATOR, "Снять…", card["id"])
    await people.say(COORDINATOR, "Перенесено на следующий год приказом")
    await people.press(COORDINATOR, "Да, снять")
    assert (await _last(people, COORDINATOR))["text"].startswith("Снято:")
    assert "снято" in (await _now(people, COORDINATOR, card))["text"]
    told = await _last(people, OFFICIAL)
    assert "Причина: Перенесено на следующий год приказом" in told["text"]
    assert "Выполнено" not in " ".join(_labels(await _now(people, OFFICIAL, reminder)))
    assert (await vekha.json("digest"))["total"] == 2


async def test_silent_to_the_end_it_is_handed_over_and_written_down(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people)
    await people.move("2025-10-20T09:00:00+03:00")
    handed = await _last(people, COORDINATOR)
    assert "2 мероприятия остались без ответа" in handed["text"]
    before = len(await people.from_bot(OFFICIAL))

    await people.press(COORDINATOR, "1. Решить…", handed["id"])
    card = await _last(people, COORDINATOR)
    assert "напоминани" in card["text"]
    await people.press(COORDINATOR, "Напомнить", card["id"])
    await people.move("2025-10-23T12:00:00+03:00")
    fresh = (await people.from_bot(OFFICIAL))[before:]
    assert [m["text"].startswith("Координатор просит ответить") for m in fresh] == [True]

    await people.press(COORDINATOR, "Отметить за него…", card["id"])
    await people.press(COORDINATOR, "Выполнено в срок: 15 октября")
    assert "Записано со слов" in (await _last(people, COORDINATOR))["text"]
    card = await _now(people, COORDINATOR, card)
    assert "отмечено со слов: Мостовая В. П." in card["text"]
    assert "Выполнено" not in " ".join(_labels(card))
    labels = _labels(await _now(people, COORDINATOR, handed))
    assert labels == ["2. Решить…", "Сводка целиком"]  # the morning's digest stands below
    digest = await vekha.json("digest")
    assert (digest["done"], digest["headline"]["done"], digest["headline"]["done_late"]) == (
        1,
        1,
        0,
    )

    await people.move("2025-10-27T08:00:00+03:00")
    letter = " ".join((await people.letters("boss@town.example"))[-1]["text"].split())
    section = letter.partition(" Просрочено ")[2]
    assert "Провести совещание директоров" in section
    assert "Отдел образования" in section
    assert "Соколова" not in letter
