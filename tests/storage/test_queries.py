"""Questions to the database: who can be reached, what is due, and only of one municipality."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from channels.message import Channel
from storage import people_queries, plan_queries, work_queries
from storage.database import Database
from storage.tables import (
    AccountRow,
    AccountState,
    MembershipRow,
    MilestoneRow,
    Preference,
    RoadmapStatus,
    Role,
    RoleRow,
)
from tests.storage.rows import (
    NOW,
    a_milestone,
    a_person,
    a_school,
    a_town,
    an_assignment,
)

CHAT, MAIL = (Channel.TELEGRAM, "77"), (Channel.EMAIL, "m@town.example")


@pytest.mark.parametrize(
    ("preference", "chat", "mail", "ways"),
    [
        (Preference.TELEGRAM, "alive", "good", (CHAT,)),
        (Preference.TELEGRAM, "refuses", "good", (MAIL,)),
        (Preference.TELEGRAM, None, "good", (MAIL,)),
        (Preference.TELEGRAM, "alive", "faulty", (CHAT,)),
        (Preference.EMAIL, "alive", "good", (MAIL,)),
        (Preference.EMAIL, "alive", "faulty", (CHAT,)),
        (Preference.EMAIL, "alive", None, (CHAT,)),
        (Preference.BOTH, "alive", "good", (CHAT, MAIL)),
        (Preference.BOTH, "refuses", "good", (MAIL,)),
        (Preference.BOTH, "alive", "faulty", (CHAT,)),
        (Preference.BOTH, None, None, ()),
        (Preference.TELEGRAM, "refuses", "faulty", ()),
    ],
)
async def test_a_notice_goes_where_it_is_wished_or_else_where_it_arrives(
    database: Database,
    preference: Preference,
    chat: str | None,
    mail: str | None,
    ways: tuple[tuple[Channel, str], ...],
) -> None:
    async with database.write() as session:
        town = await a_town(session)
        person = await a_person(
            session,
            town,
            preference=preference,
            email=MAIL[1] if mail else "",
            email_fault="550" if mail == "faulty" else "",
        )
        if chat:
            session.add(
                AccountRow(
                    municipality_id=town,
                    person_id=person,
                    user_id=1,
                    chat_id=77,
                    state=AccountState(chat),
                    bound_at=NOW,
                )
            )
    async with database.read() as session:
        assert (await people_queries.reach(session, town))[person].ways == ways


async def test_people_of_another_municipality_are_nobody(both: Database) -> None:
    async with both.write() as session:
        here, there = await a_town(session, "Here"), await a_town(session, "There")
        mine, theirs = await a_person(session, here), await a_person(session, there)
        school = await a_school(session, there)
        session.add(MembershipRow(municipality_id=there, organization_id=school, person_id=theirs))
        session.add(RoleRow(municipality_id=there, person_id=theirs, role=Role.COORDINATOR))
    async with both.read() as session:
        assert set(await people_queries.reach(session, here, [mine, theirs])) == {mine}
        assert await people_queries.with_role(session, here, Role.COORDINATOR) == []
        assert await people_queries.contacts(session, here, [school]) == {}
        assert await people_queries.mailboxes(session, here, [school]) == {}
        assert await people_queries.organizations_of(session, here, theirs) == []
        assert await people_queries.roles_of(session, here, theirs) == frozenset()
        assert await people_queries.names(session, here, [theirs, mine]) == ["Maria"]


async def test_contacts_come_in_the_order_in_which_they_are_asked(both: Database) -> None:
    async with both.write() as session:
        town = await a_town(session)
        school = await a_school(session, town)
        people = [await a_person(session, town, name) for name in ("Anna", "Boris", "Vera")]
        for person, rank in zip(people, (2, 0, 1), strict=True):
            session.add(
                MembershipRow(
                    municipality_id=town, organization_id=school, person_id=person, rank=rank
                )
            )
    async with both.read() as session:
        found = await people_queries.contacts(session, town, [school])
    assert found == {school: [people[1], people[2], people[0]]}


async def test_everything_due_for_somebody_comes_whole(both: Database) -> None:
    async with both.write() as session:
        town = await a_town(session)
        people = [await a_person(session, town, name) for name in ("Anna", "Boris")]
        due, later = [], NOW + timedelta(hours=1)
        for number in range(3):
            milestone = await a_milestone(session, town)
            for person in people:
                at = NOW - timedelta(minutes=number) if person == people[0] else NOW
                row = await an_assignment(
                    session, town, milestone, person_id=person, next_notice_at=at
                )
                due.append((person, row.id))
        quiet = await a_milestone(session, town)
        await an_assignment(session, town, quiet, person_id=people[0], next_notice_at=later)
        await an_assignment(session, town, quiet, person_id=people[1], next_notice_at=None)
    async with both.read() as session:
        found = await work_queries.due_work(session, NOW, limit=1)
        assert [w.assignment_id for w in found] == [i for p, i in due if p == people[0]]
        assert len(await work_queries.due_work(session, NOW, limit=100)) == 6
        assert await work_queries.next_wake(session) == NOW - timedelta(minutes=2)
        assert len(await work_queries.planned_work(session, town)) == 7


async def test_an_extension_is_the_date_that_holds(both: Database) -> None:
    async with both.write() as session:
        town = await a_town(session)
        person, milestone = await a_person(session, town), await a_milestone(session, town)
        row = await an_assignment(session, town, milestone, person_id=person)
        (await session.get_one(MilestoneRow, milestone)).extended_to = date(2018, 11, 1)
    assert row.id is not None
    async with both.read() as session:
        assert (await work_queries.work(session, [row.id]))[row.id].due == date(2018, 11, 1)
        line = (await plan_queries.lines(session, [row.id]))[row.id]
        assert (line.due, line.document_due) == (date(2018, 11, 1), date(2018, 10, 15))
        assert line.owner == "Maria"


async def test_many_are_asked_for_in_pieces(database: Database) -> None:
    async with database.write() as session:
        town = await a_town(session)
        person, milestone = await a_person(session, town), await a_milestone(session, town)
        row = await an_assignment(session, town, milestone, person_id=person)
    async with database.read() as session:
        found = await plan_queries.lines(session, range(1, 5000))
    assert list(found) == [row.id]


async def test_a_roadmap_that_does_not_run_is_not_ones_own(both: Database) -> None:
    from storage.tables import RoadmapRow

    async with both.write() as session:
        town = await a_town(session)
        person, school = await a_person(session, town), await a_school(session, town)
        await an_assignment(session, town, await a_milestone(session, town), person_id=person)
        await an_assignment(session, town, await a_milestone(session, town), organization_id=school)
    async with both.read() as session:
        assert len(await plan_queries.own_lines(session, town, person, [])) == 1
        assert len(await plan_queries.own_lines(session, town, person, [school])) == 2
        assert await plan_queries.own_lines(session, town + 1, person, [school]) == []
    async with both.write() as session:
        for number in (1, 2):
            (await session.get_one(RoadmapRow, number)).status = RoadmapStatus.ARCHIVED
    async with both.read() as session:
        assert await plan_queries.own_lines(session, town, person, [school]) == []
