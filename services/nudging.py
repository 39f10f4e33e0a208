"""«Напомнить»: one reminder more that a coordinator sends by hand, at most one a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.progress import OPEN
from roadmap.reminding import closing
from services import asking_all, municipalities, owners_told, plans, rights
from services.municipalities import Tenant
from services.owners_told import Owner
from services.refreshing import refresh
from services.rights import Actor
from services.situations import had_enough
from services.working_hours import wait_until
from storage import asking_queries, school_queries
from storage.tables import NoticeKind, NoticeRow, Role
from views import nudges

log = structlog.get_logger()


class Outcome(Enum):
    """What the press came to."""

    SENT = auto()
    ALREADY = auto()
    CAPPED = auto()
    UNREACHABLE = auto()
    CLOSED = auto()
    OWN = auto()


@dataclass(frozen=True, slots=True)
class Nudged:
    """`name` is who gets it, a person or an organisation; `on` the local day on which the
    reminder goes, None for at once."""

    outcome: Outcome
    name: str = ""
    on: date | None = None


async def nudge(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Nudged:
    """Remind whoever answers for an assignment once more, in working hours; the ladder stays as
    it is. A coordinator's, and of a school the one's at its head. Raises `Denied`,
    `asking_all.Stopped`."""
    row = await rights.require_assignment(session, actor, assignment_id, "nudge")
    if not await school_queries.heads(
        session, actor.municipality_id, actor.person_id, row.person_id, row.organization_id
    ):
        await rights.require_role(session, actor, Role.COORDINATOR, action="nudge")
    beside = await asking_queries.open_beside(session, actor.municipality_id, row)
    await asking_queries.hold(session, {assignment_id, *beside})
    tenant = await municipalities.by_id(session, actor.municipality_id)
    asking_all.require_running(tenant)
    owner = await owners_told.owner(session, tenant, assignment_id, now)
    found = _hindrance(owner, actor, tenant, now)
    if found is not None:
        return found
    if await _asked_with_all(session, tenant, owner, now):
        return Nudged(Outcome.ALREADY, _name(owner))
    sent = await _send(session, tenant, owner, now)
    if sent.outcome is Outcome.SENT:
        row.silent += 1
        session.add(row)
        await session.flush()
        await refresh(session, tenant, [assignment_id], now)
        rights.audit(session, actor, tenant.id, "nudge", now, f"assignment:{assignment_id}")
        log.info("assignment.nudged", assignment=assignment_id, person=actor.person_id)
    return sent


def _hindrance(owner: Owner, actor: Actor, tenant: Tenant, now: datetime) -> Nudged | None:
    """Why nothing can be sent."""
    work, to = owner.work, owner.to
    if not work.live or work.state not in OPEN:
        return Nudged(Outcome.CLOSED)
    if work.person_id == actor.person_id:
        return Nudged(Outcome.OWN)
    if to is None:
        return Nudged(Outcome.UNREACHABLE, _name(owner))
    if to.person_id == actor.person_id:
        return Nudged(Outcome.OWN)
    goes_today = _goes_at(owner, tenant, now) == now
    if goes_today and had_enough(to, owner.situation, tenant.policy.cap):
        return Nudged(Outcome.CAPPED, _name(owner))
    return None


def _goes_at(owner: Owner, tenant: Tenant, now: datetime) -> datetime:
    school = owner.to is not None and owner.to.school
    return wait_until(tenant, now, school=school) or now


async def _asked_with_all(
    session: AsyncSession, tenant: Tenant, owner: Owner, now: datetime
) -> bool:
    """Whether who reads has a reminder that went to everybody who is late, on the day this would
    go."""
    to = owner.to
    assert to is not None  # noqa: S101 - looked at before
    who = to.person_id if to.person_id is not None else f"o{to.organization_id}"
    day = tenant.today(_goes_at(owner, tenant, now)).isoformat()
    keys = [f"{NoticeKind.NUDGE}_all:{who}:{day}:{channel}" for channel in Channel]
    found = await session.exec(select(NoticeRow.id).where(col(NoticeRow.dedup_key).in_(keys)))
    return found.first() is not None


def _name(owner: Owner) -> str:
    to = owner.to
    if to is not None and to.person_id is not None:
        return owner.situation.reach[to.person_id].name
    return owner.situation.lines[owner.work.assignment_id].owner


async def _send(session: AsyncSession, tenant: Tenant, owner: Owner, now: datetime) -> Nudged:
    to, work = owner.to, owner.work
    assert to is not None  # noqa: S101 - looked at before
    at = _goes_at(owner, tenant, now)
    day = tenant.today(at)
    message = nudges.nudge(
        owner.situation.lines[work.assignment_id],
        to.person_id or 0,
        day,
        tenant.calendar,
        tenant.say,
    )
    stored = await owners_told.write(
        session,
        tenant,
        to,
        NoticeKind.NUDGE,
        message,
        f"nudge:{work.assignment_id}:{day.isoformat()}",
        now,
        ways=plans.ways(to, [work], owner.situation, tenant),
        about=[work.assignment_id],
        expires_at=closing(day, tenant.policy, tenant.zone),
    )
    outcome = Outcome.SENT if stored else Outcome.ALREADY
    return Nudged(outcome, _name(owner), None if at == now else day)
