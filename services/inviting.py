"""Invitations from the desk: one person, or all who have not joined; letters go by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import invitation_letters, invitations, municipalities, people_desk, rights
from services.invitations import Invitation
from services.municipalities import Tenant
from services.people_access import require_desk, require_person
from services.rights import Actor
from storage import people_desk_queries, people_queries
from storage.people_desk_queries import Known
from storage.tables import PersonRow
from views import inviting
from views.inviting import Link, Uninvited

LETTERS = 200
"""At one press, so that the transaction stays short."""
ONE_PRESS = timedelta(seconds=20)
"""A second press this soon after is the same one."""


def link_of(bot_name: str, one: Invitation) -> Link:
    """The link as a messenger opens it (Bot API, deep linking)."""
    return Link(one.name, f"https://t.me/{bot_name}?start={one.token}")


async def invite(
    session: AsyncSession, actor: Actor, person_id: int, bot_name: str, now: datetime
) -> Message | None:
    """A fresh link, and a letter with it where there is an address; the earlier link stops
    working. None for a press that has just been answered. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.invite", lock=True)
    if row.left_on is not None:
        raise rights.deny(actor, "person.invite", whom=person_id)
    (known,) = await people_desk_queries.people(session, tenant.id, now, [person_id])
    if known.invited_at is not None and now - known.invited_at < ONE_PRESS:
        return None
    (made,) = await invitations.make(session, [row], now)
    email = people_queries.working_email(row)
    link = link_of(bot_name, made)
    if email:
        await _write(session, tenant, made, email, link, now)
    _audit(session, actor, tenant, made, email, now)
    joined = tenant.say.full_day(tenant.today(known.joined_at)) if known.joined_at else ""
    return inviting.one_link(
        person_id, link, email, joined, invitations.VALID_FOR.days, actor.person_id, tenant.say
    )


async def _write(
    session: AsyncSession, tenant: Tenant, one: Invitation, email: str, link: Link, now: datetime
) -> None:
    to = (one.person_id, one.name, email)
    await invitation_letters.write(session, tenant, one.id, to, link.url, now)


def _audit(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    one: Invitation,
    email: str,
    now: datetime,
) -> None:
    subject = f"person:{one.person_id}"
    rights.audit(session, actor, tenant.id, "invitation.made", now, subject, letter=bool(email))


async def withdraw(
    session: AsyncSession, actor: Actor, person_id: int, now: datetime
) -> tuple[Message, int]:
    """No link of the person works any more: the card, and how many did. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.uninvite", lock=True)
    ended = await invitations.revoke_links(session, row, now)
    if ended:
        subject = f"person:{person_id}"
        rights.audit(session, actor, tenant.id, "invitation.revoked", now, subject, n=ended)
    return await people_desk.card(session, actor, person_id, now), ended


async def preview(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """How many would be invited, and how. Raises `Denied`."""
    tenant = await require_desk(session, actor, "invite_all")
    by_email, by_hand, waiting = await _wanted(session, tenant, now)
    count = Uninvited(len(by_email), len(by_hand), waiting)
    return inviting.preview(count, actor.person_id, tenant.say)


async def _wanted(
    session: AsyncSession, tenant: Tenant, now: datetime
) -> tuple[list[PersonRow], list[PersonRow], int]:
    """Who has neither joined nor a link: with an address, without one; and how many have one."""
    people = await people_desk_queries.people(session, tenant.id, now)
    outside = [one for one in people if one.joined_at is None and one.row.left_on is None]
    fresh = [one for one in outside if one.invited_at is None]
    return _rows(fresh, email=True), _rows(fresh, email=False), len(outside) - len(fresh)


def _rows(people: Sequence[Known], *, email: bool) -> list[PersonRow]:
    return [one.row for one in people if bool(people_queries.working_email(one.row)) == email]


async def invite_all(session: AsyncSession, actor: Actor, bot_name: str, now: datetime) -> Message:
    """Letters to those with an address, and links of the first of the others; pressed again the
    next ones. Raises `Denied`."""
    tenant = await require_desk(session, actor, "invite_all")
    await municipalities.hold(session, tenant.id)
    by_email, by_hand, _ = await _wanted(session, tenant, now)
    letters = await invitations.make(session, by_email[:LETTERS], now)
    for one in letters:
        await _write(session, tenant, one, one.email, link_of(bot_name, one), now)
    page = await invitations.make(session, by_hand[: inviting.LINKS], now)
    for one in (*letters, *page):
        _audit(session, actor, tenant, one, one.email, now)
    left = len(by_email) - len(letters) + len(by_hand) - len(page)
    return inviting.links(
        len(letters),
        [link_of(bot_name, one) for one in page],
        left,
        invitations.VALID_FOR.days,
        actor.person_id,
        tenant.say,
    )
