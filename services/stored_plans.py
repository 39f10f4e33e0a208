"""A stored roadmap as the plain values that the review works on."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import rule_from_data
from roadmap.drafts import Level
from roadmap.parts import Share
from roadmap.period import Period
from roadmap.review.values import PartyEntry, Plan, Planned, SchoolEntry
from roadmap.review.vocabulary import PartyIs
from roadmap.stored_doubts import doubt_from_data
from services import owners
from services.launching import NoSuchRoadmap
from storage.tables import (
    ActivityRow,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapKind,
    RoadmapRow,
    SectionRow,
)

Place = tuple[str, str]
"""The titles of a section and of a subsection, empty for none."""


async def roadmap_row(session: AsyncSession, municipality_id: int, number: int) -> RoadmapRow:
    """A roadmap of the municipality. Raises `NoSuchRoadmap`."""
    row = await session.get(RoadmapRow, number)
    if row is None or row.municipality_id != municipality_id or row.kind is not RoadmapKind.PLAN:
        raise NoSuchRoadmap(number)
    return row


async def load(session: AsyncSession, municipality_id: int, number: int) -> Plan:
    """The plan as stored, without what was called off. Raises `NoSuchRoadmap`."""
    roadmap = await roadmap_row(session, municipality_id, number)
    rows = await live_activities(session, number)
    places = {key: place for place, key in (await sections(session, number)).items()}
    parties = await owners.parties(session, [row.id or 0 for row in rows])
    return Plan(
        number,
        roadmap.title,
        Period(roadmap.period_start, roadmap.period_end),
        tuple(
            _planned(row, places.get(row.section_id or 0, ("", "")), parties[row.id or 0])
            for row in rows
        ),
        await _parties(session, number),
        await _schools(session, roadmap),
    )


async def live_activities(session: AsyncSession, number: int) -> list[ActivityRow]:
    """The activities of a roadmap in order, without those called off."""
    statement = (
        select(ActivityRow)
        .where(ActivityRow.roadmap_id == number, col(ActivityRow.called_off).is_(False))
        .order_by(col(ActivityRow.position), col(ActivityRow.id))
    )
    return list(await session.exec(statement))


async def sections(session: AsyncSession, number: int) -> dict[Place, int]:
    """The headings of a roadmap by their titles."""
    statement = (
        select(SectionRow).where(SectionRow.roadmap_id == number).order_by(col(SectionRow.position))
    )
    rows = {row.id or 0: row for row in await session.exec(statement)}
    found: dict[Place, int] = {}
    for key, row in rows.items():
        if row.parent_id in rows:
            found.setdefault((rows[row.parent_id].title, row.title), key)
        else:
            found.setdefault((row.title, ""), key)
    return found


def _planned(row: ActivityRow, place: Place, parties: owners.Parties) -> Planned:
    return Planned(
        code=row.code,
        title=row.title,
        rule=rule_from_data(row.rule),
        section=place[0],
        subsection=place[1],
        number=row.number,
        deadline_text=row.deadline_text,
        shares=tuple(Share(party.name, link.part) for party, link in parties),
        expected_result=row.expected_result,
        level=Level(row.level) if row.level else None,
        row=row.row,
        doubts=tuple(doubt_from_data(data) for data in row.doubts),
    )


async def _parties(session: AsyncSession, number: int) -> tuple[PartyEntry, ...]:
    statement = (
        select(PartyRow, PersonRow, OrganizationRow)
        .outerjoin(PersonRow, col(PartyRow.person_id) == col(PersonRow.id))
        .outerjoin(OrganizationRow, col(PartyRow.organization_id) == col(OrganizationRow.id))
        .where(PartyRow.roadmap_id == number)
        .order_by(col(PartyRow.id))
    )
    return tuple(
        _entry(party, person, office) for party, person, office in await session.exec(statement)
    )


def _entry(party: PartyRow, person: PersonRow | None, office: OrganizationRow | None) -> PartyEntry:
    if person is not None:
        return PartyEntry(party.name, PartyIs.PERSON, person.full_name, person.email)
    if office is not None:
        return PartyEntry(party.name, PartyIs.ORGANIZATION, office.name, office.email)
    return PartyEntry(party.name, PartyIs.GROUP if party.is_group else None)


async def _schools(session: AsyncSession, roadmap: RoadmapRow) -> tuple[SchoolEntry, ...]:
    statement = select(OrganizationRow).where(
        OrganizationRow.municipality_id == roadmap.municipality_id,
        col(OrganizationRow.name).in_(roadmap.schools),
    )
    emails = {row.name: row.email for row in await session.exec(statement)}
    return tuple(SchoolEntry(name, emails.get(name, "")) for name in roadmap.schools)
