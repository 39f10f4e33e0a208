"""A running roadmap is changed in the chat: a date for what had none, another rule, a new owner."""

from __future__ import annotations

from typing import Any

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-09-08T08:00:00+03:00"
COORDINATOR, OFFICIAL, OTHER = 301, 101, 102
PEOPLE = {
    COORDINATOR: ("Мостовая Вера Павловна", "МЦ", "координатор"),
    OFFICIAL: ("Соколова Марина Викторовна", "Управление", "ответственный"),
    OTHER: ("Осотова Ирина Васильевна", "МЦ", "ответственный"),
}
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Провести педсовет;по графику;Соколова М.В.
2;Сдать отчёт о питании;до 15 октября 2025 г.;Соколова М.В.
"""


async def _set_up(vekha: Vekha, people: World) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    staff = vekha.folder / "people.csv"
    rows = "".join(f"{name};{office};{role}\n" for name, office, role in PEOPLE.values())
    staff.write_text("ФИО;Организация;Роли\n" + rows, "utf-8")
    await vekha.command("people", "import", str(staff))
    for user, (name, _, _) in PEOPLE.items():
        await people.person(user, name)
    await vekha.start()
    for user, (name, _, _) in PEOPLE.items():
        await join(vekha, people, user, name)
    await vekha.command("launch", "1", "--as-of", "2025-09-08")
    await people.move("2025-09-08T10:00:00+03:00")


async def _last(people: World, user: int, words: str) -> dict[str, Any]:
    found = [m for m in await people.from_bot(user) if words in m["text"]]
    assert found, [m["text"][:80] for m in await people.from_bot(user)]
    return found[-1]


async def test_a_roadmap_is_changed_while_it_runs(vekha: Vekha, people: World) -> None:
    await _set_up(vekha, people)
    await people.move("2025-10-01T09:30:00+03:00")
    asked = await _last(people, COORDINATOR, "Без даты: 1")
    await people.press(COORDINATOR, "1. Поставить дату", asked["id"])
    await people.say(COORDINATOR, "ежеквартально до 10 числа следующего месяца")
    shown = await _last(people, COORDINATOR, "Срок понят так")
    assert "10.10.2025" in shown["text"]
    await people.press(COORDINATOR, "Приказ", shown["id"])
    await people.say(COORDINATOR, "№ 5 от 30.09.2025")
    done = await _last(people, COORDINATOR, "основание: приказ № 5 от 30.09.2025")
    await people.press(COORDINATOR, "Изменить ещё…", done["id"])
    await people.press(COORDINATOR, "Ответственные…")
    await people.press(COORDINATOR, "Добавить…")
    await people.press(COORDINATOR, "Осотова Ирина Васильевна")
    await people.move("2025-10-01T09:45:00+03:00")
    told = [m for m in await people.from_bot(OFFICIAL) if "Координатор изменил" in m["text"]]
    assert len(told) == 1
    assert told[0]["text"].count("•") == 2
    await _last(people, OTHER, "Провести педсовет")
    assert (await vekha.json("digest", "--as-of", "2025-10-01"))["undated"] == 0

    await people.say(COORDINATOR, "М-2")
    await people.press(COORDINATOR, "Изменить…")
    await people.press(COORDINATOR, "Срок…")
    await people.say(COORDINATOR, "до 20 октября 2025")
    await people.press(COORDINATOR, "Устно")
    assert "20 октября" in (await _last(people, OFFICIAL, "Срок перенесён"))["text"]
    await people.press(COORDINATOR, "История изменений")
    history = await _last(people, COORDINATOR, "15.10.2025 → 20.10.2025")
    assert "01.10.2025 Мостовая В. П." in history["text"]
