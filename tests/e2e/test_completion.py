"""Who completes what, through the real process: handed on, reviewed, returned, closed at 2 of 3."""

from __future__ import annotations

from typing import Any

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-07T08:00:00+03:00"
COORDINATOR, OFFICIAL, FIRST, DEPUTY, SECOND, THIRD = 301, 101, 201, 202, 203, 204
PEOPLE = {
    COORDINATOR: ("Мостовая Вера Павловна", "МЦ", "координатор"),
    OFFICIAL: ("Соколова Марина Викторовна", "Управление", "ответственный"),
    FIRST: ("Громов Игорь Николаевич", "Школа № 1", "школа"),
    DEPUTY: ("Белова Нина Сергеевна", "Школа № 1", "школа"),
    SECOND: ("Лаптева Ольга Петровна", "Школа № 2", "школа"),
    THIRD: ("Котов Пётр Ильич", "Школа № 3", "школа"),
}
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Провести педсовет;до 15 октября 2025 г.;ОО
2;Утвердить план работы;до 16 октября 2025 г.;Соколова М.В.
"""


async def _set_up(vekha: Vekha, people: World, *users: int) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    rows = "".join(f"{name};{office};{role}\n" for name, office, role in PEOPLE.values())
    staff.write_text("ФИО;Организация;Роли\n" + rows, "utf-8")
    await vekha.command("people", "import", str(staff))
    for user in users:
        await people.person(user, PEOPLE[user][0])
    await vekha.start()
    for user in users:
        await join(vekha, people, user, PEOPLE[user][0])
    await vekha.command("launch", "1", "--as-of", "2025-10-07")


async def _last(people: World, user: int, words: str) -> dict[str, Any]:
    found = [m for m in await people.from_bot(user) if words in m["text"]]
    assert found, [m["text"][:80] for m in await people.from_bot(user)]
    return found[-1]


async def test_done_is_reviewed_returned_and_accepted(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people, COORDINATOR, OFFICIAL)
    await people.move("2025-10-13T09:00:00+03:00")
    await people.say(COORDINATOR, "М-2")
    await people.press(COORDINATOR, "Правило…")
    await people.press(COORDINATOR, "Проверять выполнение")
    await people.press(OFFICIAL, "1. Выполнено")
    await people.move("2025-10-13T09:10:00+03:00")
    listed = await _last(people, COORDINATOR, "Ждёт приёмки 1 мероприятие")
    await people.press(COORDINATOR, "1. Вернуть…", listed["id"])
    await people.say(COORDINATOR, "Нет подписи")
    told = await _last(people, OFFICIAL, "Возвращено на доработку")
    assert "Замечание: Нет подписи" in told["text"]
    assert (await vekha.json("digest"))["waiting_acceptance"] == 0

    await people.move("2025-10-14T09:30:00+03:00")
    await people.press(OFFICIAL, "Открыть", told["id"])
    await people.press(OFFICIAL, "Выполнено")
    await people.move("2025-10-24T12:00:00+03:00")
    digest = await vekha.json("digest", "--as-of", "2025-10-24")
    assert digest["waiting_acceptance"] == 1
    listed = await _last(people, COORDINATOR, "Ждёт приёмки")
    await people.press(COORDINATOR, "1. Принять", listed["id"])
    assert "Координатор принял" in (await _last(people, OFFICIAL, "принял"))["text"]
    digest = await vekha.json("digest", "--as-of", "2025-10-24")
    assert (digest["done"], digest["headline"]["done"]) == (1, 1)
    assert digest["headline"]["done_late"] == 0


async def test_a_school_hands_it_on_and_the_date_is_closed_at_two_of_three(
    vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people, COORDINATOR, FIRST, DEPUTY, SECOND, THIRD)
    await people.press(FIRST, "Мои мероприятия")
    await people.press(FIRST, "1")
    await people.press(FIRST, "Передать…")
    await people.press(FIRST, "Белова Нина Сергеевна")
    await people.move("2025-10-10T14:30:00+03:00")
    assert "Вам передано" in (await _last(people, DEPUTY, "Вам передано"))["text"]
    await people.press(DEPUTY, "1. Выполнено")
    await people.press(SECOND, "1. Выполнено")
    assert not [m for m in await people.from_bot(FIRST) if "вашей отметки" in m["text"]]

    await people.move("2025-10-20T12:00:00+03:00")
    await people.press(COORDINATOR, "Сводка")
    await people.press(COORDINATOR, "Просрочено: 2")
    assert await _last(people, COORDINATOR, "отчитались 2 из 3")
    await people.say(COORDINATOR, "М-1")
    await people.press(COORDINATOR, "Закрыть при 2 из 3…")
    assert "Не отчитались: Школа № 3" in (await _last(people, COORDINATOR, "причину"))["text"]
    await people.say(COORDINATOR, "Школа на ремонте")
    await people.move("2025-10-20T15:00:00+03:00")
    told = await _last(people, THIRD, "Закрыто координатором")
    assert "Причина: Школа на ремонте" in told["text"]
    digest = await vekha.json("digest", "--as-of", "2025-10-20")
    assert (digest["done"], digest["late"]) == (1, 1)
