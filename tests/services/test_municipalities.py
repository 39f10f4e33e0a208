"""Tenants, and the hour of the Monday letter."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from roadmap.working_calendar import WorkingCalendar
from services import municipalities
from services.municipalities import (
    NameTaken,
    NoSuchMunicipality,
    UnknownZone,
    WhichMunicipality,
    next_weekly,
)
from storage.database import Database
from tests.services.office import MOSCOW, at

NOW = at("2018-10-10 09:00")


@pytest.mark.parametrize(
    ("after", "zone", "letter"),
    [
        ("2018-10-10 09:00", "Europe/Moscow", "2018-10-15 08:00"),
        ("2018-10-15 07:59", "Europe/Moscow", "2018-10-15 08:00"),
        ("2018-10-15 08:00", "Europe/Moscow", "2018-10-22 08:00"),
        ("2018-12-28 09:00", "Europe/Moscow", "2019-01-09 08:00"),  # 31 December to 8 January
        ("2018-11-02 09:00", "Europe/Moscow", "2018-11-06 08:00"),  # Monday the 5th was off
        ("2018-11-06 07:00", "Europe/Moscow", "2018-11-06 08:00"),
        ("2018-11-06 08:00", "Europe/Moscow", "2018-11-12 08:00"),
        ("2018-10-14 23:59", "Asia/Kamchatka", "2018-10-15 08:00"),
        ("2018-10-25 09:00", "Europe/Berlin", "2018-10-29 08:00"),  # the clocks change between
    ],
)
def test_the_letter_comes_on_monday_or_the_first_working_day_after(
    after: str, zone: str, letter: str
) -> None:
    local = ZoneInfo(zone)
    found = next_weekly(at(after, local), local, WorkingCalendar())
    assert found == at(letter, local)


async def test_the_only_municipality_needs_no_name(database: Database) -> None:
    async with database.write() as session:
        assert await municipalities.find(session, None) is None
        made = await municipalities.add(session, "Город", "Asia/Omsk", NOW)
        assert await municipalities.find(session, None) == made
        assert await municipalities.find(session, "Город") == made
        assert made.zone == ZoneInfo("Asia/Omsk")
        assert made.next_weekly_at == at("2018-10-15 08:00", made.zone)
        with pytest.raises(NoSuchMunicipality) as refusal:
            await municipalities.find(session, "Село")
        assert refusal.value.known == ("Город",)
        await municipalities.add(session, "Село", "Europe/Moscow", NOW)
        with pytest.raises(WhichMunicipality) as which:
            await municipalities.find(session, None)
        assert which.value.known == ("Город", "Село")


@pytest.mark.parametrize("zone", ["Moscow", "", "Europe/../../etc/passwd", "Europe", "Марс"])
async def test_a_zone_that_is_none_is_refused(database: Database, zone: str) -> None:
    async with database.write() as session:
        with pytest.raises(UnknownZone):
            await municipalities.add(session, "Город", zone, NOW)


async def test_a_name_is_taken_once(database: Database) -> None:
    async with database.write() as session:
        await municipalities.add(session, "Город", "Europe/Moscow", NOW)
        with pytest.raises(NameTaken):
            await municipalities.add(session, "Город", "Asia/Omsk", NOW)


async def test_a_day_begins_at_the_towns_midnight(database: Database) -> None:
    async with database.write() as session:
        tenant = await municipalities.add(session, "Город", "Asia/Kamchatka", NOW)
    late = at("2018-10-10 16:00", MOSCOW)
    assert str(tenant.today(late)) == "2018-10-11"
