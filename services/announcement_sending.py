"""Sending an announcement once, and what became of it for each of its readers."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.calling import Who
from services import audiences, conversations, rights
from services.announcing import STEP, Draft, goes_at, held, message_of
from services.audiences import Recipient
from services.municipalities import Tenant
from services.rights import Actor
from storage import announcement_queries, asking_queries, outbox, people_queries
from storage.tables import NoticeKind, NoticeRow, Urgency
from views import announced as words
from views.announced import Fate, Outcome
from views.announcing import not_sent

log = structlog.get_logger()


async def send(
    session: AsyncSession, actor: Actor, number: int, address: str, now: datetime
) -> Message:
    """Send it, once, however often it is pressed; the report. Raises `Denied`, `Deleted`."""
    draft = await held(session, actor, number)
    if draft.row.sent_at is None and draft.row.text:
        await _send(session, actor, draft, now)
        await conversations.forget(session, address, STEP)
    return await report(session, actor, number)


async def _send(session: AsyncSession, actor: Actor, draft: Draft, now: datetime) -> None:
    tenant, row = draft.tenant, draft.row
    to = await audiences.recipients(session, tenant, draft.audience, actor.person_id, now)
    message, at = await message_of(session, draft), goes_at(tenant, now)
    for one in to:
        await _write(session, tenant, row.id or 0, one, message, at, now)
    lost = [one.name for one in to if not one.ways]
    row.sent_at, row.audience = now, {**row.audience, "lost": lost}
    session.add(row)
    await session.flush()
    counts = audiences.counts(to)
    rights.audit(
        session,
        actor,
        tenant.id,
        "announcement.sent",
        now,
        f"announcement:{row.id}",
        telegram=counts.telegram,
        email=counts.email,
        lost=len(counts.lost),
    )
    log.info("announcement.sent", announcement=row.id, person=actor.person_id, n=len(to))


async def _write(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    to: Recipient,
    message: Message,
    at: datetime,
    now: datetime,
) -> None:
    person_id, organization_id = to.who
    for channel, address in to.ways:
        await outbox.add(
            session,
            NoticeRow(
                municipality_id=tenant.id,
                person_id=person_id,
                organization_id=organization_id,
                channel=channel,
                address=address,
                kind=NoticeKind.ANNOUNCEMENT,
                urgency=Urgency.MASS,
                dedup_key=announcement_queries.key(number, to.who, channel),
                message=message.to_data(),
                not_before=at,
                created_at=now,
            ),
        )


async def report(session: AsyncSession, actor: Actor, number: int) -> Message:
    """What became of it by now. Raises `Denied`, `Deleted`."""
    draft = await held(session, actor, number)
    tenant, row = draft.tenant, draft.row
    if row.sent_at is None:
        return not_sent(tenant.say)
    sent = await announcement_queries.sent(session, tenant.id, number)
    people = await people_queries.reach(
        session, tenant.id, {one.who[0] for one in sent if one.who[0] is not None}
    )
    offices = await asking_queries.names_of(
        session, tenant.id, {one.who[1] for one in sent if one.who[1] is not None}
    )
    names: dict[Who, str] = {(one, None): found.name for one, found in people.items()}
    names |= {(None, number): name for number, name in offices.items()}
    fates: dict[Who, Fate] = {}
    for one in sent:
        best = fates.get(one.who, Fate.NONE)
        fates[one.who] = max(best, words.fate_of(one.state.value, one.channel))
    outcome = Outcome(
        on=row.sent_at.astimezone(tenant.zone),
        fates=tuple(sorted((names[who], fate) for who, fate in fates.items())),
        lost=tuple(row.audience.get("lost", ())),
    )
    return words.report(number, row.text, outcome, actor.person_id, tenant.say)
