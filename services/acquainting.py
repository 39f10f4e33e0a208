"""«Acquainted», «It is not mine», «It is not relevant»: the request, its reason, the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN, Event, Impossible
from services import calling_off, conversations, municipalities, reassigning, rights, telling
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import people_queries, plan_queries
from storage.tables import (
    AppointmentRow,
    AssignmentRow,
    Decision,
    NoticeKind,
    Objecting,
    ObjectionRow,
    PersonRow,
    Role,
)
from views import appointments

STEP = "not_mine"
REASON_CHARS = 1000
WAIT_FOR_REASON = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a press came to; `changed` is False when it was so already."""

    changed: bool
    taken: bool = False


async def read(session: AsyncSession, actor: Actor, roadmap_id: int, now: datetime) -> bool:
    """The actor has read what is theirs in a roadmap; False when they had. Raises `Denied`."""
    own = await people_queries.organizations_of(session, actor.municipality_id, actor.person_id)
    found = await session.exec(
        select(AppointmentRow)
        .where(
            AppointmentRow.municipality_id == actor.municipality_id,
            AppointmentRow.roadmap_id == roadmap_id,
            sa.or_(
                col(AppointmentRow.person_id) == actor.person_id,
                col(AppointmentRow.organization_id).in_(own),
            ),
        )
        .with_for_update()
    )
    rows = list(found)
    if not rows:
        raise rights.deny(actor, "read", roadmap=roadmap_id)
    rows += await _told_with(session, rows)
    fresh = [row for row in rows if row.read_at is None]
    for row in fresh:
        row.read_at, row.read_by = now, actor.person_id
    await session.flush()
    tenant = await municipalities.by_id(session, actor.municipality_id)
    for row in fresh:
        if row.notice_id is not None:
            about = await telling.about(session, row.notice_id)
            await refresh(session, tenant, about, now, by=actor)
    return bool(fresh)


async def _told_with(session: AsyncSession, rows: Sequence[AppointmentRow]) -> list[AppointmentRow]:
    """What the same lists told of other roadmaps, to somebody who took over in several."""
    lists = {row.notice_id for row in rows if row.notice_id is not None}
    found = await session.exec(
        select(AppointmentRow)
        .where(
            col(AppointmentRow.notice_id).in_(lists),
            col(AppointmentRow.id).not_in([row.id for row in rows]),
        )
        .with_for_update()
    )
    return list(found)


async def object_to(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    address: str,
    now: datetime,
    kind: Objecting = Objecting.NOT_MINE,
) -> tuple[Message, bool]:
    """«It is not mine», «It is not relevant any more»: asks for the reason in the chat at
    `address`; whether it is new. Of one assignment one request waits: the last said.

    Raises `Denied` for what is somebody else's.
    """
    row = await rights.require_own(session, actor, assignment_id, "object")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    waiting = await _waiting(session, assignment_id)
    if row.state not in OPEN:
        raise Impossible(row.state, Event.CALL_OFF)
    if waiting is None:
        waiting = ObjectionRow(
            municipality_id=row.municipality_id,
            assignment_id=assignment_id,
            person_id=actor.person_id,
            kind=kind,
            origin=actor.origin,
            asked_at=now,
        )
        session.add(waiting)
        await session.flush()
        rights.audit(
            session, actor, tenant.id, "objection.made", now, f"assignment:{assignment_id}"
        )
        await telling.tell_coordinators(
            session,
            tenant,
            NoticeKind.OBJECTION,
            [assignment_id],
            actor.origin,
            now,
            but=actor.person_id,
            delay=WAIT_FOR_REASON,
        )
        await refresh(session, tenant, [assignment_id], now, by=actor)
    elif waiting.kind is kind and waiting.reason:
        return appointments.handed_on(line, waiting.reason, tenant.say), False
    elif waiting.kind is not kind:
        waiting.kind, waiting.person_id, waiting.reason = kind, actor.person_id, ""
        await session.flush()
        await refresh(session, tenant, [assignment_id], now, by=actor)
    await conversations.remember(session, address, STEP, {"objection": waiting.id or 0}, now)
    message = appointments.ask_reason(
        line, waiting.id or 0, actor.person_id, tenant.say, relevant=kind is Objecting.NOT_MINE
    )
    return message, True


