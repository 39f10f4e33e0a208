"""The planner follows the municipality's own ladder and hours."""

from __future__ import annotations

from services import municipalities
from storage.database import Database
from storage.tables import MunicipalityRow
from tests.services.office import OLGA, Office, row


async def test_the_towns_own_ladder_and_hours_hold(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    async with both.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {
            "ladder": {"before": [1], "on_day": False, "late": []},
            "hours": ["10:00", "12:00"],
        }
    async with both.read() as session:
        office.tenant = await municipalities.by_id(session, office.tenant.id)
    await office.launch(row("до 15 октября 2018"))
    for quiet in ("2018-10-10 10:00", "2018-10-12 09:59"):
        assert await office.plan(quiet) == []
    (said,) = await office.plan("2018-10-12 10:00")
    assert said.person_id == await office.person("Пономарева")
    assert await office.plan("2018-10-15 10:00") == []
