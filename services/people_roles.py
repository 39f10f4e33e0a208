"""The roles of a person, given and taken away; who holds them is told."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import (
    commanding,
    rights,
    telling,
)
from services.municipalities import Tenant
from services.people_access import LastCoordinator, require_person
from services.people_editing import Changed
from services.rights import Actor
from services.waking import look_again
from storage import (
    account_queries,
    people_queries,
    replacing_queries,
)
from storage.tables import (
    NoticeKind,
    Role,
    RoleRow,
)
from views import answers, people_editing
from views.people_desk import ROLES


async def roles(session: AsyncSession, actor: Actor, person_id: int) -> Message:
    """The roles of a person. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.roles")
    held = await people_queries.roles_of(session, tenant.id, person_id)
    return people_editing.roles(person_id, row.full_name, held, actor.person_id, tenant.say)


async def toggle_role(
    session: AsyncSession, actor: Actor, person_id: int, number: int, now: datetime, *, sure: bool
) -> Changed:
    """Give a role or take it away; one's own rights only when `sure`.

    Raises `Denied`, `LastCoordinator`.
    """
    tenant, row = await require_person(session, actor, person_id, "person.roles", lock=True)
    if number >= len(ROLES):
        raise rights.deny(actor, "person.roles", whom=person_id, role=number)
    role = Role(ROLES[number])
    before = await people_queries.roles_of(session, tenant.id, person_id)
    if role is Role.COORDINATOR and role in before:
        if await replacing_queries.coordinators(session, tenant.id) == {person_id}:
            raise LastCoordinator
        if person_id == actor.person_id and not sure:
            message = people_editing.roles(
                person_id, row.full_name, before, actor.person_id, tenant.say, sure=True
            )
            return Changed(message, changed=False)
    elif sure:
        return Changed(await roles(session, actor, person_id), changed=False)  # pressed twice
    held = await _toggle(session, tenant, actor, person_id, role, before, now)
    for account in await account_queries.of_person(session, tenant.id, person_id):
        commanding.note(session, account.chat_id)
    view = people_editing.roles(person_id, row.full_name, held, actor.person_id, tenant.say)
    return Changed(view, changed=True)


async def _toggle(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    person_id: int,
    role: Role,
    before: frozenset[Role],
    now: datetime,
) -> frozenset[Role]:
    known = await session.get(RoleRow, (tenant.id, person_id, role))
    if known is not None:
        await session.delete(known)
    else:
        session.add(RoleRow(municipality_id=tenant.id, person_id=person_id, role=role))
    await session.flush()
    held = before ^ {role}
    facts = {"before": sorted(before), "after": sorted(held)}
    subject = f"person:{person_id}"
    rights.audit(session, actor, tenant.id, "person.roles", now, subject, **facts)
    await look_again(session, tenant, person_id, now)
    if role in (Role.COORDINATOR, Role.MANAGEMENT) and person_id != actor.person_id:
        await _tell_roles(session, tenant, actor, person_id, held, now)
    return held


async def _tell_roles(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    person_id: int,
    held: frozenset[Role],
    now: datetime,
) -> None:
    """What their chat offers is different now: they hear of it with the new keyboard."""
    named = [role for role in ROLES if role in held]
    text = people_editing.roles_changed(tenant.name, named, tenant.say)
    message = answers.with_menu(
        Message(text, subject=tenant.name),
        tenant.say,
        coordinates=bool(held & {Role.COORDINATOR, Role.MANAGEMENT}),
    )
    cause = f"roles:{actor.origin}"
    await telling.tell(session, tenant, person_id, NoticeKind.ANSWER, message, cause, now)
