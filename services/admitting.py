"""Somebody without an invitation asks to be let in; a coordinator decides with one press."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.settings_keys import TelegramUse, telegram_use
from services import (
    accounts,
    admission_news,
    consents,
    conversations,
    invitations,
    municipalities,
    newcomers,
    rights,
)
from services.accounts import Chat
from services.rights import Actor
from storage.tables import AdmissionRow, Admitting, MunicipalityRow, PersonRow, Role
from views import admissions
from views.speech import speech

log = structlog.get_logger()

STEP = "admission"
SAID_CHARS = 500
ASK_AGAIN_AFTER = timedelta(days=1)
_WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Applicant:
    """A messenger's user who is nobody yet: `name` as the messenger shows it."""

    user_id: int
    chat_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a press came to: whether it decided, and whether somebody was let in."""

    changed: bool
    admitted: bool


async def ask(
    session: AsyncSession, who: Applicant, municipality_id: int | None, now: datetime
) -> Message:
    """The question who somebody is; before it where, when there are several municipalities."""
    found = await session.exec(select(MunicipalityRow).order_by(col(MunicipalityRow.name)))
    known = [
        (town.id or 0, town.name)
        for town in found
        if telegram_use(town.settings) is not TelegramUse.OFF
    ]
    if municipality_id is None and len(known) > 1:
        return admissions.which_municipality(known, speech())
    town = municipality_id if municipality_id is not None else known[0][0] if known else None
    if town is None or town not in dict(known):
        raise rights.deny(None, "admission.ask", user=who.user_id, municipality=town)
    if (no := await _not_now(session, town, who.user_id, now)) is not None:
        return no
    asked = {"municipality": town, "user": who.user_id, "name": who.name}
    await conversations.remember(session, str(who.chat_id), STEP, asked, now)
    return admissions.who_are_you((await municipalities.by_id(session, town)).say)


async def _not_now(
    session: AsyncSession, municipality_id: int, user_id: int, now: datetime
) -> Message | None:
    """Why nothing is asked now: it waits already, or was refused within a day."""
    statement = (
        select(AdmissionRow)
        .where(AdmissionRow.municipality_id == municipality_id, AdmissionRow.user_id == user_id)
        .order_by(col(AdmissionRow.id).desc())
    )
    last = (await session.exec(statement)).first()
    if last is None:
        return None
    say = (await municipalities.by_id(session, municipality_id)).say
    if last.state is Admitting.WAITING:
        return admissions.waits(say)
    recent = last.decided_at is not None and last.decided_at > now - ASK_AGAIN_AFTER
    return admissions.not_today(say) if last.state is Admitting.REFUSED and recent else None


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words of somebody who is known elsewhere and asked to be let in here."""
    return await _said(session, asked, address, text, actor.origin, now)


async def heard_stranger(
    session: AsyncSession, address: str, text: str, origin: str, now: datetime
) -> Message | None:
    """The same from somebody who is nobody yet; None where nothing was asked."""
    step = await conversations.standing(session, address)
    if step is None or step.step != STEP:
        return None
    return await _said(session, step.data, address, text, origin, now)


async def _said(
    session: AsyncSession,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    origin: str,
    now: datetime,
) -> Message:
    tenant = await municipalities.by_id(session, asked["municipality"])
    if len(_WORD.findall(text)) < FEWEST_WORDS:
        return admissions.not_enough(tenant.say)
    await conversations.forget(session, address, STEP)
    if (no := await _not_now(session, tenant.id, asked["user"], now)) is not None:
        return no
    row = AdmissionRow(
        municipality_id=tenant.id,
        user_id=asked["user"],
        chat_id=int(address),
        account_name=asked["name"],
        said=text.strip()[:SAID_CHARS],
        origin=origin,
        asked_at=now,
    )
    session.add(row)
    await session.flush()
    rights.audit(session, None, tenant.id, "admission.asked", now, f"admission:{row.id}")
    log.info("admission.asked", municipality=tenant.id, admission=row.id)
    await admission_news.tell_coordinators(session, tenant, row, now)
    return admissions.passed_on(tenant.say)


async def _of(session: AsyncSession, actor: Actor, admission_id: int) -> AdmissionRow:
    """The request, held for a change. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="admission.decide")
    row = await session.get(AdmissionRow, admission_id, with_for_update=True)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "admission.decide", admission=admission_id)
    return row


async def admit(
    session: AsyncSession, actor: Actor, admission_id: int, person_id: int | None, now: datetime
) -> Decided:
    """A coordinator lets somebody in as a known person, or (None) as a new one. Raises `Denied`."""
    row = await _of(session, actor, admission_id)
    if row.state is not Admitting.WAITING:
        return Decided(changed=False, admitted=row.state is Admitting.ADMITTED)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if person_id is None:
        person = await newcomers.write_down(session, tenant, row.said, now)
    else:
        known = await session.get(PersonRow, person_id)
        here = known is not None and known.municipality_id == tenant.id
        person = known if known is not None and here and known.left_on is None else None
    if person is None:
        raise rights.deny(actor, "admission.decide", admission=admission_id, person=person_id)
    await _settle(session, actor, row, Admitting.ADMITTED, now, person.id)
    await accounts.bind(session, actor, person, Chat(row.user_id, row.chat_id), now)
    greeting = await invitations.welcome(session, tenant.id, person.id or 0)
    await admission_news.tell_admitted(session, tenant, row, greeting, now)
    cause = f"admission:{row.id}"
    await consents.ask(session, tenant, person.id or 0, str(row.chat_id), cause, now)
    await admission_news.tell_decided(session, tenant, row, now)
    return Decided(changed=True, admitted=True)


async def turn_away(
    session: AsyncSession, actor: Actor, admission_id: int, now: datetime
) -> Decided:
    """A coordinator refuses; the applicant is told. Raises `Denied`."""
    row = await _of(session, actor, admission_id)
    if row.state is not Admitting.WAITING:
        return Decided(changed=False, admitted=row.state is Admitting.ADMITTED)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    await _settle(session, actor, row, Admitting.REFUSED, now)
    await admission_news.tell_refused(session, tenant, row, now)
    await admission_news.tell_decided(session, tenant, row, now)
    return Decided(changed=True, admitted=False)


async def _settle(
    session: AsyncSession,
    actor: Actor,
    row: AdmissionRow,
    state: Admitting,
    now: datetime,
    person_id: int | None = None,
) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.person_id, now
    row.person_id = person_id
    session.add(row)
    await session.flush()
    town, subject = actor.municipality_id, f"admission:{row.id}"
    rights.audit(session, actor, town, f"admission.{state}", now, subject, person=person_id)
