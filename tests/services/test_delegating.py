"""«Передать сотруднику…»: reminders go to the delegate first, and to the contacts without one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, delete, select

from channels.message import Message
from roadmap.progress import Event, State
from services import activities, delegating, desk, reassigning
from services.delegating import NOBODY
from services.reassigning import NothingToHandOn
from services.rights import Denied
from storage.database import Database
from storage.tables import AbsenceRow, AccountRow, AuditRow, MembershipRow, NoticeKind, NoticeState
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, at, plain, row, said

DEPUTY = "Белова Нина Сергеевна;МОУ «СОШ № 1»;завуч;;;школа;"
TEACHER = "Ершов Пётр Ильич;МОУ «СОШ № 1»;учитель;;;школа;"
CHATS = {"Мостовая": 301, "Громов": 201, "Белова": 202, "Ершов": 203, "Лаптева": 204}
NOON = "2018-10-08 12:00"


async def _town(database: Database) -> Office:
    office = await Office.open(database, VERA, OLGA, FIRST, DEPUTY, TEACHER, SECOND)
    for surname, chat in CHATS.items():
        await office.bind(surname, chat)
    await office.launch(
        row("до 15 октября 2018, до 15 ноября 2018", "ОО", title="Провести педсовет")
    )
    return office


async def _hand(
    office: Office, to: str, by: str = "Громов", when: str = NOON, owner: str = "МОУ «СОШ № 1»"
) -> delegating.Delegated:
    actor, target = await office.actor(by), await office.assignment(1, owner)
    person = await office.person(to) if to else NOBODY
    async with office.database.write() as session:
        return await delegating.hand_to(session, actor, target.id or 0, person, at(when))


async def _choose(office: Office, by: str = "Громов") -> Message:
    actor, target = await office.actor(by), await office.assignment(1, "МОУ «СОШ № 1»")
    async with office.database.write() as session:
        return await delegating.choose(session, actor, target.id or 0, 0)


async def _reminded(office: Office, when: str) -> set[str]:
    made = await office.plan(when)
    return {n.address for n in made if n.kind is NoticeKind.REMINDER}


async def test_the_delegate_is_told_once_and_reminded_first(both: Database) -> None:
    office = await _town(both)
    assert [r[0].label for r in (await _choose(office)).buttons] == [  # not who asks
        "Белова Нина Сергеевна",
        "Ершов Пётр Ильич",
    ]
    handed = await _hand(office, "Ершов")
    assert handed.changed
    assert "Передано: Ершов Пётр Ильич" in handed.message.plain
    assert not (await _hand(office, "Ершов")).changed
    (told,) = await office.notices(NoticeKind.ANSWER)
    assert told.address == "203"
    assert "Вам передано, от кого — Громов И. Н." in plain(told)
    assert "15 октября 2018" in plain(told)
    assert "15 ноября 2018" in plain(told)
    assert await _reminded(office, "2018-10-10 14:00") == {"203", "204"}
    labels = [r[0].label for r in (await _choose(office)).buttons]
    assert "✓ Ершов Пётр Ильич" in labels
    assert labels[0] == "Мне: Громов Игорь Николаевич"  # to take it back


async def test_any_of_the_school_can_still_answer(both: Database) -> None:
    office = await _town(both)
    await _hand(office, "Ершов")
    target = await office.assignment(1, "МОУ «СОШ № 1»")
    await office.report("Белова", target, Event.DONE, NOON)
    assert (await office.assignment(1, "МОУ «СОШ № 1»")).state is State.DONE


async def test_everybody_sees_whom_it_was_handed_to(both: Database) -> None:
    office = await _town(both)
    await _hand(office, "Ершов")
    target = await office.assignment(1, "МОУ «СОШ № 1»")
    director, vera = await office.actor("Громов"), await office.actor("Мостовая")
    async with both.write() as session:
        card = await activities.card(session, director, target.id or 0, at(NOON))
        on_desk = await desk.open_card(session, vera, target.id or 0, at(NOON))
    assert "передано: Ершов П. И." in card.plain
    assert "передано: Ершов П. И." in on_desk.plain


async def test_what_waits_for_the_director_goes_to_the_delegate_with_its_rung(
    both: Database,
) -> None:
    office = await _town(both)
    assert await _reminded(office, "2018-10-10 14:00") == {"201", "204"}
    await _hand(office, "Белова", when="2018-10-10 14:01")
    waiting = {
        n.address
        for n in await office.notices(NoticeKind.REMINDER)
        if n.state is NoticeState.PLANNED
    }
    assert waiting == {"204"}
    assert await _reminded(office, "2018-10-10 14:02") == {"202"}


@pytest.mark.parametrize("fate", ["leaves", "away", "unreachable"])
async def test_without_the_delegate_the_contacts_are_asked(both: Database, fate: str) -> None:
    office = await _town(both)
    await _hand(office, "Ершов")
    person = await office.person("Ершов")
    async with both.write() as session:
        if fate == "leaves":
            await session.exec(delete(MembershipRow).where(col(MembershipRow.person_id) == person))
        elif fate == "away":
            session.add(
                AbsenceRow(
                    municipality_id=office.tenant.id,
                    person_id=person,
                    first=date(2018, 10, 9),
                    last=date(2018, 10, 30),
                    said_by=person,
                    said_at=at(NOON),
                )
            )
        else:
            await session.exec(delete(AccountRow).where(col(AccountRow.person_id) == person))
    assert await _reminded(office, "2018-10-10 14:00") == {"201", "204"}
    if fate == "leaves":
        async with both.write() as session:
            target = await office.assignment(1, "МОУ «СОШ № 1»")
            card = await activities.card(
                session, await office.actor("Громов"), target.id or 0, at(NOON)
            )
        assert "передано" not in card.plain


async def test_it_is_taken_back_and_the_former_delegate_hears_of_it(both: Database) -> None:
    office = await _town(both)
    await _hand(office, "Ершов")
    handed = await _hand(office, "", when="2018-10-08 13:00")
    assert "Ни за кем не закреплено" in handed.message.plain
    told = [n for n in await office.notices(NoticeKind.ANSWER) if n.address == "203"]
    assert "вам больше не напоминаю" in plain(told[-1])
    assert await _reminded(office, "2018-10-10 14:00") == {"201", "204"}
    async with both.read() as session:
        actions = [a.action for a in await session.exec(select(AuditRow))]
    assert actions.count("assignment.delegated") == 2


async def test_only_to_one_s_own_people_and_only_by_them(both: Database) -> None:
    office = await _town(both)
    for to, by, owner in (
        ("Лаптева", "Громов", "МОУ «СОШ № 1»"),
        ("Лаптева", "Громов", "МОУ «СОШ № 2»"),
        ("Ершов", "Лаптева", "МОУ «СОШ № 1»"),
        ("Ершов", "Пономарева", "МОУ «СОШ № 1»"),
    ):
        with pytest.raises(Denied):
            await _hand(office, to, by, owner=owner)
    away = await Office.open(both, FIRST, name="Другой")
    stranger, target = await away.actor("Громов"), await office.assignment(1)
    person = await office.person("Ершов")
    async with both.write() as session:
        with pytest.raises(Denied):
            await delegating.hand_to(session, stranger, target.id or 0, person, at(NOON))


async def test_what_is_done_is_not_handed_over_and_what_a_person_owes_neither(
    database: Database,
) -> None:
    office = await _town(database)
    target = await office.assignment(1, "МОУ «СОШ № 1»")
    await office.report("Белова", target, Event.DONE, NOON)
    with pytest.raises(NothingToHandOn):
        await _hand(office, "Ершов")
    await office.launch(row("до 20 октября 2018", title="Своё"))
    own = await office.assignment(2)
    async with database.write() as session:
        with pytest.raises(Denied):
            await delegating.choose(session, await office.actor("Пономарева"), own.id or 0, 0)


async def test_another_owner_has_no_delegate(both: Database) -> None:
    office = await _town(both)
    await _hand(office, "Ершов")
    target = await office.assignment(1, "МОУ «СОШ № 1»")
    vera, olga = await office.actor("Мостовая"), await office.person("Пономарева")
    async with both.write() as session:
        await reassigning.hand_to(session, vera, target.id or 0, olga, "301", at(NOON))
    moved = next(a for a in await office.assignments(1) if a.id == target.id)
    assert (moved.person_id, moved.delegate_id) == (olga, None)
    assert said((await office.notices())[-1])
