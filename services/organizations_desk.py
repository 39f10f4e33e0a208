"""An organisation on the desk: its card, fields, head, the order of its contacts, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.people_sheet import LONGEST_CELL, fold, is_email, is_phone
from services import conversations, new_schools, people, people_desk, rights
from services.municipalities import Tenant
from services.people_access import require_office
from services.people_editing import EMPTY, Changed, wake_office
from services.rights import Actor
from storage import contact_queries, merging_queries, people_desk_queries, people_queries
from storage.tables import MembershipRow, OrganizationKind, OrganizationRow, Role
from views import organizations, people_editing
from views.actions import Action, Verb
from views.organizations import EMAIL, KIND, NAME, PHONE, Member, Office
from views.people_desk import Listed, home_button

FIELD = "office_field"
ADD = "office_add"
COLUMNS = {NAME: "name", PHONE: "phone", EMAIL: "email"}
KINDS = (OrganizationKind.SCHOOL, OrganizationKind.OFFICE)


async def card(session: AsyncSession, actor: Actor, organization_id: int, now: datetime) -> Message:
    """The card of an organisation. Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office")
    shown = await _office(session, tenant, row, now)
    message = organizations.card(shown, actor.person_id, tenant.say)
    if not shown.is_school:
        return message
    offers = await new_schools.offered(session, tenant, actor.person_id, now, organization_id)
    return replace(message, buttons=(*offers, *message.buttons))


async def _office(
    session: AsyncSession, tenant: Tenant, row: OrganizationRow, now: datetime
) -> Office:
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
    shown = await _office(session, tenant, row, now)
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


async def order(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    now: datetime,
    person_id: int | None = None,
    *,
    up: bool = True,
) -> Changed:
    """Who is asked first; with a person, they move one place. Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office.order", lock=True)
    changed = False
    if person_id is not None:
        changed = await _step(session, tenant, actor, row, person_id, now, up=up)
    shown = await _office(session, tenant, row, now)
    return Changed(organizations.order(shown, actor.person_id, tenant.say), changed)


async def _step(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: OrganizationRow,
    person_id: int,
    now: datetime,
    *,
    up: bool,
) -> bool:
    members = await _members(session, row)
    places = [member.person_id for member in members]
    if person_id not in places:
        raise rights.deny(actor, "office.order", organization=row.id, whom=person_id)
    at = places.index(person_id)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(places):
        return False
    after = [*places]
    after[at], after[to] = after[to], after[at]
    for member in members:
        member.rank = after.index(member.person_id)
        session.add(member)
    await session.flush()
    facts = {"before": places, "after": after}
    subject = f"organization:{row.id}"
    rights.audit(session, actor, tenant.id, "office.order", now, subject, **facts)
    await wake_office(session, tenant, row.id or 0, now)
    return True


async def _members(session: AsyncSession, row: OrganizationRow) -> list[MembershipRow]:
    statement = (
        select(MembershipRow)
        .where(
            MembershipRow.municipality_id == row.municipality_id,
            MembershipRow.organization_id == row.id,
        )
        .order_by(col(MembershipRow.rank), col(MembershipRow.person_id))
    )
    return list(await session.exec(statement))


async def choose_head(
    session: AsyncSession, actor: Actor, organization_id: int, now: datetime
) -> Message:
    """Who is at its head? Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office.head")
    shown = await _office(session, tenant, row, now)
    return organizations.choose_head(shown, actor.person_id, tenant.say)


async def make_head(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    person_id: int,
    now: datetime,
    *,
    acting: bool,
) -> Changed:
    """A member is the head from now on, `acting` for a time; of a school they get its role, so
    that its list opens to them. Raises `Denied` for who is no member."""
    tenant, row = await require_office(session, actor, organization_id, "office.head", lock=True)
    if await session.get(MembershipRow, (tenant.id, organization_id, person_id)) is None:
        raise rights.deny(actor, "office.head", organization=organization_id, whom=person_id)
    before = {"head": row.head_id, "acting": row.acting}
    changed = before != {"head": person_id, "acting": acting}
    if changed:
        row.head_id, row.acting = person_id, acting
        session.add(row)
        if row.kind == OrganizationKind.SCHOOL:
            await people.hold(session, tenant.id, person_id, Role.SCHOOL)
        await session.flush()
        rights.audit(
            session,
            actor,
            tenant.id,
            "office.head",
            now,
            f"organization:{organization_id}",
            before=before,
            after={"head": person_id, "acting": acting},
        )
    return Changed(await card(session, actor, organization_id, now), changed)


async def choose_member(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Whom to add: a page, counted from 0; words typed look for a name. Raises `Denied`."""
    tenant, row = await require_office(session, actor, organization_id, "office.add")
    await conversations.remember(session, address, ADD, {"office": organization_id}, now)
    shown = await _office(session, tenant, row, now)
    others = await _others(session, tenant, shown, now)
    return organizations.choose_member(
        shown, others, page, actor.person_id, tenant.say, found=False
    )


async def member_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The beginning of a name, typed where it was asked whom to add. Raises `Denied`."""
    tenant, row = await require_office(session, actor, asked["office"], "office.add")
    shown = await _office(session, tenant, row, now)
    others = await _others(session, tenant, shown, now)
    fitting = [one for one in others if people_desk_queries.fits(text, one.label)]
    return organizations.choose_member(shown, fitting, 0, actor.person_id, tenant.say, found=True)


async def _others(
    session: AsyncSession, tenant: Tenant, office: Office, now: datetime
) -> list[Listed]:
    members = {member.id for member in office.members}
    offices = await contact_queries.offices(session, tenant.id)
    return [
        people_desk.listed(one, offices)
        for one in await people_desk_queries.people(session, tenant.id, now)
        if one.row.id not in members and one.row.left_on is None
    ]


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
