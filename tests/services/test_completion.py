"""Who completes what: the lead for all, every one, each school by itself; five of seven."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.completion import Completion
from roadmap.extending import Basis, Grounds
from roadmap.progress import Event, Impossible, State
from services import activities, calling_off, closing, completion_rules, desk, digests, extending
from services.calling_off import OwnWork
from services.rights import Denied
from storage.database import Database
from storage.tables import ActivityRow, AssignmentRow, AuditRow, NoticeKind, NoticeState, ReportRow
from tests.services.office import BOSS, IRINA, OLGA, VERA, Office, at, plain, row
from views.actions import Verb, unpack

BY_15 = "до 15 октября 2018"
TOGETHER = "Пономарева О.И., Осотова И.В."
NOON, LATE = "2018-10-10 12:00", "2018-10-18 12:00"
WHY = "Школы 6 и 7 на карантине"
SCHOOLS = [
    f"{name} Игорь Николаевич;МОУ «СОШ № {number}»;директор;;;школа;"
    for number, name in enumerate(
        ("Громов", "Лаптев", "Седов", "Белов", "Котов", "Волков", "Зайцев"), start=1
    )
]
SURNAMES = [line.split()[0] for line in SCHOOLS]
OTHER = "Орлова Анна Игоревна;МЦ;методист;;;координатор;"


async def _town(database: Database, owners: str = TOGETHER, *more: str) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, *more)
    for number, surname in enumerate(("Пономарева", "Осотова", "Мостовая")):
        await office.bind(surname, 101 + number)
    await office.launch(row(BY_15, owners, title="Провести конкурс"))
    return office


async def _seven(database: Database) -> Office:
    office = await _town(database, "ОО", *SCHOOLS)
    for number, surname in enumerate(SURNAMES):
        await office.bind(surname, 201 + number)
    return office


async def _report(office: Office, *surnames: str, when: str = NOON) -> None:
    for surname in surnames:
        number = SURNAMES.index(surname) + 1
        target = await office.assignment(1, f"МОУ «СОШ № {number}»")
        await office.report(surname, target, Event.DONE, when)


async def _rule(office: Office, rule: Completion, when: str = NOON) -> Message:
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with office.database.write() as session:
        return await completion_rules.choose(session, actor, target.id or 0, rule, at(when))


async def _close(office: Office, reason: str = WHY, who: str = "Мостовая") -> Message:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        await closing.ask(session, actor, target.id or 0, "103", at(LATE))
        asked = {"assignment": target.id}
        return await closing.heard(session, actor, asked, "103", reason, at(LATE))


async def _card(office: Office) -> Message:
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with office.database.write() as session:
        return await desk.open_card(session, actor, target.id or 0, at(LATE))


async def _board(office: Office, when: str = LATE) -> digests.Board:
    async with office.database.read() as session:
        return await digests.board(session, office.tenant, None, at(when))


async def _states(office: Office) -> list[State]:
    return [one.state for one in await office.assignments(1)]


async def test_five_of_seven_is_late_and_the_digest_says_so(both: Database) -> None:
    office = await _seven(both)
    await _report(office, *SURNAMES[:5])
    board, today = await _board(office), office.tenant.today(at(LATE))
    numbers = board.numbers(today)
    assert (numbers.total, numbers.done, numbers.late, numbers.headline.not_done) == (1, 0, 1, 1)
    (late,) = board.late(today)
    assert late.tally is not None
    assert (late.tally.answered, late.tally.total) == (5, 7)
    assert late.owner == "МОУ «СОШ № 6», МОУ «СОШ № 7»"
    assert "отчитались 5 из 7" in digests.digest_message(board, today).plain
    assert "Отчитались: 5 из 7" in (await _card(office)).plain


async def test_it_is_closed_at_five_of_seven_with_a_reason(both: Database) -> None:
    office = await _seven(both)
    await office.plan("2018-10-10 14:00")
    await _report(office, *SURNAMES[:5])
    shown = await _close(office)
    assert "Отчитались: 5 из 7" in shown.plain
    assert "Закрыто без отметки: МОУ «СОШ № 6», МОУ «СОШ № 7»" in shown.plain
    rows = await office.assignments(1)
    assert [one.state for one in rows] == [State.DONE] * 5 + [State.CLOSED_BY_LEAD] * 2
    assert {(one.fact_on, one.next_notice_at) for one in rows[5:]} == {(None, None)}
    told = {n.address: plain(n) for n in await office.notices(NoticeKind.ANSWER)}
    assert set(told) == {"206", "207"}
    assert all(WHY in text for text in told.values())
    waiting = [
        n for n in await office.notices(NoticeKind.REMINDER) if n.state is NoticeState.PLANNED
    ]
    assert waiting == []
    numbers = (await _board(office)).numbers(office.tenant.today(at(LATE)))
    assert (numbers.done, numbers.late) == (1, 0)
    assert (numbers.headline.done, numbers.headline.done_late) == (1, 0)
    async with both.read() as session:
        (audited,) = await session.exec(
            select(AuditRow).where(AuditRow.action == "milestone.closed")
        )
        reports = list(await session.exec(select(ReportRow).where(ReportRow.text == WHY)))
    assert (audited.facts["answered"], audited.facts["total"]) == (5, 7)
    assert {one.event for one in reports} == {Event.CLOSE}
    async with both.write() as session:
        vera, last = await office.actor("Мостовая"), rows[6].id or 0
        card = await desk.open_card(session, vera, last, at(LATE))
    assert "закрыто координатором" in card.plain
    with pytest.raises(Impossible):
        await _close(office)


async def test_nothing_is_closed_before_anybody_has_reported(both: Database) -> None:
    office = await _seven(both)
    verbs = [unpack(b.action) for line in (await _card(office)).buttons for b in line]
    assert Verb.CLOSE not in {one.verb for one in verbs if one is not None}
    with pytest.raises(Impossible):
        await _close(office)


async def test_only_coordinators_close_and_not_their_own(both: Database) -> None:
    own = "Орлова Анна Игоревна;МОУ «СОШ № 9»;директор;;;координатор;"
    office = await _town(both, f"{TOGETHER}, Орлова А.И.", own)
    await _rule(office, Completion.ALL)
    first, *_ = await office.assignments(1)
    await office.report("Пономарева", first, Event.DONE, NOON)
    for who in ("Осотова", "Пономарева"):
        with pytest.raises(Denied):
            await _close(office, who=who)
    with pytest.raises(OwnWork):
        await _close(office, who="Орлова")
    await _close(office)
    assert State.NOT_STARTED not in await _states(office)


async def test_all_must_have_reported_where_the_rule_says_so(both: Database) -> None:
    office = await _town(both)
    await _rule(office, Completion.ALL)
    lead, other = await office.assignments(1)
    await office.report("Пономарева", lead, Event.DONE, NOON)
    assert await _states(office) == [State.DONE, State.NOT_STARTED]
    board, today = await _board(office), office.tenant.today(at(LATE))
    assert board.numbers(today).late == 1
    (late,) = board.late(today)
    assert late.owner == "Осотова Ирина Васильевна"
    await office.report("Осотова", other, Event.DONE, NOON)
    assert (await _board(office)).numbers(today).done == 1


async def test_each_by_itself_has_a_date_of_its_own(both: Database) -> None:
    office = await _town(both)
    await _rule(office, Completion.EACH)
    assert all(one.separate for one in await office.assignments(1))
    lead, _ = await office.assignments(1)
    await office.report("Пономарева", lead, Event.DONE, NOON)
    assert await _states(office) == [State.DONE, State.NOT_STARTED]
    await _rule(office, Completion.LEAD)
    assert not any(one.separate for one in await office.assignments(1))


async def test_another_rule_applies_at_once_and_the_way_back_too(both: Database) -> None:
    office = await _town(both)
    lead, _ = await office.assignments(1)
    await office.report("Пономарева", lead, Event.DONE, NOON)
    assert await _states(office) == [State.DONE, State.CLOSED_BY_LEAD]
    opened = await _rule(office, Completion.ALL)
    assert "Снова открыт для соисполнителей 1 срок" in opened.plain
    _, other = await office.assignments(1)
    assert (other.state, other.fact_on) == (State.NOT_STARTED, None)
    assert (other.since, other.next_notice_at) == (date(2018, 10, 10), at(NOON))
    closed = await _rule(office, Completion.LEAD)
    assert "Закрыт за соисполнителей 1 срок" in closed.plain
    _, other = await office.assignments(1)
    assert (other.state, other.fact_on) == (State.CLOSED_BY_LEAD, date(2018, 10, 10))
    again = await _rule(office, Completion.LEAD)
    assert "Изменено" not in again.plain
    async with both.read() as session:
        audited = list(
            await session.exec(select(AuditRow).where(AuditRow.action == "activity.rule"))
        )
    assert [(one.facts["before"], one.facts["rule"]) for one in audited] == [
        ("lead", "all"),
        ("all", "lead"),
    ]


async def test_what_has_passed_is_not_opened_again(both: Database) -> None:
    office = await _town(both)
    lead, _ = await office.assignments(1)
    await office.report("Пономарева", lead, Event.DONE, NOON)
    await _rule(office, Completion.ALL, LATE)
    assert await _states(office) == [State.DONE, State.CLOSED_BY_LEAD]


async def test_what_a_coordinator_closed_the_lead_does_not_open(both: Database) -> None:
    office = await _town(both)
    await _rule(office, Completion.ALL)
    lead, _ = await office.assignments(1)
    await office.report("Пономарева", lead, Event.DONE, "2018-10-18 11:55")
    await _close(office)
    await office.report("Пономарева", lead, Event.UNDO, LATE)
    assert await _states(office) == [State.NOT_STARTED, State.CLOSED_BY_LEAD]


async def test_without_a_lead_nobody_answers_for_all(both: Database) -> None:
    office = await _seven(both)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with both.write() as session:
        shown = await completion_rules.shown(session, actor, target.id or 0)
    labels = [b.label for line in shown.buttons for b in line]
    assert labels == [
        "Выполнено, когда отметили все",
        "✓ Каждый отвечает сам за себя",
        "Проверять выполнение",
    ]
    with pytest.raises(Denied):
        await _rule(office, Completion.LEAD)


async def test_one_alone_has_no_rule_but_can_be_reviewed(database: Database) -> None:
    office = await _town(database, "Пономарева О.И.")
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with database.write() as session:
        shown = await completion_rules.set_review(session, actor, target.id or 0, at(NOON), on=True)
    assert "Отметку «Выполнено» проверяет координатор" in shown.plain
    assert [b.label for line in shown.buttons for b in line] == ["Больше не проверять"]
    await office.report("Пономарева", target, Event.DONE, NOON)
    assert await _states(office) == [State.WAITING_ACCEPTANCE]


async def test_only_coordinators_of_the_town_change_rules(both: Database) -> None:
    office = await _town(both)
    target = await office.assignment(1)
    away = await Office.open(both, VERA, name="Другой")
    for actor in (await office.actor("Пономарева"), await away.actor("Мостовая")):
        async with both.write() as session:
            with pytest.raises(Denied):
                await completion_rules.choose(
                    session, actor, target.id or 0, Completion.ALL, at(NOON)
                )
        async with both.write() as session:
            with pytest.raises(Denied):
                await completion_rules.set_review(session, actor, target.id or 0, at(NOON), on=True)


async def test_a_moved_date_of_one_that_stands_apart_is_its_own(both: Database) -> None:
    office = await _town(both)
    await _rule(office, Completion.EACH)
    _, other = await office.assignments(1)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await extending.move(
            session, actor, other.id or 0, date(2018, 10, 31), Grounds(Basis.ORAL), at(NOON)
        )
    lead, other = await office.assignments(1)
    assert (lead.extended_to, other.extended_to) == (None, date(2018, 10, 31))


async def test_a_co_executor_sees_who_leads_and_not_who_is_called_off(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA, VERA, BOSS)
    await office.launch(row("до 15 октября 2018", "Пономарева О.И., Осотова И.В., Главная А.П."))
    gone = await office.assignment(1, "Главная")
    async with database.write() as session:
        held = await session.get_one(AssignmentRow, gone.id)
        held.state = State.CALLED_OFF
        session.add(held)
    theirs = await office.assignment(1, "Осотова")
    actor = await office.actor("Осотова")
    async with database.read() as session:
        card = await activities.card(session, actor, theirs.id or 0, at("2018-10-10 12:00"))
    assert "Ответственный исполнитель: Пономарева Ольга Ивановна" in card.plain
    assert "Вместе с" not in card.plain
    assert "Главная" not in card.plain


async def test_what_is_one_s_office_s_is_reviewed_by_another(both: Database) -> None:
    second = "Вторая Нина Петровна;Отдел образования;методист;;;координатор;"
    office = await Office.open(both, OLGA, IRINA, VERA, second)
    await office.launch(row("до 15 октября 2018", "МЦ"))
    async with both.write() as session:
        activity = (await session.exec(select(ActivityRow))).one()
        activity.reviewed = True
        session.add(activity)
    owed, vera = await office.assignment(1), await office.actor("Мостовая")
    async with both.write() as session:
        await desk.mark_for(session, vera, owed.id or 0, Event.DONE, at("2018-10-10 12:00"))
    assert (await office.assignment(1)).state is State.WAITING_ACCEPTANCE
    again = await office.actor("Мостовая")
    async with both.write() as session:
        with pytest.raises(OwnWork):
            await calling_off.ask(session, again, owed.id or 0, "301", at("2018-10-10 12:01"))
