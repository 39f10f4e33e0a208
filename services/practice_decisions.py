"""A coordinator publishes what was offered to the bank, or returns it with a remark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.practices import PracticeState
from services import (
    conversations,
    municipalities,
    practice_lists,
    practices,
    rights,
    telling,
)
from services.municipalities import Tenant
from services.rights import Actor
from storage import practice_queries
from storage.tables import NoticeKind, PracticeRow, Role
from views import practices as words

log = structlog.get_logger()

REMARK = "practice_remark"
REMARK_CHARS = 1000


class OwnPractice(Exception):
    """Another coordinator publishes what is one's own."""


class DecidedAlready(Exception):
    """The practice does not wait for a decision any more."""


async def waiting(session: AsyncSession, actor: Actor) -> Message:
    """What is offered and waits for the actor. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="practice.list")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await practice_lists.shown(session, tenant, actor.person_id)


async def publish(session: AsyncSession, actor: Actor, practice_id: int, now: datetime) -> Message:
    """Everybody finds it from now on; the author is told.

    A second press changes nothing. Raises `Denied`, `OwnPractice`, `DecidedAlready`.
    """
    tenant, row = await _to_decide(session, actor, practice_id)
    if row.state is PracticeState.OFFERED:
        await _decide(session, actor, tenant, row, PracticeState.PUBLISHED, "", now)
    elif row.state is not PracticeState.PUBLISHED:
        raise DecidedAlready
    return await practices.card(session, actor, practice_id)


async def ask_remark(
    session: AsyncSession, actor: Actor, practice_id: int, address: str, now: datetime
) -> Message:
    """It is to be returned, or taken out of the bank: why? Raises as `publish`."""
    tenant, row = await _to_decide(session, actor, practice_id)
    if row.state not in practices.SEEN_BY_COORDINATORS:
        raise DecidedAlready
    await conversations.remember(session, address, REMARK, {"practice": practice_id}, now)
    return words.ask_remark(row.title, tenant.say)


async def remark_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The remark: it goes back to its author with it. Raises as `publish`."""
    tenant, row = await _to_decide(session, actor, asked["practice"])
    if not any(sign.isalnum() for sign in text):
        return words.ask_remark(row.title, tenant.say)
    await conversations.forget(session, address, REMARK)
    if row.state not in practices.SEEN_BY_COORDINATORS:
        raise DecidedAlready
    remark = text.strip()[:REMARK_CHARS]
    await _decide(session, actor, tenant, row, PracticeState.REFUSED, remark, now)
    return words.returned(row.title, remark, tenant.say)


async def _to_decide(
    session: AsyncSession, actor: Actor, practice_id: int
) -> tuple[Tenant, PracticeRow]:
    await rights.require_role(session, actor, Role.COORDINATOR, action="practice.decide")
    row = await practice_queries.locked(session, actor.municipality_id, practice_id)
    if row is None or row.state is PracticeState.DRAFT:
        raise rights.deny(actor, "practice.decide", practice=practice_id)
    if row.person_id == actor.person_id:
        raise OwnPractice
    return await municipalities.by_id(session, actor.municipality_id), row


async def _decide(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    row: PracticeRow,
    state: PracticeState,
    remark: str,
    now: datetime,
) -> None:
    row.state, row.remark = state, remark
    row.decided_by, row.decided_at = actor.person_id, now
    session.add(row)
    await session.flush()
    action = f"practice.{'published' if state is PracticeState.PUBLISHED else 'returned'}"
    rights.audit(session, actor, tenant.id, action, now, f"practice:{row.id}", remark=remark)
    log.info(action, practice=row.id, person=actor.person_id)
    found = await practice_queries.one(session, tenant.id, row.id or 0)
    assert found is not None  # noqa: S101 - it was just stored
    message = words.decided(
        practices.value(found, tenant, row.person_id), row.person_id, tenant.say
    )
    cause = f"practice:{row.id}:{now.isoformat()}"
    await telling.tell(session, tenant, row.person_id, NoticeKind.PRACTICE, message, cause, now)
    await practice_lists.word_anew(session, tenant, now)
