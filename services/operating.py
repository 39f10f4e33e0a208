"""What an operator does: makes municipalities and their first coordinators, takes up arrivals that
failed. An operator is no person of any municipality, and sees nothing of what is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.people_sheet import fold
from services import admin, conversations, invitations, municipalities, people, rights
from services.municipalities import NameTaken, Tenant
from services.people_editing import fits
from storage import admin_queries
from storage.inbox import Waiting
from storage.tables import MunicipalityRow, PersonRow, Role
from views import admin as shown
from views import people_editing
from views.admin import ZONES
from views.speech import speech

log = structlog.get_logger()

STEP = "operator"
LONGEST_NAME = 120


def require(operators: frozenset[int], user_id: int, action: str) -> None:
    """`Denied`, and logged, unless the user is an operator."""
    if user_id not in operators:
        raise rights.deny(None, action, user=user_id)


async def ask_name(session: AsyncSession, address: str, now: datetime) -> Message:
    """What is the new municipality called?"""
    await conversations.remember(session, address, STEP, {}, now)
    return shown.ask_name(speech())


async def ask_coordinator(
    session: AsyncSession, number: int, address: str, now: datetime
) -> Message:
    """Who coordinates it first? Nobody any more where one has joined. Raises `Denied`."""
    tenant = await _held(session, number)
    if await admin_queries.coordinator_has_joined(session, number):
        return shown.has_coordinator(tenant.name, number, speech())
    await conversations.remember(session, address, STEP, {"town": number}, now)
    return shown.ask_coordinator(tenant.name, speech())


async def _held(session: AsyncSession, number: int) -> Tenant:
    row = await session.get(MunicipalityRow, number, with_for_update=True)
    if row is None:
        raise rights.deny(None, "operator.coordinator", municipality=number)
    return municipalities.tenant_of(row)


async def heard(
    session: AsyncSession, user_id: int, address: str, text: str, bot_name: str, now: datetime
) -> Message:
    """The name of a municipality, its zone, or a coordinator's name."""
    standing = await conversations.standing(session, address)
    data: dict[str, Any] = dict(standing.data) if standing is not None else {}
    value = " ".join(text.split())
    if "town" in data:
        return await _coordinator(session, user_id, data["town"], address, value, bot_name, now)
    if "name" in data:
        zone = shown.zone_meant(value, speech())
        if zone is None:
            return shown.ask_zone(data["name"], speech(), not_understood=True)
        return await _add(session, user_id, data["name"], zone, address, now)
    return await _name(session, value, address, now)


async def _name(session: AsyncSession, name: str, address: str, now: datetime) -> Message:
    if not any(one.isalpha() for one in name) or len(name) > LONGEST_NAME:
        return shown.not_a_name(speech())
    if await municipalities.named_alike(session, name) is not None:
        return shown.name_taken(name, speech())
    await conversations.remember(session, address, STEP, {"name": name}, now)
    return shown.ask_zone(name, speech())


async def choose_zone(
    session: AsyncSession, user_id: int, number: int, address: str, now: datetime
) -> Message | None:
    """A zone was pressed; None where it is not asked any more. Raises `Denied`."""
    standing = await conversations.standing(session, address)
    if standing is None or standing.step != STEP or "name" not in standing.data:
        return None
    if number >= len(ZONES):
        raise rights.deny(None, "operator.zone", user=user_id, number=number)
    return await _add(session, user_id, standing.data["name"], ZONES[number], address, now)


async def _add(
    session: AsyncSession, user_id: int, name: str, zone: str, address: str, now: datetime
) -> Message:
    await conversations.forget(session, address, STEP)
    try:
        tenant = await municipalities.add(session, name, zone, now)
    except NameTaken:
        return shown.name_taken(name, speech())
    _audit(session, user_id, tenant.id, "municipality.added", now, name=name, zone=zone)
    log.info("municipality.added", municipality=tenant.id, operator=user_id)
    found = await admin.town(session, tenant.id)
    assert found is not None  # noqa: S101 - just made
    return found


async def _coordinator(
    session: AsyncSession,
    user_id: int,
    number: int,
    address: str,
    name: str,
    bot_name: str,
    now: datetime,
) -> Message:
    """The link for the first coordinator, somebody known by that name or somebody new."""
    if not fits(people_editing.NAME, name):
        return people_editing.not_taken(people_editing.NAME, speech())
    tenant = await _held(session, number)
    await conversations.forget(session, address, STEP)
    if await admin_queries.coordinator_has_joined(session, number):
        return shown.has_coordinator(tenant.name, number, speech())
    person = await _known(session, number, name)
    if person is None:
        person = PersonRow(municipality_id=number, full_name=name, key=fold(name), created_at=now)
        session.add(person)
        await session.flush()
    await people.hold(session, number, person.id or 0, Role.COORDINATOR)
    (made,) = await invitations.make(session, [person], now)
    subject = f"person:{person.id}"
    _audit(session, user_id, number, "coordinator.invited", now, subject)
    url = f"https://t.me/{bot_name}?start={made.token}"
    days = invitations.VALID_FOR.days
    return shown.invited(tenant.name, name, url, days, number, speech())


async def _known(session: AsyncSession, number: int, name: str) -> PersonRow | None:
    statement = (
        select(PersonRow)
        .where(
            PersonRow.municipality_id == number,
            PersonRow.key == fold(name),
            col(PersonRow.left_on).is_(None),
            col(PersonRow.erased_at).is_(None),
        )
        .order_by(col(PersonRow.id))
    )
    return (await session.exec(statement)).first()


async def again(
    session: AsyncSession, user_id: int, inbox_id: int, now: datetime
) -> Waiting | None:
    """An arrival that was set aside, to be worked anew once this is committed; None where it is
    not aside any more."""
    row = await admin_queries.take_up(session, inbox_id)
    if row is None:
        return None
    _audit(session, user_id, None, "inbox.again", now, f"inbox:{inbox_id}")
    return Waiting(row.id or 0, row.chat, row.payload, row.attempts)


def _audit(
    session: AsyncSession,
    user_id: int,
    municipality_id: int | None,
    action: str,
    now: datetime,
    subject: str = "",
    **facts: object,
) -> None:
    row = rights.audit(session, None, municipality_id, action, now, subject, **facts)
    row.actor = f"operator:{user_id}"
