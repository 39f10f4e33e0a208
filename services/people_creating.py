"""Somebody, or an organisation, added in the chat step by step; those alike are offered first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.parties.matching import ALIKE_SCORE, likeness, name_likeness
from roadmap.people_sheet import LONGEST_CELL, fold
from services import conversations, organizations_desk, people, people_desk, rights
from services.municipalities import Tenant
from services.people_access import require_desk, require_office
from services.people_editing import fits
from services.rights import Actor
from services.waking import wake_office
from storage import contact_queries, people_desk_queries
from storage.tables import PersonRow, Role
from views import organizations, people_creating, people_editing
from views.people_creating import ANOTHER, PLACE, ROLE
from views.people_desk import ROLES, Listed

STEP = "new_person"
OFFERED = 5


async def begin(
    session: AsyncSession, actor: Actor, address: str, now: datetime, *, is_office: bool
) -> Message:
    """What is the name? Raises `Denied`."""
    tenant = await require_desk(session, actor, "new")
    await conversations.remember(session, address, STEP, {"office": is_office}, now)
    return people_creating.ask_name(tenant.say, is_office=is_office)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The name, or a part of an organisation's. Raises `Denied`."""
    tenant = await require_desk(session, actor, "new")
    value = " ".join(text.split())
    if "name" in asked:
        return await _place_heard(session, tenant, actor, asked, value)
    if asked["office"] and (not fold(value).strip(" .-") or len(value) > LONGEST_CELL):
        return organizations.not_a_name(tenant.say)
    if not asked["office"] and not fits(people_editing.NAME, value):
        return people_editing.not_taken(people_editing.NAME, tenant.say)
    data = {**asked, "name": value}
    await conversations.remember(session, address, STEP, data, now)
    alike = await _alike(session, tenant, value, now, is_office=asked["office"])
    if alike:
        return people_creating.perhaps_known(value, alike, actor.person_id, tenant.say)
    return await _go_on(session, tenant, actor, data, address, now)


async def _alike(
    session: AsyncSession, tenant: Tenant, name: str, now: datetime, *, is_office: bool
) -> list[Listed]:
    """Those who may be the same, the same name first."""
    if is_office:
        rows = await people_desk_queries.organizations(session, tenant.id)
        scored = [(likeness(name, row.name), people_desk.office(row)) for row in rows]
    else:
        offices = await contact_queries.offices(session, tenant.id)
        scored = [
            (name_likeness(name, one.row.full_name), people_desk.listed(one, offices))
            for one in await people_desk_queries.people(session, tenant.id, now)
        ]
    fitting = sorted((pair for pair in scored if pair[0] >= ALIKE_SCORE), key=lambda pair: -pair[0])
    return [one for _, one in fitting][:OFFERED]


async def _place_heard(
    session: AsyncSession, tenant: Tenant, actor: Actor, asked: Mapping[str, Any], text: str
) -> Message:
    reader, name = actor.person_id, asked["name"]
    if asked["office"] or "place" in asked:
        return people_creating.ask_role(name, reader, tenant.say)
    rows = [
        people_desk.office(row)
        for row in await people_desk_queries.organizations(session, tenant.id)
        if people_desk_queries.fits(text, row.name)
    ]
    if not rows:
        return people_creating.no_such_place(text, name, reader, tenant.say)
    return people_creating.ask_place(name, rows, reader, tenant.say)


async def step(
    session: AsyncSession, actor: Actor, ids: tuple[int, ...], address: str, now: datetime
) -> Message | None:
    """What a button answers: another one, an organisation, a role; None where it is not asked
    any more. Raises `Denied`."""
    tenant = await require_desk(session, actor, "new")
    standing = await conversations.standing(session, address)
    if standing is None or standing.step != STEP or "name" not in standing.data:
        return None
    which, choice, data = ids[0], ids[1], dict(standing.data)
    if which == ANOTHER:
        return await _go_on(session, tenant, actor, data, address, now)
    if which == PLACE and not data["office"]:
        if choice:
            await require_office(session, actor, choice, "new")
        data["place"] = choice
        await conversations.remember(session, address, STEP, data, now)
        return people_creating.ask_role(data["name"], actor.person_id, tenant.say)
    if which == ROLE and "place" in data and choice < len(ROLES):
        return await _make_person(session, tenant, actor, data, Role(ROLES[choice]), address, now)
    return None


async def _go_on(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    data: Mapping[str, Any],
    address: str,
    now: datetime,
) -> Message:
    if data["office"]:
        return await _make_office(session, tenant, actor, data["name"], address, now)
    rows = await people_desk_queries.organizations(session, tenant.id)
    offices = [people_desk.office(row) for row in rows]
    return people_creating.ask_place(data["name"], offices, actor.person_id, tenant.say)


async def _make_person(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    data: Mapping[str, Any],
    role: Role,
    address: str,
    now: datetime,
) -> Message:
    row = PersonRow(
        municipality_id=tenant.id,
        full_name=data["name"],
        key=fold(data["name"]),
        created_at=now,
    )
    session.add(row)
    await session.flush()
    number = row.id or 0
    await people.hold(session, tenant.id, number, role)
    if data["place"]:
        await people.join(session, tenant.id, data["place"], number)
        await wake_office(session, tenant, data["place"], now)
    await conversations.forget(session, address, STEP)
    subject = f"person:{number}"
    facts = {"name": row.full_name, "role": role, "organization": data["place"] or None}
    rights.audit(session, actor, tenant.id, "person.added", now, subject, **facts)
    await session.flush()
    await people.resolve_parties(session, tenant.id)
    return await people_desk.card(session, actor, number, now)


async def _make_office(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    name: str,
    address: str,
    now: datetime,
) -> Message:
    """A new organisation; one of exactly this name is shown instead."""
    row, is_new = await people.organization(session, tenant.id, name)
    await conversations.forget(session, address, STEP)
    if not is_new:
        return await organizations_desk.card(session, actor, row.id or 0, now)
    subject = f"organization:{row.id}"
    facts = {"name": name, "kind": row.kind}
    rights.audit(session, actor, tenant.id, "office.added", now, subject, **facts)
    await people.resolve_parties(session, tenant.id)
    return await organizations_desk.card(session, actor, row.id or 0, now)
