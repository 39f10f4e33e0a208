"""The notice on personal data and the consent to a messenger: shown, recorded, withdrawn.

Federal Law 152-FZ: being acquainted with the notice is recorded; consent, which is asked apart,
is needed for a personal messenger only, and without it everything goes by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.settings_keys import data_notice
from services import accounts, municipalities, rights, unreachable
from services.municipalities import Tenant
from services.rights import Actor
from storage import outbox, people_queries
from storage.tables import (
    ConsentKind,
    ConsentRow,
    NoticeKind,
    NoticeRow,
    PersonRow,
    Preference,
    Urgency,
)
from views import consents


@dataclass(frozen=True, slots=True)
class Answered:
    """What a press came to: `message` replaces the pressed one unless `is_new`."""

    message: Message
    changed: bool
    is_new: bool = False


def notice_of(tenant: Tenant) -> str:
    """The notice on personal data of a municipality."""
    return consents.notice_text(tenant.name, data_notice(tenant.settings), tenant.say)


def consent_of(tenant: Tenant) -> str:
    """What somebody of a municipality agrees to who uses a messenger."""
    return consents.consent_text(tenant.name, tenant.say)


async def _in_force(
    session: AsyncSession, person: PersonRow, kind: ConsentKind
) -> list[ConsentRow]:
    statement = select(ConsentRow).where(
        ConsentRow.municipality_id == person.municipality_id,
        ConsentRow.person_id == person.id,
        ConsentRow.kind == kind,
        col(ConsentRow.withdrawn_at).is_(None),
    )
    return list(await session.exec(statement))


async def ask(
    session: AsyncSession,
    tenant: Tenant,
    person_id: int,
    address: str,
    cause: str,
    now: datetime,
) -> None:
    """Show the notice and ask for the consent in a chat, each where it is lacking in the wording
    of today; once for each `cause`."""
    person = await session.get_one(PersonRow, person_id)
    notice, consent = notice_of(tenant), consent_of(tenant)
    wanted = (
        (ConsentKind.NOTICE, notice, consents.notice(notice, person_id, tenant.say)),
        (ConsentKind.MESSENGER, consent, consents.question(consent, person_id, tenant.say)),
    )
    for kind, text, message in wanted:
        known = {row.version for row in await _in_force(session, person, kind)}
        if str(consents.version(text)) in known:
            continue
        await outbox.add(
            session,
            NoticeRow(
                municipality_id=tenant.id,
                person_id=person_id,
                channel=Channel.TELEGRAM,
                address=address,
                kind=NoticeKind.ANSWER,
                urgency=Urgency.ALERT,  # after the greeting, which is an answer
                dedup_key=f"consent:{kind}:{cause}:{person_id}",
                message=message.to_data(),
                not_before=now,
                created_at=now,
            ),
        )


async def acquainted(session: AsyncSession, actor: Actor, version: int, now: datetime) -> Answered:
    """The actor has read the notice of that wording; another wording is shown anew."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    person = await session.get_one(PersonRow, actor.person_id, with_for_update=True)
    text = notice_of(tenant)
    if version != consents.version(text):
        fresh = consents.notice(text, actor.person_id, tenant.say)
        return Answered(fresh, changed=False)
    changed = await _record(session, actor, person, ConsentKind.NOTICE, version, now)
    rows = await _in_force(session, person, ConsentKind.NOTICE)
    on = tenant.today(max(row.given_at for row in rows))
    return Answered(consents.notice_read(text, on, tenant.say), changed)


async def agree(session: AsyncSession, actor: Actor, version: int, now: datetime) -> Answered:
    """The actor agrees to the messenger in that wording; another wording is asked anew."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    person = await session.get_one(PersonRow, actor.person_id, with_for_update=True)
    text = consent_of(tenant)
    if version != consents.version(text):
        fresh = consents.question(text, actor.person_id, tenant.say)
        return Answered(fresh, changed=False)
    changed = await _record(session, actor, person, ConsentKind.MESSENGER, version, now)
    if changed:
        back = await accounts.let_write(session, tenant.id, actor.person_id)
        if back and person.preference is Preference.EMAIL:
            person.preference = Preference.TELEGRAM
            session.add(person)
    rows = await _in_force(session, person, ConsentKind.MESSENGER)
    on = tenant.today(max(row.given_at for row in rows))
    return Answered(consents.agreed(text, on, tenant.say), changed)


async def _record(
    session: AsyncSession,
    actor: Actor,
    person: PersonRow,
    kind: ConsentKind,
    version: int,
    now: datetime,
) -> bool:
    """Whether it is new."""
    rows = await _in_force(session, person, kind)
    if any(row.version == str(version) for row in rows):
        return False
    session.add(
        ConsentRow(
            municipality_id=actor.municipality_id,
            person_id=actor.person_id,
            kind=kind,
            version=str(version),
            given_at=now,
        )
    )
    await session.flush()
    _audit(session, actor, f"{kind}.given", now, version)
    return True


def _audit(session: AsyncSession, actor: Actor, action: str, now: datetime, version: int) -> None:
    subject = f"person:{actor.person_id}"
    town = actor.municipality_id
    rights.audit(session, actor, town, f"consent.{action}", now, subject, version=version)


async def withdraw(session: AsyncSession, actor: Actor, now: datetime) -> Answered:
    """The actor refuses or takes back the consent: nothing more goes to the chat, everything by
    letter; without an address the coordinators are told."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    person = await session.get_one(PersonRow, actor.person_id, with_for_update=True)
    text = consent_of(tenant)
    for row in await _in_force(session, person, ConsentKind.MESSENGER):
        row.withdrawn_at = now
        session.add(row)
    changed = await accounts.leave_alone(session, tenant, person, now)
    email = people_queries.working_email(person)
    if changed:
        if email:
            person.preference = Preference.EMAIL
            session.add(person)
        await session.flush()
        await unreachable.tell_if_lost(session, tenant.id, actor.person_id, now)
        _audit(session, actor, f"{ConsentKind.MESSENGER}.withdrawn", now, consents.version(text))
    message = consents.left_alone(email, text, actor.person_id, tenant.say)
    return Answered(message, changed, is_new=True)


async def not_here(session: AsyncSession, actor: Actor) -> Message:
    """To somebody who writes where they did not want to be written to."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return consents.not_here(consent_of(tenant), actor.person_id, tenant.say)
