"""Two that are one: what was theirs is the other's afterwards, and nothing is lost or doubled."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlmodel import select

from channels.message import Message
from roadmap.progress import Event, State
from services import inviting, people_creating, people_merging
from services.people_editing import Changed
from services.rights import Actor, Denied
from storage import merging_queries, people_queries, school_queries
from storage.database import Database
from storage.tables import (
    AccountRow,
    AssignmentRow,
    AuditRow,
    Base,
    InvitationRow,
    OrganizationRow,
    PersonRow,
    ReportRow,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from views.people_merging import OFFICE, PERSON

TWIN = "Пономарева Олга Ивановна;МЦ;специалист;;8-900-1;координатор;"
NOW = at("2018-10-10 12:00")


async def _merge(office: Office, kind: int, keep: int, other: int, stage: int = 1) -> Changed:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await people_merging.merge(session, actor, kind, keep, other, stage, "301", NOW)


async def _left(office: Office, kind: str, number: int) -> list[str]:
    """Where somebody is still named, in any table."""
    found = []
    async with office.database.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                ours = column.name == f"{kind}_id" or (
                    kind == "person" and column.name.endswith("_by")
                )
                if not ours or table.name == "group_chat":
                    continue
                rows = await session.execute(sa.select(table).where(column == number))
                found += [f"{table.name}.{column.name}" for _ in rows]
    return found


async def test_everything_of_a_twin_becomes_the_persons(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA, TWIN)
    await office.launch(
        row("до 15 октября 2018", "Пономарева Ольга Ивановна, Пономарева Олга Ивановна"),
        row("до 20 октября 2018", "Пономарева Олга Ивановна"),
    )
    keep, other = await office.person("Пономарева Ольга"), await office.person("Пономарева Олга")
    done = await office.assignment(1, "Пономарева Олга")
    await office.report("Пономарева Олга", done, Event.DONE, "2018-10-09 12:00")
    await office.bind("Пономарева Олга", 77)

    merged = await _merge(office, PERSON, keep, other)

    assert merged.changed
    assert await _left(office, "person", other) == []
    rows = await office.assignments()
    assert [(r.person_id, r.state) for r in rows] == [
        (keep, State.DONE),
        (keep, State.NOT_STARTED),
    ]
    assert rows[1].next_notice_at == NOW
    async with both.read() as session:
        (report,) = await session.exec(select(ReportRow))
        assert (report.person_id, report.assignment_id) == (keep, rows[0].id)
        person = await session.get_one(PersonRow, keep)
        assert (person.position, person.phone) == ("начальник", "8-900-1")
        assert await people_queries.roles_of(session, office.tenant.id, keep) == {
            "responsible",
            "coordinator",
        }
        assert len(await people_queries.organizations_of(session, office.tenant.id, keep)) == 2
        (account,) = await session.exec(select(AccountRow))
        assert (account.person_id, account.user_id) == (keep, 77)
        (audit,) = await session.exec(select(AuditRow).where(AuditRow.action == "person.merged"))
        assert audit.facts["before"]["name"] == "Пономарева Олга Ивановна"
    again = await _merge(office, PERSON, keep, other)
    assert not again.changed


async def test_two_who_have_both_joined_are_merged_only_when_sure(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA, TWIN)
    keep, other = (
        await office.bind("Пономарева Ольга", 11),
        await office.bind("Пономарева Олга", 22),
    )
    async with both.write() as session:
        accounts = await session.exec(select(AccountRow).where(AccountRow.user_id == 22))
        accounts.one().bound_at = at("2018-10-05 08:00")
    for stage in (0, 1):
        asked = await _merge(office, PERSON, keep, other, stage)
        assert not asked.changed
        assert "Оба вошли в бот с разных телефонов" in asked.message.plain
    assert (await _merge(office, PERSON, keep, other, people_merging.SURE)).changed
    async with both.read() as session:
        (account,) = await session.exec(select(AccountRow))
        assert (account.person_id, account.user_id) == (keep, 22)
    told = [n for n in await office.notices() if n.address == "11"]
    assert len(told) == 1


async def test_two_schools_become_one(both: Database) -> None:
    twin = "Крылов Денис Олегович;МБОУ СОШ №1;завуч;;;школа;"
    office = await Office.open(both, FIRST, SECOND, VERA, twin)
    await office.launch(row("до 15 октября 2018", "ОО"))
    keep, other = (
        await office.organization("МОУ «СОШ № 1»"),
        await office.organization("МБОУ СОШ №1"),
    )
    async with both.write() as session:
        gone = await session.get_one(OrganizationRow, other)
        gone.email, gone.head_id = "school1@town.example", await _id(office, "Крылов")
        session.add(gone)
    assert (await _merge(office, OFFICE, keep, other)).changed
    assert await _left(office, "organization", other) == []
    async with both.read() as session:
        school = await session.get_one(OrganizationRow, keep)
        assert (school.email, school.head_id) == ("school1@town.example", await _id(office, "Крыл"))
        members = await people_queries.contacts(session, office.tenant.id, [keep])
        assert len(members[keep]) == 2
        own = await session.exec(select(AssignmentRow).where(AssignmentRow.organization_id == keep))
        assert len(list(own)) == 1


async def _id(office: Office, surname: str) -> int:
    return await office.person(surname)


async def test_nobody_is_merged_across_towns_or_with_themselves(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    abroad = await Office.open(database, OLGA, name="Соседний город")
    own, foreign = await office.person("Пономарева"), await abroad.person("Пономарева")
    for keep, other in ((own, foreign), (foreign, own)):
        with pytest.raises(Denied):
            await _merge(office, PERSON, keep, other)
    with pytest.raises(people_merging.Itself):
        await _merge(office, PERSON, own, own)


async def test_only_who_is_used_nowhere_can_be_deleted(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.launch(row("до 15 октября 2018"))
    async with database.read() as session:
        used = await merging_queries.referred(
            session, office.tenant.id, "person", await office.person("Пономарева")
        )
        free = await merging_queries.referred(
            session, office.tenant.id, "person", await office.person("Осотова")
        )
    assert {"assignment", "party"} <= set(used)
    assert free == []


async def test_a_named_head_heads_and_the_first_contact_no_more(both: Database) -> None:
    deputy = "Крылов Денис Олегович;МОУ «СОШ № 1»;завуч;;;школа;"
    office = await Office.open(both, FIRST, deputy, VERA)
    gromov, krylov = await office.person("Громов"), await office.person("Крылов")
    school = await office.organization("МОУ «СОШ № 1»")

    async def heads(person: int) -> list[int]:
        async with both.read() as session:
            return list(await school_queries.headed(session, office.tenant.id, person))

    assert (await heads(gromov), await heads(krylov)) == ([school], [])
    async with both.write() as session:
        (await session.get_one(OrganizationRow, school)).head_id = krylov
    assert (await heads(gromov), await heads(krylov)) == ([], [school])


async def test_letters_of_any_member_are_for_the_organisation(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    abroad = await Office.open(both, OLGA, name="Соседний город")
    centre = await office.organization("МЦ")
    async with both.write() as session:
        (await session.get_one(OrganizationRow, centre)).email = "Office@mc.example"

    async def writers(address: str) -> people_queries.Writers:
        async with both.read() as session:
            return await people_queries.may_write_for(session, office.tenant.id, address)

    irina = await office.person("Осотова")
    assert await writers(" IRINA@town.example") == people_queries.Writers(
        frozenset({irina}), frozenset({centre})
    )
    assert await writers("office@MC.example") == people_queries.Writers(
        frozenset(), frozenset({centre})
    )
    for nobody in ("", "somebody@else.example"):
        assert await writers(nobody) == people_queries.Writers()
    olga = await writers("olga@town.example")
    assert olga.people == {await office.person("Пономарева")}
    assert await abroad.organization("Отдел образования") not in olga.organizations


async def test_ones_own_card_stays_whichever_was_chosen(database: Database) -> None:
    office = await Office.open(database, VERA, "Мостовая В.П.;МЦ;;vera@town.example;;;")
    own, other = await office.person("Мостовая Вера"), await office.person("Мостовая В.П.")
    actor = Actor(office.tenant.id, own, "telegram", "test:own")
    for changed in (True, False):
        async with database.write() as session:
            merged = await people_merging.merge(session, actor, PERSON, other, own, 1, "301", NOW)
        assert merged.changed is changed
    async with database.read() as session:
        (person,) = await session.exec(select(PersonRow))
    assert (person.id, person.email) == (own, "vera@town.example")


@pytest.mark.parametrize("crossed", [False, True])
async def test_two_who_merge_the_same_two_at_once_merge_them_once(
    both: Database, crossed: bool
) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA, TWIN)
    keep, other = await office.person("Пономарева Ольга"), await office.person("Пономарева Олга")
    pairs = [(keep, other), (other, keep) if crossed else (keep, other)]
    done = await asyncio.gather(*(_merge(office, PERSON, *pair) for pair in pairs))
    assert sorted(one.changed for one in done) == [False, True]
    async with both.read() as session:
        assert len((await session.exec(select(PersonRow))).all()) == 3


async def test_of_two_who_add_an_organisation_at_once_the_second_sees_the_first_s(
    both: Database,
) -> None:
    office = await Office.open(both, VERA)
    actor = await office.actor("Мостовая")

    async def add(chat: str, name: str) -> Message | None:
        async with both.write() as session:
            await people_creating.begin(session, actor, chat, NOW, is_office=True)
            return await people_creating.heard(session, actor, {"office": True}, chat, name, NOW)

    names = ("МОУ «СОШ № 9»", "МОУ СОШ №9", "МОУ «СОШ № 9»")
    shown = await asyncio.gather(*(add(str(n), name) for n, name in enumerate(names)))
    assert len(shown) == 3
    async with both.read() as session:
        assert len((await session.exec(select(OrganizationRow))).all()) == 2  # and Vera's own


async def test_two_who_invite_all_at_once_send_each_a_single_link(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    actor = await office.actor("Мостовая")

    async def invite() -> None:
        async with both.write() as session:
            await inviting.invite_all(session, actor, "vekha_bot", NOW)

    await asyncio.gather(invite(), invite())
    async with both.read() as session:
        assert len((await session.exec(select(InvitationRow))).all()) == 3
