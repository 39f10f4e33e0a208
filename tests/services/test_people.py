"""Taking lists of people in, and finding whom the parties of a document mean, in either order."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from storage import people_queries
from storage.database import Database
from storage.tables import (
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    PersonRow,
    Preference,
    Role,
)
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, row

BY_15 = "до 15 октября 2018"


async def _meant(office: Office) -> dict[str, str | None]:
    """Every party as written, and whom it means."""
    async with office.database.read() as session:
        parties = await session.exec(select(PartyRow).order_by(col(PartyRow.id)))
        people = {p.id: p.full_name for p in await session.exec(select(PersonRow))}
        offices = {o.id: o.name for o in await session.exec(select(OrganizationRow))}
        return {p.name: people.get(p.person_id) or offices.get(p.organization_id) for p in parties}


async def test_everybody_is_taken_in_with_office_role_and_channel(both: Database) -> None:
    office = await Office.open(both)
    taken = await office.hire(OLGA + "почта", FIRST, VERA)
    assert taken.added == (
        "Пономарева Ольга Ивановна",
        "Громов Игорь Николаевич",
        "Мостовая Вера Петровна",
    )
    assert taken.organizations == ("Отдел образования", "МОУ «СОШ № 1»", "МЦ")
    async with both.read() as session:
        olga = await session.get_one(PersonRow, await office.person("Пономарева"))
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        bureau = await session.get_one(OrganizationRow, await office.organization("МЦ"))
        vera = await people_queries.roles_of(
            session, office.tenant.id, await office.person("Мостовая")
        )
    assert (olga.position, olga.email) == ("начальник", "olga@town.example")
    assert olga.preference is Preference.EMAIL
    assert school.kind is OrganizationKind.SCHOOL
    assert bureau.kind is OrganizationKind.OFFICE
    assert vera == {Role.COORDINATOR}


async def test_a_second_list_updates_and_keeps_what_it_does_not_say(both: Database) -> None:
    office = await Office.open(both, OLGA + "почта")
    async with both.write() as session:
        person = await session.get_one(PersonRow, await office.person("Пономарева"))
        person.email_fault = "550"
    taken = await office.hire("ПОНОМАРЁВА  Ольга Ивановна;МЦ;;new@town.example;8-900;координатор;")
    assert (taken.added, len(taken.updated), taken.organizations) == ((), 1, ("МЦ",))
    async with both.read() as session:
        person = await session.get_one(PersonRow, await office.person("Пономарева"))
        roles = await people_queries.roles_of(session, office.tenant.id, person.id or 0)
        offices = await people_queries.organizations_of(session, office.tenant.id, person.id or 0)
    assert (person.position, person.phone) == ("начальник", "8-900")
    assert (person.email, person.email_fault) == ("new@town.example", "")
    assert person.preference is Preference.EMAIL
    assert roles == {Role.RESPONSIBLE, Role.COORDINATOR}
    assert len(offices) == 2


async def test_the_same_list_twice_changes_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST)
    await office.hire(OLGA, FIRST)
    async with both.read() as session:
        assert len((await session.exec(select(PersonRow))).all()) == 2
        assert len((await session.exec(select(MembershipRow))).all()) == 2


async def test_the_first_of_an_organisation_is_asked_first(both: Database) -> None:
    deputy = "Крылов Денис Олегович;МОУ «СОШ № 1»;завуч;;;школа;"
    office = await Office.open(both, FIRST, deputy)
    async with both.read() as session:
        ranks = await session.exec(select(MembershipRow.rank).order_by(col(MembershipRow.rank)))
        assert list(ranks) == [0, 1]
    assert await office.person("Громов") < await office.person("Крылов")


@pytest.mark.parametrize("people_first", [True, False])
async def test_parties_resolve_in_either_order(database: Database, people_first: bool) -> None:
    staff = (OLGA, FIRST)
    office = await Office.open(database, *(staff if people_first else ()))
    await office.draft(
        row(BY_15, "О.И.Пономарева"),
        row(BY_15, "МОУ «СОШ № 1»"),
        row(BY_15, "Пономарева О.П."),
        row(BY_15, "ОО"),
    )
    if not people_first:
        taken = await office.hire(*staff)
        assert taken.resolved == (
            ("О.И.Пономарева", "Пономарева Ольга Ивановна"),
            ("МОУ «СОШ № 1»", "МОУ «СОШ № 1»"),
        )
    assert await _meant(office) == {
        "О.И.Пономарева": "Пономарева Ольга Ивановна",
        "МОУ «СОШ № 1»": "МОУ «СОШ № 1»",
        "Пономарева О.П.": None,
        "ОО": None,
    }


async def test_of_two_that_fit_neither_is_taken(database: Database) -> None:
    twin = "Пономарева Оксана Игоревна;МЦ;;;;ответственный;"
    office = await Office.open(database, OLGA, twin)
    await office.draft(row(BY_15, "Пономарева О.И."), row(BY_15, "Пономарева Оксана Игоревна"))
    assert await _meant(office) == {
        "Пономарева О.И.": None,
        "Пономарева Оксана Игоревна": "Пономарева Оксана Игоревна",
    }


async def test_people_of_another_town_resolve_nothing(database: Database) -> None:
    here = await Office.open(database, SECOND, name="Здесь")
    await Office.open(database, OLGA, name="Там")
    await here.draft(row(BY_15, "Пономарева О.И."))
    assert await _meant(here) == {"Пономарева О.И.": None}


async def test_a_running_roadmap_is_not_resolved_anew(database: Database) -> None:
    office = await Office.open(database, VERA)
    await office.start(await office.draft(row(BY_15, "Пономарева О.И.")), allow_unowned=True)
    taken = await office.hire(OLGA)
    assert taken.resolved == ()
