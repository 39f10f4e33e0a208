"""«Управление» counts what waits for whoever looks at it."""

from __future__ import annotations

from storage.database import Database
from storage.tables import ExtensionRow
from tests.handlers.desk import Desk
from tests.services.office import MONDAY, OLGA, VERA, Office, at, row

COORDINATOR = 301


async def _labels(desk: Desk) -> list[str]:
    (menu,) = await desk.say(COORDINATOR, "Управление")
    return [button.label for line in menu.buttons for button in line]


async def test_rooms_in_which_something_waits_say_how_much(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row("до 15 октября 2018"), row("по графику"))
    await office.bind("Мостовая", COORDINATOR)
    desk = Desk(database)
    labels = await _labels(desk)
    assert {"Решить", "На проверке", "Без даты: 1"} <= set(labels)
    async with database.write() as session:
        session.add(
            ExtensionRow(
                municipality_id=office.tenant.id,
                assignment_id=(await office.assignment(1)).id or 0,
                person_id=await office.person("Пономарева"),
                due_before=MONDAY,
                proposed=MONDAY,
                origin="x",
                asked_at=at("2018-10-09 12:00"),
            )
        )
    assert "Решить: 1" in await _labels(desk)
