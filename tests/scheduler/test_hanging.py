"""A messenger that hangs while the office goes on: what it holds is changed, and others answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from channels.message import Message, TryLater
from storage import outbox
from storage.database import Database
from storage.tables import NoticeRow, NoticeState, Urgency
from tests.scheduler.road import NOW, Road

SLOTS = 30


async def _all_under_way(road: Road) -> None:
    async with asyncio.timeout(5):
        while road.carrier.on_the_road < SLOTS:
            road.lane.kick()
            await asyncio.sleep(0)


async def _change(road: Road, notices: list[int], text: str) -> None:
    async with road.database.write() as session:
        for notice in notices:
            sent = await session.get_one(NoticeRow, notice)
            await outbox.edit(session, sent, Message(f"{text} of {notice}"), road.clock.now())


async def test_changes_of_what_hangs_hold_up_no_answer(database: Database) -> None:
    road = Road(database, slots=SLOTS)
    chats = [str(chat) for chat in range(1, SLOTS + 1)]
    road.carrier.outcomes = {chat: [TryLater("Request timeout error")] for chat in chats}
    road.carrier.gate.clear()
    held = await road.put(*chats)
    async with road.running():
        await _all_under_way(road)
        for text in ("first change", "second change"):
            await _change(road, held, text)
        (answer,) = await road.put("5000", urgency=Urgency.ANSWER)
        road.carrier.gate.set()
        await road.move(1.2)  # before what hung is tried again, and within the pace
        assert answer in [notice for _, _, notice, _ in road.carrier.trips]
        await road.move(60)
    assert set(await road.states()) == {NoticeState.SENT}
    order = [(notice, edits) for _, _, notice, edits in road.carrier.trips]
    changed = [edits for _, edits in order if edits]
    assert sorted(changed) == sorted(f"id-{notice}" for notice in held)  # the latest, once each
    for notice in held:
        assert order.index((notice, None)) < [edits for _, edits in order].index(f"id-{notice}")
    again = [at for at, _, notice, _ in road.carrier.trips if notice in held]
    assert min(at for at in again if at > NOW) >= NOW + timedelta(seconds=5)
