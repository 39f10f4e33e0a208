"""«Передать…»: the open dates change hands, everybody hears, and nobody is left a dead button."""

from __future__ import annotations

from datetime import date

import pytest

from channels.message import Message
from roadmap.progress import Event, State
from services import acquainting, reassigning
from services.reassigning import HandedOn, NothingToHandOn
from services.rights import Denied
from storage.database import Database
from storage.tables import Decision, NoticeKind, NoticeState, ObjectionRow
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row, said

BY_15 = "до 15 октября 2018"
YEARLY = "ежегодно, до 15 октября"
NOON = "2018-10-10 12:00"


async def _town(database: Database, deadline: str = BY_15, owners: str = "") -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST, SECOND)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(row(deadline, owners or "Пономарева О.И.", title="Утвердить план"))
    return office


async def _hand(
    office: Office, to: str, when: str = NOON, who: str = "Мостовая", code: int = 1
) -> HandedOn:
    actor, person = await office.actor(who), await office.person(to)
    target = await office.assignment(code)
    async with office.database.write() as session:
        return await reassigning.hand_to(session, actor, target.id or 0, person, "301", at(when))


async def _choose(office: Office, page: int = 0) -> Message:
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with office.database.write() as session:
        return await reassigning.choose(session, actor, target.id or 0, page, "301", at(NOON))


def _labels(message: Message) -> list[str]:
    return [b.label for line in message.buttons for b in line]


async def test_all_open_dates_go_and_both_are_told(both: Database) -> None:
    office = await _town(both, YEARLY)
    irina = await office.person("Осотова")
    await office.report("Пономарева", await office.assignment(1), Event.DONE, NOON)
    first, *later = await office.assignments(1)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await reassigning.hand_to(session, actor, later[0].id or 0, irina, "301", at(NOON))
    first, *later = await office.assignments(1)
    assert first.person_id == await office.person("Пономарева")
    assert [r.person_id for r in later] == [irina, irina]
    assert all(r.since == date(2018, 10, 10) and r.next_notice_at == at(NOON) for r in later)
    told = {n.person_id: plain(n) for n in await office.notices(NoticeKind.ANSWER)}
    assert told[irina].startswith("Вам передано:\nУтвердить план\nсроки: 15 октября 2019")
    assert "теперь отвечает Осотова Ирина Васильевна" in told[first.person_id]


async def test_after_the_handover_the_ladder_begins_for_the_new_one(both: Database) -> None:
    office = await _town(both)
    for day in (9, 10, 15, 17, 18):
        await office.plan(f"2018-10-{day:02} 09:00")
    assert (await office.assignment(1)).handed_over
    await _hand(office, "Осотова", "2018-10-18 12:00")
    row_ = await office.assignment(1)
    assert (row_.handed_over, row_.silent) == (False, 0)
    assert row_.next_notice_at == at("2018-10-18 12:00")


async def test_the_old_ones_reminder_loses_its_buttons_and_the_list_shrinks(
    both: Database,
) -> None:
    office = await _town(both)
    (reminder,) = await office.plan("2018-10-10 09:00")
    await office.sent(reminder, "11")
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP, NOON)
    (handed,) = await office.notices(NoticeKind.HANDOVER)
    await office.sent(handed, "12")
    await _hand(office, "Осотова", "2018-10-10 13:00")
    edits = {n.edits_notice_id: n for n in await office.notices(NoticeKind.EDIT)}
    assert said(edits[reminder.id]).buttons == ()
    assert "снято" in plain(edits[reminder.id])
    assert plain(edits[handed.id]).startswith("Всё решено")
    assert "Осотова Ирина Васильевна" in plain(edits[handed.id])
    moved = await office.assignment(1)
    assert (moved.state, moved.next_notice_at) == (State.NOT_STARTED, at("2018-10-10 13:00"))


async def test_what_waits_for_the_old_one_is_taken_out(database: Database) -> None:
    office = await _town(database)
    (reminder,) = await office.plan("2018-10-10 09:00")
    await _hand(office, "Осотова", "2018-10-10 09:00")
    (waiting,) = [n for n in await office.notices(NoticeKind.REMINDER) if n.id == reminder.id]
    assert waiting.state is NoticeState.WITHDRAWN
    again = await office.plan("2018-10-10 09:01")
    assert [n.person_id for n in again] == [await office.person("Осотова")]


