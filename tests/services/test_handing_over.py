"""The end of the ladder: every silence reaches a coordinator, and what does not run is quiet."""

from __future__ import annotations

import pytest

from roadmap.progress import Event
from storage.database import Database
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    NoticeKind,
    NoticeRow,
    RoadmapRow,
    RoadmapStatus,
)
from tests.services.office import OLGA, VERA, Office, at, plain, row
from tests.services.test_municipality_settings import carried

BY_15 = "до 15 октября 2018"
END = "2018-10-18 09:00"  # the day after the last reminder


async def _handed(office: Office, notices: list[NoticeRow]) -> list[int]:
    return [
        code
        for notice in notices
        if notice.kind is NoticeKind.HANDOVER
        for code in await office.codes(notice)
    ]


async def test_a_handover_waits_for_a_coordinator_who_can_be_reached(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row(BY_15))
    assert await office.plan(END) == []
    await office.bind("Мостовая", 301)
    later = [n for day in (19, 22) for n in await office.plan(f"2018-10-{day} 09:00")]
    assert await _handed(office, later) == [1]


async def test_what_is_handed_over_later_the_same_day_is_not_lost(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15), row(BY_15))
    async with database.write() as session:
        second = await session.get_one(AssignmentRow, (await office.assignment(2)).id)
        second.next_notice_at = at("2018-10-18 11:00")
    told = await office.plan(END)
    told += await office.plan("2018-10-18 11:00")
    told += await office.plan("2018-10-19 09:00")
    assert await _handed(office, told) == [1, 2]


async def test_many_silent_people_are_all_handed_over(database: Database) -> None:
    names = [f"Иванов{chr(0x430 + n // 26)}{chr(0x430 + n % 26)}" for n in range(510)]
    staff = [f"{name} Пётр Петрович;;;;;ответственный;" for name in names]
    office = await Office.open(database, VERA, *staff)
    await office.bind("Мостовая", 301)
    await office.launch(*(row(BY_15, f"{name} П.П.") for name in names))
    told = await office.plan(END)
    assert len(set(await _handed(office, told))) == len(names)


@pytest.mark.parametrize("which", [MilestoneRow, ActivityRow])
async def test_nobody_is_reminded_of_what_is_called_off(
    database: Database, which: type[MilestoneRow | ActivityRow]
) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row(BY_15))
    async with database.write() as session:
        (await session.get_one(which, 1)).called_off = True
    assert await office.plan("2018-10-10 09:00") == []


@pytest.mark.parametrize("status", [RoadmapStatus.PAUSED, RoadmapStatus.ARCHIVED])
async def test_nobody_is_reminded_of_a_roadmap_that_does_not_run(
    database: Database, status: RoadmapStatus
) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row(BY_15))
    async with database.write() as session:
        (await session.get_one(RoadmapRow, 1)).status = status
    assert await office.plan("2018-10-10 09:00") == []


async def test_a_list_that_did_not_get_through_is_worded_anew_the_next_morning(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    (first,) = await office.plan(END)
    assert "просрочено на 3 рабочих дня" in plain(first)
    assert await carried(office, "2018-10-19 08:30") == ()
    (again,) = await office.plan("2018-10-19 09:00")
    assert again.kind is NoticeKind.HANDOVER
    assert "просрочено на 4 рабочих дня" in plain(again)


async def test_a_call_for_help_on_a_list_that_waits_outlives_its_day(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15), row("до 31 октября 2018"))
    (listed,) = [n for n in await office.plan(END) if n.kind is NoticeKind.HANDOVER]
    await office.report(
        "Пономарева", await office.assignment(2), Event.NEED_HELP, "2018-10-18 10:00"
    )
    assert await office.codes(listed) == [1, 2]
    (sent,) = await carried(office, "2018-10-22 09:00")
    assert "нужна помощь" in sent.envelope.message.plain
