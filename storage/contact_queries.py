"""Whom to call: names, numbers and offices of people and organisations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import MembershipRow, OrganizationRow, PersonRow


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or an organisation as a telephone list has it; «» for what is not known."""

    name: str
    phone: str
    email: str


async def people(
    session: AsyncSession, municipality_id: int, person_ids: Sequence[int]
) -> list[Contact]:
    """The named people, in the order given."""
    rows = await session.exec(
        select(PersonRow).where(
            PersonRow.municipality_id == municipality_id, col(PersonRow.id).in_(person_ids)
        )
    )
    known = {row.id: Contact(row.full_name, row.phone, row.email) for row in rows}
    return [known[i] for i in person_ids if i in known]


async def office(session: AsyncSession, municipality_id: int, organization_id: int) -> Contact:
    """One organisation that is known to exist."""
    rows = await session.exec(
        select(OrganizationRow).where(
            OrganizationRow.municipality_id == municipality_id,
            OrganizationRow.id == organization_id,
        )
    )
    row = rows.one()
    return Contact(row.name, row.phone, row.email)


async def offices(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int] | None = None
) -> dict[int, str]:
    """The organisations of each person (None: of everybody), several by commas; those without
    one are left out."""
    statement = (
        select(MembershipRow.person_id, OrganizationRow.name)
        .join(OrganizationRow, col(OrganizationRow.id) == col(MembershipRow.organization_id))
        .where(MembershipRow.municipality_id == municipality_id)
        .order_by(col(MembershipRow.person_id), col(OrganizationRow.id))
    )
    if person_ids is not None:
        statement = statement.where(col(MembershipRow.person_id).in_(person_ids))
    found: dict[int, str] = {}
    for person_id, name in await session.exec(statement):
        found[person_id] = f"{found[person_id]}, {name}" if person_id in found else name
    return found
