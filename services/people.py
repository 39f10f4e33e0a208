"""People and organisations: taking a list in, and finding whom a party of a document means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.parties import matches_organization, matches_person
from roadmap.people_sheet import PersonEntry, fold, is_school
from services import municipalities
from storage.tables import (
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    PersonRow,
    Preference,
    RoadmapRow,
    RoadmapStatus,
    Role,
    RoleRow,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import of people did; names in the order of the list."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    resolved: tuple[tuple[str, str], ...] = field(default=())


def matching(name: str, people: Sequence[PersonRow]) -> list[PersonRow]:
    """The people that a written name can mean: the same full name, else surname and initials."""
    same = [person for person in people if person.key == fold(name)]
    return same or [person for person in people if matches_person(name, person.full_name)]


async def take(
    session: AsyncSession,
    municipality_id: int,
    entries: Sequence[PersonEntry],
    now: datetime,
    *,
    meant: Mapping[int, int] | None = None,
    apart: Collection[int] = (),
) -> Taken:
    """Add or update everybody of the list, and the organisations on it; parties of the roadmaps
    that become clear resolve.

    Who is meant is whose name it is, unless `meant` names the person of a row, or the row is one
    of `apart`: somebody new, whatever their name.
    """
    fresh: dict[str, PersonRow] = {}
    added: list[str] = []
    updated: list[str] = []
    organizations: list[str] = []
    for entry in entries:
        if entry.is_office:
            office, is_new = await _office(session, municipality_id, entry)
            organizations += [office.name] if is_new else []
            continue
        known = fresh.get(fold(entry.name))
        if entry.row not in apart:
            known = await _known(session, municipality_id, entry, (meant or {}).get(entry.row))
        person, is_new = await _person(session, municipality_id, entry, known, now)
        if entry.row in apart:
            fresh[fold(entry.name)] = person
        (added if is_new else updated).append(entry.name)
        for role in entry.roles:
            await hold(session, municipality_id, person.id or 0, Role(role))
        if entry.organization:
            office, is_new = await organization(session, municipality_id, entry.organization)
            if is_new:
                organizations.append(entry.organization)
            await join(session, municipality_id, office.id or 0, person.id or 0)
    await session.flush()
    resolved = await resolve_parties(session, municipality_id)
    log.info("people.imported", added=len(added), updated=len(updated))
    return Taken(tuple(added), tuple(updated), tuple(organizations), tuple(resolved))


async def _office(
    session: AsyncSession, municipality_id: int, entry: PersonEntry
) -> tuple[OrganizationRow, bool]:
    """An organisation with its own mailbox and telephone, and whether it was made now."""
    office, is_new = await organization(session, municipality_id, entry.organization)
    if entry.email and entry.email != office.email:
        office.email, office.email_fault = entry.email, ""
        office.email_refused_at = office.unreachable_told_at = None
    office.phone = entry.phone or office.phone
    session.add(office)
    await session.flush()
    return office, is_new


async def _known(
    session: AsyncSession, municipality_id: int, entry: PersonEntry, person_id: int | None
) -> PersonRow | None:
    """Whom a row means; whoever has left is not taken for a namesake."""
    statement = select(PersonRow).where(
        PersonRow.municipality_id == municipality_id,
        PersonRow.key == fold(entry.name) if person_id is None else PersonRow.id == person_id,
        col(PersonRow.left_on).is_(None),
    )
    return (await session.exec(statement)).first()


async def _person(
    session: AsyncSession,
    municipality_id: int,
    entry: PersonEntry,
    known: PersonRow | None,
    now: datetime,
) -> tuple[PersonRow, bool]:
    person = known or PersonRow(
        municipality_id=municipality_id,
        full_name=entry.name,
        key=fold(entry.name),
        created_at=now,
    )
    person.position = entry.position or person.position
    if entry.email and entry.email != person.email:
        person.email, person.email_fault = entry.email, ""
        person.email_refused_at = person.unreachable_told_at = None
    person.phone = entry.phone or person.phone
    if entry.channel:
        person.preference = Preference(entry.channel)
    elif known is None and entry.email and not entry.channel:
        person.preference = Preference.TELEGRAM
    session.add(person)
    await session.flush()
    return person, known is None


async def hold(session: AsyncSession, municipality_id: int, person_id: int, role: Role) -> None:
    """A person has a role, given now unless they have it."""
    if await session.get(RoleRow, (municipality_id, person_id, role)) is None:
        session.add(RoleRow(municipality_id=municipality_id, person_id=person_id, role=role))


async def called(session: AsyncSession, municipality_id: int, name: str) -> OrganizationRow | None:
    """The organisation of that name: written just so, else but for quotes and other signs."""
    rows = await session.exec(
        select(OrganizationRow)
        .where(OrganizationRow.municipality_id == municipality_id)
        .order_by(col(OrganizationRow.id))
    )
    known = list(rows)
    same = [row for row in known if row.key == fold(name)]
    return next(iter(same or [row for row in known if matches_organization(name, row.name)]), None)


async def organization(
    session: AsyncSession, municipality_id: int, name: str, *, school: bool = False
) -> tuple[OrganizationRow, bool]:
    """The organisation of that name, and whether it was made now; of two who make it at once the
    second takes the first one's. `school`: it is one, whatever its name says."""
    if (known := await called(session, municipality_id, name)) is not None:
        return known, False
    await municipalities.hold(session, municipality_id)
    if (known := await called(session, municipality_id, name)) is not None:
        return known, False
    kind = OrganizationKind.SCHOOL if school or is_school(name) else OrganizationKind.OFFICE
    made = OrganizationRow(municipality_id=municipality_id, name=name, key=fold(name), kind=kind)
    session.add(made)
    await session.flush()
    return made, True


