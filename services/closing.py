"""«Закрыть при 5 из 7…»: a coordinator closes a date without those who have not reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN, Event, Impossible, Tally, step, tally
from services import completing, conversations, municipalities, owners_told, rights
from services.calling_off import OwnWork
from services.municipalities import Tenant
from services.owners_told import Owner
from services.refreshing import refresh, take_out
from services.rights import Actor
from storage import plan_queries, review_queries
from storage.tables import AssignmentRow, NoticeKind, Role
from views import completion as words

log = structlog.get_logger()

STEP = "why_close"
REASON_CHARS = 1000


@dataclass(frozen=True, slots=True)
class _Held:
    """A date held for a change: the rows that nobody has reported, and how many have."""

    tenant: Tenant
    line: Line
    silent: Sequence[AssignmentRow]
    names: Sequence[str]
    tally: Tally


async def ask(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """Ask in the chat at `address` why. Raises `Denied`, `OwnWork`, `progress.Impossible`."""
    held = await _hold(session, actor, assignment_id)
    await conversations.remember(session, address, STEP, {"assignment": assignment_id}, now)
    return words.ask_why_close(held.line, held.tally, held.names, held.tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The reason: the date is closed for whoever has not reported, and they are told.

    Raises as `ask`.
    """
    assignment_id, reason = asked["assignment"], text.strip()[:REASON_CHARS]
    held = await _hold(session, actor, assignment_id)
    tenant = held.tenant
    await conversations.forget(session, address, STEP)
    ids = [row.id or 0 for row in held.silent]
    owners = [await owners_told.owner(session, tenant, i, now) for i in ids]
    await take_out(session, tenant, ids, now)
    for row in held.silent:
        taken = step(row.state, Event.CLOSE)
        origin = f"{actor.origin}/{row.id}"
        completing.record(session, row, actor, Event.CLOSE, None, now, reason, origin)
        completing.apply(row, taken, Event.CLOSE, None, now)
        row.handed_over = False
        session.add(row)
    await session.flush()
    await refresh(session, tenant, ids, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "milestone.closed",
        now,
        f"assignment:{assignment_id}",
        reason=reason,
        all=ids,
        answered=held.tally.answered,
        total=held.tally.total,
    )
    await _tell(session, tenant, actor, owners, reason, now)
    log.info("milestone.closed", assignments=ids, person=actor.person_id)
    return words.closed(held.line, held.tally, held.names, reason, tenant.say)


async def _hold(session: AsyncSession, actor: Actor, assignment_id: int) -> _Held:
    """One's own part is another coordinator's to close, if there is one."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="close")
    await rights.require_assignment(session, actor, assignment_id, "close")
    rules = await review_queries.rules(session, assignment_id)
    rows = list(
        await session.exec(
            select(AssignmentRow)
            .where(AssignmentRow.milestone_id == rules.milestone_id)
            .order_by(col(AssignmentRow.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    silent = [row for row in rows if row.state in OPEN]
    count = tally([row.state for row in rows])
    if not silent or not count.answered:
        raise Impossible(next(row.state for row in rows if row.id == assignment_id), Event.CLOSE)
    if await rights.others_decide(session, actor, silent):
        raise OwnWork
    lines = await plan_queries.lines(session, [row.id or 0 for row in silent])
    return _Held(
        tenant=await municipalities.by_id(session, actor.municipality_id),
        line=await plan_queries.full_line(session, assignment_id),
        silent=silent,
        names=[lines[row.id or 0].owner for row in silent],
        tally=count,
    )


async def _tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    owners: Sequence[Owner],
    reason: str,
    now: datetime,
) -> None:
    for owner in owners:
        if owner.to is None or owner.to.person_id == actor.person_id:
            continue
        line = owner.situation.lines[owner.work.assignment_id]
        message = words.told_closed(line, reason, tenant.say)
        cause = f"closed:{actor.origin}:{line.assignment_id}"
        await owners_told.write(session, tenant, owner.to, NoticeKind.ANSWER, message, cause, now)
