"""Few and right: the list of the silent, the cap, the second channel, each roadmap's own ladder."""

from __future__ import annotations

from typing import Any

import pytest

from channels.message import Channel, Message
from roadmap.progress import Event
from services import appointing
from storage.database import Database
from storage.tables import MunicipalityRow, NoticeKind, NoticeRow, NoticeState, RoadmapRow, Urgency
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row

BY_15 = "до 15 октября 2018"
EVE = "2018-10-12 09:00"  # Friday before Monday the 15th


def plain(notice: NoticeRow) -> str:
    """The text of a notice as it reads."""
    return Message.from_data(notice.message).plain


async def settings(office: Office, **changed: Any) -> None:
    """Set a municipality's settings and let planning look again."""
    async with office.database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = town.settings | changed


async def test_on_the_eve_one_list_names_the_silent(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.bind("Пономарева", 101)
    await office.bind("Осотова", 102)
    vera = await office.bind("Мостовая", 301)
    await office.launch(
        row(BY_15, title="Первое"),
        row(BY_15, "Осотова И.В."),
        row(BY_15, "Мостовая В.П."),
        row(BY_15, title="Четвёртое"),
        row("до 30 ноября 2018"),
    )
    await office.plan("2018-10-10 09:00")
    await office.report("Осотова", await office.assignment(2), Event.IN_PROGRESS)
    made = await office.plan(EVE)
    (listed,) = [n for n in made if n.kind is NoticeKind.ALERT]
    assert (listed.person_id, listed.urgency) == (vera, Urgency.ALERT)
    assert await office.codes(listed) == [1, 4]  # not the one who answered, nor her own
    assert "Срок близко, а по 2 мероприятиям ещё нет ответа" in plain(listed)
    assert await office.plan("2018-10-12 15:00") == []
    await office.report("Пономарева", await office.assignment(1), Event.DONE, "2018-10-12 10:00")
    (edited,) = await office.notices(NoticeKind.ALERT)
    assert "по 1 мероприятию" in plain(edited)
    await office.report("Пономарева", await office.assignment(4), Event.DONE, "2018-10-12 10:00")
    (gone,) = await office.notices(NoticeKind.ALERT)
    assert gone.state is NoticeState.WITHDRAWN


async def test_slept_through_the_eve_the_silent_are_not_named_on_the_day(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    await office.plan("2018-10-10 09:00")
    assert [n.kind for n in await office.plan("2018-10-15 09:00")] == [NoticeKind.REMINDER]


async def test_of_schools_the_silent_are_named_in_the_morning(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.bind("Громов", 201)
    await office.bind("Мостовая", 301)
    await settings(office, ladder={"before": [1], "on_day": True, "late": [2]})
    await office.launch(row(BY_15, "ОО"))
    (listed,) = [n for n in await office.plan(EVE) if n.kind is NoticeKind.ALERT]
    assert len(await office.items(listed)) == 2
    assert await office.plan("2018-10-12 13:59") == []
    (asked,) = await office.plan("2018-10-12 14:00")
    assert (asked.kind, asked.person_id) == (NoticeKind.REMINDER, await office.person("Громов"))


async def test_a_days_cap_moves_the_rest_to_the_next_morning(both: Database) -> None:
    office = await Office.open(both, OLGA)
    olga = await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await settings(office, cap=1)
    async with both.write() as session:
        session.add(
            NoticeRow(
                municipality_id=office.tenant.id,
                person_id=olga,
                channel=Channel.TELEGRAM,
                address="101",
                kind=NoticeKind.NUDGE,
                dedup_key="nudge",
                message=Message("…").to_data(),
                not_before=at("2018-10-10 08:00"),
                created_at=at("2018-10-10 08:00"),
            )
        )
    assert await office.plan("2018-10-10 09:00") == []
    (said,) = await office.plan("2018-10-11 09:00")
    assert "осталось 4 дня" in plain(said)


async def test_after_two_unanswered_in_telegram_the_third_goes_by_email_too(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 31 октября 2018"))
    rungs = ("2018-10-17 09:00", "2018-10-26 09:00", "2018-10-31 09:00", "2018-11-02 09:00")
    ways = [[notice.channel for notice in await office.plan(when)] for when in rungs]
    telegram, both_ways = [Channel.TELEGRAM], [Channel.TELEGRAM, Channel.EMAIL]
    assert ways == [telegram, telegram, both_ways, both_ways]


async def test_an_answer_begins_the_count_anew(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 31 октября 2018"))
    await office.plan("2018-10-17 09:00")
    await office.plan("2018-10-26 09:00")
    working = await office.assignment(1)
    assert working.silent == 2
    await office.report("Пономарева", working, Event.IN_PROGRESS, "2018-10-26 10:00")
    await office.plan("2018-10-26 10:01")
    assert [n.channel for n in await office.plan("2018-10-31 09:00")] == [Channel.TELEGRAM]


async def test_a_roadmap_may_have_a_ladder_of_its_own(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    number = await office.draft(row(BY_15))
    async with both.write() as session:
        roadmap = await session.get_one(RoadmapRow, number)
        roadmap.settings = {"ladder": {"before": [1], "on_day": False, "late": []}}
    await office.start(number)
    for quiet in ("2018-10-10 09:00", "2018-10-11 09:00"):
        assert await office.plan(quiet) == []
    assert len(await office.plan(EVE)) == 1
    assert await office.plan("2018-10-15 09:00") == []


async def test_in_holidays_a_school_hears_nothing(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND)
    await office.bind("Громов", 201)
    await office.launch(row("до 1 ноября 2018", "ОО"))
    (before,) = await office.plan("2018-10-26 14:00")  # the 29th is holiday
    assert "осталось 6 дней" in plain(before)
    for day in ("2018-10-29", "2018-10-31", "2018-11-01", "2018-11-02"):
        assert await office.plan(f"{day} 14:00") == []
    (late,) = await office.plan("2018-11-06 14:00")
    assert "просрочено на 2 рабочих дня" in plain(late)


@pytest.mark.parametrize("when", ["2018-10-08 08:00", "2018-10-08 09:00"])
async def test_the_list_on_launch_obeys_the_cap(both: Database, when: str) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await settings(office, cap=1)
    await office.launch(row(BY_15))
    await office.launch(row(BY_15))
    await appointing.plan_due(both, at(when))
    expected = 0 if when.endswith("08:00") else 1
    assert len(await office.notices(NoticeKind.APPOINTMENT)) == expected
