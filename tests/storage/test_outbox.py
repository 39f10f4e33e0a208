"""The outbox: once for each cause, in order, nothing lost on the way."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from storage import outbox
from storage.books import Settlement
from storage.database import Database
from storage.drivers import driver_of
from storage.tables import (
    AssignmentRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    Urgency,
)
from tests.storage.rows import (
    NOW,
    a_milestone,
    a_notice,
    a_person,
    a_school,
    a_town,
    an_assignment,
    settle,
    stored,
    take,
)

MINUTE = timedelta(minutes=1)
WORKER = 7


async def put(database: Database, *notices: NoticeRow) -> list[int]:
    """Store notices; their ids."""
    async with database.write() as session:
        return [await outbox.add(session, notice) or 0 for notice in notices]


async def claim(
    database: Database, limit: int = 10, worker: int = WORKER, **more: Any
) -> list[str]:
    """Claim for Telegram now; the texts of what was claimed."""
    async with database.write() as session:
        claimed = await take(session, worker, limit, **more)
    return [c.envelope.message.text for c in claimed]


async def states(database: Database) -> dict[str, NoticeState]:
    """The fate of every notice, by its cause."""
    async with database.read() as session:
        rows = await session.exec(select(NoticeRow).order_by(col(NoticeRow.id)))
        return {row.dedup_key: row.state for row in rows}


async def test_one_cause_is_stored_once_and_the_first_stands(both: Database) -> None:
    first, again = await put(both, a_notice("cause", address="1"), a_notice("cause", address="2"))
    assert first
    assert not again
    async with both.read() as session:
        assert (await session.exec(select(NoticeRow.address))).all() == ["1"]


async def test_the_urgent_go_first_then_the_oldest(both: Database) -> None:
    await put(
        both,
        a_notice("mass 1", address="1"),
        a_notice("mass 2", address="2"),
        a_notice("alert", address="3", urgency=Urgency.ALERT),
        a_notice("answer", address="4", urgency=Urgency.ANSWER),
    )
    assert await claim(both, limit=3) == ["answer", "alert", "mass 1"]
    assert await claim(both) == ["mass 2"]
    assert await claim(both) == []


async def test_one_at_a_time_to_an_address_in_order(both: Database) -> None:
    await put(both, a_notice("first"), a_notice("second"), a_notice("other", address="2"))
    assert await claim(both) == ["first", "other"]
    assert await claim(both, busy=["1", "2"]) == []
    assert await claim(both, busy=["2"]) == ["second"]


async def test_being_put_back_is_no_attempt(both: Database) -> None:
    await put(both, a_notice("first"), a_notice("second"))
    await claim(both)
    async with both.read() as session:
        rows = (await session.exec(select(NoticeRow).order_by(col(NoticeRow.id)))).all()
        assert [(r.attempts, r.state, r.worker_id) for r in rows] == [
            (1, NoticeState.SENDING, WORKER),
            (0, NoticeState.PLANNED, None),
        ]


async def test_what_may_not_go_yet_waits(both: Database) -> None:
    await put(both, a_notice("later", not_before=NOW + MINUTE))
    assert await claim(both) == []
    async with both.read() as session:
        assert await outbox.next_ready_at(session) == NOW + MINUTE
        driver = await driver_of(session)
        assert await driver.waiting(Channel.TELEGRAM) == (NOW + MINUTE, None)
        assert await driver.waiting(Channel.EMAIL) == (None, None)
    assert await claim(both, now=NOW + MINUTE) == ["later"]


async def test_channels_do_not_take_each_others_letters(both: Database) -> None:
    await put(both, a_notice("letter", channel=Channel.EMAIL, address="a@b.example"))
    assert await claim(both) == []


async def test_only_the_urgent_when_asked(both: Database) -> None:
    await put(both, a_notice("mass"), a_notice("answer", address="2", urgency=Urgency.ANSWER))
    assert await claim(both, only_urgent=True) == ["answer"]


async def _reminder(session: AsyncSession, key: str, **more: Any) -> tuple[int, int]:
    """A notice with one item that has moved its assignment on: (notice, assignment)."""
    town = await a_town(session)
    person, milestone = await a_person(session, town), await a_milestone(session, town)
    row = await an_assignment(
        session,
        town,
        milestone,
        person_id=person,
        since=date(2018, 10, 11),
        next_notice_at=NOW + timedelta(days=3),
    )
    notice = await stored(session, a_notice(key, municipality_id=town, person_id=person, **more))
    session.add(
        NoticeItemRow(
            notice_id=notice.id or 0,
            assignment_id=row.id or 0,
            municipality_id=town,
            line=1,
            since_before=date(2018, 10, 1),
        )
    )
    return notice.id or 0, row.id or 0


async def test_what_expires_is_dropped_visibly_and_given_back(both: Database) -> None:
    async with both.write() as session:
        _, assignment = await _reminder(session, "late", expires_at=NOW)
    assert await claim(both) == []
    async with both.write() as session:
        assert await outbox.drop_expired(session, Channel.EMAIL, NOW) == []
        assert len(await outbox.drop_expired(session, Channel.TELEGRAM, NOW)) == 1
    assert await states(both) == {"late": NoticeState.EXPIRED}
    async with both.read() as session:
        row = await session.get_one(AssignmentRow, assignment)
        assert (row.since, row.next_notice_at) == (date(2018, 10, 1), NOW)
        assert (await session.exec(select(NoticeItemRow))).one().since_before is None
        assert (await session.exec(select(NoticeRow.settled_at))).one() == NOW


async def test_what_is_given_back_twice_is_planned_anew_once(both: Database) -> None:
    async with both.write() as session:
        notice, assignment = await _reminder(session, "one")
        await outbox.give_back(session, [notice], NOW)
    later = NOW + timedelta(days=5)
    async with both.write() as session:
        row = await session.get_one(AssignmentRow, assignment)
        row.since, row.next_notice_at = date(2018, 10, 20), None
    async with both.write() as session:
        await outbox.give_back(session, [notice], later)
    async with both.read() as session:
        row = await session.get_one(AssignmentRow, assignment)
        assert (row.since, row.next_notice_at) == (date(2018, 10, 20), None)


async def test_settling_writes_the_fate_and_keeps_the_number_once_known(both: Database) -> None:
    first, second, third = await put(
        both, a_notice("sent"), a_notice("refused", address="2"), a_notice("waits", address="3")
    )
    await claim(both)
    async with both.write() as session:
        await settle(
            session,
            [
                Settlement(first, NoticeState.SENT, "501"),
                Settlement(second, NoticeState.FAILED, error="blocked"),
                Settlement(third, NoticeState.PLANNED, error="busy", not_before=NOW + MINUTE),
            ],
            NOW,
        )
    async with both.read() as session:
        rows = (await session.exec(select(NoticeRow).order_by(col(NoticeRow.id)))).all()
    assert [(r.state, r.external_id, r.last_error, r.settled_at, r.worker_id) for r in rows] == [
        (NoticeState.SENT, "501", "", NOW, None),
        (NoticeState.FAILED, None, "blocked", NOW, None),
        (NoticeState.PLANNED, None, "busy", None, None),
    ]
    assert [r.not_before for r in rows] == [NOW, NOW, NOW + MINUTE]
    async with both.write() as session:
        await settle(session, [Settlement(first, NoticeState.SENT)], NOW + MINUTE)
    async with both.read() as session:
        assert (await session.get_one(NoticeRow, first)).external_id == "501"


async def _edit(database: Database, notice_id: int, text: str) -> None:
    async with database.write() as session:
        sent = await session.get_one(NoticeRow, notice_id)
        await outbox.edit(session, sent, Message(text), NOW)


async def _settle(database: Database, notice_id: int, state: NoticeState, number: str = "") -> None:
    async with database.write() as session:
        await settle(session, [Settlement(notice_id, state, number or None)], NOW)


async def test_of_edits_that_wait_the_latest_wins(both: Database) -> None:
    (notice,) = await put(both, a_notice("text"))
    await claim(both)
    await _settle(both, notice, NoticeState.SENT, "501")
    for text in ("edit 1", "edit 2", "edit 3"):
        await _edit(both, notice, text)
    async with both.write() as session:
        (edit,) = await take(session, WORKER)
    assert (edit.envelope.message.text, edit.envelope.edits) == ("edit 3", "501")
    assert edit.urgency == Urgency.ANSWER
    await _edit(both, notice, "edit 4")  # the one under way is left alone
    await _settle(both, edit.envelope.notice_id, NoticeState.SENT, "501")
    assert await claim(both) == ["edit 4"]


async def test_of_edits_at_once_none_is_lost(postgres_url: str) -> None:
    database = Database(postgres_url)
    (notice,) = await put(database, a_notice("text"))
    await claim(database)
    await _settle(database, notice, NoticeState.SENT, "501")
    together, written = asyncio.Barrier(5), list[str]()

    async def edit(text: str) -> None:
        async with database.write() as session:
            sent = await session.get_one(NoticeRow, notice)
            await together.wait()
            await outbox.edit(session, sent, Message(text), NOW)
            await session.flush()
            written.append(text)

    await asyncio.gather(*(edit(f"edit {n}") for n in range(5)))
    assert await claim(database) == [written[-1]]
    await database.close()


async def test_an_edit_waits_until_its_message_has_arrived(both: Database) -> None:
    (notice,) = await put(both, a_notice("text"))
    assert await claim(both) == ["text"]
    await _edit(both, notice, "edit")
    assert await claim(both) == []
    await _settle(both, notice, NoticeState.SENT, "501")
    assert await claim(both) == ["edit"]


async def test_edits_of_what_has_not_gone_take_no_room(both: Database) -> None:
    """Messages that a far end did not take wait again, each with an edit on top of it."""
    held = await put(both, *(a_notice(f"mass {n}", address=f"9{n}") for n in range(5)))
    await claim(both)
    for notice in held:
        await _edit(both, notice, "edit")
    later = [Settlement(n, NoticeState.PLANNED, not_before=NOW + MINUTE) for n in held]
    async with both.write() as session:
        await settle(session, later)
    await put(both, a_notice("answer", urgency=Urgency.ANSWER))
    assert await claim(both, limit=2) == ["answer"]
    async with both.read() as session:
        driver = await driver_of(session)
        assert await driver.waiting(Channel.TELEGRAM) == (NOW + MINUTE, None)
    assert await claim(both, limit=2, now=NOW + MINUTE) == ["mass 0", "mass 1"]


async def test_an_edit_of_what_never_arrives_is_withdrawn(both: Database) -> None:
    for key, fate in (("failed", NoticeState.FAILED), ("gone", NoticeState.EXPIRED)):
        (notice,) = await put(both, a_notice(key, address=key))
        await _edit(both, notice, f"edit of {key}")
        await claim(both)
        await _settle(both, notice, fate)
    assert await claim(both) == []
    found = await states(both)
    edits = {key: state for key, state in found.items() if key.startswith("edit:")}
    assert set(edits.values()) == {NoticeState.WITHDRAWN}
    assert len(edits) == 2


async def test_an_edit_knows_its_kind_and_its_reader(both: Database) -> None:
    async with both.write() as session:
        notice, _ = await _reminder(session, "text", external_id="501", state=NoticeState.SENT)
    await _edit(both, notice, "edit")
    async with both.read() as session:
        edit = (await session.exec(select(NoticeRow).where(NoticeRow.id != notice))).one()
        sent = await session.get_one(NoticeRow, notice)
    assert edit.kind is NoticeKind.EDIT
    assert edit.edits_notice_id == notice
    assert (edit.municipality_id, edit.person_id) == (sent.municipality_id, sent.person_id)


async def test_only_what_has_not_gone_can_be_withdrawn(both: Database) -> None:
    waits, gone = await put(both, a_notice("waits"), a_notice("gone", address="2"))
    await claim(both, busy=["1"])
    async with both.write() as session:
        for notice in (waits, gone):
            await outbox.withdraw(session, notice, NOW)
    assert await states(both) == {"waits": NoticeState.WITHDRAWN, "gone": NoticeState.SENDING}


async def test_two_workers_never_claim_the_same(both: Database) -> None:
    await put(both, *(a_notice(f"n{i}", address=str(i)) for i in range(40)))
    taken: list[str] = []

    async def work() -> None:
        while found := await claim(both, limit=3):
            taken.extend(found)

    await asyncio.gather(work(), work(), work())
    assert sorted(taken) == sorted(f"n{i}" for i in range(40))


async def test_claims_of_the_dead_go_back_and_of_the_living_stay(both: Database) -> None:
    await put(both, a_notice("a"), a_notice("b", address="2"))
    async with both.write() as session:
        await take(session, 1, 1)
        await take(session, 2, 1)
        assert await outbox.free_claims(session, [1]) == 1
    assert await states(both) == {"a": NoticeState.PLANNED, "b": NoticeState.SENDING}
    async with both.write() as session:
        assert await outbox.free_claims(session, None) == 1
    assert await claim(both) == ["a", "b"]


async def test_what_another_worker_carries_to_an_address_is_waited_for(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.write() as session:
        one, another = [await outbox.start_worker(session, NOW) for _ in range(2)]
    await put(database, a_notice("first"), a_notice("second"))
    assert await claim(database, worker=one) == ["first"]
    assert await claim(database, worker=another) == []
    async with database.write() as session:
        await outbox.end_workers(session, [one])
    assert await claim(database, worker=another) == ["second"]
    await database.close()


async def test_a_worker_taken_for_dead_settles_only_that_it_has_arrived(both: Database) -> None:
    ids = await put(both, a_notice("first"), a_notice("second", address="2"))
    await claim(both)
    async with both.write() as session:
        await outbox.free_claims(session, [WORKER])
    await claim(both, worker=WORKER + 1)
    late = [
        Settlement(ids[0], NoticeState.SENT, "77"),
        Settlement(ids[1], NoticeState.PLANNED, error="no answer", not_before=NOW),
    ]
    async with both.write() as session:
        await settle(session, late, NOW, WORKER)
    async with both.read() as session:
        first, second = await session.exec(select(NoticeRow).order_by(col(NoticeRow.id)))
    assert (first.state, first.external_id) == (NoticeState.SENT, "77")
    assert (second.state, second.worker_id) == (NoticeState.SENDING, WORKER + 1)


async def test_the_courier_s_books_settle_only_what_the_worker_still_holds(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    ids = await put(database, a_notice("first"), a_notice("second", address="2"))
    await claim(database, worker=WORKER + 1)
    late = [
        Settlement(ids[0], NoticeState.SENT, "77"),
        Settlement(ids[1], NoticeState.PLANNED, error="no answer", not_before=NOW),
    ]
    async with database.books() as driver:
        await driver.settle(late, NOW, WORKER)
    assert await states(database) == {"first": NoticeState.SENT, "second": NoticeState.SENDING}
    await database.close()


async def test_what_was_said_is_counted_by_reader_a_mailbox_being_one(both: Database) -> None:
    async with both.write() as session:
        town, other = await a_town(session), await a_town(session, "Other")
        person = await a_person(session, town)
        school, quiet = await a_school(session, town), await a_school(session, town, "Quiet")
        to_school = {"municipality_id": town, "organization_id": school}
        for notice in (
            a_notice("by chat", municipality_id=town, person_id=person, organization_id=school),
            a_notice("by letter", municipality_id=town, person_id=person, channel=Channel.EMAIL),
            a_notice("box 1", **to_school, channel=Channel.EMAIL),
            a_notice("box 2", **to_school, channel=Channel.EMAIL, kind=NoticeKind.NUDGE),
            a_notice("yesterday", **to_school, created_at=NOW - MINUTE),
            a_notice("taken back", **to_school, state=NoticeState.WITHDRAWN),
            a_notice("answer", **to_school, kind=NoticeKind.ANSWER),
        ):
            await outbox.add(session, notice)
        readers = [(person, None), (None, school), (None, quiet)]
        said = await outbox.said_to(session, town, readers, NOW)
        assert said == {(person, None): 1, (None, school): 2}
        assert await outbox.said_to(session, town, [(person, None)], NOW) == {(person, None): 1}
        assert await outbox.said_to(session, other, readers, NOW) == {}
