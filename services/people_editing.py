"""Changing a person from their card: fields, channel, organisations, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.people_sheet import LONGEST_CELL, fold, is_email, is_phone
from roadmap.person_typed import is_full_name
from services import (
    conversations,
    invitations,
    people,
    people_desk,
    rights,
    unreachable,
)
from services.municipalities import Tenant
from services.people_access import LastCoordinator, require_office, require_person
from services.rights import Actor
from services.waking import look_again, wake_office
from storage import (
    merging_queries,
    people_desk_queries,
    replacing_queries,
)
from storage.tables import (
    MembershipRow,
    PersonRow,
    Preference,
)
from views import people_editing
from views.actions import Action, Verb
from views.people_desk import CHANNELS, home_button
from views.people_editing import CHANNEL, EMAIL, NAME, PHONE, POSITION

FIELD = "person_field"
COLUMNS = {NAME: "full_name", POSITION: "position", PHONE: "phone", EMAIL: "email"}
EMPTY = "-"


@dataclass(frozen=True, slots=True)
class Changed:
    """What to show, and whether anything is different now."""

    message: Message
    changed: bool


async def fields(session: AsyncSession, actor: Actor, person_id: int) -> Message:
    """What can be changed. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.edit")
    return people_editing.fields(
        person_id, row.full_name, row.preference, actor.person_id, tenant.say
    )


async def edit(
    session: AsyncSession, actor: Actor, person_id: int, field: int, address: str, now: datetime
) -> Changed:
    """Ask for a field's new value, or choose the channel that a number stands for. Raises
    `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.edit", lock=True)
    if field in COLUMNS:
        data = {"person": person_id, "field": field}
        await conversations.remember(session, address, FIELD, data, now)
        value = getattr(row, COLUMNS[field])
        name = people_editing.field_name(field, tenant.say)
        message = people_editing.ask_value(
            row.full_name, name, value, tenant.say, may_be_empty=field != NAME
        )
        return Changed(message, changed=False)
    if field - CHANNEL >= len(CHANNELS):
        raise rights.deny(actor, "person.edit", whom=person_id, field=field)
    wanted = Preference(CHANNELS[field - CHANNEL])
    changed = row.preference != wanted
    if changed:
        await _write(session, tenant, actor, row, "preference", wanted, now)
    return Changed(await fields(session, actor, person_id), changed)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The new value of a field: stored where it is one, else asked for again. Raises `Denied`."""
    person_id, field = asked["person"], asked["field"]
    tenant, row = await require_person(session, actor, person_id, "person.edit", lock=True)
    value = "" if text.strip() == EMPTY and field != NAME else " ".join(text.split())
    if not fits(field, value):
        return people_editing.not_taken(field, tenant.say)
    await conversations.forget(session, address, FIELD)
    if getattr(row, COLUMNS[field]) != value:
        await _write(session, tenant, actor, row, COLUMNS[field], value, now)
    return await people_desk.card(session, actor, person_id, now)


def fits(field: int, value: str) -> bool:
    """Whether a text can be that field of a person."""
    if field == NAME and not is_full_name(value):
        return False
    if field == EMAIL and value and not is_email(value):
        return False
    if field == PHONE and value and not is_phone(value):
        return False
    return len(value) <= LONGEST_CELL


async def _write(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: PersonRow,
    column: str,
    value: str,
    now: datetime,
) -> None:
    before = str(getattr(row, column))
    setattr(row, column, value)
    if column == "full_name":
        row.key = fold(value)
    if column == "email":
        row.email_fault, row.email_refused_at = "", None
    session.add(row)
    await session.flush()
    subject = f"person:{row.id}"
    facts = {"field": column, "before": before, "after": str(value)}
    rights.audit(session, actor, tenant.id, "person.edited", now, subject, **facts)
    if column in ("email", "preference"):
        await unreachable.back(session, tenant.id, row.id or 0)
        await look_again(session, tenant, row.id or 0, now)
    if column == "full_name":
        await people.resolve_parties(session, tenant.id)


async def places(session: AsyncSession, actor: Actor, person_id: int, page: int | None) -> Message:
    """The organisations of a person; with a page, counted from 0, those they can be added to.
    Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.places")
    own = await people_desk.places(session, tenant, person_id)
    reader = actor.person_id
    if page is None:
        return people_editing.places(person_id, row.full_name, own, reader, tenant.say)
    others = [
        people_desk.office(one)
        for one in await people_desk_queries.organizations(session, tenant.id)
        if one.id not in {place.id for place in own}
    ]
    return people_editing.choose_place(person_id, row.full_name, others, page, reader, tenant.say)


async def join(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    organization_id: int,
    now: datetime,
    *,
    into: bool,
) -> bool:
    """Add a person to an organisation, last in its order, or take them out; whether it changed.
    Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.join", lock=True)
    _, office = await require_office(session, actor, organization_id, "person.join", lock=True)
    known = await session.get(MembershipRow, (tenant.id, organization_id, person_id))
    if (known is not None) == into:
        return False
    if into:
        await people.join(session, tenant.id, organization_id, person_id)
    else:
        await session.delete(known)
        if office.head_id == person_id:
            office.head_id, office.acting = None, False
            session.add(office)
        await session.flush()
    action = "person.joined" if into else "person.parted"
    facts = {"organization": organization_id, "name": office.name}
    rights.audit(session, actor, tenant.id, action, now, f"person:{row.id}", **facts)
    await unreachable.back(session, tenant.id, person_id)
    await wake_office(session, tenant, organization_id, now)
    return True


async def drop(
    session: AsyncSession, actor: Actor, person_id: int, now: datetime, *, sure: bool
) -> Changed:
    """Delete somebody to whom nothing refers; asked first. Raises `Denied`, `LastCoordinator`."""
    tenant, row = await require_person(session, actor, person_id, "person.drop", lock=True)
    back = Action(Verb.PERSON, actor.person_id, (person_id, 1)).pack()
    used = await merging_queries.referred(session, tenant.id, "person", person_id)
    if used:
        words = people_editing.references(used, tenant.say)
        message = people_editing.cannot_drop(row.full_name, words, back, tenant.say)
        return Changed(message, changed=False)
    if (
        await replacing_queries.coordinators(session, tenant.id) == {person_id}
        or person_id == actor.person_id
    ):
        raise LastCoordinator
    if not sure:
        action = Action(Verb.PERSON_DROP, actor.person_id, (person_id, 1)).pack()
        message = people_editing.sure_to_drop(action, row.full_name, back, tenant.say)
        return Changed(message, changed=False)
    await invitations.revoke_links(session, row, now)
    name = row.full_name
    await merging_queries.remove(session, tenant.id, "person", person_id)
    subject = f"person:{person_id}"
    rights.audit(session, actor, tenant.id, "person.deleted", now, subject, name=name)
    home = home_button(actor.person_id, tenant.say)
    return Changed(people_editing.dropped(name, home, tenant.say), changed=True)
