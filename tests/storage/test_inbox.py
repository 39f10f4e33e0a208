"""The inbox: stored once before it is acknowledged, worked in order, set aside at last."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from storage import inbox
from storage.database import Database
from storage.inbox import Arrival
from storage.tables import InboxRow, InboxState
from tests.storage.rows import NOW


def update(number: int, chat: str = "1", source: str = "telegram:1") -> Arrival:
    return Arrival(source, str(number), chat, {"update_id": number, "text": "Ёлка"})


async def test_an_arrival_is_stored_once_for_ever(both: Database) -> None:
    async with both.write() as session:
        first = await inbox.store(session, [update(2), update(1), update(3)], NOW)
    assert [w.payload["update_id"] for w in first] == [2, 1, 3]
    assert first[0].payload["text"] == "Ёлка"
    async with both.write() as session:
        await inbox.mark_done(session, first[0].id, NOW)
    async with both.write() as session:
        again = await inbox.store(session, [update(3), update(2), update(4)], NOW)
    assert [w.payload["update_id"] for w in again] == [4]


async def test_another_bot_has_numbers_of_its_own(both: Database) -> None:
    async with both.write() as session:
        await inbox.store(session, [update(1)], NOW)
        assert await inbox.store(session, [update(1, source="telegram:2")], NOW)


async def test_nothing_to_store_is_no_fault(both: Database) -> None:
    async with both.write() as session:
        assert await inbox.store(session, [], NOW) == []


async def test_what_is_not_done_waits_in_the_order_it_came(both: Database) -> None:
    async with both.write() as session:
        stored = await inbox.store(session, [update(n) for n in (1, 2, 3, 4)], NOW)
        await inbox.mark_done(session, stored[1].id, NOW)
    async with both.read() as session:
        waiting = await inbox.waiting(session, 10)
        assert [w.payload["update_id"] for w in waiting] == [1, 3, 4]
        assert len(await inbox.waiting(session, 2)) == 2


async def test_failures_are_counted_and_the_last_sets_aside(both: Database) -> None:
    async with both.write() as session:
        (one,) = await inbox.store(session, [update(1)], NOW)
    later = NOW + timedelta(minutes=1)
    for attempt in (1, 2, 3):
        async with both.write() as session:
            await inbox.mark_failed(session, one.id, "x" * 900, later, set_aside=attempt == 3)
        async with both.read() as session:
            row = (await session.exec(select(InboxRow))).one()
            waiting = await inbox.waiting(session, 10)
        assert row.attempts == attempt
        assert [w.attempts for w in waiting] == ([attempt] if attempt < 3 else [])
    assert row.state is InboxState.ASIDE
    assert row.settled_at == later
    assert len(row.last_error) == 500
