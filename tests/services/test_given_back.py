"""What never arrives is said again, once, unless somebody else has been told the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from channels.message import Channel, Delivered, Fault, Outcome, Refused, TryLater
from roadmap.delivery import BUDGET, TRIES
from services import appointing, delivery
from services.delivery import Attempt
from storage.database import Database
from storage.tables import AppointmentRow, NoticeKind, NoticeRow, NoticeState
from tests.services.office import IRINA, OLGA, VERA, Office, at, row

BY_15 = "до 15 октября 2018"
ZOYA = "Яковлева Зоя Ивановна;МЦ;методист;;;координатор;"
MORNING = "2018-10-10 09:00"
END = "2018-10-18 09:00"  # reminding is over
DEAD = Refused("550 no such user", Fault.ADDRESS)
CHANNELS = (Channel.TELEGRAM, Channel.EMAIL)


async def answer(office: Office, when: datetime, **outcomes: Outcome) -> None:
    """Everything that may go is carried; what comes of it is named by «a» and the address."""
    for channel in CHANNELS:
        taken = await delivery.turn(office.database, channel, 1, (), free=20, now=when)
        attempts = []
        for one in taken.claimed:
            address = one.envelope.address.partition("@")[0]
            outcome = outcomes.get(f"a{address}", Delivered(f"id-{one.envelope.notice_id}"))
            attempts.append(Attempt(one, outcome))
        await delivery.turn(office.database, channel, 1, attempts, free=0, now=when)


async def lists(office: Office) -> list[tuple[str, NoticeState]]:
    """The coordinators' lists: to whom, and their fate."""
    return [(n.address, n.state) for n in await office.notices(NoticeKind.HANDOVER)]


async def test_a_handover_whose_budget_is_spent_is_made_again(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    await office.plan(END)
    assert (await office.assignment(1)).handed_over
    async with both.write() as session:
        waiting = await session.get_one(NoticeRow, 1)
        waiting.attempts, waiting.expires_at = TRIES, None
    late = at(END) + BUDGET + timedelta(hours=1)
    with capture_logs() as logs:
        await answer(office, late, a301=TryLater("timeout"))
    assert [one["notice"] for one in logs if one["event"] == "notice.given_up"] == [1]
    assert await lists(office) == [("301", NoticeState.FAILED)]
    back = await office.assignment(1)
    assert (back.handed_over, back.next_notice_at) == (False, late)
    (again,) = await office.plan("2018-10-22 09:00")
    assert (again.kind, await office.codes(again)) == (NoticeKind.HANDOVER, [1])


async def two_coordinators(database: Database) -> Office:
    """Two of them have a list each of the same, waiting."""
    office = await Office.open(database, OLGA, VERA, ZOYA)
    await office.bind("Мостовая", 301)
    await office.bind("Яковлева", 302)
    await office.launch(row(BY_15))
    await office.plan(END)
    assert len(await lists(office)) == 2
    return office


@pytest.mark.parametrize("dead", ["a301", "a302"])
async def test_what_one_coordinator_has_is_not_handed_over_again(both: Database, dead: str) -> None:
    office = await two_coordinators(both)
    await answer(office, at(END), **{dead: DEAD})
    assert {state for _, state in await lists(office)} == {NoticeState.SENT, NoticeState.FAILED}
    assert (await office.assignment(1)).handed_over
    assert await office.plan("2018-10-19 09:00") == []
    assert await office.plan("2018-10-22 09:00") == []


async def test_what_no_coordinator_has_is_handed_over_again(both: Database) -> None:
    office = await two_coordinators(both)
    unsaid = Refused("can't parse entities", Fault.MESSAGE)
    await answer(office, at(END), a301=unsaid)
    async with both.write() as session:  # as if the other had not been told in the same turn
        second = (await session.exec(select(NoticeRow).where(NoticeRow.address == "302"))).one()
        second.state = NoticeState.PLANNED
    await answer(office, at(END), a302=unsaid)
    assert {state for _, state in await lists(office)} == {NoticeState.FAILED}
    again = await office.plan("2018-10-19 09:00")
    assert sorted(notice.address for notice in again) == ["301", "302"]


async def both_ways(database: Database) -> Office:
    """A reminder waits in a chat and in a mailbox of the same person."""
    office = await Office.open(database, OLGA + "оба")
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    assert len(await office.plan(MORNING)) == 2
    return office


@pytest.mark.parametrize("first", CHANNELS)
async def test_of_both_ways_refused_the_rung_comes_back(both: Database, first: Channel) -> None:
    office = await both_ways(both)
    for channel in sorted(CHANNELS, key=lambda one: one is not first):
        (one,) = (await delivery.turn(both, channel, 1, (), free=5, now=at(MORNING))).claimed
        assert (await office.assignment(1)).since == date(2018, 10, 11)
        await delivery.turn(both, channel, 1, [Attempt(one, DEAD)], free=0, now=at(MORNING))
    back = await office.assignment(1)
    assert (back.since, back.next_notice_at) == (date(2018, 10, 8), at(MORNING))
    assert {n.state for n in await office.notices()} == {NoticeState.FAILED}


async def test_of_both_ways_one_that_arrives_has_said_it(both: Database) -> None:
    office = await both_ways(both)
    await answer(office, at(MORNING), a101=DEAD)
    assert [n.state for n in await office.notices()] == [NoticeState.FAILED, NoticeState.SENT]
    assert (await office.assignment(1)).since == date(2018, 10, 11)


async def test_what_expired_in_a_chat_and_went_by_letter_was_said(both: Database) -> None:
    office = await both_ways(both)
    (letter,) = (await delivery.turn(both, Channel.EMAIL, 1, (), free=5, now=at(MORNING))).claimed
    sent = [Attempt(letter, Delivered("<1@town>"))]
    await delivery.turn(both, Channel.EMAIL, 1, sent, free=0, now=at(MORNING))
    next_day = at("2018-10-11 00:30")
    await delivery.turn(both, Channel.TELEGRAM, 1, (), free=5, now=next_day)
    assert [n.state for n in await office.notices()] == [NoticeState.EXPIRED, NoticeState.SENT]
    assert (await office.assignment(1)).since == date(2018, 10, 11)


async def test_a_launch_list_by_both_ways_is_told_by_the_one_that_is_left(both: Database) -> None:
    office = await Office.open(both, IRINA + "оба")
    await office.bind("Осотова", 102)
    await office.launch(row("до 15 ноября 2018", "Осотова И.В."))
    assert await appointing.plan_due(both, at("2018-10-08 09:00")) == 2
    when = at("2018-10-08 09:01")

    async def told() -> AppointmentRow:
        async with both.read() as session:
            return (await session.exec(select(AppointmentRow))).one()

    (one,) = (await delivery.turn(both, Channel.TELEGRAM, 1, (), free=5, now=when)).claimed
    await delivery.turn(both, Channel.TELEGRAM, 1, [Attempt(one, DEAD)], free=0, now=when)
    chat, letter = await office.notices()
    assert (chat.state, letter.state) == (NoticeState.FAILED, NoticeState.PLANNED)
    appointment = await told()
    assert (appointment.notice_id, appointment.next_at) == (letter.id, None)
    await answer(office, when, airina=DEAD)
    appointment = await told()
    assert (appointment.notice_id, appointment.next_at) == (None, when)
