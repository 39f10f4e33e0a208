"""Another head: for good, acting, or somebody who stands in until a date."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from services import replacing, successor_steps
from services.leaving import Left
from services.replacing import NobodyToStandInFor
from services.rights import Denied
from storage import people_queries, school_queries
from storage.database import Database
from storage.tables import (
    AbsenceRow,
    AssignmentRow,
    MembershipRow,
    NoticeKind,
    OrganizationRow,
    PersonRow,
    Role,
)
from tests.services.office import FIRST, SECOND, VERA, Office, at, plain, row

NOW = at("2018-10-10 12:00")
DEPUTY = "Крылов Денис Олегович;МОУ «СОШ № 1»;завуч;;;ответственный;"
SCHOOL = "МОУ «СОШ № 1»"


async def _office(both: Database) -> tuple[Office, int]:
    office = await Office.open(both, FIRST, SECOND, DEPUTY, VERA)
    await office.bind("Громов", 201)
    await office.launch(row("до 15 октября 2018", "Громов И.Н."), row("до 20 октября 2018", SCHOOL))
    return office, await office.organization(SCHOOL)


async def _change(office: Office, school: int, who: int, *, acting: bool = False) -> Left:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await replacing.change(session, actor, school, who, "301", NOW, acting=acting)


async def test_a_new_head_has_what_the_former_one_had(both: Database) -> None:
    office, school = await _office(both)
    gromov, krylov = await office.person("Громов"), await office.person("Крылов")
    async with both.write() as session:
        rows = await session.exec(
            select(AssignmentRow).where(AssignmentRow.organization_id == school)
        )
        rows.one().delegate_id = gromov

    changed = await _change(office, school, krylov)

    assert changed.changed
    assert changed.invite == krylov
    assert "Руководитель теперь Крылов Денис Олегович." in changed.message.plain
    own, of_school = await office.assignments()
    assert own.person_id == krylov
    assert (of_school.organization_id, of_school.delegate_id) == (school, krylov)
    async with both.read() as session:
        row_ = await session.get_one(OrganizationRow, school)
        assert (row_.head_id, row_.acting) == (krylov, False)
        order = await session.exec(
            select(MembershipRow.person_id)
            .where(MembershipRow.organization_id == school)
            .order_by(col(MembershipRow.rank))
        )
        assert list(order) == [krylov, gromov]
        assert Role.SCHOOL in await people_queries.roles_of(session, office.tenant.id, krylov)
        assert await school_queries.headed(session, office.tenant.id, krylov)
    told = [n for n in await office.notices(NoticeKind.ANSWER) if n.address == "201"]
    assert "теперь руководитель — Крылов Денис Олегович" in plain(told[-1])
    assert not (await _change(office, school, krylov)).changed
    assert (await _change(office, school, krylov, acting=True)).changed


async def test_somebody_from_elsewhere_becomes_acting_head(both: Database) -> None:
    office, school = await _office(both)
    lapteva = await office.bind("Лаптева", 202)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        asked = await replacing.preview(session, actor, school, lapteva)
    assert "Перейдёт от прежнего руководителя (Громов Игорь Николаевич):" in asked.plain
    assert "• 1 открытое мероприятие (1 срок)" in asked.plain
    await _change(office, school, lapteva, acting=True)
    async with both.read() as session:
        row_ = await session.get_one(OrganizationRow, school)
        assert (row_.head_id, row_.acting) == (lapteva, True)
    (told,) = await office.notices(NoticeKind.APPOINTMENT)
    assert plain(told).startswith("Теперь вы и. о. руководителя: МОУ «СОШ № 1».")
    (before,) = await office.notices(NoticeKind.ANSWER)
    assert "обязанности руководителя теперь исполняет Лаптева" in plain(before)


async def test_standing_in_moves_nothing(both: Database) -> None:
    office, school = await _office(both)
    gromov, krylov = await office.person("Громов"), await office.person("Крылов")
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await replacing.stand_in(session, actor, school, krylov, date(2018, 10, 31), NOW)
        with pytest.raises(NobodyToStandInFor):
            await replacing.stand_in(session, actor, school, gromov, date(2018, 10, 31), NOW)
    assert (await office.assignments())[0].person_id == gromov
    async with both.read() as session:
        (absence,) = await session.exec(select(AbsenceRow))
        row_ = await session.get_one(OrganizationRow, school)
    assert (absence.person_id, absence.stand_in_id, row_.head_id) == (gromov, krylov, None)


async def test_somebody_new_is_typed_and_those_alike_are_offered(database: Database) -> None:
    office, school = await _office(database)
    actor = await office.actor("Мостовая")
    asked = {"kind": 1, "whose": school, "new": True}
    async with database.write() as session:
        await successor_steps.ask_new(session, actor, 1, school, "301", NOW)
        wrong = await successor_steps.heard(session, actor, asked, "301", "8-912-345-67-89", NOW)
        assert "Здесь нет полного имени" in wrong.plain
        alike = await successor_steps.heard(session, actor, asked, "301", "Лаптева О.П.", NOW)
        assert "Похоже, такой человек уже есть" in alike.plain
        made = await successor_steps.heard(
            session,
            actor,
            asked,
            "301",
            "Белова Нина Юрьевна, nina@s.example, 8-912-345-67-89",
            NOW,
        )
    assert "Новый руководитель — Белова Нина Юрьевна?" in made.plain
    async with database.read() as session:
        new = (await session.exec(select(PersonRow).order_by(col(PersonRow.id).desc()))).first()
    assert new is not None
    assert (new.phone, new.email) == ("8-912-345-67-89", "nina@s.example")


async def test_only_coordinators_change_heads_of_their_town(database: Database) -> None:
    office, school = await _office(database)
    abroad = await Office.open(database, FIRST, VERA, name="Соседний город")
    own, foreign = await office.person("Крылов"), await abroad.person("Громов")
    for who, whom in (("Громов", own), ("Мостовая", foreign)):
        actor = await office.actor(who)
        async with database.write() as session:
            with pytest.raises(Denied):
                await replacing.change(session, actor, school, whom, "301", NOW, acting=False)
