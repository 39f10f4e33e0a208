"""Calling, marking for somebody, reminding all and writing to a group, on the real process."""

from __future__ import annotations

from typing import Any

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-13T08:00:00+03:00"
OFFICIAL, COORDINATOR = 101, 301
OLGA, VERA = "Соколова Марина Викторовна", "Мостовая Вера Петровна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный;Ожидаемый результат
1;Опубликовать статьи;до 15 октября 2025 г.;Соколова М.В.;
2;Собрать справки;до 15 октября 2025 г.;Соколова М.В.;
3;Провести открытый урок;до 30 октября 2025 г.;МОУ «СОШ № 1»;
"""
STAFF = f"""\
ФИО;Организация;Телефон;Роли
{OLGA};;8 (48535) 2-14-15;ответственный
{VERA};;;координатор
Громов Игорь Николаевич;МОУ «СОШ № 1»;;школа
"""


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def _shown(people: World, user: int, number: int) -> str:
    found = next(m for m in await people.from_bot(user) if m["id"] == number)
    return str(found["text"])


async def _set_up(vekha: Vekha, people: World) -> None:
    for name, text in (("roadmap.csv", ROADMAP), ("people.csv", STAFF)):
        (vekha.folder / name).write_text(text, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", "roadmap.csv", "--period", period, "--commit")
    await vekha.command("people", "import", "people.csv")
    for user, name in ((OFFICIAL, OLGA), (COORDINATOR, VERA)):
        await people.person(user, name)
    await vekha.start()
    for user, name in ((OFFICIAL, OLGA), (COORDINATOR, VERA)):
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-10-13")


async def test_a_day_of_a_coordinator_who_telephones(vekha: Vekha, people: World) -> None:
    """One installation for all: starting it is what takes time."""
    await _set_up(vekha, people)
    await _announce(people)
    await people.move("2025-10-22T10:00:00+03:00")
    await _remind_and_call(people)
    await _mark_for(people)


async def _remind_and_call(people: World) -> None:
    await people.say(COORDINATOR, "Управление")
    await people.press(COORDINATOR, "Напомнить опаздывающим…")
    await people.press(COORDINATOR, "Отправить (1)")
    assert "Отправлено 1 адресату" in (await _last(people, COORDINATOR))["text"]
    assert (await _last(people, OFFICIAL))["text"].startswith("Координатор просит ответить")

    await people.say(COORDINATOR, "/calls")
    calls = await _last(people, COORDINATOR)
    assert "8 (48535) 2-14-15" in calls["text"]
    await people.press(COORDINATOR, "1", calls["id"])
    card = await _last(people, COORDINATOR)
    await people.press(COORDINATOR, "Дозвонился, обещали к…", card["id"])
    await people.press(COORDINATOR, "24", card["id"])
    await people.say(COORDINATOR, "Ждёт подписи")
    await people.move("2025-10-23T18:00:00+03:00")
    before = len(await people.from_bot(OFFICIAL))
    await people.say(COORDINATOR, "/calls")
    assert OLGA not in (await _last(people, COORDINATOR))["text"]
    await people.move("2025-10-24T10:00:00+03:00")
    assert len(await people.from_bot(OFFICIAL)) > before


async def _mark_for(people: World) -> None:
    await people.say(COORDINATOR, "/calls")
    await people.press(COORDINATOR, "1")
    await people.press(COORDINATOR, "Выполнено всё (2)…")
    how = await _last(people, COORDINATOR)
    await people.press(COORDINATOR, "По письму", how["id"])
    await people.press(COORDINATOR, "Выполнено в срок: 15 октября", how["id"])
    await people.press(COORDINATOR, "Записать без пояснения", how["id"])
    assert "по письму" in await _shown(people, COORDINATOR, how["id"])
    reminder = (await people.from_bot(OFFICIAL))[-1]
    assert "На всё отвечено" in reminder["text"]


async def _announce(people: World) -> None:
    """With a file; told of, and answered."""
    await people.say(COORDINATOR, "/write")
    await people.press(COORDINATOR, "Всем ответственным")
    await people.send_file(COORDINATOR, "письмо.txt", "Повестка совещания".encode())
    await people.say(COORDINATOR, "Совещание в среду в 15:00")
    preview = await _last(people, COORDINATOR)
    assert "не зарегистрированы: 1" in preview["text"]
    await people.press(COORDINATOR, "Отправить (1)", preview["id"])
    await people.move("2025-10-13T09:05:00+03:00")  # not before the working day
    await people.press(COORDINATOR, "Обновить", preview["id"])
    assert "Доставлено: 1 из 2" in await _shown(people, COORDINATOR, preview["id"])
    told = next(m for m in await people.from_bot(OFFICIAL) if "Совещание в среду" in m["text"])
    await people.say(OFFICIAL, "Буду", reply_to=told["id"])
    answer = [m["text"] for m in await people.from_bot(COORDINATOR) if "Буду" in m["text"]]
    assert len(answer) == 1
    assert answer[0].startswith("Ответ на объявление")
