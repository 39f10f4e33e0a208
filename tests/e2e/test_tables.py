"""A request for data by a table through the real process: the coordinator's blank goes out, one of
two schools sends it back, first with a mistake, and the table for the region is gathered."""

from __future__ import annotations

from typing import Any

import aiohttp

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join
from tests.roadmap.blanks.tables import edited, listed, opened

BEGINS = "2018-10-10T14:30:00+03:00"
VERA, HEAD, OTHER = 301, 201, 202
STAFF = """ФИО;Организация;Должность;Роли
Мостовая Вера Петровна;МЦ;методист;координатор
Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;школа
Лаптева Ольга Петровна;МОУ «СОШ № 2»;директор;школа
"""
BLANK = listed(("СОШ №1", "СОШ №2"))


async def _last(people: World, user: int) -> dict[str, Any]:
    return (await people.from_bot(user))[-1]


async def _file(sandbox: Sandbox, message: dict[str, Any]) -> bytes:
    """The document of a message."""
    (file,) = message["files"]
    async with aiohttp.ClientSession(sandbox.url) as http, http.get(file["url"]) as answer:
        return await answer.read()


async def test_a_table_goes_out_and_comes_back(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    staff = vekha.folder / "people.csv"
    staff.write_text(STAFF, "utf-8")
    await vekha.command("people", "import", str(staff))
    await vekha.start()
    for number, name in ((VERA, "Мостовая"), (HEAD, "Громов"), (OTHER, "Лаптева")):
        await people.person(number, name)
        await join(vekha, people, number, name)

    await people.say(VERA, "Управление")
    await people.press(VERA, "Мониторинг")
    await people.press(VERA, "Запрос сведений по таблице…")
    await people.send_file(VERA, "Кадры.xlsx", BLANK)
    await people.press(VERA, "1. У каждой школы своя строка")
    await people.press(VERA, "Пн, 15 октября")
    await people.press(VERA, "15:00")
    await people.press(VERA, "Отправить")
    assert "0 из 2" in (await _last(people, VERA))["text"]

    asked = await _last(people, HEAD)
    assert asked["text"].startswith("Нужны ваши сведения")
    await people.press(HEAD, "1. Заполнить", asked["id"])
    await people.press(HEAD, "Получить таблицу")
    copy = await _file(far_ends, await _last(people, HEAD))
    await people.send_file(HEAD, "Кадры.xlsx", edited(copy, C6=12, D6="много", E6=7))
    refused = (await _last(people, HEAD))["text"]
    assert "Кадры!D6, Количество учителей / до 35 лет: «много» — нужно число" in refused
    await people.send_file(HEAD, "Кадры.xlsx", edited(copy, C6=12, D6=3, E6=7))
    assert "Количество учителей / всего: 12" in (await _last(people, HEAD))["text"]
    states = {m["id"]: m["text"] for m in await people.from_bot(HEAD)}
    assert "сдано" in states[asked["id"]]

    await people.press(VERA, "Свод")
    told = (await people.from_bot(VERA))[-2]["text"]  # the file has a message of its own
    assert "1 из 2" in told
    assert "МОУ «СОШ № 2»" in told
    whole = opened(await _file(far_ends, await _last(people, VERA)))
    assert [whole["Кадры"][at].value for at in ("C6", "D6", "E6", "C7")] == [12, 3, 7, None]
    assert "Не представили" in whole.sheetnames
