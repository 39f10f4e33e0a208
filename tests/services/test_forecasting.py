"""«Что будет отправлено?»: what a coordinator is shown beforehand is what then goes."""

from __future__ import annotations

from datetime import date

import pytest

from services import forecasting
from services.rights import Denied
from storage.database import Database
from storage.tables import NoticeKind
from tests.services.office import OLGA, VERA, Office, at, plain, row

NOW = at("2018-10-09 12:00")
WEDNESDAY = date(2018, 10, 10)


async def _office(database: Database) -> Office:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.bind("Мостовая", 301)
    await office.launch(row("до 15 октября 2018", title="Утвердить план"))
    return office


async def test_what_is_shown_beforehand_goes(both: Database) -> None:
    office = await _office(both)
    vera, olga = await office.actor("Мостовая"), await office.person("Пономарева")
    async with both.read() as session:
        listed = await forecasting.coming(session, vera, NOW)
        shown = await forecasting.text(session, vera, WEDNESDAY, olga, 0, NOW)
    assert "ср, 10 октября" in listed.plain
    assert "09:00 · Пономарева Ольга Ивановна — напоминание (М-1)" in listed.plain
    assert await office.notices() == []
    (reminder,) = await office.plan("2018-10-10 09:00")
    assert reminder.kind is NoticeKind.REMINDER
    assert shown.plain.endswith(plain(reminder))


async def test_it_is_for_coordinators(database: Database) -> None:
    office = await _office(database)
    olga = await office.actor("Пономарева")
    async with database.read() as session:
        with pytest.raises(Denied):
            await forecasting.coming(session, olga, NOW)
        with pytest.raises(Denied):
            await forecasting.text(session, olga, WEDNESDAY, olga.person_id, 0, NOW)
