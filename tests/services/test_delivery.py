"""What follows from an attempt: settled, waiting, another way, moved house, or said anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from channels.message import (
    Channel,
    ChannelDown,
    Delivered,
    Envelope,
    Fault,
    Message,
    Moved,
    Outcome,
    Refused,
    TryLater,
)
from roadmap.delivery import BUDGET, FIRST_WAIT
from services import delivery, moved_chats
from services.delivery import Attempt, Turn
from storage import outbox
from storage.database import Database
from storage.tables import (
    AccountRow,
    AccountState,
    AlbumRow,
    AssignmentRow,
    ConversationRow,
    DocumentRow,
    FileFetchRow,
    GroupChatRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
    table,
)
from tests.services.office import FIRST, OLGA, SECOND, Office, at, row
from tests.storage.rows import a_notice

BY_15 = "до 15 октября 2018"
NOW = at("2018-10-10 09:00")
LATER = at("2018-10-10 14:00")
MINUTE = timedelta(minutes=1)
WORKER = 1


async def turn(
    database: Database,
    *attempts: Attempt,
    channel: Channel = Channel.TELEGRAM,
    free: int = 10,
    now: datetime = NOW,
) -> Turn:
    """One turn of the books."""
    return await delivery.turn(database, channel, WORKER, attempts, free=free, now=now)


async def try_once(
    database: Database,
    outcome: Outcome,
    *,
    channel: Channel = Channel.TELEGRAM,
    now: datetime = NOW,
) -> Turn:
    """Take the one notice that may go, let the channel answer so, and settle it."""
    (claimed,) = (await turn(database, channel=channel, now=now)).claimed
    return await turn(database, Attempt(claimed, outcome), channel=channel, free=0, now=now)


async def reminded(database: Database, staff: str = OLGA, *, chat: int | None = 101) -> Office:
    """An office where one reminder of one activity waits."""
    office = await Office.open(database, staff)
    if chat is not None:
        await office.bind(staff.split()[0], chat)
    await office.launch(row(BY_15))
    await office.plan("2018-10-10 09:00")
    return office


async def test_delivered_it_is_settled_with_its_number(both: Database) -> None:
    office = await reminded(both)
    await try_once(both, Delivered("501"))
    (notice,) = await office.notices()
    assert (notice.state, notice.external_id, notice.attempts) == (NoticeState.SENT, "501", 1)
    assert (await turn(both)).claimed == ()
    assert (await office.assignment(1)).since == date(2018, 10, 11)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [(timedelta(seconds=37), timedelta(seconds=37)), (None, timedelta(seconds=5))],
)
async def test_what_may_pass_waits(
    both: Database, asked: timedelta | None, wait: timedelta
) -> None:
    office = await reminded(both)
    await try_once(both, TryLater("busy", asked))
    (notice,) = await office.notices()
    assert (notice.state, notice.not_before) == (NoticeState.PLANNED, NOW + wait)
    early = await turn(both, now=NOW + wait - timedelta(milliseconds=1))
    assert (early.claimed, early.next_at) == ((), NOW + wait)
    assert len((await turn(both, now=NOW + wait)).claimed) == 1


async def test_waiting_has_an_end_in_time(both: Database) -> None:
    office = await reminded(both)
    async with both.write() as session:
        waiting = await session.get_one(NoticeRow, 1)
        waiting.expires_at, waiting.attempts = None, 1000
    await try_once(both, TryLater("busy"), now=NOW + BUDGET)
    assert [n.state for n in await office.notices()] == [NoticeState.PLANNED]
    await try_once(both, TryLater("busy"), now=NOW + BUDGET + timedelta(hours=1))
    assert [n.state for n in await office.notices()] == [NoticeState.FAILED]


async def test_what_was_held_over_the_holidays_survives_a_passing_error(both: Database) -> None:
    office = await reminded(both)
    held = NOW + 3 * BUDGET
    async with both.write() as session:
        waiting = await session.get_one(NoticeRow, 1)
        waiting.expires_at, waiting.not_before = None, held
    await try_once(both, TryLater("busy"), now=held)
    (notice,) = await office.notices()
    assert (notice.state, notice.not_before) == (NoticeState.PLANNED, held + FIRST_WAIT)


async def test_a_channel_that_is_out_loses_nothing(both: Database) -> None:
    office = await reminded(both)
    await try_once(both, ChannelDown("wrong token"))
    (notice,) = await office.notices()
    assert (notice.state, notice.not_before) == (NoticeState.PLANNED, NOW)


async def test_a_dead_chat_goes_by_email_at_once(both: Database) -> None:
    office = await reminded(both)
    await try_once(both, Refused("Forbidden: bot was blocked by the user", Fault.ADDRESS))
    failed, sibling = await office.notices()
    assert (failed.state, failed.last_error) == (
        NoticeState.FAILED,
        "Forbidden: bot was blocked by the user",
    )
    assert (sibling.channel, sibling.address) == (Channel.EMAIL, "olga@town.example")
    assert (sibling.message, sibling.person_id) == (failed.message, failed.person_id)
    assert sibling.attempts == 0
    (item,) = await office.items(sibling)
    assert (item.line, item.since_before) == (1, date(2018, 10, 8))
    assert await office.items(failed) == []
    async with both.read() as session:
        account = (await session.exec(select(AccountRow))).one()
    assert account.state is AccountState.REFUSES
    await try_once(both, Delivered("<1@town>"), channel=Channel.EMAIL)
    assert (await office.assignment(1)).since == date(2018, 10, 11)


async def test_a_dead_mailbox_goes_by_telegram_at_once(both: Database) -> None:
    office = await reminded(both, OLGA + "почта")
    await try_once(both, Refused("550 no such user", Fault.ADDRESS), channel=Channel.EMAIL)
    _, sibling = await office.notices()
    assert (sibling.channel, sibling.address) == (Channel.TELEGRAM, "101")
    async with both.read() as session:
        olga = await session.get_one(PersonRow, await office.person("Пономарева"))
    assert olga.email_fault == "550 no such user"


async def test_with_both_ways_dead_the_planner_has_it_back(both: Database) -> None:
    office = await reminded(both)
    await try_once(both, Refused("blocked", Fault.ADDRESS))
    await try_once(both, Refused("550", Fault.ADDRESS), channel=Channel.EMAIL)
    back = await office.assignment(1)
    assert (back.since, back.next_notice_at) == (date(2018, 10, 8), NOW)
    assert [n.state for n in await office.notices()] == [NoticeState.FAILED] * 2


async def test_a_refused_message_blames_no_address_and_is_said_anew(both: Database) -> None:
    office = await reminded(both)
    await try_once(both, Refused("can't parse entities", Fault.MESSAGE))
    async with both.read() as session:
        assert (await session.exec(select(AccountRow.state))).one() is AccountState.ALIVE
    assert (await office.assignment(1)).since == date(2018, 10, 8)
    assert len(await office.notices()) == 1


async def test_a_schools_dead_mailbox_is_marked_as_the_schools(both: Database) -> None:
    office = await Office.open(both, FIRST)
    async with both.write() as session:
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        school.email = "school@town.example"
    await office.launch(row(BY_15, "ОО"))
    await office.plan("2018-10-10 14:00")
    await try_once(both, Refused("550", Fault.ADDRESS), channel=Channel.EMAIL, now=LATER)
    async with both.read() as session:
        marked = await session.get_one(OrganizationRow, school.id)
    assert marked.email_fault == "550"
    assert (await office.assignment(1)).since == date(2018, 10, 8)
    assert await office.plan("2018-10-11 09:00") == []


async def test_a_fault_here_marks_no_mailbox_there(both: Database) -> None:
    here = await reminded(both, OLGA + "почта")
    there = await Office.open(both, OLGA + "почта", name="Там")
    await try_once(both, Refused("550", Fault.ADDRESS), channel=Channel.EMAIL)
    async with both.read() as session:
        faults = {
            person.municipality_id: person.email_fault
            for person in await session.exec(select(PersonRow))
        }
    assert faults == {here.tenant.id: "550", there.tenant.id: ""}


async def test_a_chat_that_moved_is_followed_in_every_row(both: Database) -> None:
    office = await reminded(both)
    async with both.write() as session:
        for key, address in (("later", "101"), ("topic", "101/17"), ("other", "777")):
            await outbox.add(
                session,
                NoticeRow(
                    municipality_id=office.tenant.id,
                    channel=Channel.TELEGRAM,
                    address=address,
                    kind=NoticeKind.ANSWER,
                    dedup_key=key,
                    message=Message(key).to_data(),
                    not_before=NOW + MINUTE,
                    created_at=NOW,
                ),
            )
    await try_once(both, Moved("-100500"))
    rows = await office.notices()
    assert [n.address for n in rows] == ["-100500", "-100500", "-100500/17", "777"]
    assert rows[0].state is NoticeState.PLANNED
    async with both.read() as session:
        assert (await session.exec(select(AccountRow.chat_id))).one() == -100500
    (again,) = (await turn(both)).claimed
    assert again.envelope.address == "-100500"


async def put(database: Database, *addresses: str) -> None:
    """An answer that may go at once to each address."""
    async with database.write() as session:
        for address in addresses:
            await outbox.add(
                session,
                NoticeRow(
                    channel=Channel.TELEGRAM,
                    address=address,
                    kind=NoticeKind.ANSWER,
                    dedup_key=f"to:{address}",
                    message=Message(address).to_data(),
                    not_before=NOW,
                    created_at=NOW,
                ),
            )


async def test_a_refusal_in_a_topic_is_the_groups_and_stops_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", -100500)
    await put(both, "-100500/17", "42")
    claimed = {one.envelope.address: one for one in (await turn(both)).claimed}
    gone = Refused("Forbidden: bot was kicked from the supergroup chat", Fault.ADDRESS)
    attempts = Attempt(claimed["-100500/17"], gone), Attempt(claimed["42"], Delivered("7"))
    await turn(both, *attempts, free=0)
    assert [n.state for n in await office.notices()] == [NoticeState.FAILED, NoticeState.SENT]
    async with both.read() as session:
        assert (await session.exec(select(AccountRow.state))).one() is AccountState.REFUSES


async def test_a_group_that_moved_takes_its_topics_along(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await put(both, "-4001/17", "-4001", "-40012")
    (topic, *_) = (await turn(both)).claimed
    assert topic.envelope.address == "-4001/17"
    await turn(both, Attempt(topic, Moved("-1004001")), free=0)
    assert [n.address for n in await office.notices()] == ["-1004001/17", "-1004001", "-40012"]


async def _of_the_group(database: Database, office: Office, chat: str) -> None:
    """A row of each kind that holds a group's id, in the group itself and in a topic of it."""
    person = await office.person("Пономарева")
    own: dict[str, Any] = {"municipality_id": office.tenant.id, "person_id": person}
    async with database.write() as session:
        for address in (chat, f"{chat}/17"):
            origin = f"origin:{address}"
            session.add(ConversationRow(address=address, step=address, changed_at=NOW))
            session.add(
                FileFetchRow(
                    **own,
                    channel=Channel.TELEGRAM,
                    address=address,
                    file_id="f",
                    name="a.pdf",
                    origin=origin,
                    next_try_at=NOW,
                )
            )
            session.add(AlbumRow(**own, address=address, key="1", closes_at=NOW))
            session.add(
                DocumentRow(
                    **own, address=address, sha256="0", name="a.docx", origin=origin, at=NOW
                )
            )


