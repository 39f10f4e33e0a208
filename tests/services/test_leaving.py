"""Somebody leaves: what was open is another's, history stays, and nothing more goes to them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from roadmap.progress import Event, State
from services import appointing, leaving, leaving_steps, reassigning, taking_over
from services.leaving import Left, MustBeTakenOver
from services.people_access import LastCoordinator
from services.rights import Actor, Denied
from storage import people_queries, plan_queries
from storage.database import Database
from storage.tables import (
    AbsenceRow,
    AccountRow,
    AppointmentRow,
    AssignmentRow,
    AuditRow,
    ExtensionRow,
    InvitationRow,
    MembershipRow,
    NoticeKind,
    NoticeState,
    PartyRow,
    PersonRow,
    ReportRow,
    RoleRow,
)
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, at, plain, row

NOW = at("2018-10-10 12:00")
BOTH = "Пономарева О.И., Осотова И.В."


async def _leave(office: Office, who: int, to: int, exceptions: int = 0) -> Left:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await leaving.leave(session, actor, who, to, exceptions, "301", NOW)


async def _office(both: Database) -> tuple[Office, int, int]:
    office = await Office.open(both, OLGA, IRINA, FIRST, VERA)
    await office.bind("Мостовая", 301)
    olga, irina = await office.bind("Пономарева", 101), await office.bind("Осотова", 102)
    return office, olga, irina


async def test_everything_open_goes_over_and_history_stays(both: Database) -> None:
    office, olga, irina = await _office(both)
    await office.launch(
        row("до 15 октября 2018", title="Первое"),
        row("до 20 октября 2018", title="Второе"),
        row("ежегодно, до 1 декабря", title="Каждый год"),
    )
    await office.report("Пономарева", await office.assignment(1), Event.DONE)

    left = await _leave(office, olga, irina)

    assert left.changed
    assert "Принимает дела Осотова Ирина Васильевна: 4 срока." in left.message.plain
    done, *others = await office.assignments()
    assert (done.person_id, done.state) == (olga, State.DONE)
    assert {(r.person_id, r.state) for r in others} == {(irina, State.NOT_STARTED)}
    async with both.read() as session:
        (report,) = await session.exec(select(ReportRow))
        assert report.person_id == olga
        parties = await session.exec(select(PartyRow.person_id))
        assert set(parties) == {irina}
        gone = await session.get_one(PersonRow, olga)
        assert gone.left_on == date(2018, 10, 10)
        for model in (AccountRow, RoleRow, MembershipRow):
            rows = await session.exec(select(model).where(model.person_id == olga))
            assert list(rows) == []
        assert (await people_queries.reach(session, office.tenant.id, [olga]))[olga].ways == ()
        (audit,) = await session.exec(select(AuditRow).where(AuditRow.action == "person.left"))
        assert (audit.subject, audit.facts["dates"]) == (f"person:{olga}", {str(irina): 4})
    again = await _leave(office, olga, irina)
    assert not again.changed
    assert "Не работает" in again.message.plain or "10 октября 2018" in again.message.plain


async def test_each_hears_it_once_and_rungs_are_not_said_again(both: Database) -> None:
    office, olga, irina = await _office(both)
    await office.launch(row("до 15 октября 2018"), row("до 12 октября 2018"))
    await appointing.plan_due(both, at("2018-10-08 09:00"))
    said = await office.plan("2018-10-10 09:00")
    assert said
    for number, notice in enumerate(said, start=1):
        await office.sent(notice, str(number))

    await _leave(office, olga, irina)

    told = [n for n in await office.notices() if n.state == NoticeState.PLANNED]
    told = [n for n in told if n.edits_notice_id is None]
    to_irina = [n for n in told if n.person_id == irina]
    (listed,) = to_irina
    assert listed.kind is NoticeKind.APPOINTMENT
    assert plain(listed).startswith("Пономарева Ольга Ивановна больше не работает.")
    assert await office.codes(listed) == [2, 1]
    (goodbye,) = [n for n in told if n.address == "101"]
    assert "Ваши открытые мероприятия приняли: Осотова Ирина Васильевна" in plain(goodbye)
    again = [n for n in await office.plan("2018-10-10 13:00") if n.kind is NoticeKind.REMINDER]
    assert again == []
    async with both.read() as session:
        (named,) = await session.exec(select(AppointmentRow))
        assert (named.person_id, named.notice_id) == (irina, listed.id)


async def test_a_co_executor_keeps_one_of_the_two(both: Database) -> None:
    office, olga, irina = await _office(both)
    await office.launch(row("до 15 октября 2018", BOTH))
    lead = await office.assignment(1, "Пономарева")
    async with both.write() as session:
        asked = ExtensionRow(
            municipality_id=office.tenant.id,
            assignment_id=lead.id or 0,
            person_id=olga,
            due_before=date(2018, 10, 15),
            proposed=date(2018, 10, 25),
            origin="x",
            asked_at=NOW,
        )
        session.add(asked)

    await _leave(office, olga, irina)

    rows = await office.assignments()
    standing = [(r.person_id, r.state, r.is_lead) for r in rows]
    assert (irina, State.NOT_STARTED, True) in standing
    assert (olga, State.CALLED_OFF, False) in standing
    own = next(r for r in rows if r.person_id == irina)
    async with both.read() as session:
        (request,) = await session.exec(select(ExtensionRow))
        assert (request.person_id, request.assignment_id) == (irina, own.id)
        owners = await plan_queries.lines(session, [own.id or 0])
    assert owners[own.id or 0].owner.startswith("Осотова")


async def test_single_activities_go_to_somebody_else(both: Database) -> None:
    office, olga, irina = await _office(both)
    gromov = await office.person("Громов")
    await office.launch(row("до 15 октября 2018"), row("до 20 октября 2018"))
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        shared = await leaving_steps.give_one(session, actor, olga, irina, 2, gromov, "301", NOW)
    assert "М-2 Мероприятие" in shared.plain
    assert "Громов Игорь Николаевич" in shared.plain

    unclear = await _leave(office, olga, irina, 0)  # another number than was chosen
    assert not unclear.changed
    await _leave(office, olga, irina, 1)

    assert [(r.person_id) for r in await office.assignments()] == [irina, gromov]
    async with both.read() as session:
        rows = await session.exec(select(AssignmentRow.id))
        lines = await plan_queries.lines(session, [number or 0 for number in rows])
    owners = {line.code: line.owner.split()[0] for line in lines.values()}
    assert owners == {1: "Осотова", 2: "Громов"}


async def test_absences_invitations_and_standing_in_end(both: Database) -> None:
    office, olga, irina = await _office(both)
    async with both.write() as session:
        for who, instead in ((olga, irina), (irina, olga)):
            session.add(
                AbsenceRow(
                    municipality_id=office.tenant.id,
                    person_id=who,
                    first=date(2018, 10, 9),
                    last=date(2018, 10, 30),
                    stand_in_id=instead,
                    said_by=who,
                    said_at=NOW,
                )
            )
        session.add(
            InvitationRow(
                municipality_id=office.tenant.id,
                person_id=olga,
                token_hash="0" * 64,
                created_at=NOW,
                expires_at=at("2018-10-20 12:00"),
            )
        )
    await _leave(office, olga, 0)
    async with both.read() as session:
        absences = {row.person_id: row for row in await session.exec(select(AbsenceRow))}
        assert absences[olga].ended_at == NOW
        assert (absences[irina].ended_at, absences[irina].stand_in_id) == (None, None)
        (invitation,) = await session.exec(select(InvitationRow))
        assert invitation.revoked_at == NOW


async def test_what_is_open_needs_somebody_and_somebody_must_coordinate(both: Database) -> None:
    office, olga, irina = await _office(both)
    await office.launch(row("до 15 октября 2018"))
    vera = await office.person("Мостовая")
    abroad = await Office.open(both, OLGA, name="Соседний город")
    with pytest.raises(MustBeTakenOver):
        await _leave(office, olga, 0)
    with pytest.raises(LastCoordinator):
        await _leave(office, vera, irina)
    for wrong in (olga, await abroad.person("Пономарева")):
        with pytest.raises(Denied):
            await _leave(office, olga, wrong)
    with pytest.raises(Denied):
        await _leave(office, await abroad.person("Пономарева"), irina)
    stranger = Actor(office.tenant.id, irina, "telegram", "test:stranger")
    async with both.write() as session:
        with pytest.raises(Denied):
            await leaving.leave(session, stranger, olga, irina, 0, "102", NOW)
    assert {r.person_id for r in await office.assignments()} == {olga}


async def test_who_left_is_offered_nowhere_and_may_come_back(both: Database) -> None:
    office, olga, irina = await _office(both)
    await office.launch(row("до 15 октября 2018"))
    await _leave(office, olga, irina)
    actor = await office.actor("Мостовая")
    (one,) = await office.assignments()
    async with both.write() as session:
        offered = await reassigning.choose(session, actor, one.id or 0, 0, "301", NOW)
        labels = [button.label for buttons in offered.buttons for button in buttons]
        assert not any(label.startswith("Пономарева") for label in labels)
        with pytest.raises(Denied):
            await reassigning.hand_to(session, actor, one.id or 0, olga, "301", NOW)
    taken = await office.hire(OLGA)  # a namesake is somebody new
    assert taken.added == ("Пономарева Ольга Ивановна",)
    async with both.write() as session:
        card, changed = await leaving.come_back(session, actor, olga, NOW)
        assert changed
        assert "Больше не работает" not in card.plain
        assert not (await taking_over.theirs(session, office.tenant, olga)).any
