"""A successor in words: the beginning of a name, or somebody new, for who leaves and for a head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import (
    conversations,
    leaving_steps,
    people,
    replacing,
    rights,
    successors,
)
from services.municipalities import Tenant
from services.people_access import require_office, require_person
from services.rights import Actor
from services.successors import STEP
from storage import people_queries
from storage.tables import Role
from views.successors import For, Subject


async def ask_new(
    session: AsyncSession, actor: Actor, kind: int, number: int, address: str, now: datetime
) -> Message:
    """«Новый человек…»: who, in words. Raises `Denied`."""
    tenant, of = await _subject(session, actor, kind, number)
    return await successors.ask_new(session, tenant, of, address, now)


async def _subject(
    session: AsyncSession, actor: Actor, kind: int, number: int
) -> tuple[Tenant, Subject]:
    if kind == For.HEAD:
        tenant, office = await require_office(session, actor, number, "office.replace")
        return tenant, Subject(For.HEAD, number, office.name)
    if kind != For.LEAVING:
        raise rights.deny(actor, "successor", kind=kind)
    tenant, person = await require_person(session, actor, number, "person.leave")
    return tenant, Subject(For.LEAVING, number, person.full_name)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words where a successor was asked for: the beginning of a name, or somebody new. Raises
    `Denied`."""
    tenant, of = await _subject(session, actor, asked["kind"], asked["whose"])
    if asked.get("new"):
        made = await successors.new_heard(session, tenant, actor, of, address, text, now)
        if isinstance(made, Message):
            return made
        return await _with_new(session, tenant, actor, of, made, address, now)
    if of.kind is For.HEAD:
        return await replacing.choose(session, actor, of.id, 0, address, now, typed=text)
    if "activity" in asked:
        activity, to = asked["activity"], asked["to"]
        return await leaving_steps.choose_for_one(
            session, actor, of.id, to, activity, 0, address, now, typed=text
        )
    return await leaving_steps.choose(session, actor, of.id, 0, address, now, typed=text)


async def make_new(
    session: AsyncSession, actor: Actor, kind: int, number: int, address: str, now: datetime
) -> Message:
    """Nobody of those alike: somebody new, as typed. Raises `Denied`, `NotBeingChosen`."""
    tenant, of = await _subject(session, actor, kind, number)
    typed = await successors.typed_before(session, address, of)
    made = await successors.make(session, tenant, actor, typed, now)
    return await _with_new(session, tenant, actor, of, made, address, now)


async def _with_new(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    of: Subject,
    made: int,
    address: str,
    now: datetime,
) -> Message:
    """Go on with somebody new, who works where the one who leaves did."""
    await conversations.forget(session, address, STEP)
    if of.kind is For.HEAD:
        return await replacing.preview(session, actor, of.id, made)
    for office in await people_queries.organizations_of(session, tenant.id, of.id):
        await people.join(session, tenant.id, office, made)
    for role in await people_queries.roles_of(session, tenant.id, of.id):
        if role in (Role.RESPONSIBLE, Role.SCHOOL):
            await people.hold(session, tenant.id, made, role)
    await session.flush()
    return await leaving_steps.preview(session, actor, of.id, made, address, now)
