"""Coming in through the real process: asked for, let in, acquainted, withdrawn to letters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, join, world

VERA, ANNA = 301, 302
STAFF = """ФИО;Организация;Должность;Email;Телефон;Роли;Канал
Мостовая Вера Петровна;МЦ;методист;;;координатор;
Громова Анна Игоревна;МОУ «СОШ № 1»;директор;anna@school.example;;школа;
"""


async def test_from_a_strangers_request_to_withdrawing_the_consent(tmp_path: Path) -> None:
    sandbox = Sandbox(limits=False, now=datetime.fromisoformat("2018-10-10T12:00:00+03:00"))
    await sandbox.start()
    vekha = Vekha(tmp_path, sandbox)
    staff = tmp_path / "people.csv"
    staff.write_text(STAFF, "utf-8")
    try:
        await vekha.command("people", "import", str(staff))
        await vekha.command("invite", "--person", "Громова А.И.", "--send")
        async with world(sandbox) as people:
            await people.person(VERA, "Вера")
            await people.person(ANNA, "Анна", "anna@school.example")
            await vekha.start()
            await join(vekha, people, VERA, "Мостовая В.П.")
            (letter,) = await people.letters("anna@school.example")
            assert "t.me/vekha_test_bot?start=" in str(letter)

            await people.say(ANNA, "Здравствуйте")
            await people.press(ANNA, "Попросить доступ")
            await people.say(ANNA, "Громова Анна, школа 1")
            await people.press(VERA, "Это Громова Анна Игоревна, МОУ «СОШ № 1»")
            assert "✓ Доступ открыт" in str(await people.from_bot(VERA))
            texts = [m["text"] for m in await people.from_bot(ANNA)]
            assert [t.split(",")[0].split("\n")[0] for t in texts[-3:]] == [
                "Добро пожаловать",
                "Как обрабатываются ваши персональные данные",
                "Согласие на использование личного мессенджера",
            ]
            await people.press(ANNA, "Ознакомлен")
            await people.press(ANNA, "Согласен")
            texts = [m["text"] for m in await people.from_bot(ANNA)]
            assert "✓ Вы ознакомились 10 октября 2018" in texts[-2]
            assert "✓ Согласие дано 10 октября 2018" in texts[-1]

            await people.say(ANNA, "Помощь")
            await people.press(ANNA, "Отозвать согласие на мессенджер")
            last = (await people.from_bot(ANNA))[-1]["text"]
            assert last.startswith("Принято: в этот чат больше ничего не придёт.")
            assert "anna@school.example" in last
    finally:
        await vekha.stop()
        await sandbox.stop()
