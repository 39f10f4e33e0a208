"""Who answers for an activity: its parties, resolved to people and organisations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import Completion, stands_apart
from roadmap.parts import Part
from storage.plan_queries import NOT_OF_A_ROUND
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
)

SCHOOLS_OUT = "schools_out"
"""The setting of a roadmap that lists the schools which take no part in it."""
MANY = 900  # ids in one IN (…), below SQLite's limit of variables
Parties = list[tuple[PartyRow, ActivityPartyRow]]


@dataclass(frozen=True, slots=True)
class Owner:
    """A person or an organisation that an assignment goes to."""

    person_id: int | None
    organization_id: int | None
    is_lead: bool
    separate: bool


def left_out(settings: Mapping[str, Any]) -> frozenset[int]:
    """The ids of the schools that take no part in the roadmap with these settings."""
    return frozenset(settings.get(SCHOOLS_OUT, ()))


async def schools(
    session: AsyncSession, municipality_id: int, but: Collection[int] = ()
) -> list[int]:
    """The ids of the schools that «ОО» means, without those that take no part."""
    statement = (
        select(OrganizationRow.id)
        .where(
            OrganizationRow.municipality_id == municipality_id,
            OrganizationRow.kind == OrganizationKind.SCHOOL,
        )
        .order_by(col(OrganizationRow.id))
    )
    found = await session.exec(statement)
    return [school for school in found if school is not None and school not in but]


async def taking_part(session: AsyncSession, roadmap: RoadmapRow) -> list[int]:
    """The ids of the schools that «ОО» means in a roadmap: those that have dates of it already,
    else all; to have been asked in a round of monitoring is to have no date. A school that came
    later joins by a deed of its own."""
    everybody = await schools(session, roadmap.municipality_id, left_out(roadmap.settings))
    found = await session.exec(
        select(AssignmentRow.organization_id)
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .join(ActivityRow, col(ActivityRow.id) == col(MilestoneRow.activity_id))
        .join(ActivityPartyRow, col(ActivityPartyRow.activity_id) == col(ActivityRow.id))
        .join(PartyRow, col(PartyRow.id) == col(ActivityPartyRow.party_id))
        .where(
            ActivityRow.municipality_id == roadmap.municipality_id,
            ActivityRow.roadmap_id == roadmap.id,
            NOT_OF_A_ROUND,
            col(AssignmentRow.organization_id).in_(everybody),
            col(ActivityPartyRow.part) != Part.INFORMED,
            sa.or_(col(PartyRow.is_group), col(ActivityPartyRow.part) == Part.EACH_SCHOOL),
        )
        .distinct()
    )
    known = set(found)
    return [school for school in everybody if school in known] or everybody


async def parties(session: AsyncSession, activity_ids: Collection[int]) -> Mapping[int, Parties]:
    """The parties of each activity with their parts, in the order of names."""
    ordered, found = sorted(activity_ids), {one: Parties() for one in activity_ids}
    for i in range(0, len(ordered), MANY):
        statement = (
            select(PartyRow, ActivityPartyRow)
            .join(ActivityPartyRow, col(ActivityPartyRow.party_id) == col(PartyRow.id))
            .where(col(ActivityPartyRow.activity_id).in_(ordered[i : i + MANY]))
            .order_by(col(ActivityPartyRow.rank))
        )
        for party, link in await session.exec(statement):
            found[link.activity_id].append((party, link))
    return found


def part_of(party: PartyRow, link: ActivityPartyRow) -> Part:
    """What a party does in a row: of a group that performs each school does it."""
    if party.is_group and link.part is Part.PERFORMS:
        return Part.EACH_SCHOOL
    return link.part


def resolve(parties: Parties, schools: Sequence[int]) -> list[Owner]:
    """The first party that performs leads; everybody is asked once; unresolved parties are not."""
    owners: dict[tuple[int | None, int | None], Owner] = {}
    for party, link in parties:
        if link.part is Part.INFORMED:
            continue
        if link.part is Part.EACH_SCHOOL or party.is_group:
            for school in schools:
                owners.setdefault((None, school), Owner(None, school, is_lead=False, separate=True))
        elif party.person_id is not None or party.organization_id is not None:
            key = (party.person_id, party.organization_id)
            leads = not any(owner.is_lead for owner in owners.values())
            owners.setdefault(key, Owner(*key, is_lead=leads, separate=False))
    return list(owners.values())


async def hand_on(
    session: AsyncSession, activity_id: int, old: tuple[int | None, int | None], person: PersonRow
) -> bool:
    """Let a person stand in an activity's row where `old` (person id, organisation id) did, so
    that the review workbook agrees; False for one school of a group, which stays in the row."""
    rows = (await parties(session, [activity_id]))[activity_id]
    for party, link in rows:
        is_one = link.part is Part.PERFORMS and not party.is_group
        if not is_one or (party.person_id, party.organization_id) != old:
            continue
        named = await party_of(session, party.roadmap_id, person)
        await session.delete(link)
        await session.flush()
        if not any(other.id == named.id for other, _ in rows):
            session.add(
                ActivityPartyRow(
                    municipality_id=link.municipality_id,
                    activity_id=activity_id,
                    party_id=named.id or 0,
                    rank=link.rank,
                    part=link.part,
                )
            )
        await session.flush()
        return True
    return False


async def party_of(session: AsyncSession, roadmap_id: int, person: PersonRow) -> PartyRow:
    """The party of a roadmap that means the person; made under their name where there is none."""
    found = await session.exec(
        select(PartyRow).where(
            PartyRow.roadmap_id == roadmap_id,
            sa.or_(col(PartyRow.person_id) == person.id, col(PartyRow.name) == person.full_name),
        )
    )
    known = list(found)
    meant = [party for party in known if party.person_id == person.id]
    unclear = [p for p in known if p.person_id is None and p.organization_id is None]
    if meant or unclear:
        party = (meant or unclear)[0]
    else:
        name = f"{person.full_name} ({person.id})" if known else person.full_name
        party = PartyRow(municipality_id=person.municipality_id, roadmap_id=roadmap_id, name=name)
    party.person_id = person.id
    session.add(party)
    await session.flush()
    return party


async def party_of_office(
    session: AsyncSession, roadmap_id: int, office: OrganizationRow
) -> PartyRow:
    """The same for an organisation."""
    found = await session.exec(
        select(PartyRow).where(
            PartyRow.roadmap_id == roadmap_id,
            sa.or_(col(PartyRow.organization_id) == office.id, col(PartyRow.name) == office.name),
        )
    )
    known = list(found)
    meant = [party for party in known if party.organization_id == office.id]
    unclear = [p for p in known if p.person_id is None and p.organization_id is None]
    free = [party for party in unclear if not party.is_group]
    if meant or free:
        party = (meant or free)[0]
    else:
        name = f"{office.name} ({office.id})" if known else office.name
        party = PartyRow(municipality_id=office.municipality_id, roadmap_id=roadmap_id, name=name)
    party.organization_id = office.id
    session.add(party)
    await session.flush()
    return party


def by_rule(owners: Sequence[Owner], rule: Completion | None) -> list[Owner]:
    """The owners as the rule of their activity has them stand, apart or together."""
    return [replace(one, separate=stands_apart(rule, one.separate)) for one in owners]
