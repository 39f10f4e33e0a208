"""Whom the parties and the schools of a reviewed roadmap mean: stored, and checked before that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.parts import is_group
from roadmap.people_sheet import PersonEntry, fold
from roadmap.review.book import CellFault, Fault
from roadmap.review.values import PartyEntry, SchoolEntry
from roadmap.review.vocabulary import PartyIs, sheet
from services import people
from services.municipalities import Tenant
from storage.tables import (
    ActivityPartyRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
)


async def ambiguous(
    session: AsyncSession,
    municipality_id: int,
    parties: Sequence[PartyEntry],
    cells: Mapping[str, str],
) -> tuple[CellFault, ...]:
    """Parties whose person is written so that several people fit."""
    known = await _people(session, municipality_id)
    return tuple(
        CellFault(sheet("parties"), cells.get(party.name, "A1"), Fault.SEVERAL_FIT, party.meant)
        for party in parties
        if party.kind is PartyIs.PERSON and len(people.matching(party.meant, known)) > 1
    )


async def ensure_parties(
    session: AsyncSession, roadmap: RoadmapRow, names: Sequence[str]
) -> dict[str, PartyRow]:
    """Every party by name; those that are new are made, unresolved."""
    rows = await session.exec(select(PartyRow).where(PartyRow.roadmap_id == roadmap.id))
    found = {row.name: row for row in rows}
    for name in names:
        if name not in found:
            found[name] = PartyRow(
                municipality_id=roadmap.municipality_id,
                roadmap_id=roadmap.id or 0,
                name=name,
                is_group=is_group(name),
            )
            session.add(found[name])
    await session.flush()
    return found


async def drop_unused(session: AsyncSession, roadmap: RoadmapRow) -> None:
    """Remove the parties that no row names any more."""
    used = select(ActivityPartyRow.party_id).where(
        ActivityPartyRow.municipality_id == roadmap.municipality_id
    )
    statement = select(PartyRow).where(
        PartyRow.roadmap_id == roadmap.id, col(PartyRow.id).not_in(used)
    )
    for row in (await session.exec(statement)).all():
        await session.delete(row)
    await session.flush()


async def name_parties(
    session: AsyncSession,
    tenant: Tenant,
    entries: Sequence[PartyEntry],
    rows: Mapping[str, PartyRow],
    now: datetime,
) -> None:
    """Resolve parties as the clerk says; whoever is not known yet is added."""
    for entry in entries:
        row = rows.get(entry.name)
        if row is None:
            continue
        row.is_group = entry.kind is PartyIs.GROUP
        row.person_id = row.organization_id = None
        if entry.kind is PartyIs.PERSON and entry.meant:
            row.person_id = await _person(session, tenant, entry, now)
        elif entry.kind is PartyIs.ORGANIZATION and entry.meant:
            row.organization_id = await _organization(session, tenant, entry.meant, entry.email)
        session.add(row)
    await session.flush()


async def name_schools(
    session: AsyncSession, tenant: Tenant, entries: Sequence[SchoolEntry]
) -> None:
    """Schools with a mailbox become organisations."""
    for entry in entries:
        if entry.email:
            await _organization(session, tenant, entry.name, entry.email, school=True)


async def _person(
    session: AsyncSession, tenant: Tenant, entry: PartyEntry, now: datetime
) -> int | None:
    fitting = people.matching(entry.meant, await _people(session, tenant.id))
    name = fitting[0].full_name if fitting else entry.meant
    if not fitting or (entry.email and entry.email != fitting[0].email):
        await people.take(session, tenant.id, [PersonEntry(name, email=entry.email)], now)
    statement = select(PersonRow.id).where(
        PersonRow.municipality_id == tenant.id,
        PersonRow.key == fold(name),
        col(PersonRow.left_on).is_(None),
    )
    return (await session.exec(statement)).first()


async def _people(session: AsyncSession, municipality_id: int) -> list[PersonRow]:
    """Everybody who works there."""
    statement = select(PersonRow).where(
        PersonRow.municipality_id == municipality_id, col(PersonRow.left_on).is_(None)
    )
    return list(await session.exec(statement))


async def _organization(
    session: AsyncSession, tenant: Tenant, name: str, email: str, *, school: bool = False
) -> int | None:
    row, _ = await people.organization(session, tenant.id, name, school=school)
    if email and email != row.email:
        row.email, row.email_fault = email, ""
        row.email_refused_at = row.unreachable_told_at = None
    session.add(row)
    await session.flush()
    return row.id
