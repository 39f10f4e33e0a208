"""Somebody leaves and is erased, through the real process and its commands."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World

BEGINS = "2025-10-13T08:00:00+03:00"
OFFICIAL, HEIR, COORDINATOR = 5000101, 5000102, 5000301
OLGA, IRINA, VERA = (
    "Пономарева Ольга Ивановна",
    "Осотова Ирина Васильевна",
    "Мостовая Вера Петровна",
)
ROADMAP = """\
№;Мероприятие;Срок;Ответственный;Ожидаемый результат
1;Утвердить план;до 20 октября 2025 г.;Пономарева О.И.;Приказ
2;Провести совещание;до 30 октября 2025 г.;Пономарева О.И.;Протокол
"""
STAFF = f"""\
ФИО;Организация;Роли;Email
{OLGA};МЦ;ответственный;olga@town.example
{IRINA};МЦ;ответственный;
{VERA};;координатор;
"""


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox) -> AsyncIterator[Vekha]:
    installation = Vekha(tmp_path, far_ends)
    yield installation
    await installation.stop()


async def test_who_leaves_hands_over_says_goodbye_and_is_erased(
    vekha: Vekha, people: World
) -> None:
    (vekha.folder / "roadmap.csv").write_text(ROADMAP, "utf-8")
    (vekha.folder / "people.csv").write_text(STAFF, "utf-8")
    period = "2025-01-01..2025-12-31"
    await vekha.command("import", "roadmap.csv", "--period", period, "--commit")
    await vekha.command("people", "import", "people.csv")
    for user, name in ((OFFICIAL, OLGA), (HEIR, IRINA), (COORDINATOR, VERA)):
        await people.person(user, name)
    await vekha.start()
    links = {one["person"]: one["token"] for one in await vekha.json("invite", "--all")}
    for user, name in ((OFFICIAL, OLGA), (HEIR, IRINA), (COORDINATOR, VERA)):
        await people.say(user, f"/start {links[name]}")
        await people.press(user, "Да, это я")
    await vekha.command("launch", "1", "--as-of", "2025-10-13")

    out, err, code = await vekha.try_command("person", "erase", OLGA)
    assert (out, code) == ("", 2)
    assert "М-1 Утвердить план" in err

    await people.say(COORDINATOR, "/people")
    await people.press(COORDINATOR, "Найти…")
    await people.say(COORDINATOR, "пономарева")
    for label in (
        f"{OLGA}, МЦ",
        "Больше не работает…",
        f"{IRINA}, МЦ",
        "Да, больше не работает",
    ):
        await people.press(COORDINATOR, label)
    await people.move("2025-10-13T12:00:00+03:00")
    told = (await people.from_bot(HEIR))[-1]["text"]
    assert told.startswith(f"{OLGA} больше не работает. Дела переданы вам.")
    assert "Утвердить план" in told
    assert "Провести совещание" in told
    goodbye = (await people.from_bot(OFFICIAL))[-1]["text"]
    assert f"Ваши открытые мероприятия приняли: {IRINA}." in goodbye
    await people.press(HEIR, "Ознакомлен")
    await people.say(OFFICIAL, "Мои мероприятия")
    assert "по приглашениям" in (await people.from_bot(OFFICIAL))[-1]["text"]

    copy = vekha.folder / "copy.zip"
    await vekha.command("person", "export", OLGA, str(copy))
    with zipfile.ZipFile(copy) as archive:
        assert OLGA in archive.read("data.txt").decode("utf-8-sig")
    assert "Сотрудник № 1" in await vekha.command("person", "erase", OLGA)
