"""The courier: bounded slots, the messenger's pace, and nothing lost or needlessly repeated."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import pytest
from sqlmodel import select

from channels.message import (
    ChannelDown,
    Delivered,
    Envelope,
    Fault,
    Message,
    Outcome,
    Refused,
    TryLater,
)
from scheduler.courier import DOWN_PAUSE
from scheduler.pace import Pace
from services import delivery
from storage import outbox
from storage.database import Database
from storage.tables import NoticeRow, NoticeState, Urgency
from tests.scheduler.road import NOW, Road

UNPACED = Pace(None, timedelta(0))


def chats(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def most_within_a_second(starts: list[float]) -> int:
    """The most trips that began in any one second (its end not counted)."""
    return max(sum(begin <= other < begin + 1 for other in starts) for begin in starts)


async def _underway(road: Road) -> None:
    """Until something is on the road."""
    async with asyncio.timeout(5):
        while not road.carrier.on_the_road:
            await asyncio.sleep(0)


async def test_everything_arrives_and_is_settled(database: Database) -> None:
    road = Road(database)
    await road.put(*chats(25))
    async with road.running():
        await road.move(1)
    assert sorted(int(address) for _, address, *_ in road.carrier.trips) == list(range(1, 26))
    assert set(await road.states()) == {NoticeState.SENT}


async def test_no_more_are_claimed_than_there_are_slots(database: Database) -> None:
    road = Road(database, slots=4, pace=UNPACED)
    road.carrier.gate.clear()
    await road.put(*chats(12))
    async with road.running():
        await _underway(road)
        for _ in range(4):
            road.lane.kick()
            claimed = (await road.states()).count(NoticeState.SENDING)
            assert 1 <= claimed <= 4
        road.carrier.gate.set()
        await road.move(1)
    assert 1 < road.carrier.most <= 4
    assert set(await road.states()) == {NoticeState.SENT}


async def test_not_more_than_thirty_in_any_second(database: Database) -> None:
    road = Road(database)
    await road.put(*chats(100))
    async with road.running():
        await road.move(10)
    starts = road.carrier.seconds
    assert len(starts) == 100
    assert most_within_a_second(starts) <= 30
    assert 3 <= max(starts) < 3.5  # and no slower than need be


async def test_one_a_second_to_a_chat_in_order(database: Database) -> None:
    road = Road(database)
    ids = await road.put("1", "1", "2", "1", "1")
    async with road.running():
        await road.move(10)
    to_one = [(at, notice) for at, address, notice, _ in road.carrier.trips if address == "1"]
    assert [notice for _, notice in to_one] == [ids[0], ids[1], ids[3], ids[4]]
    gaps = [b - a for (a, _), (b, _) in itertools.pairwise(to_one)]
    assert all(timedelta(seconds=1) <= gap < timedelta(seconds=1.2) for gap in gaps)
    assert road.carrier.trips[1][1] == "2"


async def test_an_answer_overtakes_a_mass_sending(database: Database) -> None:
    road = Road(database)
    await road.put(*chats(100))
    async with road.running():
        await road.move(0.5)
        (answer,) = await road.put("5000", urgency=Urgency.ANSWER)
        await road.move(10)
    order = [notice for _, _, notice, _ in road.carrier.trips]
    assert order.index(answer) == 30
    assert len(order) == 101


async def test_asked_to_wait_the_lane_keeps_quiet_exactly_so_long(database: Database) -> None:
    road = Road(database, slots=1)
    road.carrier.outcomes["1"] = [TryLater("Too Many Requests", timedelta(seconds=7), lane=True)]
    await road.put("1", "2", "3")
    async with road.running():
        await road.move(6.999)
        assert road.carrier.seconds == [0]
        await road.move(0.001)
        assert road.carrier.seconds[1] == 7
        await road.move(5)
    assert set(await road.states()) == {NoticeState.SENT}
    assert road.carrier.trips[1][1] == "1"


async def test_one_letter_that_must_wait_holds_nobody_up(database: Database) -> None:
    road = Road(database)
    road.carrier.outcomes["1"] = [TryLater("timeout")]
    await road.put("1", "2", "3")
    async with road.running():
        await road.move(1)
        assert (await road.states())[1:] == [NoticeState.SENT] * 2
        await road.move(10)
    assert set(await road.states()) == {NoticeState.SENT}
    assert road.carrier.trips[-1][1] == "1"
    assert 5 <= road.carrier.seconds[-1] <= 6.25  # five seconds and up to a quarter more


async def test_a_channel_that_is_out_keeps_every_letter(database: Database) -> None:
    road = Road(database, slots=1)
    road.carrier.outcomes["1"] = [ChannelDown("Unauthorized"), ChannelDown("Unauthorized")]
    await road.put("1", "2")
    async with road.running():
        await road.move(DOWN_PAUSE.total_seconds() - 1)
        assert len(road.carrier.trips) == 1
        assert set(await road.states()) == {NoticeState.PLANNED}
        await road.move(2 * DOWN_PAUSE.total_seconds() + 5)
    assert set(await road.states()) == {NoticeState.SENT}


async def test_a_refusal_holds_nobody_up(database: Database) -> None:
    road = Road(database)
    road.carrier.outcomes["2"] = [Refused("can't parse entities", Fault.MESSAGE)]
    await road.put("1", "2", "3")
    async with road.running():
        await road.move(1)
    assert await road.states() == [NoticeState.SENT, NoticeState.FAILED, NoticeState.SENT]


async def edit(road: Road, notices: list[int], text: str) -> None:
    """Change what was, or is being, sent."""
    async with road.database.write() as session:
        for notice in notices:
            sent = await session.get_one(NoticeRow, notice)
            await outbox.edit(session, sent, Message(text), road.clock.now())


async def test_edits_count_to_the_thirty_and_not_to_a_chat(database: Database) -> None:
    road = Road(database, pace=Pace(rest=timedelta(0)))
    ids = await road.put(*chats(40))
    async with road.running():
        await road.move(2)
        await road.put(*(f"9{chat}" for chat in chats(25)))
        await edit(road, ids, "new")
        await road.move(10)
    trips = [edits for _, _, _, edits in road.carrier.trips if edits]
    assert trips == [f"id-{notice}" for notice in ids]
    assert len(road.carrier.trips) == 40 + 40 + 25
    assert most_within_a_second(road.carrier.seconds) <= 30


async def test_an_edit_does_not_make_its_chat_wait(database: Database) -> None:
    road = Road(database)
    (first,) = await road.put("1")
    async with road.running():
        await road.move(5)
        await edit(road, [first], "new")
        await road.quiet()
        await road.put("1")
        await road.move(5)
    assert road.carrier.seconds == [0, 5, 5]


async def test_a_message_of_several_parts_rests_its_chat_as_long(database: Database) -> None:
    road = Road(database)
    road.carrier.outcomes["1"] = [Delivered("7", calls=4)]
    await road.put("1", "1", "2")
    async with road.running():
        await road.move(10)
    to_one = [
        (at - NOW).total_seconds() for at, address, *_ in road.carrier.trips if address == "1"
    ]
    assert to_one == [0, pytest.approx(4, abs=0.1)]


async def test_stopping_finishes_what_is_on_the_road_and_claims_nothing(
    database: Database,
) -> None:
    road = Road(database, slots=2, pace=UNPACED)
    road.carrier.gate.clear()
    await road.put(*chats(5))
    async with road.running():
        await _underway(road)
        asyncio.get_running_loop().call_soon(road.carrier.gate.set)
    states, carried = await road.states(), len(road.carrier.trips)
    assert 1 <= carried <= 2
    assert states.count(NoticeState.SENT) == carried
    assert states.count(NoticeState.PLANNED) == 5 - carried


async def test_a_crash_repeats_no_more_than_the_slots(database: Database) -> None:
    slots = 3
    crashed = Road(database, slots=slots, pace=UNPACED)
    books = delivery.turn
    turns = 0

    async def dies_after_a_while(*args: object, **more: object) -> delivery.Turn:
        nonlocal turns
        turns += 1
        if turns > 4:
            await asyncio.Event().wait()  # killed before it could write anything
        return await books(*args, **more)  # type: ignore[arg-type]

    await crashed.put(*chats(20))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "turn", dies_after_a_while)
        task = asyncio.create_task(crashed.lane.run())
        async with asyncio.timeout(5):
            while turns <= 4:
                await asyncio.sleep(0)
        for _ in range(50):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    in_the_air = (await crashed.states()).count(NoticeState.SENDING)
    assert 0 < in_the_air <= slots

    async with database.write() as session:
        await outbox.free_claims(session, None)
    again = Road(database, slots=slots, pace=UNPACED)
    async with again.running():
        await again.move(1)
    assert set(await again.states()) == {NoticeState.SENT}
    first = {notice for _, _, notice, _ in crashed.carrier.trips}
    second = {notice for _, _, notice, _ in again.carrier.trips}
    assert len(first | second) == 20
    assert len(first & second) <= slots


async def test_when_the_books_cannot_be_written_nothing_is_carried_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = Road(database)
    books, failures = delivery.turn, [OSError("disk"), OSError("disk")]

    async def fails_at_first(*args: object, **more: object) -> delivery.Turn:
        if args[3] and failures:  # with attempts to settle
            raise failures.pop()
        return await books(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(delivery, "turn", fails_at_first)
    await road.put("1", "2")
    async with road.running():
        await road.move(30)
    assert failures == []
    assert len(road.carrier.trips) == 2
    assert set(await road.states()) == {NoticeState.SENT}


async def test_what_may_go_later_goes_then(database: Database) -> None:
    road = Road(database)
    async with road.running():
        await road.put("1", not_before=NOW + timedelta(hours=3))
        await road.move(3 * 3600 - 1)
        assert road.carrier.trips == []
        await road.move(1)
    assert road.carrier.seconds == [3 * 3600]


async def test_it_says_when_nothing_is_left(database: Database) -> None:
    road = Road(database)
    await road.put(*chats(3))
    async with road.running():
        await road.move(2)
        assert road.lane.empty.is_set()


async def test_what_breaks_its_carrier_stops_after_its_attempts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = Road(database)
    usual = road.carrier.deliver

    async def breaks(envelope: Envelope) -> Outcome:
        if envelope.address == "666":
            road.carrier.trips.append((road.clock.now(), "666", envelope.notice_id, None))
            raise RuntimeError(envelope.address)
        return await usual(envelope)

    monkeypatch.setattr(road.carrier, "deliver", breaks)
    await road.put("666", "1")
    async with road.running():
        await road.move(86_400)
    assert [address for _, address, *_ in road.carrier.trips].count("666") == 5
    async with database.read() as session:
        poison = (await session.exec(select(NoticeRow).where(NoticeRow.address == "666"))).one()
    assert (poison.state, poison.last_error) == (NoticeState.FAILED, "RuntimeError")
