"""Stopping a roadmap or a municipality: nothing goes out, and no flood afterwards."""

from __future__ import annotations

import pytest

from channels.message import Channel, Delivered, TryLater
from roadmap.progress import Event
from services import delivery, pausing
from services.delivery import Attempt, Turn
from services.launching import NoSuchRoadmap
from services.pausing import NotRunning, Paused
from services.rights import Denied
from storage.database import Database
from storage.tables import NoticeKind, NoticeState
from tests.services.office import IRINA, OLGA, VERA, Office, at, row

BY_15 = "до 15 октября 2018"


async def switch(office: Office, number: int | None, when: str, *, pause: bool) -> Paused:
    """Pause or resume a roadmap, or (None) everything."""
    async with office.database.write() as session:
        if number is None:
            return await pausing.set_municipality(session, office.tenant, at(when), pause=pause)
        return await pausing.set_roadmap(session, office.tenant, number, at(when), pause=pause)


async def carry(office: Office, when: str, *attempts: Attempt) -> Turn:
    """One turn of Telegram's books."""
    free = 0 if attempts else 10
    return await delivery.turn(
        office.database, Channel.TELEGRAM, 1, attempts, free=free, now=at(when)
    )


@pytest.mark.parametrize("number", [1, None])
async def test_what_waits_is_withdrawn_and_nothing_is_planned(
    both: Database, number: int | None
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15), row("до 16 октября 2018"))
    (waiting,) = await office.plan("2018-10-10 09:00")
    assert await switch(office, number, "2018-10-10 09:01", pause=True) == Paused(True, True)
    assert [n.state for n in await office.notices()] == [NoticeState.WITHDRAWN]
    assert str((await office.assignment(1)).since) == "2018-10-08"  # the rung was not said
    for when in ("2018-10-11 09:00", "2018-10-12 09:00", "2018-10-15 09:00", "2018-10-17 09:00"):
        assert await office.plan(when) == []
    assert not (await switch(office, number, "2018-10-17 10:00", pause=True)).changed
    assert waiting.kind is NoticeKind.REMINDER


@pytest.mark.parametrize("number", [1, None])
async def test_what_is_on_its_way_is_not_tried_once_more(
    both: Database, number: int | None
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await office.plan("2018-10-10 09:00")
    (claimed,) = (await carry(office, "2018-10-10 09:00")).claimed
    await switch(office, number, "2018-10-10 09:01", pause=True)
    await carry(office, "2018-10-10 09:02", Attempt(claimed, TryLater("timeout")))
    assert (await carry(office, "2018-10-10 09:30")).claimed == ()
    assert [n.state for n in await office.notices()] == [NoticeState.EXPIRED]
    assert str((await office.assignment(1)).since) == "2018-10-08"  # the rung was not said
    assert await office.plan("2018-10-11 09:00") == []


async def test_what_arrives_though_it_was_stopped_has_been_said(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await office.plan("2018-10-10 09:00")
    (claimed,) = (await carry(office, "2018-10-10 09:00")).claimed
    await switch(office, 1, "2018-10-10 09:01", pause=True)
    await carry(office, "2018-10-10 09:02", Attempt(claimed, Delivered("7")))
    assert [n.state for n in await office.notices()] == [NoticeState.SENT]
    assert str((await office.assignment(1)).since) == "2018-10-11"


async def test_a_call_for_help_on_its_way_is_not_stopped(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP)
    when = "2018-10-10 14:00"
    claimed = {one.envelope.address: one for one in (await carry(office, when)).claimed}
    await switch(office, 1, when, pause=True)
    await carry(office, when, Attempt(claimed["301"], TryLater("timeout")))
    again = (await carry(office, "2018-10-10 14:05")).claimed
    assert [one.envelope.address for one in again] == ["301"]


async def test_what_waited_to_be_handed_over_is_handed_over_afterwards(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    (waiting,) = await office.plan("2018-10-18 09:00")
    assert waiting.kind is NoticeKind.HANDOVER
    await switch(office, None, "2018-10-18 09:01", pause=True)
    await switch(office, None, "2018-10-19 08:00", pause=False)
    (again,) = await office.plan("2018-10-19 09:00")
    assert (again.kind, await office.codes(again)) == (NoticeKind.HANDOVER, [1])


async def test_afterwards_only_what_is_still_to_come_is_said(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(
        *(row(f"до {day} октября 2018") for day in (15, 16, 17)), row("до 30 октября 2018")
    )
    await switch(office, 1, "2018-10-08 12:00", pause=True)
    await switch(office, 1, "2018-10-17 08:00", pause=False)
    (one,) = await office.plan("2018-10-17 09:00")
    # of the 15th it is two working days late today, the 17th is due today
    assert await office.codes(one) == [1, 3]
    (later,) = await office.plan("2018-10-18 09:00")
    assert await office.codes(later) == [2]


async def test_what_ended_meanwhile_goes_to_the_coordinator_at_once(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    vera = await office.bind("Мостовая", 301)
    await office.launch(row(BY_15), row("до 16 октября 2018"))
    await office.report("Пономарева", await office.assignment(2), Event.DONE)
    await switch(office, None, "2018-10-09 12:00", pause=True)
    assert await office.plan("2018-11-06 09:00") == []
    await switch(office, None, "2018-11-06 10:00", pause=False)
    (handed,) = await office.plan("2018-11-06 10:01")
    assert (handed.kind, handed.person_id) == (NoticeKind.HANDOVER, vera)
    assert await office.codes(handed) == [1]


async def test_one_roadmap_rests_while_the_other_goes_on(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    await office.launch(row(BY_15))
    (waiting,) = await office.plan("2018-10-10 09:00")
    assert await office.codes(waiting) == [1, 2]
    await switch(office, 1, "2018-10-10 09:01", pause=True)
    (left,) = await office.notices()
    assert (left.state, await office.codes(left)) == (NoticeState.PLANNED, [2])


async def test_the_list_on_launch_waits_for_the_end_of_a_pause(both: Database) -> None:
    from services import appointing

    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 30 ноября 2018"))
    await switch(office, None, "2018-10-08 08:30", pause=True)
    assert await appointing.plan_due(both, at("2018-10-08 09:00")) == 0
    async with both.read() as session:
        assert await appointing.next_at(session) is None
    await switch(office, None, "2018-10-09 08:30", pause=False)
    assert await appointing.plan_due(both, at("2018-10-09 09:00")) == 1


async def test_only_a_coordinator_of_the_town_may_stop(both: Database) -> None:
    here = await Office.open(both, OLGA, VERA, name="Здесь")
    there = await Office.open(both, VERA, OLGA, name="Там")
    await here.launch(row(BY_15))
    async with both.write() as session:
        for who in (await here.actor("Пономарева"), await there.actor("Мостовая")):
            with pytest.raises(Denied):
                await pausing.press(session, who, 1, at("2018-10-09 12:00"), pause=True)
        done = await pausing.press(
            session, await here.actor("Мостовая"), 1, at("2018-10-09 12:00"), pause=True
        )
    assert done == Paused(changed=True, paused=True)


async def test_a_draft_is_not_running(both: Database) -> None:
    office = await Office.open(both, OLGA)
    number = await office.draft(row(BY_15))
    with pytest.raises(NotRunning):
        await switch(office, number, "2018-10-09 12:00", pause=True)
    with pytest.raises(NoSuchRoadmap):
        await switch(office, 99, "2018-10-09 12:00", pause=True)
