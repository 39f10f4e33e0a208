"""The people of an organisation: in which order they are asked, who is its head, adding one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import conversations, people, people_desk, rights
from services.municipalities import Tenant
from services.organizations_desk import card, office_of
from services.people_access import require_office
from services.people_editing import Changed
from services.rights import Actor
from services.waking import wake_office
from storage import contact_queries, people_desk_queries
from storage.tables import MembershipRow, OrganizationKind, OrganizationRow, Role
from views import organizations
from views.organizations import Office
from views.people_desk import Listed

ADD = "office_add"


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
    shown = await office_of(session, tenant, row, now)
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
    shown = await office_of(session, tenant, row, now)
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
    shown = await office_of(session, tenant, row, now)
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
    shown = await office_of(session, tenant, row, now)
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
