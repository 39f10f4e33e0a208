"""Who can be made responsible: the parties of a roadmap, everybody, every organisation."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.parties.similar import similar_people
from roadmap.people_sheet import fold
from services import owners, rights
from services.rights import Actor
from storage.tables import OrganizationRow, PartyRow, PersonRow, RoadmapRow
from views.editing_owners import Candidate, Kind

FOUND = 8


async def candidates(
    session: AsyncSession, roadmap: RoadmapRow, present: Collection[int] = ()
) -> list[Candidate]:
    """Parties of the roadmap that are understood and not `present` (ids) first, then people and
    organisations that none of those means, by name."""
    town = roadmap.municipality_id
    rows = await session.exec(select(PartyRow).where(PartyRow.roadmap_id == roadmap.id))
    parties = [p for p in rows if p.is_group or p.person_id or p.organization_id]
    people = {p.person_id for p in parties}
    offices = {p.organization_id for p in parties}
    found = [Candidate(Kind.PARTY, p.id or 0, p.name) for p in parties if p.id not in present]
    everybody = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == town, col(PersonRow.left_on).is_(None)
        )
    )
    others = [Candidate(Kind.PERSON, i or 0, n) for i, n in everybody if i not in people]
    every = await session.exec(
        select(OrganizationRow.id, OrganizationRow.name).where(
            OrganizationRow.municipality_id == town
        )
    )
    others += [Candidate(Kind.ORGANIZATION, i or 0, n) for i, n in every if i not in offices]
    return [*sorted(found, key=_by_name), *sorted(others, key=_by_name)]


def _by_name(one: Candidate) -> str:
    return fold(one.name)


def fitting(text: str, known: Sequence[Candidate]) -> list[Candidate]:
    """Those whose names begin with every word typed, else those whose names are alike."""
    typed = fold(text.replace(".", " ")).split()
    begun = [one for one in known if typed and _begins(one.name, typed)]
    if begun:
        return begun
    return [known[n] for n in similar_people(text, [one.name for one in known], FOUND)]


def _begins(name: str, typed: Sequence[str]) -> bool:
    words = fold(name.replace("\u00ab", " ").replace(".", " ")).split()
    return all(any(word.startswith(part) for word in words) for part in typed)


async def party_of(
    session: AsyncSession, actor: Actor, roadmap: RoadmapRow, kind: Kind, number: int
) -> PartyRow:
    """The party that was chosen, made where there is none. Raises `Denied`."""
    if kind is Kind.PERSON:
        person = await session.get(PersonRow, number)
        here = person is not None and person.municipality_id == actor.municipality_id
        if person is not None and here and person.left_on is None:
            return await owners.party_of(session, roadmap.id or 0, person)
    elif kind is Kind.ORGANIZATION:
        office = await session.get(OrganizationRow, number)
        if office is not None and office.municipality_id == actor.municipality_id:
            return await owners.party_of_office(session, roadmap.id or 0, office)
    else:
        party = await session.get(PartyRow, number)
        if party is not None and party.roadmap_id == roadmap.id:
            return party
    raise rights.deny(actor, "owners", kind=kind, number=number)
