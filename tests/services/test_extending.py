"""A date that moves: for whom it holds, what becomes of reminders, who decides and who hears."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.extending import Basis, CannotMove, Fault, Grounds
from roadmap.progress import Event
from services import extending, extension_requests, past
from services.digests import board, digest_message
from services.extending import Moved
from services.reconciling import reported_activities
from services.rights import Denied
from storage.database import Database
from storage.tables import (
    AssignmentRow,
    AuditRow,
    ExtensionRow,
    MilestoneRow,
    NoticeKind,
    NoticeState,
    OrganizationRow,
    Role,
    RoleRow,
    Verdict,
)
from tests.services.office import (
    FIRST,
    IRINA,
    OLGA,
    SECOND,
    VERA,
    Office,
    at,
    plain,
    row,
)

BY_15 = "до 15 октября 2018"
ALLA = "Вторая Алла Петровна;МЦ;методист;;;координатор;"
ORDER = Grounds(Basis.ORDER, "№ 275 от 10.10.2018")
NOON = "2018-10-10 12:00"


async def _move(
    office: Office,
    assignment: AssignmentRow,
    day: date,
    when: str = NOON,
    *,
    by: str = "Мостовая",
    extension_id: int = 0,
    origin: str | None = None,
) -> Moved:
    actor = await office.actor(by, origin)
    async with office.database.write() as session:
        return await extending.move(
            session,
            actor,
            assignment.id or 0,
            day,
            ORDER,
            at(when),
            extension_id=extension_id,
        )


async def _ask(
    office: Office, who: str, assignment: AssignmentRow, day: date, when: str = NOON
) -> Message:
    actor = await office.actor(who)
    async with office.database.write() as session:
        return await extension_requests.ask(
            session, actor, assignment.id or 0, day, "chat", at(when)
        )


async def _requests(office: Office) -> list[ExtensionRow]:
    async with office.database.read() as session:
        return list(await session.exec(select(ExtensionRow).order_by(col(ExtensionRow.id))))


async def _dates(office: Office) -> tuple[date | None, list[date | None]]:
    """Of the first milestone, and of its assignments."""
    rows = await office.assignments()
    async with office.database.read() as session:
        milestone = await session.get_one(MilestoneRow, rows[0].milestone_id)
    return milestone.extended_to, [r.extended_to for r in rows]


async def test_a_date_moves_for_everybody_who_answers_for_it(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.launch(row(BY_15, "Пономарева О.И., Осотова И.В."))
    _, other = await office.assignments()
    moved = await _move(office, other, date(2018, 10, 31))
    assert (moved.before, moved.line.due) == (date(2018, 10, 15), date(2018, 10, 31))
    assert moved.line.document_due == date(2018, 10, 15)
    assert await _dates(office) == (date(2018, 10, 31), [None, None])
    assert [r.next_notice_at for r in await office.assignments()] == [at(NOON)] * 2
    (written,) = await _requests(office)
    assert (written.verdict, written.for_all, written.basis) == (Verdict.GRANTED, True, "order")
    assert written.person_id == written.decided_by


async def test_a_school_s_own_date_is_nobody_else_s(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.launch(row(BY_15, "ОО"))
    first, _ = await office.assignments()
    await _move(office, first, date(2018, 10, 31))
    assert await _dates(office) == (None, [date(2018, 10, 31), None])
    async with both.read() as session:
        state = await board(session, office.tenant, None, at("2018-10-22 12:00"))
    numbers = state.numbers(date(2018, 10, 22))
    assert (numbers.late, numbers.due_14_days) == (1, 1)
    assert [x.owner for x in state.late(date(2018, 10, 22))] == ["МОУ «СОШ № 2»"]
    text = digest_message(state, date(2018, 10, 22)).plain
    assert "31 октября" in text
    assert "срок по документу: 15 октября 2018" in text


async def test_in_time_is_judged_by_the_date_that_holds(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.launch(row(BY_15, "ОО"))
    first, second = await office.assignments()
    await _move(office, first, date(2018, 10, 31))
    await office.report("Громов", first, Event.DONE, "2018-10-22 12:00")
    await office.report("Лаптева", second, Event.DONE, "2018-10-15 12:00")
    async with both.read() as session:
        state = await board(session, office.tenant, None, at("2018-11-01 12:00"))
    head = state.numbers(date(2018, 11, 1)).headline
    assert (head.done, head.done_late, head.not_done) == (1, 0, 0)


async def test_a_reminder_that_waits_is_taken_back_and_the_ladder_begins_anew(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15), row(BY_15))
    (waiting,) = await office.plan("2018-10-10 09:00")
    await _move(office, await office.assignment(1), date(2018, 10, 31))
    (kept,) = await office.notices(NoticeKind.REMINDER)
    assert kept.id == waiting.id
    assert await office.codes(kept) == [2]
    moved = await office.assignment(1)
    assert moved.since == date(2018, 10, 8)
    assert await office.plan(NOON) == []
    (next_,) = await office.plan("2018-10-17 09:00")
    assert await office.codes(next_) == [2, 1]  # 2 is late, 1 is due in ten working days


async def test_a_reminder_that_was_sent_shows_both_dates(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    (reminder,) = await office.plan("2018-10-10 09:00")
    await office.sent(reminder, "7")
    await _move(office, await office.assignment(1), date(2018, 10, 28))  # a Sunday
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert "срок 28 октября 2018" in plain(edit)
    assert "выходной; сдать до: пт, 26 октября" in plain(edit)
    assert "срок по документу: 15 октября 2018" in plain(edit)


async def test_the_ladder_goes_on_after_a_handover(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    vera = await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    for day in (10, 12, 15, 17):
        await office.plan(f"2018-10-{day} 09:00")
    (handed,) = await office.plan("2018-10-18 09:00")
    assert (handed.kind, handed.person_id) == (NoticeKind.HANDOVER, vera)
    assert (await office.assignment(1)).handed_over
    await _move(office, await office.assignment(1), date(2018, 10, 31), "2018-10-18 12:00")
    again = await office.assignment(1)
    assert (again.handed_over, again.silent) == (False, 0)
    assert (await office.notices(NoticeKind.HANDOVER))[0].state is NoticeState.WITHDRAWN
    kinds = [
        (day, notice.kind)
        for day in (19, 22, 26, 30, 31)
        for notice in await office.plan(f"2018-10-{day} 09:00")
    ]
    assert (26, NoticeKind.REMINDER) in kinds
    assert (31, NoticeKind.REMINDER) in kinds
    late = [(day, n.kind) for day in (2, 6) for n in await office.plan(f"2018-11-0{day} 09:00")]
    assert set(late) == {(2, NoticeKind.REMINDER), (6, NoticeKind.HANDOVER)}


async def test_a_date_moves_back_too(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 31 октября 2018"))
    await _move(office, await office.assignment(1), date(2018, 10, 12))
    (eve,) = [n for n in await office.plan("2018-10-12 09:00") if n.kind is NoticeKind.REMINDER]
    assert "срок сегодня" in plain(eve)


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2018, 10, 9), Fault.PAST),
        (date(2018, 10, 15), Fault.SAME),
        (date(2022, 1, 1), Fault.TOO_FAR),
    ],
)
async def test_where_a_date_cannot_go(database: Database, day: date, fault: Fault) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row(BY_15))
    with pytest.raises(CannotMove) as refused:
        await _move(office, await office.assignment(1), day)
    assert refused.value.fault is fault
    assert await _dates(office) == (None, [None])


async def test_what_is_done_does_not_move(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 22))
    await office.report("Пономарева", target, Event.DONE)
    for move in (
        _move(office, target, date(2018, 10, 22)),
        _move(office, target, date(2018, 10, 22), extension_id=1),
        _ask(office, "Пономарева", target, date(2018, 10, 29)),
    ):
        with pytest.raises(CannotMove) as refused:
            await move
        assert refused.value.fault is Fault.CLOSED


async def test_a_second_request_takes_the_place_of_the_first(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 22))
    await _ask(office, "Пономарева", target, date(2018, 10, 29))
    await _ask(office, "Пономарева", target, date(2018, 10, 29))
    (only,) = await _requests(office)
    assert only.proposed == date(2018, 10, 29)
    (listed,) = await office.notices(NoticeKind.EXTENSION)
    assert "на 29 октября 2018" in plain(listed)
    assert "22 октября" not in plain(listed)


async def test_requests_at_once_are_one_request(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await asyncio.gather(
        *(_ask(office, "Пономарева", target, date(2018, 10, day)) for day in (22, 23, 24, 25))
    )
    assert len(await _requests(office)) == 1


async def test_of_two_who_decide_at_once_one_does(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA, ALLA)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 22))
    results = await asyncio.gather(
        _move(office, target, date(2018, 10, 22), extension_id=1),
        _move(office, target, date(2018, 10, 24), by="Вторая", extension_id=1),
        return_exceptions=True,
    )
    (refused,) = [r for r in results if isinstance(r, CannotMove)]
    (moved,) = [r for r in results if isinstance(r, Moved)]
    assert refused.fault is Fault.DECIDED
    (only,) = await _requests(office)
    assert only.granted == moved.line.due


async def test_a_replay_moves_nothing(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _move(office, target, date(2018, 10, 22), origin="same")
    again = await _move(office, target, date(2018, 10, 22), origin="same")
    assert (again.changed, again.before) == (False, date(2018, 10, 15))
    assert len(await _requests(office)) == 1


async def test_nobody_decides_their_own_request(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 22))
    with pytest.raises(Denied):
        await _move(office, target, date(2018, 10, 22), by="Пономарева", extension_id=1)
    async with database.write() as session:
        session.add(
            RoleRow(
                municipality_id=office.tenant.id,
                person_id=await office.person("Пономарева"),
                role=Role.COORDINATOR,
            )
        )
    with pytest.raises(CannotMove) as refused:
        await _move(office, target, date(2018, 10, 22), by="Пономарева", extension_id=1)
    assert refused.value.fault is Fault.OWN_REQUEST


async def test_a_coordinator_of_another_town_moves_and_decides_nothing(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    other = await Office.open(database, ALLA, name="Другой город")
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 22))
    actor = await other.actor("Вторая")
    async with database.write() as session:
        with pytest.raises(Denied):
            await extending.move(
                session, actor, target.id or 0, date(2018, 10, 22), ORDER, at(NOON)
            )
        with pytest.raises(Denied):
            await extending.refuse(session, actor, 1, "", at(NOON))


async def test_a_date_that_gives_a_co_executor_what_they_asked_for_settles_it(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.launch(row(BY_15, "Пономарева О.И., Осотова И.В."))
    lead, other = await office.assignments()
    await _ask(office, "Пономарева", lead, date(2018, 10, 29))
    await _ask(office, "Осотова", other, date(2018, 10, 22))
    await _move(office, lead, date(2018, 10, 26), extension_id=1)
    assert [r.verdict for r in await _requests(office)] == [Verdict.GRANTED] * 2

    await _ask(office, "Осотова", other, date(2018, 11, 30))
    await _move(office, lead, date(2018, 10, 31))
    assert (await _requests(office))[2].verdict is Verdict.WAITING


async def test_everybody_involved_hears_of_it_once(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA, FIRST, VERA, ALLA)
    people = {
        name: await office.bind(name, chat)
        for chat, name in enumerate(("Пономарева", "Осотова", "Мостовая", "Вторая"), start=101)
    }
    await office.launch(row(BY_15, "Пономарева О.И., Осотова И.В."))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 31))
    await _move(office, target, date(2018, 10, 31), extension_id=1)
    told = await office.notices(NoticeKind.ANSWER)
    assert sorted(n.person_id or 0 for n in told) == sorted(
        people[name] for name in ("Пономарева", "Осотова", "Вторая")
    )
    assert "Основание: приказ № 275 от 10.10.2018" in plain(told[0])
    assert "Срок по документу: 15 октября 2018" in plain(told[0])


async def test_a_school_without_a_chat_hears_of_it_by_letter(database: Database) -> None:
    office = await Office.open(database, FIRST, VERA)
    async with database.write() as session:
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        school.email = "school@town.example"
    await office.launch(row(BY_15, "ОО"))
    await _move(office, await office.assignment(1), date(2018, 10, 31))
    (letter,) = await office.notices(NoticeKind.ANSWER)
    assert (letter.address, letter.organization_id) == ("school@town.example", school.id)


async def test_a_refusal_leaves_the_date_and_is_written_down(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 31))
    (listed,) = await office.notices(NoticeKind.EXTENSION)
    await office.sent(listed, "9")
    async with both.write() as session:
        await extending.refuse(session, await office.actor("Мостовая"), 1, "Нельзя", at(NOON))
    assert await _dates(office) == (None, [None])
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert "Отклонено" in plain(edit)
    (told,) = await office.notices(NoticeKind.ANSWER)
    assert "Причина: Нельзя" in plain(told)
    async with both.read() as session:
        trail = [row.action for row in await session.exec(select(AuditRow))]
    assert trail[-2:] == ["extension.asked", "extension.refused"]


async def test_a_request_about_what_is_done_meanwhile_asks_nobody(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    target = await office.assignment(1)
    await _ask(office, "Пономарева", target, date(2018, 10, 31))
    await office.report("Пономарева", target, Event.DONE)
    (listed,) = await office.notices(NoticeKind.EXTENSION)
    assert listed.state is NoticeState.WITHDRAWN


async def test_who_was_reported_silent_is_so_no_more_once_the_date_has_moved(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    silent = [n for n in await office.plan("2018-10-12 09:00") if n.kind is NoticeKind.ALERT]
    await office.sent(silent[0], "9")
    await _move(office, await office.assignment(1), date(2018, 10, 31), "2018-10-12 12:00")
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert plain(edit).startswith("Всё решено")
    assert "срок 31 октября 2018" in plain(edit)


async def test_what_was_asked_for_or_decided_counts_as_reported(database: Database) -> None:
    office = await Office.open(database, FIRST, SECOND, OLGA, VERA)
    await office.launch(row(BY_15, "ОО"), row(BY_15), row(BY_15))
    await _move(office, (await office.assignments(1))[0], date(2018, 10, 31))
    await _ask(office, "Пономарева", await office.assignment(2), date(2018, 10, 31))
    async with database.read() as session:
        assert await reported_activities(session, [1, 2, 3]) == {1, 2}


async def test_before_the_launch_is_judged_by_the_date_that_holds(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row("до 1 октября 2018"), row("до 1 октября 2018"))
    await _move(office, await office.assignment(1), date(2018, 10, 31))
    async with database.write() as session:
        marked = await past.mark_done(session, office.tenant, 1, date(2018, 10, 8), at(NOON))
    assert marked == 1
    assert [r.fact_on for r in await office.assignments()] == [None, date(2018, 10, 1)]