async def join(
    session: AsyncSession, municipality_id: int, organization_id: int, person_id: int
) -> None:
    """Somebody belongs to an organisation, asked last there unless they belong to it already."""
    key = (municipality_id, organization_id, person_id)
    if await session.get(MembershipRow, key) is not None:
        return
    members = await session.exec(
        select(MembershipRow.rank).where(MembershipRow.organization_id == organization_id)
    )
    rank = max((rank + 1 for rank in members), default=0)
    session.add(
        MembershipRow(
            municipality_id=municipality_id,
            organization_id=organization_id,
            person_id=person_id,
            rank=rank,
        )
    )
    await session.flush()


async def resolve_parties(
    session: AsyncSession, municipality_id: int, changed: int | None = None
) -> list[tuple[str, str]]:
    """Resolve what has a single candidate: (party as written, whom it means), newly resolved.

    Equal surname and compatible initials, or an exact organisation name; nothing else by itself.
    Parties of drafts, and of the roadmap `changed`, which may be running.
    """
    statement = (
        select(PartyRow)
        .join(RoadmapRow, col(PartyRow.roadmap_id) == col(RoadmapRow.id))
        .where(
            PartyRow.municipality_id == municipality_id,
            col(PartyRow.person_id).is_(None),
            col(PartyRow.organization_id).is_(None),
            col(PartyRow.is_group).is_(False),
            sa.or_(col(RoadmapRow.status) == RoadmapStatus.DRAFT, col(RoadmapRow.id) == changed),
        )
    )
    people = list(
        await session.exec(
            select(PersonRow).where(
                PersonRow.municipality_id == municipality_id, col(PersonRow.left_on).is_(None)
            )
        )
    )
    organizations = list(
        await session.exec(
            select(OrganizationRow).where(OrganizationRow.municipality_id == municipality_id)
        )
    )
    resolved = []
    for party in (await session.exec(statement)).all():
        persons = matching(party.name, people)
        offices = [o for o in organizations if matches_organization(party.name, o.name)]
        if len(persons) + len(offices) != 1:
            continue
        if persons:
            party.person_id = persons[0].id
            resolved.append((party.name, persons[0].full_name))
        else:
            party.organization_id = offices[0].id
            resolved.append((party.name, offices[0].name))
        session.add(party)
    await session.flush()
    return resolved
