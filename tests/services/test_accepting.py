"""«На проверке»: nobody accepts their own, and the date of fact is never the review's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from roadmap.progress import Event, State
from services import accepting, desk, digests, municipality_settings, reporting
from services.accepting import Accepted, NothingToAccept, OwnReview
from services.reporting import TooLateToUndo
from services.rights import Denied
from storage.database import Database
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    AuditRow,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
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
    said,
)

BY_15 = "до 15 октября 2018"
NOON, LATER = "2018-10-10 12:00", "2018-10-19 12:00"
OTHER = "Седова Анна Игоревна;МЦ;методист;;;координатор, ответственный;"


async def _town(database: Database, *more: str, owners: str = "Пономарева О.И.") -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, *more)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(row(BY_15, owners, title="Утвердить план"))
    async with database.write() as session:
        (await session.exec(select(ActivityRow))).one().reviewed = True
    return office


async def _accept(office: Office, who: str = "Мостовая", when: str = LATER) -> Accepted:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        return await accepting.accept(session, actor, target.id or 0, at(when))


async def _return(office: Office, remark: str, when: str = LATER, who: str = "Мостовая") -> str:
    actor, target = await office.actor(who), await office.assignment(1)
    async with office.database.write() as session:
        await accepting.ask_remark(session, actor, target.id or 0, "301", at(when))
        asked = {"assignment": target.id}
        said = await accepting.remark_heard(session, actor, asked, "301", remark, at(when))
    return said.plain


async def _done(office: Office, who: str = "Пономарева", when: str = NOON) -> AssignmentRow:
    await office.report(who, await office.assignment(1), Event.DONE, when, text="Приказ подписан")
    return await office.assignment(1)


async def _list(office: Office) -> NoticeRow:
    (listed,) = await office.notices(NoticeKind.REVIEW)
    return listed


async def test_what_is_done_waits_on_a_list_and_is_accepted_with_its_own_date(
    both: Database,
) -> None:
    office = await _town(both)
    waiting = await _done(office)
    assert (waiting.state, waiting.next_notice_at) == (State.WAITING_ACCEPTANCE, None)
    assert waiting.fact_on == date(2018, 10, 10)
    listed = await _list(office)
    assert plain(listed).startswith("Ждёт приёмки 1 мероприятие")
    assert "«Приказ подписан»" in plain(listed)
    assert "Подтверждающих документов нет" in plain(listed)
    assert [[b.label for b in r] for r in said(listed).buttons] == [["1. Принять", "1. Вернуть…"]]
    assert (await _accept(office)).changed
    done = await office.assignment(1)
    assert (done.state, done.fact_on) == (State.DONE, date(2018, 10, 10))
    assert not (await _accept(office)).changed
    async with both.read() as session:
        board = await digests.board(session, office.tenant, None, at(LATER))
    numbers = board.numbers(office.tenant.today(at(LATER)))
    assert (numbers.headline.done, numbers.headline.done_late) == (1, 0)
    told = [plain(n) for n in await office.notices(NoticeKind.ANSWER)]
    assert len(told) == 1
    assert "Координатор принял" in told[0]


async def test_the_list_names_the_evidence_and_gathers_what_comes_meanwhile(
    both: Database,
) -> None:
    office = await _town(both)
    await office.launch(row("до 16 октября 2018", title="Собрать справку"))
    async with both.write() as session:
        for activity in await session.exec(select(ActivityRow)):
            activity.reviewed = True
    waiting = await _done(office)
    await office.report("Пономарева", await office.assignment(2), Event.DONE, NOON)
    async with both.write() as session:
        proof = EvidenceRow(
            municipality_id=office.tenant.id,
            kind=EvidenceKind.FILE,
            name="приказ.pdf",
            person_id=await office.person("Пономарева"),
            origin="proof",
            at=at(NOON),
        )
        session.add(proof)
        await session.flush()
        session.add(
            EvidenceLinkRow(
                municipality_id=office.tenant.id,
                evidence_id=proof.id or 0,
                assignment_id=waiting.id or 0,
                at=at(NOON),
            )
        )
    listed = await _list(office)
    assert await office.codes(listed) == [1, 2]
    await office.sent(listed, "70")
    await _accept(office)
    (edit,) = [n for n in await office.notices(NoticeKind.EDIT) if n.edits_notice_id == listed.id]
    assert plain(edit).startswith("Ждёт приёмки 1 мероприятие")
    assert "Принято" in plain(edit)
    assert [[b.label for b in r] for r in said(edit).buttons] == [["2. Принять", "2. Вернуть…"]]


async def test_returned_with_a_remark_it_goes_on_and_is_reminded_of_again(
    both: Database,
) -> None:
    office = await _town(both)
    await _done(office)
    assert "Замечание: Нет подписи" in await _return(office, "Нет подписи")
    row_now = await office.assignment(1)
    assert (row_now.state, row_now.fact_on) == (State.IN_PROGRESS, None)
    told = (await office.notices(NoticeKind.ANSWER))[-1]
    assert told.person_id == row_now.person_id
    assert "Замечание: Нет подписи" in plain(told)
    assert "проверяет Мостовая В. П." in plain(told)
    withdrawn = await _list(office)
    assert withdrawn.state is NoticeState.WITHDRAWN
    assert await office.plan("2018-10-22 12:00") == []
    (handed,) = await office.plan("2018-10-23 09:00")
    assert handed.kind is NoticeKind.HANDOVER
    await office.report("Пономарева", row_now, Event.DONE, "2018-10-24 12:00")
    assert (await office.assignment(1)).state is State.WAITING_ACCEPTANCE
    await _accept(office, when="2018-10-26 12:00")
    assert (await office.assignment(1)).fact_on == date(2018, 10, 24)


async def test_before_the_date_the_ladder_resumes_after_a_return(both: Database) -> None:
    office = await _town(both)
    await _done(office, when="2018-10-09 12:00")
    assert await office.plan("2018-10-10 09:00") == []
    await _return(office, "Нет подписи", "2018-10-10 09:30")
    (reminder,) = await office.plan("2018-10-10 09:31")
    assert reminder.kind is NoticeKind.REMINDER


async def test_a_remark_is_not_given_twice(database: Database) -> None:
    office = await _town(database)
    await _done(office)
    await _return(office, "Нет подписи")
    with pytest.raises(NothingToAccept) as refused:
        await _return(office, "Ещё раз")
    assert refused.value.state is State.IN_PROGRESS
    with pytest.raises(NothingToAccept):
        await _accept(office)


async def test_one_s_own_is_accepted_by_another(both: Database) -> None:
    office = await _town(both, OTHER, owners="Седова А.И.")
    anna = await office.bind("Седова", 302)
    await _done(office, "Седова")
    assert (await _list(office)).person_id != anna
    with pytest.raises(OwnReview):
        await _accept(office, "Седова")
    with pytest.raises(OwnReview):
        await _return(office, "Себе", who="Седова")
    assert (await _accept(office)).changed


async def test_a_sole_coordinator_s_own_counts_at_once_and_it_is_written_down(
    both: Database,
) -> None:
    office = await _town(both, owners="Мостовая В.П.")
    done = await _done(office, "Мостовая")
    assert (done.state, done.fact_on) == (State.DONE, date(2018, 10, 10))
    assert await office.notices(NoticeKind.REVIEW) == []
    (told,) = await office.notices(NoticeKind.ANSWER)
    assert "Принято без проверки: кроме вас, проверить некому" in plain(told)
    async with both.read() as session:
        actions = {a.action for a in await session.exec(select(AuditRow))}
    assert "review.accepted_by_itself" in actions


async def test_a_coordinator_of_the_school_does_not_accept_the_school_s(both: Database) -> None:
    both_ways = "Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;;;школа, координатор;"
    office = await _town(both, both_ways, owners="ОО")
    await office.bind("Громов", 201)
    await _done(office, "Громов")
    with pytest.raises(OwnReview):
        await _accept(office, "Громов")
    assert (await _accept(office)).changed


async def test_what_a_coordinator_wrote_down_for_the_owner_needs_no_review(
    both: Database,
) -> None:
    office = await _town(both)
    actor, target = await office.actor("Мостовая"), await office.assignment(1)
    async with both.write() as session:
        await desk.mark_for(session, actor, target.id or 0, Event.DONE, at(NOON))
    assert (await office.assignment(1)).state is State.DONE
    async with both.read() as session:
        actions = {a.action for a in await session.exec(select(AuditRow))}
    assert "review.accepted_by_word" in actions


async def test_nobody_else_may_accept_and_no_other_town(both: Database) -> None:
    office = await _town(both)
    await _done(office)
    with pytest.raises(Denied):
        await _accept(office, "Осотова")
    away = await Office.open(both, VERA, name="Другой")
    actor, target = await away.actor("Мостовая"), await office.assignment(1)
    async with both.write() as session:
        with pytest.raises(Denied):
            await accepting.accept(session, actor, target.id or 0, at(LATER))
    assert (await office.assignment(1)).state is State.WAITING_ACCEPTANCE


async def test_the_lead_s_done_rests_the_others_while_it_waits_and_a_return_wakes_them(
    both: Database,
) -> None:
    office = await _town(both, owners="Пономарева О.И., Осотова И.В.")
    await _done(office)
    states = [a.state for a in await office.assignments(1)]
    assert states == [State.WAITING_ACCEPTANCE, State.CLOSED_BY_LEAD]
    await _return(office, "Нет подписи")
    lead, other = await office.assignments(1)
    assert (lead.state, other.state) == (State.IN_PROGRESS, State.NOT_STARTED)
    assert other.next_notice_at == at("2018-10-23 09:00")
    await _done(office, when=LATER)
    await _accept(office)
    states = [a.state for a in await office.assignments(1)]
    assert states == [State.DONE, State.CLOSED_BY_LEAD]


async def test_the_owner_takes_it_back_within_ten_minutes_but_not_the_acceptance(
    both: Database,
) -> None:
    office = await _town(both)
    await _done(office)
    await office.report("Пономарева", await office.assignment(1), Event.UNDO, "2018-10-10 12:05")
    assert (await office.assignment(1)).state is State.NOT_STARTED
    assert (await _list(office)).state is NoticeState.WITHDRAWN
    await _done(office, when="2018-10-10 12:06")
    await _accept(office, when="2018-10-10 12:07")
    with pytest.raises(TooLateToUndo):
        await office.report(
            "Пономарева", await office.assignment(1), Event.UNDO, "2018-10-10 12:08"
        )


async def test_a_setting_of_the_town_or_of_the_roadmap_reviews_everything(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row(BY_15), row("до 16 октября 2018"), row("до 17 октября 2018"))
    states = []
    for code, (where, value) in enumerate((("town", "yes"), ("map", "no"), ("map", "yes")), 1):
        async with both.write() as session:
            pairs = [("review", value)]
            if where == "town":
                await municipality_settings.change(session, office.tenant, pairs, at(NOON))
            else:
                await municipality_settings.change_roadmap(
                    session, office.tenant, 1, pairs, at(NOON)
                )
        await office.report("Пономарева", await office.assignment(code), Event.DONE, NOON)
        states.append((await office.assignment(code)).state)
    assert states == [State.WAITING_ACCEPTANCE, State.DONE, State.WAITING_ACCEPTANCE]


async def test_while_it_waits_nothing_is_overdue(both: Database) -> None:
    office = await _town(both)
    await _done(office)
    async with both.read() as session:
        board = await digests.board(session, office.tenant, None, at("2018-11-20 12:00"))
    facts = digests.digest_json(board, date(2018, 11, 20))
    assert (facts["late"], facts["waiting_acceptance"], facts["due_14_days"]) == (0, 1, 0)
    assert board.late(date(2018, 11, 20)) == []


async def test_of_schools_the_one_who_reported_is_told_too(both: Database) -> None:
    deputy = "Белова Нина Сергеевна;МОУ «СОШ № 1»;завуч;;;школа;"
    office = await _town(both, FIRST, SECOND, deputy, owners="ОО")
    await office.bind("Громов", 201)
    await office.bind("Белова", 202)
    await _done(office, "Белова")
    assert "отметил(а) Белова Н. С." in plain(await _list(office))
    await _return(office, "Не тот класс")
    told = {n.address for n in await office.notices(NoticeKind.ANSWER)}
    assert told == {"201", "202"}


async def test_a_replay_of_done_is_no_second_request(database: Database) -> None:
    office = await _town(database)
    target = await office.assignment(1)
    for _ in range(2):
        await office.report("Пономарева", target, Event.DONE, NOON, origin="inbox:7")
    again = await office.report("Пономарева", target, Event.DONE, NOON)
    assert not again.changed
    assert len(await office.items(await _list(office))) == 1
    assert reporting.Reported(again.line, changed=False) == again
