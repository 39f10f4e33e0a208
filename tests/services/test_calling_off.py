"""«Снять…»: never without a reason and a second press; what was done stays done."""

from __future__ import annotations

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.progress import Event, Impossible, State
from services import calling_off, digests
from services.calling_off import NotAsked, OwnWork
from services.rights import Denied
from storage.database import Database
from storage.tables import AuditRow, NoticeKind, NoticeState, ReportRow
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row

BY_15 = "до 15 октября 2018"
NOON = "2018-10-10 12:00"
WHY = "Конкурс отменён приказом учредителя"
OTHER = "Седова Анна Игоревна;МЦ;методист;;;координатор;"


async def _town(database: Database, owners: str = "Пономарева О.И., Осотова И.В.") -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST, SECOND)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(row(BY_15, owners, title="Провести конкурс"))
    return office


async def _ask(office: Office, who: str = "Мостовая") -> Message:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        return await calling_off.ask(session, actor, target.id or 0, "301", at(NOON))


async def _say(office: Office, reason: str = WHY, who: str = "Мостовая") -> Message:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        asked = {"assignment": target.id}
        return await calling_off.heard(session, actor, asked, "301", reason, at(NOON))


async def _sure(office: Office, who: str = "Мостовая") -> Message:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        return await calling_off.call_off(session, actor, target.id or 0, "301", at(NOON))


async def test_the_date_is_called_off_for_all_who_owe_it_and_they_read_why(
    both: Database,
) -> None:
    office = await _town(both)
    (reminder, *_) = await office.plan("2018-10-10 09:00")
    await _ask(office)
    question = await _say(office)
    assert "Сообщу об этом: Пономарева Ольга Ивановна, Осотова Ирина Васильевна" in question.plain
    assert [a.state for a in await office.assignments(1)] == [State.NOT_STARTED] * 2
    assert WHY in (await _sure(office)).plain
    rows = await office.assignments(1)
    assert {(a.state, a.next_notice_at) for a in rows} == {(State.CALLED_OFF, None)}
    told = {n.person_id: plain(n) for n in await office.notices(NoticeKind.ANSWER)}
    assert set(told) == {a.person_id for a in rows}
    assert all(WHY in text and "Провести конкурс" in text for text in told.values())
    (waiting,) = [n for n in await office.notices() if n.id == reminder.id]
    assert waiting.state is NoticeState.WITHDRAWN
    async with both.read() as session:
        reports = (await session.exec(select(ReportRow))).all()
        (audited,) = (
            await session.exec(select(AuditRow).where(AuditRow.action == "assignment.called_off"))
        ).all()
        board = await digests.board(session, office.tenant, None, at(NOON))
    assert {(r.event, r.text) for r in reports} == {(Event.CALL_OFF, WHY)}
    assert audited.facts["reason"] == WHY
    assert digests.digest_json(board, office.tenant.today(at(NOON)))["total"] == 0


async def test_of_schools_by_themselves_only_one_is_called_off(both: Database) -> None:
    office = await _town(both, "ОО")
    await _ask(office)
    await _say(office)
    await _sure(office)
    states = [a.state for a in await office.assignments(1)]
    assert states == [State.CALLED_OFF, State.NOT_STARTED]


async def test_what_was_done_stays_done(database: Database) -> None:
    office = await _town(database)
    _, other = await office.assignments(1)
    await office.report("Осотова", other, Event.DONE, NOON)
    await _ask(office)
    await _say(office)
    await _sure(office)
    assert [a.state for a in await office.assignments(1)] == [State.CALLED_OFF, State.DONE]


async def test_another_reason_takes_the_place_of_the_first(database: Database) -> None:
    office = await _town(database)
    await _ask(office)
    await _say(office, "Ошиблась")
    await _say(office)
    assert WHY in (await _sure(office)).plain


async def test_without_a_reason_or_after_no_nothing_happens(database: Database) -> None:
    office = await _town(database)
    with pytest.raises(NotAsked):
        await _sure(office)
    await _ask(office)
    with pytest.raises(NotAsked):
        await _sure(office)
    await _say(office)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with database.write() as session:
        await calling_off.leave(session, actor, target.id or 0, "301")
    with pytest.raises(NotAsked):
        await _sure(office)
    assert (await office.assignment(1)).state is State.NOT_STARTED


async def test_pressed_again_it_says_so_and_tells_nobody_twice(database: Database) -> None:
    office = await _town(database)
    await _ask(office)
    await _say(office)
    await _sure(office)
    told = len(await office.notices())
    assert "Уже было снято" in (await _sure(office)).plain
    assert len(await office.notices()) == told
    with pytest.raises(Impossible):
        await _ask(office)


async def test_ones_own_is_the_other_coordinators_if_there_is_one(database: Database) -> None:
    office = await Office.open(database, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, "Мостовая В.П."))
    await _ask(office)
    await office.hire(OTHER)
    with pytest.raises(OwnWork):
        await _say(office)
    await _say(office, who="Седова")
    await _sure(office, "Седова")
    assert (await office.assignment(1)).state is State.CALLED_OFF


async def test_alone_a_coordinator_calls_off_their_own_and_it_is_written_down(
    database: Database,
) -> None:
    office = await Office.open(database, VERA)
    await office.launch(row(BY_15, "Мостовая В.П."))
    await _ask(office)
    await _say(office)
    await _sure(office)
    async with database.read() as session:
        (audited,) = (
            await session.exec(select(AuditRow).where(AuditRow.action == "assignment.called_off"))
        ).all()
    assert audited.facts["own"] is True


async def test_it_is_for_coordinators(database: Database) -> None:
    office = await _town(database)
    with pytest.raises(Denied):
        await _ask(office, "Пономарева")
    await _ask(office)
    await _say(office)
    with pytest.raises(Denied):
        await _sure(office, "Пономарева")