async def _bind_group(database: Database, office: Office, chat: int, title: str) -> None:
    async with database.write() as session:
        session.add(
            GroupChatRow(
                municipality_id=office.tenant.id,
                chat_id=chat,
                title=title,
                bound_by=await office.person("Пономарева"),
                bound_at=NOW,
            )
        )


async def test_everything_that_holds_a_group_moves_with_it(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await _of_the_group(both, office, "-4001")
    await _bind_group(both, office, -4001, "Школы")
    for _ in range(2):  # the service message and an error both tell it
        async with both.write() as session:
            await moved_chats.move_chat(session, "-4001", "-1004001")
    async with both.read() as session:
        for model in (ConversationRow, FileFetchRow, AlbumRow, DocumentRow):
            addresses = await session.scalars(sa.select(table(model).c.address))
            assert sorted(addresses) == ["-1004001", "-1004001/17"], model
        steps = await session.exec(select(ConversationRow.step))
        assert sorted(steps) == ["-4001", "-4001/17"]
        assert (await session.exec(select(GroupChatRow.chat_id))).all() == [-1004001]


async def test_a_group_bound_anew_after_it_moved_keeps_the_new_binding(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await _bind_group(both, office, -4001, "old")
    await _bind_group(both, office, -1004001, "new")
    async with both.write() as session:
        await moved_chats.move_chat(session, "-4001", "-1004001")
    async with both.read() as session:
        (left,) = await session.exec(select(GroupChatRow))
    assert (left.chat_id, left.title) == (-1004001, "new")


async def test_what_expired_comes_back_worded_afresh(both: Database) -> None:
    office = await reminded(both)
    next_day = at("2018-10-11 09:00")
    assert (await turn(both, now=next_day)).claimed == ()
    assert [n.state for n in await office.notices()] == [NoticeState.EXPIRED]
    (fresh,) = await office.plan("2018-10-11 09:00")
    assert "осталось 4 дня" in str(fresh.message)


async def test_a_slot_is_free_only_after_its_settlement(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST, SECOND)
    for name, chat in (("Пономарева", 101), ("Громов", 102), ("Лаптева", 103)):
        await office.bind(name, chat)
    await office.launch(row(BY_15), row(BY_15, "ОО"))
    await office.plan("2018-10-10 14:00")
    first = await turn(both, free=1, now=LATER)
    assert (len(first.claimed), first.more) == (1, True)
    second = await turn(both, Attempt(first.claimed[0], Delivered("1")), free=1, now=LATER)
    assert len(second.claimed) == 1
    async with both.read() as session:
        states = list(await session.exec(select(NoticeRow.state).order_by(col(NoticeRow.id))))
    assert states == [NoticeState.SENT, NoticeState.SENDING, NoticeState.PLANNED]


async def test_an_edit_goes_in_the_turn_that_settles_its_message(both: Database) -> None:
    """It was held until then; what is for others goes beside it."""
    await reminded(both)
    (message,) = (await turn(both)).claimed
    async with both.write() as session:
        sent = await session.get(NoticeRow, message.envelope.notice_id)
        assert sent is not None
        await outbox.edit(session, sent, Message("shorter"), NOW)
        await outbox.add(session, a_notice("for another", address="7", not_before=NOW))
    assert [c.envelope.message.text for c in (await turn(both, free=1)).claimed] == ["for another"]
    going = await turn(both, Attempt(message, Delivered("501")))
    assert [(c.envelope.message.text, c.envelope.edits) for c in going.claimed] == [
        ("shorter", "501")
    ]


async def test_a_refused_edit_is_dropped_and_blames_nobody_else(both: Database) -> None:
    office = await reminded(both)
    await try_once(both, Delivered("501"))
    async with both.write() as session:
        sent = await session.get_one(NoticeRow, 1)
        await outbox.edit(session, sent, Message("new"), NOW)
    (claimed,) = (await turn(both)).claimed
    assert claimed.envelope == Envelope(2, "101", Message("new"), "501")
    gone = Refused("message to edit not found", Fault.MESSAGE)
    await turn(both, Attempt(claimed, gone), free=0)
    assert [n.state for n in await office.notices()] == [NoticeState.SENT, NoticeState.FAILED]
    async with both.read() as session:
        assert (await session.exec(select(AccountRow.state))).one() is AccountState.ALIVE
        row_ = await session.get_one(AssignmentRow, 1)
    assert row_.since == date(2018, 10, 11)


async def test_who_has_both_ways_gets_no_second_letter_for_a_dead_chat(both: Database) -> None:
    office = await reminded(both, OLGA + "оба")
    await try_once(both, Refused("blocked", Fault.ADDRESS))
    waiting = [n for n in await office.notices() if n.state is NoticeState.PLANNED]
    assert [(n.channel, n.address) for n in waiting] == [(Channel.EMAIL, "olga@town.example")]
    await try_once(both, Delivered("<1@town>"), channel=Channel.EMAIL)
    assert (await office.assignment(1)).since == date(2018, 10, 11)


async def test_what_cannot_be_read_fails_alone(both: Database) -> None:
    office = await reminded(both)
    async with both.write() as session:
        session.add(
            NoticeRow(
                municipality_id=office.tenant.id,
                channel=Channel.TELEGRAM,
                address="777",
                kind=NoticeKind.ANSWER,
                dedup_key="poison",
                message={"nothing": "of use"},
                not_before=NOW,
                created_at=NOW,
            )
        )
    taken = await turn(both)
    assert [one.envelope.address for one in taken.claimed] == ["101"]
    states = {n.dedup_key: (n.state, n.last_error) for n in await office.notices()}
    assert states["poison"] == (NoticeState.FAILED, "the stored message cannot be read")
