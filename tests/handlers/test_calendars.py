"""«My dates for a calendar» under one's own list."""

from __future__ import annotations

from pathlib import Path

from storage.database import Database
from storage.files import FileStore
from tests.handlers.desk import Desk
from tests.services.office import OLGA, VERA, Office, row
from views.actions import Action, Verb

OLGA_CHAT, VERA_CHAT = 101, 301


async def test_the_button_brings_the_file(database: Database, tmp_path: Path) -> None:
    office = await Office.open(database, OLGA, VERA)
    olga = await office.bind("Пономарева", OLGA_CHAT)
    await office.launch(row("до 15 октября 2018", title="Утвердить план"))
    files = FileStore(tmp_path)
    desk = Desk(database, files=files)
    (sent,) = await desk.press(OLGA_CHAT, Action(Verb.MY_DATES, olga).pack())
    (file,) = sent.attachments
    assert file.name == "Мои даты.ics"
    assert b"SUMMARY:" in files.get(file.sha256)


async def test_nobody_gets_somebody_elses_dates(database: Database, tmp_path: Path) -> None:
    office = await Office.open(database, OLGA, VERA)
    olga = await office.bind("Пономарева", OLGA_CHAT)
    await office.bind("Мостовая", VERA_CHAT)
    await office.launch(row("до 15 октября 2018"))
    desk = Desk(database, files=FileStore(tmp_path))
    assert await desk.press(VERA_CHAT, Action(Verb.MY_DATES, olga).pack()) == []
    assert desk.toasts == ["У вас нет прав на это действие."]
    assert list(tmp_path.iterdir()) == []
