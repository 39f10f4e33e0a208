"""Who is at the head of which school: who was named, else its first contact, where they have the
role of a school."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import (
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    Role,
    RoleRow,
    table,
)

members, roles = table(MembershipRow), table(RoleRow)
organizations = table(OrganizationRow)
_others = members.alias("others")


async def headed(session: AsyncSession, municipality_id: int, person_id: int) -> dict[int, str]:
    """The schools that a person heads: id to name. Where a head is named, nobody else is one."""
    before = sa.exists().where(
        _others.c.municipality_id == members.c.municipality_id,
        _others.c.organization_id == members.c.organization_id,
        sa.tuple_(_others.c.rank, _others.c.person_id)
        < sa.tuple_(members.c.rank, members.c.person_id),
    )
    is_school = sa.exists().where(
        roles.c.municipality_id == municipality_id,
        roles.c.person_id == person_id,
        roles.c.role == Role.SCHOOL,
    )
    rows = await session.execute(
        sa.select(organizations.c.id, organizations.c.name)
        .join_from(members, organizations, members.c.organization_id == organizations.c.id)
        .where(
            members.c.municipality_id == municipality_id,
            members.c.person_id == person_id,
            organizations.c.kind == OrganizationKind.SCHOOL,
            sa.or_(
                organizations.c.head_id == person_id,
                sa.and_(organizations.c.head_id.is_(None), ~before),
            ),
            is_school,
        )
        .order_by(organizations.c.id)
    )
    return {row.id: row.name for row in rows}


async def people_of(
    session: AsyncSession, municipality_id: int, organization_ids: set[int]
) -> set[int]:
    """Everybody in these organisations."""
    rows = await session.execute(
        sa.select(members.c.person_id).where(
            members.c.municipality_id == municipality_id,
            members.c.organization_id.in_(sorted(organization_ids)),
        )
    )
    return {row.person_id for row in rows}


async def heads(
    session: AsyncSession,
    municipality_id: int,
    person_id: int,
    owner_id: int | None,
    organization_id: int | None,
) -> bool:
    """Whether a person heads the school that an assignment is of, or its owner's."""
    own = set(await headed(session, municipality_id, person_id))
    if not own:
        return False
    if owner_id is None:
        return organization_id in own
    return owner_id in await people_of(session, municipality_id, own)
