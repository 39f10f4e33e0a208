"""An organisation on the desk: its card, its fields, deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.people_sheet import LONGEST_CELL, fold, is_email, is_phone
from services import conversations, new_schools, people, rights
from services.municipalities import Tenant
from services.people_access import require_office
from services.people_editing import EMPTY, Changed
from services.rights import Actor
from services.waking import wake_office
from storage import merging_queries, people_desk_queries, people_queries
from storage.tables import OrganizationKind, OrganizationRow
from views import organizations, people_editing
from views.actions import Action, Verb
from views.organizations import EMAIL, KIND, NAME, PHONE, Member, Office
from views.people_desk import home_button

FIELD = "office_field"
COLUMNS = {NAME: "name", PHONE: "phone", EMAIL: "email"}
KINDS = (OrganizationKind.SCHOOL, OrganizationKind.OFFICE)


async def card(session: AsyncSession, actor: Actor, organization_id: int, now: datetime) -> Message:
    """The card of an organisation. Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office")
    shown = await office_of(session, tenant, row, now)
    message = organizations.card(shown, actor.person_id, tenant.say)
    if not shown.is_school:
        return message
    offers = await new_schools.offered(session, tenant, actor.person_id, now, organization_id)
    return replace(message, buttons=(*offers, *message.buttons))


async def office_of(
    session: AsyncSession, tenant: Tenant, row: OrganizationRow, now: datetime
) -> Office:
    """An organisation as its card has it."""
    number = row.id or 0
    order = (await people_queries.contacts(session, tenant.id, [number])).get(number, [])
    known = {
        one.row.id: one for one in await people_desk_queries.people(session, tenant.id, now, order)
    }
    members = [known[one] for one in order if one in known]
    return Office(
        id=number,
        name=row.name,
        is_school=row.kind == OrganizationKind.SCHOOL,
        email=row.email,
        email_refused=bool(row.email_fault),
        phone=row.phone,
        members=tuple(
            Member(one.row.id or 0, one.row.full_name, one.row.position, one.reachable)
            for one in members
        ),
        head_id=row.head_id,
        acting=row.acting,
        open_work=await people_desk_queries.open_work(session, tenant.id, organization_id=number),
    )


async def fields(
    session: AsyncSession, actor: Actor, organization_id: int, now: datetime
) -> Message:
    """What can be changed. Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office.edit")
    shown = await office_of(session, tenant, row, now)
    return organizations.fields(shown, actor.person_id, tenant.say)


async def edit(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    field: int,
    address: str,
    now: datetime,
) -> Changed:
    """Ask for a field's new value, or choose the kind that a number stands for. Raises
    `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office.edit", lock=True)
    if field in COLUMNS:
        data = {"office": organization_id, "field": field}
        await conversations.remember(session, address, FIELD, data, now)
        name = organizations.field_name(field, tenant.say)
        value = getattr(row, COLUMNS[field])
        message = people_editing.ask_value(
            row.name, name, value, tenant.say, may_be_empty=field != NAME
        )
        return Changed(message, changed=False)
    if field - KIND >= len(KINDS):
        raise rights.deny(actor, "office.edit", organization=organization_id, field=field)
    changed = row.kind != KINDS[field - KIND]
    if changed:
        await _write(session, tenant, actor, row, "kind", KINDS[field - KIND], now)
    return Changed(await fields(session, actor, organization_id, now), changed)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The new value of a field: stored where it is one, else asked for again. Raises `Denied`."""
    number, field = asked["office"], asked["field"]
    tenant, row = await require_office(session, actor, number, "office.edit", lock=True)
    value = "" if text.strip() == EMPTY and field != NAME else " ".join(text.split())
    if (field == NAME and not fold(value).strip(" .-")) or len(value) > LONGEST_CELL:
        return organizations.not_a_name(tenant.say)
    if field == NAME and (other := await named(session, tenant, value)) not in (None, number):
        return organizations.name_taken(value, other or 0, actor.person_id, tenant.say)
    if field == PHONE and value and not is_phone(value):
        return people_editing.not_taken(people_editing.PHONE, tenant.say)
    if field == EMAIL and value and not is_email(value):
        return people_editing.not_taken(people_editing.EMAIL, tenant.say)
    await conversations.forget(session, address, FIELD)
    if getattr(row, COLUMNS[field]) != value:
        await _write(session, tenant, actor, row, COLUMNS[field], value, now)
    return await card(session, actor, number, now)


async def named(session: AsyncSession, tenant: Tenant, name: str) -> int | None:
    """The organisation that is called so, case and blanks aside."""
    statement = select(OrganizationRow.id).where(
        OrganizationRow.municipality_id == tenant.id, OrganizationRow.key == fold(name)
    )
    return (await session.exec(statement)).first()


async def _write(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: OrganizationRow,
    column: str,
    value: str,
    now: datetime,
) -> None:
    before = str(getattr(row, column))
    setattr(row, column, value)
    if column == "name":
        row.key = fold(value)
    if column == "email":
        row.email_fault = ""
        row.email_refused_at = row.unreachable_told_at = None
    session.add(row)
    await session.flush()
    subject = f"organization:{row.id}"
    facts = {"field": column, "before": before, "after": str(value)}
    rights.audit(session, actor, tenant.id, "office.edited", now, subject, **facts)
    if column in ("email", "kind"):
        await wake_office(session, tenant, row.id or 0, now)
    if column == "name":
        await people.resolve_parties(session, tenant.id)


async def drop(
    session: AsyncSession, actor: Actor, organization_id: int, now: datetime, *, sure: bool
) -> Changed:
    """Delete an organisation to which nothing refers; asked first. Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office.drop", lock=True)
    back = Action(Verb.OFFICE, actor.person_id, (organization_id, 1)).pack()
    used = await merging_queries.referred(session, tenant.id, "organization", organization_id)
    name = row.name
    if used:
        words = people_editing.references(used, tenant.say)
        return Changed(people_editing.cannot_drop(name, words, back, tenant.say), changed=False)
    if not sure:
        action = Action(Verb.OFFICE_DROP, actor.person_id, (organization_id, 1)).pack()
        message = people_editing.sure_to_drop(action, name, back, tenant.say)
        return Changed(message, changed=False)
    await merging_queries.remove(session, tenant.id, "organization", organization_id)
    subject = f"organization:{organization_id}"
    rights.audit(session, actor, tenant.id, "office.deleted", now, subject, name=name)
    home = home_button(actor.person_id, tenant.say)
    return Changed(people_editing.dropped(name, home, tenant.say), changed=True)
