"""Days of the region and of a new decree: said once, and planning looks again."""

from __future__ import annotations

from datetime import date

from services import municipalities
from storage.database import Database
from tests.services.office import Office, at, row

OLGA = "Пономарева Ольга Ивановна;Отдел;начальник;olga@town.example;;ответственный;почта"


async def test_a_day_off_of_the_region_moves_the_reminder(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row("до 15 октября 2018"))
    async with database.write() as session:
        tenant = await municipalities.by_id(session, office.tenant.id)
        days = {date(2018, 10, 11): False}
        await municipalities.set_days(session, tenant, days, at("2018-10-08 10:00"))
    async with database.read() as session:
        tenant = await municipalities.by_id(session, office.tenant.id)
    assert not tenant.calendar.is_working(date(2018, 10, 11))
    assert tenant.calendar.is_working(date(2018, 10, 10))
    # three working days before Monday the 15th is now Tuesday the 9th
    assert len(await office.plan("2018-10-09 09:00")) == 1
    assert await office.plan("2018-10-10 09:00") == []


async def test_days_add_up(database: Database) -> None:
    office = await Office.open(database, OLGA)
    for day, worked in ((date(2018, 10, 11), False), (date(2018, 10, 13), True)):
        async with database.write() as session:
            tenant = await municipalities.by_id(session, office.tenant.id)
            await municipalities.set_days(session, tenant, {day: worked}, at("2018-10-08 10:00"))
    async with database.read() as session:
        calendar = (await municipalities.by_id(session, office.tenant.id)).calendar
    assert not calendar.is_working(date(2018, 10, 11))
    assert calendar.is_working(date(2018, 10, 13))
