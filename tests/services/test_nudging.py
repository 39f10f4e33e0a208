"""«Напомнить»: once a day, in working hours, to whoever reads; or said at once why not."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlmodel import select

from channels.message import Channel
from roadmap.progress import Event
from services import nudging
from services.nudging import Nudged, Outcome
from services.rights import Denied
from storage.database import Database
from storage.tables import AuditRow, NoticeKind, NoticeRow, NoticeState
from tests.services.office import FIRST, OLGA, VERA, Office, at, plain, row, said

BY_15 = "до 15 октября 2018"
LATER = "2018-10-18 12:00"
NO_MAIL = "Пономарева Ольга Ивановна;Отдел образования;начальник;;;ответственный;"


async def _town(database: Database, olga: str = OLGA) -> Office:
    office = await Office.open(database, olga, VERA, FIRST)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, title="Утвердить план"))
    return office


async def _nudge(office: Office, when: str = LATER, who: str = "Мостовая") -> Nudged:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        return await nudging.nudge(session, actor, target.id or 0, at(when))


async def _nudges(office: Office) -> list[NoticeRow]:
    return await office.notices(NoticeKind.NUDGE)


async def test_one_reminder_goes_at_once_and_the_ladder_stays_over(both: Database) -> None:
    office = await _town(both)
    olga = await office.bind("Пономарева", 101)
    await office.plan("2018-10-18 09:00")
    before = await office.assignment(1)
    assert before.handed_over
    assert await _nudge(office) == Nudged(Outcome.SENT, "Пономарева Ольга Ивановна")
    (sent,) = await _nudges(office)
    assert (sent.person_id, sent.channel, sent.not_before) == (olga, Channel.TELEGRAM, at(LATER))
    assert plain(sent).startswith("Координатор просит ответить")
    assert "Утвердить план" in plain(sent)
    assert said(sent).buttons[0][0].label == "1. Выполнено"
    after = await office.assignment(1)
    assert (after.since, after.next_notice_at) == (before.since, before.next_notice_at)
    assert (after.handed_over, after.silent) == (True, before.silent + 1)
    async with both.read() as session:
        audited = (await session.exec(select(AuditRow).where(AuditRow.action == "nudge"))).all()
    assert [line.subject for line in audited] == [f"assignment:{after.id}"]


async def test_once_a_day_also_when_two_press_at_once(both: Database) -> None:
    office = await _town(both)
    await office.bind("Пономарева", 101)
    outcomes = await asyncio.gather(*(_nudge(office) for _ in range(3)))
    assert sorted(one.outcome.name for one in outcomes) == ["ALREADY", "ALREADY", "SENT"]
    assert (await _nudge(office, "2018-10-19 12:00")).outcome is Outcome.SENT
    assert len(await _nudges(office)) == 2


async def test_outside_working_hours_it_waits_and_counts_for_that_day(database: Database) -> None:
    office = await _town(database)
    await office.bind("Пономарева", 101)
    nudged = await _nudge(office, "2018-10-19 20:00")
    assert (nudged.outcome, nudged.on) == (Outcome.SENT, date(2018, 10, 22))
    (sent,) = await _nudges(office)
    assert sent.not_before == at("2018-10-22 09:00")
    assert (await _nudge(office, "2018-10-22 09:05")).outcome is Outcome.ALREADY


async def test_who_hears_nothing_in_telegram_gets_a_letter_too(database: Database) -> None:
    office = await _town(database)
    await office.bind("Пономарева", 101)
    for day in (8, 10, 15, 17):
        await office.plan(f"2018-10-{day:02} 09:00")
    await _nudge(office)
    assert {n.channel for n in await _nudges(office)} == {Channel.TELEGRAM, Channel.EMAIL}


async def test_the_cap_holds_for_it_too(database: Database) -> None:
    office = await _town(database)
    await office.bind("Пономарева", 101)
    async with database.write() as session:
        for n in range(office.tenant.policy.cap):
            session.add(
                NoticeRow(
                    municipality_id=office.tenant.id,
                    person_id=await office.person("Пономарева"),
                    channel=Channel.TELEGRAM,
                    address="101",
                    kind=NoticeKind.REMINDER,
                    dedup_key=f"reminder:{n}",
                    message={"text": ""},
                    state=NoticeState.SENT,
                    not_before=at(LATER),
                    created_at=at(LATER),
                )
            )
    assert (await _nudge(office)).outcome is Outcome.CAPPED
    assert (await _nudge(office, "2018-10-19 12:00")).outcome is Outcome.SENT


async def test_why_nothing_is_sent_is_said_at_once(database: Database) -> None:
    office = await _town(database, NO_MAIL)
    assert (await _nudge(office)).outcome is Outcome.UNREACHABLE
    await office.report("Мостовая", await office.assignment(1), Event.DONE)
    assert (await _nudge(office)).outcome is Outcome.CLOSED
    assert await _nudges(office) == []


async def test_answered_meanwhile_it_is_taken_back(database: Database) -> None:
    office = await _town(database)
    await office.bind("Пономарева", 101)
    await _nudge(office, "2018-10-19 20:00")
    await office.report("Пономарева", await office.assignment(1), Event.DONE, "2018-10-20 12:00")
    assert [n.state for n in await _nudges(office)] == [NoticeState.WITHDRAWN]


async def test_ones_own_is_not_nudged_and_others_may_not(database: Database) -> None:
    office = await Office.open(database, VERA, OLGA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, "Мостовая В.П."))
    assert (await _nudge(office)).outcome is Outcome.OWN
    with pytest.raises(Denied):
        await _nudge(office, who="Пономарева")
