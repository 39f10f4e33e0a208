"""Asking for another date: the request, and the reason that goes with it to the coordinators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.extending import check
from roadmap.plan import Line
from services import conversations, extending, municipalities, rights, telling
from services.acquainting import WAIT_FOR_REASON
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import people_queries, plan_queries
from storage.tables import ExtensionRow, NoticeKind, Role, Verdict
from views import extensions
from views.answers import plain
from views.discretion import public

STEP = "extension_reason"


async def ask(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    day: date,
    address: str,
    now: datetime,
) -> Message:
    """The actor asks for the local day `day`; the reason is asked for in the chat at `address`.

    A second request while one waits takes its place. Raises `Denied`, `CannotMove`.
    """
    await rights.require_own(session, actor, assignment_id, "extension.ask")
    row = await extending.held(session, actor, assignment_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    days = await extending.allowed(session, tenant, line, now, decides=False)
    check(day, line.due, tenant.today(now), days, row.state)
    waiting = await _waiting(session, assignment_id)
    if waiting is not None and waiting.proposed == day and waiting.reason:
        return await _passed_on(session, tenant, waiting, line)
    if waiting is None:
        waiting = await _begin(session, actor, tenant, line, day, now)
    elif waiting.proposed != day:
        waiting.proposed, waiting.due_before, waiting.person_id = day, line.due, actor.person_id
        session.add(waiting)
        await session.flush()
        _audit(session, actor, waiting, now)
    await refresh(session, tenant, [assignment_id], now)
    await conversations.remember(session, address, STEP, {"extension": waiting.id or 0}, now)
    return extensions.ask_reason(line, day, tenant.say)


async def _waiting(session: AsyncSession, assignment_id: int) -> ExtensionRow | None:
    statement = (
        select(ExtensionRow)
        .where(ExtensionRow.assignment_id == assignment_id, ExtensionRow.verdict == Verdict.WAITING)
        .order_by(col(ExtensionRow.id).desc())
        .with_for_update()
    )
    return (await session.exec(statement)).first()


async def _begin(
    session: AsyncSession, actor: Actor, tenant: Tenant, line: Line, day: date, now: datetime
) -> ExtensionRow:
    row = ExtensionRow(
        municipality_id=tenant.id,
        assignment_id=line.assignment_id,
        person_id=actor.person_id,
        due_before=line.due,
        proposed=day,
        origin=actor.origin,
        asked_at=now,
    )
    session.add(row)
    await session.flush()
    _audit(session, actor, row, now)
    await telling.tell_coordinators(
        session,
        tenant,
        NoticeKind.EXTENSION,
        [line.assignment_id],
        actor.origin,
        now,
        but=actor.person_id,
        delay=WAIT_FOR_REASON,
    )
    return row


def _audit(session: AsyncSession, actor: Actor, row: ExtensionRow, now: datetime) -> None:
    rights.audit(
        session,
        actor,
        row.municipality_id,
        "extension.asked",
        now,
        f"assignment:{row.assignment_id}",
        before=row.due_before.isoformat(),
        day=row.proposed.isoformat(),
    )


async def heard(
    session: AsyncSession,
    actor: Actor,
    remembered: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words in a chat where the reason was asked for; asked once more where they say nothing."""
    row = await session.get(ExtensionRow, remembered["extension"])
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "extension.reason", extension=remembered["extension"])
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, row.assignment_id)
    if row.verdict is not Verdict.WAITING:
        await conversations.forget(session, address, STEP)
        return public(plain(tenant.say.gettext("It was decided already.")))
    if not any(sign.isalnum() for sign in text) and not remembered.get("again"):
        again = {"extension": row.id or 0, "again": True}
        await conversations.remember(session, address, STEP, again, now)
        return extensions.ask_reason(line, row.proposed, tenant.say, again=True)
    await conversations.forget(session, address, STEP)
    row.reason = text.strip()[: extending.TEXT_CHARS]
    session.add(row)
    await session.flush()
    await telling.hurry(session, NoticeKind.EXTENSION, row.assignment_id, now)
    await refresh(session, tenant, [row.assignment_id], now)
    return await _passed_on(session, tenant, row, line)


async def _passed_on(
    session: AsyncSession, tenant: Tenant, row: ExtensionRow, line: Line
) -> Message:
    coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, coordinators)
    can_hear = any(reach[i].ways for i in coordinators if i != row.person_id)
    return extensions.asked(line, row.proposed, row.reason, tenant.say, heard=can_hear)
