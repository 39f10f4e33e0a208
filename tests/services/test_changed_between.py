"""Something changes between planning a reminder and sending it: the next wake-up is right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest

from roadmap.absence_words import Days
from roadmap.extending import Basis, Grounds
from services import absences, appointing, extending, municipalities, nudging
from services.rights import Actor
from storage.database import Database
from storage.tables import MunicipalityRow, NoticeKind, NoticeRow, NoticeState
from tests.services.office import IRINA, OLGA, VERA, Office, at, row
from tests.services.test_municipality_settings import carried, set_

PLANNED = "2018-10-10 09:00"  # Wednesday, three working days before Monday the 15th
CHANGED = "2018-10-10 09:01"


async def _zone(office: Office) -> None:
    """To the east: the working day there is over."""
    await set_(office, CHANGED, zone="Asia/Kamchatka")


async def _zone_west(office: Office) -> None:
    """To the west: the working day there has not begun."""
    await set_(office, CHANGED, zone="Europe/Kaliningrad")


async def _hours(office: Office) -> None:
    await set_(office, CHANGED, hours="11:30-17:00")


async def _ladder(office: Office) -> None:
    await set_(office, CHANGED, ladder__before="1")


async def _calendar(office: Office) -> None:
    async with office.database.write() as session:
        days = {date(2018, 10, 10): False, date(2018, 10, 11): False}
        await municipalities.set_days(session, office.tenant, days, at(CHANGED))
    async with office.database.read() as session:
        office.tenant = await municipalities.by_id(session, office.tenant.id)


async def _deadline(office: Office) -> None:
    assignment = await office.assignment(1)
    async with office.database.write() as session:
        await extending.move(
            session,
            await office.actor("Мостовая"),
            assignment.id or 0,
            date(2018, 10, 30),
            Grounds(Basis.ORAL),
            at(CHANGED),
        )


async def _absence(office: Office) -> None:
    who, stand_in = await office.actor("Пономарева"), await office.person("Осотова")
    here = Actor(who.municipality_id, who.person_id, who.via, who.origin, at(CHANGED))
    async with office.database.write() as session:
        days = Days(date(2018, 10, 10), date(2018, 10, 12))
        await absences.begin(session, here, days, stand_in, at(CHANGED))


Change = Callable[[Office], Awaitable[None]]
CHANGES: dict[str, tuple[Change, str, str]] = {
    # what changes, when the next reminder comes on the town's clock, and to whom
    "a zone to the east": (_zone, "2018-10-11 09:00", "101"),
    "a zone to the west": (_zone_west, "2018-10-10 09:00", "101"),
    "hours": (_hours, "2018-10-10 11:30", "101"),
    "ladder": (_ladder, "2018-10-12 09:00", "101"),
    "calendar": (_calendar, "2018-10-12 09:00", "101"),
    "deadline": (_deadline, "2018-10-16 09:00", "101"),
    "absence": (_absence, "2018-10-10 09:01", "102"),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_waits_is_taken_back_and_comes_at_the_right_time(
    both: Database, what: str
) -> None:
    change, when, address = CHANGES[what]
    office = await Office.open(both, OLGA, IRINA, VERA)
    for name, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(name, chat)
    await office.launch(row("до 15 октября 2018"))
    (early,) = await office.plan(PLANNED)
    assert (early.kind, early.address) == (NoticeKind.REMINDER, "101")

    await change(office)

    async with both.read() as session:
        stored = await session.get_one(NoticeRow, early.id)
    assert stored.state is NoticeState.WITHDRAWN
    assert early.id not in [one.envelope.notice_id for one in await carried(office, CHANGED)]
    told = await _first_reminder(office, at(CHANGED))
    assert (told.address, told.created_at) == (address, at(when, office.tenant.zone))


async def _first_reminder(office: Office, now: datetime) -> NoticeRow:
    """Step from wake-up to wake-up until something is said."""
    for _ in range(20):
        local = f"{now.astimezone(office.tenant.zone):%Y-%m-%d %H:%M}"
        made = [n for n in await office.plan(local) if n.kind is NoticeKind.REMINDER]
        if made:
            return made[0]
        wakes = [row.next_notice_at for row in await office.assignments()]
        ahead = [wake for wake in wakes if wake is not None and wake > now]
        now = min(ahead, default=now + timedelta(days=1))
    raise AssertionError("nothing was said")


async def test_a_nudge_and_a_list_on_launch_wait_for_the_hours_that_are_now(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    for name, chat in (("Пономарева", 101), ("Мостовая", 301)):
        await office.bind(name, chat)
    await office.launch(row("до 15 октября 2018"), on=date(2018, 10, 12))
    async with both.write() as session:
        vera, target = await office.actor("Мостовая"), await office.assignment(1)
        await nudging.nudge(session, vera, target.id or 0, at("2018-10-11 20:00"))
    await set_(office, "2018-10-11 20:01", hours="11:00-12:00")
    (nudge,) = await office.notices(NoticeKind.NUDGE)
    assert nudge.not_before == at("2018-10-12 11:00")
    assert nudge.expires_at == at("2018-10-12 12:00")
    assert await appointing.plan_due(both, at("2018-10-12 10:59")) == 0
    assert await appointing.plan_due(both, at("2018-10-12 11:00")) == 1


async def test_a_new_day_off_moves_the_letter_to_management(both: Database) -> None:
    office = await Office.open(both, VERA)
    monday = at("2018-10-15 08:00")
    async with both.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.next_weekly_at = monday
        await session.flush()
        days = {date(2018, 10, 15): False}
        await municipalities.set_days(session, office.tenant, days, at("2018-10-12 12:00"))
    async with both.read() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
    assert town.next_weekly_at == at("2018-10-16 08:00")


async def test_a_letter_whose_hour_has_come_is_not_put_off_by_a_day_off(database: Database) -> None:
    office = await Office.open(database, VERA)
    async with database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.next_weekly_at = at("2018-10-08 08:00")  # nobody was awake to send it
        await session.flush()
        days = {date(2018, 10, 15): False}
        await municipalities.set_days(session, office.tenant, days, at("2018-10-08 12:00"))
    async with database.read() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
    assert town.next_weekly_at == at("2018-10-08 08:00")
