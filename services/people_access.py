"""What every room for people and organisations asks first: who acts, and whose row it is."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from services import municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import OrganizationRow, PersonRow, Role


class LastCoordinator(Exception):
    """Nobody would coordinate any more."""


async def require_desk(session: AsyncSession, actor: Actor, action: str) -> Tenant:
    """The actor's municipality, if they coordinate. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    return await municipalities.by_id(session, actor.municipality_id)


async def require_person(
    session: AsyncSession, actor: Actor, person_id: int, action: str, *, lock: bool = False
) -> tuple[Tenant, PersonRow]:
    """Somebody of the actor's municipality, held for a change with `lock`. Raises `Denied`."""
    tenant = await require_desk(session, actor, action)
    row = await session.get(PersonRow, person_id, with_for_update=lock or None)
    if row is None or row.municipality_id != tenant.id or row.erased_at is not None:
        raise rights.deny(actor, action, whom=person_id)
    return tenant, row


async def require_office(
    session: AsyncSession, actor: Actor, organization_id: int, action: str, *, lock: bool = False
) -> tuple[Tenant, OrganizationRow]:
    """An organisation of the actor's municipality, held for a change with `lock`. Raises
    `Denied`."""
    tenant = await require_desk(session, actor, action)
    row = await session.get(OrganizationRow, organization_id, with_for_update=lock or None)
    if row is None or row.municipality_id != tenant.id:
        raise rights.deny(actor, action, organization=organization_id)
    return tenant, row