async def test_a_school_s_goes_to_a_person_and_only_that_school_s(database: Database) -> None:
    office = await _town(database, owners="ОО")
    await _hand(office, "Осотова")
    one, other = await office.assignments(1)
    assert (one.person_id, one.organization_id) == (await office.person("Осотова"), None)
    assert one.separate
    assert other.organization_id == await office.organization("МОУ «СОШ № 2»")


async def test_to_a_co_executor_it_becomes_one_and_leads(database: Database) -> None:
    office = await _town(database, owners="Пономарева О.И., Осотова И.В.")
    await _hand(office, "Осотова")
    old, new = await office.assignments(1)
    assert (old.state, old.next_notice_at, old.is_lead) == (State.CALLED_OFF, None, False)
    assert (new.state, new.is_lead) == (State.NOT_STARTED, True)


async def test_pressed_twice_or_to_the_same_person_nothing_changes(database: Database) -> None:
    office = await _town(database)
    assert (await _hand(office, "Осотова")).changed
    again = await _hand(office, "Осотова")
    assert (again.changed, "Уже отвечает Осотова" in again.message.plain) == (False, True)
    told = await office.notices(NoticeKind.ANSWER)
    assert len(told) == 2


async def test_what_is_closed_is_not_handed_on_and_not_by_others(database: Database) -> None:
    office = await _town(database)
    with pytest.raises(Denied):
        await _hand(office, "Осотова", who="Пономарева")
    await office.report("Пономарева", await office.assignment(1), Event.DONE, NOON)
    with pytest.raises(NothingToHandOn):
        await _hand(office, "Осотова")
    with pytest.raises(NothingToHandOn):
        await _choose(office)


async def test_to_nobody_of_another_town(database: Database) -> None:
    office = await _town(database)
    there = await Office.open(database, "Чужой Иван Иванович;;;;;ответственный;", name="Там")
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    with pytest.raises(Denied):
        async with database.write() as session:
            await reassigning.hand_to(
                session, actor, target.id or 0, await there.person("Чужой"), "301", at(NOON)
            )


async def test_a_request_that_waits_is_settled_by_it(database: Database) -> None:
    office = await _town(database)
    olga, target = await office.actor("Пономарева"), await office.assignment(1)
    async with database.write() as session:
        await acquainting.object_to(session, olga, target.id or 0, "101", at(NOON))
    await _hand(office, "Осотова")
    async with database.read() as session:
        objection = await session.get_one(ObjectionRow, 1)
    assert objection.decision is Decision.TAKEN


async def test_people_are_offered_by_pages_colleagues_first(database: Database) -> None:
    office = await _town(database)
    await office.hire(
        "Яковлева Анна Ивановна;Отдел образования;;;;ответственный;",
        *(f"Абрамов{chr(0x430 + n)} Пётр Петрович;;;;;ответственный;" for n in range(9)),
    )
    first, second = await _choose(office), await _choose(office, 1)
    assert _labels(first)[0] == "Яковлева Анна Ивановна"
    assert _labels(first)[1].startswith("Абрамов")
    assert len(_labels(first)) == 9 and _labels(first)[-1] == "›"
    everybody = _labels(first)[:-1] + _labels(second)[:-1]
    assert len(set(everybody)) == 14
    assert "Пономарева Ольга Ивановна" not in everybody


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("осот", ["Осотова Ирина Васильевна"]),
        ("Осотова И.", ["Осотова Ирина Васильевна"]),
        ("ирина осот", ["Осотова Ирина Васильевна"]),
        ("ольга", ["Лаптева Ольга Петровна"]),
        ("Несуществующий", []),
        ("...", []),
    ],
)
async def test_a_typed_name_finds_people(database: Database, typed: str, found: list[str]) -> None:
    office = await _town(database)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with database.write() as session:
        answer = await reassigning.heard(
            session, actor, {"assignment": target.id}, "301", typed, at(NOON)
        )
    assert _labels(answer) == found
