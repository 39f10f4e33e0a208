"""A new person from what somebody wrote of themselves: the name, and the organisation if known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.parties.similar import name_and_office, office_meant
from roadmap.people_sheet import fold
from services import people
from services.municipalities import Tenant
from storage.tables import (
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    Role,
    RoleRow,
)

NAME_CHARS = 120


async def read(
    session: AsyncSession, tenant: Tenant, said: str
) -> tuple[str, OrganizationRow | None]:
    """The name in what was said, and the known organisation that is meant."""
    name, written = name_and_office(said)
    offices = list(
        await session.exec(
            select(OrganizationRow)
            .where(OrganizationRow.municipality_id == tenant.id)
            .order_by(col(OrganizationRow.id))
        )
    )
    place = office_meant(written, [office.name for office in offices])
    return name[:NAME_CHARS], offices[place] if place is not None else None


async def write_down(
    session: AsyncSession, tenant: Tenant, said: str, now: datetime
) -> PersonRow | None:
    """A new person, last in the line of their organisation; parties that become clear resolve.
    None where there is no name."""
    name, office = await read(session, tenant, said)
    if not name:
        return None
    person = PersonRow(municipality_id=tenant.id, full_name=name, key=fold(name), created_at=now)
    session.add(person)
    await session.flush()
    school = office is not None and office.kind == OrganizationKind.SCHOOL
    role = Role.SCHOOL if school else Role.RESPONSIBLE
    session.add(RoleRow(municipality_id=tenant.id, person_id=person.id or 0, role=role))
    if office is not None:
        await _join(session, office, person)
    await session.flush()
    await people.resolve_parties(session, tenant.id)
    return person


async def _join(session: AsyncSession, office: OrganizationRow, person: PersonRow) -> None:
    ranks: Sequence[int] = (
        await session.exec(
            select(MembershipRow.rank).where(MembershipRow.organization_id == office.id)
        )
    ).all()
    session.add(
        MembershipRow(
            municipality_id=office.municipality_id,
            organization_id=office.id or 0,
            person_id=person.id or 0,
            rank=max((rank + 1 for rank in ranks), default=0),
        )
    )
