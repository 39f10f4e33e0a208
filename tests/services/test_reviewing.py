"""A reviewed plan stored over a draft, and over a roadmap that runs: reports are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from roadmap.drafts import Draft, DraftActivity
from roadmap.progress import Event, State
from roadmap.review.book import Fault, FaultyReview, read_book
from roadmap.review.comparing import Difference
from services import appointing, past, reading, reassigning, reviewing, stored_plans
from services.drafting import NothingInIt
from services.launching import NoCoordinator, NoSuchRoadmap, NotADraft, WithoutOwner
from services.past import NotPast
from services.reviewing import Proposal
from storage.database import Database
from storage.tables import (
    ActivityRow,
    AuditRow,
    MilestoneRow,
    NoticeKind,
    NoticeState,
    OrganizationRow,
    PartyRow,
    PersonRow,
    ReportRow,
    RoadmapRow,
    RoadmapStatus,
)
from tests.roadmap.review.editing import Clerk, drafted, stored
from tests.services.office import (
    FIRST,
    IRINA,
    MONDAY,
    OLGA,
    PERIOD,
    SECOND,
    VERA,
    Office,
    at,
    plain,
    row,
)

NOW = at("2018-10-09 10:00")
BOTH = "Пономарева О.И., Осотова И.В."


async def _workbook(office: Office, number: int) -> Clerk:
    async with office.database.read() as session:
        return Clerk(await reviewing.workbook(session, office.tenant, number))


async def _take(office: Office, clerk: Clerk, into: int | None = None) -> Proposal:
    book = read_book(clerk.data)
    async with office.database.write() as session:
        proposal = await reviewing.of_workbook(session, office.tenant, book, into)
        await reviewing.apply(session, office.tenant, proposal, NOW)
    return proposal


async def _merge(office: Office, number: int, *rows: DraftActivity) -> Difference:
    draft = Draft("Дорожная карта", PERIOD, rows)
    async with office.database.write() as session:
        proposal = await reviewing.of_document(session, office.tenant, draft, number)
        await reviewing.apply(session, office.tenant, proposal, NOW)
    return proposal.difference


async def _milestones(office: Office, code: int) -> dict[str, MilestoneRow]:
    statement = (
        select(MilestoneRow)
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .where(ActivityRow.code == code)
    )
    async with office.database.read() as session:
        return {row.occurrence: row for row in await session.exec(statement)}


async def _all(office: Office, kind: type) -> list:
    async with office.database.read() as session:
        return list(await session.exec(select(kind).order_by(kind.id)))


async def test_a_workbook_is_read_in_a_process_of_its_own() -> None:
    data = Clerk.given(stored(drafted("ноябрь"))).data
    assert await reading.read_review(data) == read_book(data)
    damaged = Clerk(data).change(lambda book: book["vekha"].delete_rows(1))
    with pytest.raises(FaultyReview):
        await reading.read_review(damaged.data)


async def test_an_untouched_workbook_changes_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    number = await office.draft(drafted("ноябрь", BOTH), drafted("октябрь 2018; март 2019", "ОО"))
    before = await _all(office, ActivityRow)
    proposal = await _take(office, await _workbook(office, number))
    assert proposal.difference.nothing
    after = await _all(office, ActivityRow)
    assert [one.model_dump() for one in after] == [one.model_dump() for one in before]
    async with office.database.read() as session:
        assert await stored_plans.load(session, office.tenant.id, number) == proposal.stored


async def test_a_corrected_draft_is_stored_whole(both: Database) -> None:
    office = await Office.open(both, OLGA)
    number = await office.draft(drafted("ноябрь", "РОО, ОО"), row("май 2019"), row("июнь 2019"))
    clerk = await _workbook(office, number)
    clerk.answer("year", "только 2018").delete("2")
    clerk.add(title="Новое", section="2. Итоги", deadline="до 1 декабря 2020 г.", owners="РОО")
    clerk.party("РОО", kind="сотрудник", meant="Пономарева О.И.")
    proposal = await _take(office, clerk)
    assert [one.code for one in proposal.difference.removed] == [2]
    rows = await _all(office, ActivityRow)
    assert [(one.code, one.position) for one in rows] == [(1, 1), (3, 2), (4, 3)]
    assert rows[0].rule["due"] == "2018-11-30"
    assert rows[0].confident
    parties = {party.name: party for party in await _all(office, PartyRow)}
    assert parties["РОО"].person_id == await office.person("Пономарева")
    launched = await office.start(number)
    assert (launched.milestones, launched.assignments) == (3, 3)


async def test_nothing_is_stored_while_a_cell_is_wrong(database: Database) -> None:
    office = await Office.open(database, OLGA)
    number = await office.draft(row("ноябрь"), row("май 2019"))
    clerk = await _workbook(office, number)
    clerk.activity("1", "title", "Другое").activity("2", "deadline", "потом")
    with pytest.raises(FaultyReview) as refused:
        await _take(office, clerk)
    assert [fault.fault for fault in refused.value.faults] == [Fault.UNREAD_DEADLINE]
    assert "Другое" not in {one.title for one in await _all(office, ActivityRow)}


async def test_parties_are_named_and_made_known(both: Database) -> None:
    office = await Office.open(both, OLGA)
    number = await office.draft(row("май 2019", "РОО, МЦ, ОО"))
    clerk = await _workbook(office, number)
    clerk.party("РОО", kind="организация", meant="Районный отдел", email="roo@town.example")
    clerk.party("МЦ", kind="сотрудник", meant="Новикова Анна Павловна", email="new@town.example")
    await _take(office, clerk)
    *_, made = await _all(office, OrganizationRow)
    assert (made.name, made.email) == ("Районный отдел", "roo@town.example")
    assert "new@town.example" in {person.email for person in await _all(office, PersonRow)}
    again = await _workbook(office, number)
    line = again.row("parties", "name", "МЦ")
    assert again.read("parties", line, "meant") == "Новикова Анна Павловна"


async def test_a_name_that_several_people_bear_is_a_fault(database: Database) -> None:
    office = await Office.open(database, OLGA, OLGA.replace("Ольга Ивановна", "Олег Игоревич"))
    number = await office.draft(row("май 2019", "РОО"))
    clerk = (await _workbook(office, number)).party(
        "РОО", kind="сотрудник", meant="Пономарева О.И."
    )
    clerk.party("РОО", meant="Пономарева О.")
    with pytest.raises(FaultyReview) as refused:
        await _take(office, clerk)
    assert [fault.fault for fault in refused.value.faults] == [Fault.SEVERAL_FIT]


async def test_a_running_roadmap_keeps_reports_when_a_date_moves(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.launch(row("до 15 октября 2018", title="Первое"), row("до 30 ноября 2018"))
    done = await office.assignment(1)
    await office.report("Пономарева", done, Event.DONE)
    clerk = await _workbook(office, 1)
    clerk.activity("1", "deadline", "до 1 декабря 2018 г.")
    clerk.activity("2", "deadline", "до 20 декабря 2018 г.")
    await _take(office, clerk)
    kept = await office.assignment(1)
    assert (kept.id, kept.state, kept.next_notice_at) == (done.id, State.DONE, None)
    finished, moved = await _milestones(office, 1), await _milestones(office, 2)
    assert (finished["once"].due, finished["once"].extended_to) == (date(2018, 10, 15), None)
    assert (moved["once"].due, moved["once"].extended_to) == (
        date(2018, 11, 30),
        date(2018, 12, 20),
    )
    await office.plan("2018-10-09 10:30")
    assert (await office.assignment(2)).next_notice_at == at("2018-12-06 09:00")
    assert len(await _all(office, ReportRow)) == 1


async def test_removed_work_is_called_off_when_reported_else_deleted(both: Database) -> None:
    office = await Office.open(both, OLGA)
    first, second, third = (row(f"до {day} ноября 2018") for day in (1, 2, 3))
    await office.launch(first, second, third)
    await office.report("Пономарева", await office.assignment(1), Event.PARTLY)
    found = await _merge(office, 1, third)
    assert [one.code for one in found.removed] == [1, 2]
    rows = {one.code: one for one in await _all(office, ActivityRow)}
    assert sorted(rows) == [1, 3]
    assert rows[1].called_off
    gone = await office.assignment(1)
    assert (gone.state, gone.next_notice_at) == (State.CALLED_OFF, None)
    assert len(await _all(office, ReportRow)) == 1
    assert (await _workbook(office, 1)).page("activities").max_row == 4


async def test_a_yearly_rule_made_a_single_date_goes_on_with_its_report(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row("ноябрь"))
    first = (await office.assignments(1))[0]
    await office.report("Пономарева", first, Event.IN_PROGRESS)
    await _take(office, (await _workbook(office, 1)).activity("1", "deadline", "до 30 ноября 2018"))
    assert list(await _milestones(office, 1)) == ["once"]
    (left,) = await office.assignments(1)
    assert (left.id, left.state) == (first.id, State.IN_PROGRESS)


async def test_a_split_row_keeps_what_was_said_about_its_pieces(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.launch(row("октябрь 2018; март 2019"))
    first, second = await office.assignments(1)
    await office.report("Пономарева", first, Event.DONE)
    clerk = (await _workbook(office, 1)).activity("1", "apart", "да")
    await _take(office, clerk.activity("1/b", "owners", "Осотова И.В. — исполняет"))
    assert list(await _milestones(office, 1)) == list(await _milestones(office, 2)) == ["once"]
    (kept,) = await office.assignments(1)
    (moved,) = await office.assignments(2)
    assert (kept.id, kept.state) == (first.id, State.DONE)
    assert moved.person_id == await office.person("Осотова")
    assert moved.milestone_id == second.milestone_id
    numbers = [one.number for one in await _all(office, ActivityRow)]
    assert numbers == ["1-а", "1-б"]


async def test_owners_are_reconciled(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.launch(row("до 15 ноября 2018", BOTH), row("до 1 октября 2018"))
    olga, irina = await office.assignments(1)
    await office.report("Осотова", irina, Event.PARTLY)
    clerk = (await _workbook(office, 1)).activity("1", "owners", "Пономарева О.И. — исполняет")
    await _take(office, clerk)
    states = {one.id: one.state for one in await office.assignments(1)}
    assert states == {olga.id: State.NOT_STARTED, irina.id: State.CALLED_OFF}
    clerk = (await _workbook(office, 1)).activity("1", "owners", "Пономарева О.И.; Осотова И.В.")
    await _take(office, clerk)
    states = {one.id: one.state for one in await office.assignments(1)}
    assert states == {olga.id: State.NOT_STARTED, irina.id: State.PARTLY}


async def test_who_comes_to_answer_for_something_gets_a_list_of_it_once(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.bind("Пономарева", 101)
    irina = await office.bind("Осотова", 102)
    await office.launch(row("до 15 ноября 2018"), row("до 16 ноября 2018"))
    assert await appointing.plan_due(both, at("2018-10-08 09:00")) == 1
    clerk = (await _workbook(office, 1)).activity("2", "owners", "Осотова И.В.")
    await _take(office, clerk)
    await _take(
        office, (await _workbook(office, 1)).activity("1", "owners", BOTH.replace(",", ";"))
    )
    assert await appointing.plan_due(both, NOW) == 1
    told = (await office.notices(NoticeKind.APPOINTMENT))[-1]
    assert (told.person_id, await office.codes(told)) == (irina, [1, 2])


async def test_each_school_takes_the_place_of_an_office(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST, SECOND)
    await office.launch(row("до 15 ноября 2018", "Пономарева О.И., ОО"))
    assert len(await office.assignments(1)) == 1
    clerk = (await _workbook(office, 1)).party("ОО", part="каждая школа отвечает отдельно")
    await _take(office, clerk.party("Пономарева", part="к сведению"))
    rows = await office.assignments(1)
    assert len(rows) == 2
    assert all(one.organization_id and one.separate for one in rows)


async def test_waiting_notices_follow(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row("до 12 октября 2018", title="Семинар"), row("до 12 октября 2018"))
    (notice,) = await office.plan("2018-10-09 09:30")
    assert "Семинар" in plain(notice)
    await _take(office, (await _workbook(office, 1)).activity("1", "title", "Совещание"))
    (notice,) = await office.notices()
    assert "Совещание" in plain(notice)
    await _take(office, (await _workbook(office, 1)).delete("1"))
    (notice,) = await office.notices()
    assert notice.state is NoticeState.PLANNED
    assert await office.codes(notice) == [2]


async def test_an_activity_of_nobody_is_refused(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row("до 12 октября 2018"))
    clerk = (await _workbook(office, 1)).add(title="Новое", deadline="май 2019", owners="РОО")
    with pytest.raises(WithoutOwner) as refused:
        await _take(office, clerk)
    assert [code for code, _, _ in refused.value.activities] == [2]
    assert len(await _all(office, ActivityRow)) == 1
    await office.hire(VERA)
    await _take(office, clerk)
    assert (await office.assignment(2)).person_id == await office.person("Мостовая")


async def test_what_the_coordinator_was_given_stays_so(database: Database) -> None:
    office = await Office.open(database, VERA)
    number = await office.draft(row("до 12 октября 2018", "РОО"), row("до 13 ноября 2018", "РОО"))
    await office.start(number, allow_unowned=True)
    before = [one.id for one in await office.assignments()]
    await _take(office, await _workbook(office, number))
    assert [one.id for one in await office.assignments()] == before


async def test_a_document_resolves_its_new_parties(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA)
    old = row("до 12 октября 2018")
    await office.launch(old)
    await _merge(office, 1, old, row("май 2019", "Осотова И.В."))
    assert (await office.assignment(2)).person_id == await office.person("Осотова")


async def test_what_changed_is_on_record(database: Database) -> None:
    office = await Office.open(database, OLGA)
    number = await office.draft(row("май 2019"), row("июнь 2019"))
    await _take(
        office,
        (await _workbook(office, number)).activity("1", "title", "Другое").delete("2"),
    )
    trail = {(one.action, one.subject): one.facts for one in await _all(office, AuditRow)}
    assert trail["activity.changed", "activity:1"]["after"] == "Другое"
    assert ("activity.removed", "activity:2") in trail


async def test_a_workbook_of_another_roadmap_is_matched_by_words(database: Database) -> None:
    office = await Office.open(database, OLGA)
    shared = row("июнь 2019", title="Провести семинар")
    first = await office.draft(row("май 2019", title="Создать рабочую группу"), shared)
    second = await office.draft(shared, row("июль 2019", title="Подвести итоги"))
    found = (await _take(office, await _workbook(office, first), into=second)).difference
    assert [stay.before.code for stay in found.stays] == [3]
    assert [one.code for one in found.removed] == [4]


async def test_a_workbook_of_another_town_goes_nowhere_by_itself(database: Database) -> None:
    office, other = await Office.open(database, OLGA), await Office.open(database, name="Село")
    clerk = await _workbook(office, await office.draft(row("май 2019")))
    number = await other.draft(row("июнь 2019"))
    with pytest.raises(NoSuchRoadmap):
        await _take(other, clerk)
    with pytest.raises(NoSuchRoadmap):
        await _take(office, clerk, into=number)
    assert len((await _take(other, clerk, into=number)).difference.order) == 1


async def test_what_cannot_be_reviewed(database: Database) -> None:
    office = await Office.open(database, OLGA)
    number = await office.draft(row("май 2019"))
    clerk = await _workbook(office, number)
    other = replace(office.tenant, id=office.tenant.id + 1)
    async with database.read() as session:
        with pytest.raises(NoSuchRoadmap):
            await reviewing.workbook(session, other, number)
    with pytest.raises(NothingInIt):
        await _merge(office, number)
    async with database.write() as session:
        (await session.get_one(RoadmapRow, number)).status = RoadmapStatus.ARCHIVED
    with pytest.raises(NotADraft):
        await _take(office, clerk)


async def _press(office: Office, exceptions: set[int] = frozenset()) -> int:
    async with office.database.write() as session:
        return await past.mark_done(session, office.tenant, 1, MONDAY, NOW, exceptions)


async def test_all_before_today_is_done_in_one_press(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    rows = [row(f"до {day} сентября 2018") for day in (3, 4)]
    await office.launch(*rows, row("до 30 ноября 2018"), row("до 5 сентября 2018", BOTH))
    assert await _press(office, {2}) == 2
    states = [(await office.assignment(code)).state for code in (1, 2, 3, 4)]
    assert states == [State.DONE, State.NOT_STARTED, State.NOT_STARTED, State.DONE]
    done = await office.assignment(1)
    assert (done.fact_on, done.next_notice_at) == (date(2018, 9, 3), None)
    reports = await _all(office, ReportRow)
    assert {report.person_id for report in reports} == {await office.person("Мостовая")}
    assert await _press(office) == 1


async def test_the_press_needs_a_coordinator_and_real_exceptions(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.launch(row("до 3 сентября 2018"), row("до 30 ноября 2018"))
    with pytest.raises(NoCoordinator):
        await _press(office)
    await office.hire(VERA)
    with pytest.raises(NotPast) as refused:
        await _press(office, {2})
    assert refused.value.codes == (2,)


async def test_a_returned_workbook_leaves_what_was_handed_on_with_its_new_owner(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row("до 15 ноября 2018"), row("до 16 ноября 2018"))
    irina, actor = await office.person("Осотова"), await office.actor("Мостовая")
    target = (await office.assignment(1)).id or 0
    async with both.write() as session:
        await reassigning.hand_to(session, actor, target, irina, "301", NOW)
    clerk = (await _workbook(office, 1)).activity("1", "deadline", "до 20 ноября 2018 г.")
    await _take(office, clerk)
    (left,) = await office.assignments(1)
    assert (left.person_id, left.state) == (irina, State.NOT_STARTED)
    (other,) = await office.assignments(2)
    assert other.person_id == await office.person("Пономарева")
