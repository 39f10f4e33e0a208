"""The two ways into the database: nothing is lost, the urgent go first, readers do not write."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import outbox
from storage.database import Database
from storage.tables import MunicipalityRow
from storage.turns import Turns
from tests.storage.rows import a_notice, a_town

MOSCOW = timezone(timedelta(hours=3))


async def test_concurrent_read_then_write_loses_nothing(both: Database) -> None:
    async with both.write() as session:
        town = await a_town(session)

    async def count_one() -> None:
        async with both.write() as session:
            row = await session.get_one(MunicipalityRow, town, with_for_update=True)
            await asyncio.sleep(0)
            row.last_code += 1

    await asyncio.gather(*(count_one() for _ in range(20)))

    async with both.read() as session:
        assert (await session.get_one(MunicipalityRow, town)).last_code == 20


async def test_a_failed_transaction_leaves_nothing_and_frees_the_writer(both: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with both.write() as session:
            await a_town(session, "never")
            raise ZeroDivisionError
    async with asyncio.timeout(5):
        async with both.write() as session:
            await a_town(session, "kept")
    async with both.read() as session:
        assert list(await session.exec(select(MunicipalityRow.name))) == ["kept"]


async def test_the_reader_cannot_write_on_sqlite(database: Database) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        async with database.read() as session:
            await a_town(session)


async def test_a_reader_sees_one_moment_while_somebody_writes(database: Database) -> None:
    names = select(MunicipalityRow.name)
    async with database.read() as reader:
        assert list(await reader.exec(names)) == []
        async with database.write() as writer:
            await a_town(writer)
        assert list(await reader.exec(names)) == []
    async with database.read() as reader:
        assert list(await reader.exec(names)) == ["Town"]


@pytest.mark.parametrize("zone", [UTC, MOSCOW])
async def test_instants_are_kept_in_utc_and_come_back_aware(both: Database, zone: timezone) -> None:
    noon = datetime(2018, 10, 10, 12, 30, 15, 123456, tzinfo=zone)
    async with both.write() as session:
        session.add(MunicipalityRow(name="Town", zone="Europe/Moscow", created_at=noon))
    async with both.read() as session:
        row = (await session.exec(select(MunicipalityRow))).one()
        assert row.created_at == noon
        assert row.created_at.utcoffset() == timedelta(0)
        earlier = select(MunicipalityRow.id).where(MunicipalityRow.created_at < noon)
        assert (await session.exec(earlier)).all() == []


async def test_an_instant_without_a_zone_is_refused(both: Database) -> None:
    with pytest.raises(StatementError):
        async with both.write() as session:
            naive = datetime(2018, 10, 10, 12)  # noqa: DTZ001 - the very fault
            session.add(MunicipalityRow(name="Town", zone="Europe/Moscow", created_at=naive))


async def test_letters_and_case_survive(both: Database) -> None:
    async with both.write() as session:
        await a_town(session, "Ёлкино «Ы» 🏫 \u00a0№")
    async with both.read() as session:
        assert (await session.exec(select(MunicipalityRow.name))).one() == "Ёлкино «Ы» 🏫 \u00a0№"


async def test_whoever_waits_for_the_outbox_is_told_after_the_commit(both: Database) -> None:
    told: list[int] = []
    both.on_outbox.append(lambda: told.append(1))

    async with both.write() as session:
        await a_town(session)
    assert told == []
    with pytest.raises(ZeroDivisionError):
        async with both.write() as session:
            await outbox.add(session, a_notice("lost"))
            raise ZeroDivisionError
    assert told == []
    async with both.write() as session:
        await outbox.add(session, a_notice("kept"))
        assert told == []
    assert told == [1]
    async with both.write() as session:
        await outbox.add(session, a_notice("kept"))  # it is there already: nothing new to carry
    assert told == [1]


async def _pragma(session: AsyncSession, name: str) -> object:
    return (await session.execute(sa.text(f"PRAGMA {name}"))).scalar()


async def test_sqlite_holds_foreign_keys_in_the_journal_that_readers_need(
    database: Database,
) -> None:
    async with database.write() as session:
        assert await _pragma(session, "foreign_keys") == 1
        assert await _pragma(session, "journal_mode") == "wal"


async def test_a_commit_survives_a_loss_of_power_unless_it_may_be_lost(database: Database) -> None:
    full, normal = 2, 1
    for durable in (True, False, False, True):
        async with database.write(durable=durable) as session:
            assert await _pragma(session, "synchronous") == (full if durable else normal)
    async with database.write() as session:
        assert await _pragma(session, "synchronous") == full


async def _queue(lock: Turns, *urgencies: int) -> list[int]:
    """The order in which waiters of these urgencies, come one after another, get the lock."""
    served: list[int] = []

    async def wait(place: int, urgency: int) -> None:
        await lock.acquire(urgency)
        served.append(place)
        lock.release()

    await lock.acquire(1)
    tasks = [asyncio.create_task(wait(place, u)) for place, u in enumerate(urgencies)]
    await asyncio.sleep(0)
    lock.release()
    await asyncio.gather(*tasks)
    return served


async def test_the_urgent_go_first_and_equals_in_the_order_they_came() -> None:
    assert await _queue(Turns(), 1, 1, 0, 1, 0) == [2, 4, 0, 1, 3]


async def test_a_cancelled_waiter_is_passed_over() -> None:
    lock = Turns()
    await lock.acquire(1)
    first = asyncio.create_task(lock.acquire(0))
    second = asyncio.create_task(lock.acquire(1))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    lock.release()
    async with asyncio.timeout(1):
        await second


async def test_a_waiter_cancelled_while_it_is_handed_the_lock_hands_it_on() -> None:
    lock = Turns()
    await lock.acquire(1)
    first = asyncio.create_task(lock.acquire(0))
    second = asyncio.create_task(lock.acquire(1))
    await asyncio.sleep(0)
    lock.release()  # the first is handed it, and is cancelled before it can go on
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    async with asyncio.timeout(1):
        await second


async def test_an_urgent_write_overtakes_those_that_wait(database: Database) -> None:
    order: list[str] = []

    async def write(name: str, *, urgent: bool) -> None:
        async with database.write(urgent=urgent) as session:
            order.append(name)
            await a_town(session, name)

    async with database.write() as session:
        waiting = [
            asyncio.create_task(write("mass 1", urgent=False)),
            asyncio.create_task(write("mass 2", urgent=False)),
            asyncio.create_task(write("press", urgent=True)),
        ]
        await asyncio.sleep(0)
        await a_town(session, "held")
    await asyncio.gather(*waiting)
    assert order == ["press", "mass 1", "mass 2"]