async def _waiting(session: AsyncSession, assignment_id: int) -> ObjectionRow | None:
    return (
        await session.exec(
            select(ObjectionRow).where(
                ObjectionRow.assignment_id == assignment_id,
                ObjectionRow.decision == Decision.WAITING,
            )
        )
    ).first()


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words in a chat where a reason was asked for."""
    return await give_reason(session, actor, asked["objection"], address, text, now)


async def give_reason(
    session: AsyncSession,
    actor: Actor,
    objection_id: int,
    address: str,
    reason: str,
    now: datetime,
) -> Message:
    """The reason (or «» for none) goes to the coordinators with the request. Raises `Denied`."""
    row = await session.get(ObjectionRow, objection_id)
    if row is None or row.person_id != actor.person_id:
        raise rights.deny(actor, "reason", objection=objection_id)
    await conversations.forget(session, address, STEP)
    if row.decision is Decision.WAITING and reason:
        row.reason = reason.strip()[:REASON_CHARS]
    await session.flush()
    tenant = await municipalities.by_id(session, actor.municipality_id)
    await telling.hurry(session, NoticeKind.OBJECTION, row.assignment_id, now)
    await refresh(session, tenant, [row.assignment_id], now)
    line = await plan_queries.full_line(session, row.assignment_id)
    return appointments.handed_on(line, row.reason, tenant.say)


async def decide(
    session: AsyncSession,
    actor: Actor,
    objection_id: int,
    now: datetime,
    *,
    take: bool,
    kind: Objecting = Objecting.NOT_MINE,
) -> Settled:
    """A coordinator leaves the activity where it is, or does as was asked: takes over what is not
    theirs with all its open dates, calls off what is not relevant.

    What was asked is of that `kind`; when it has become another one nothing is done. Raises
    `Denied`, also for one's own request.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action="objection.decide")
    row = await session.get(ObjectionRow, objection_id, with_for_update=True)
    if (
        row is None
        or row.municipality_id != actor.municipality_id
        or row.person_id == actor.person_id
    ):
        raise rights.deny(actor, "objection.decide", objection=objection_id)
    if row.decision is not Decision.WAITING or (take and row.kind is not kind):
        return Settled(changed=False, taken=row.decision is Decision.TAKEN)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, row.assignment_id)
    row.decision = Decision.TAKEN if take else Decision.KEPT
    row.decided_by, row.decided_at = actor.person_id, now
    told = set[int | None]()
    if take and row.kind is Objecting.NOT_MINE:
        await reassigning.pass_on(session, tenant, actor, row.assignment_id, actor.person_id, now)
    elif take:
        told = await _call_off(session, tenant, actor, row, now)
    await session.flush()
    await refresh(session, tenant, [row.assignment_id], now)
    rights.audit(
        session, actor, tenant.id, f"objection.{row.decision}", now, f"objection:{objection_id}"
    )
    if row.person_id not in told:
        await _tell_decision(session, tenant, actor, row, line, now)
    return Settled(changed=True, taken=take)


async def _call_off(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: ObjectionRow, now: datetime
) -> set[int | None]:
    """Nothing where it was finished meanwhile."""
    held = await session.get_one(AssignmentRow, row.assignment_id, with_for_update=True)
    if held.state not in OPEN:
        return set()
    reason = row.reason or tenant.say.gettext("not relevant any more")
    return await calling_off.settle(session, tenant, actor, held, reason, now)


async def _tell_decision(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: ObjectionRow,
    line: Line,
    now: datetime,
) -> None:
    coordinator = await session.get_one(PersonRow, actor.person_id)
    taken = row.decision is Decision.TAKEN
    message = appointments.decided(
        line,
        coordinator.full_name,
        tenant.say,
        taken=taken,
        relevant=row.kind is Objecting.NOT_MINE,
    )
    await telling.tell(
        session, tenant, row.person_id, NoticeKind.ANSWER, message, f"decided:{row.id}", now
    )
