"""«Снять…»: the reason is asked, then whether it is meant; the owners are told why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import FINISHED, Event, Impossible, State, step
from services import conversations, municipalities, owners_told, rights, teacher_dates
from services.municipalities import Tenant
from services.owners_told import Owner
from services.refreshing import refresh, take_out
from services.rights import Actor
from storage import plan_queries
from storage.tables import AssignmentRow, NoticeKind, ReportRow, Role
from views import calling_off as words

log = structlog.get_logger()

ASKED, SURE = "why_call_off", "sure_to_call_off"
REASON_CHARS = 1000


class OwnWork(Exception):
    """There is another coordinator to call off what is one's own."""


class NotAsked(Exception):
    """The question was not answered: the reason is not known any more."""


async def ask(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """Ask in the chat at `address` why an assignment is to be called off.

    Raises `Denied`, `OwnWork`, `progress.Impossible`.
    """
    row = await _allowed(session, actor, assignment_id)
    _check(row)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    await conversations.remember(session, address, ASKED, {"assignment": assignment_id}, now)
    return words.ask(line, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The reason, or another one: is it meant? Raises as `ask`."""
    assignment_id, reason = asked["assignment"], text.strip()[:REASON_CHARS]
    row = await _allowed(session, actor, assignment_id)
    _check(row)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    data = {"assignment": assignment_id, "reason": reason}
    await conversations.remember(session, address, SURE, data, now)
    ids = [one.id or 0 for one in await _concerned(session, row)]
    lines = await plan_queries.lines(session, ids)
    owners = list(dict.fromkeys(lines[i].owner for i in ids))
    return words.sure(lines[assignment_id], reason, owners, actor.person_id, tenant.say)


async def leave(session: AsyncSession, actor: Actor, assignment_id: int, address: str) -> Message:
    """It is not meant: nothing is called off. Raises `Denied`."""
    await _allowed(session, actor, assignment_id)
    await conversations.forget(session, address, SURE)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return words.left(await plan_queries.full_line(session, assignment_id), tenant.say)


async def call_off(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """It is meant: a date is called off for everybody who owes it, one of each school by itself
    for that school. What was done stays done.

    A replay changes nothing. Raises `NotAsked` and as `ask`.
    """
    row = await _allowed(session, actor, assignment_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    if row.state is State.CALLED_OFF:
        return words.done(line, "", tenant.say)
    _check(row)
    asked = await conversations.standing(session, address)
    if asked is None or asked.step != SURE or asked.data["assignment"] != assignment_id:
        raise NotAsked
    reason: str = asked.data["reason"]
    await conversations.forget(session, address, SURE)
    await settle(session, tenant, actor, row, reason, now)
    return words.done(line, reason, tenant.say)


async def settle(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: AssignmentRow,
    reason: str,
    now: datetime,
) -> set[int | None]:
    """Call off what is held, with what goes with it, for a reason that was given; the people who
    are told. Raises `progress.Impossible`."""
    _check(row)
    assignment_id = row.id or 0
    rows = await _concerned(session, row)
    ids = [one.id or 0 for one in rows]
    owners = [await owners_told.owner(session, tenant, i, now) for i in ids]
    await take_out(session, tenant, ids, now)
    for one in rows:
        write_off(session, one, actor, reason, now)
    await session.flush()
    await refresh(session, tenant, ids, now)
    await teacher_dates.follow(session, actor, ids, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "assignment.called_off",
        now,
        f"assignment:{assignment_id}",
        reason=reason,
        all=ids,
        own=await rights.is_own(session, actor, row),
    )
    told = await _tell(session, tenant, actor, owners, reason, now)
    log.info("assignment.called_off", assignments=ids, person=actor.person_id)
    return told


async def _allowed(session: AsyncSession, actor: Actor, assignment_id: int) -> AssignmentRow:
    """The row, held for a change. One's own is another coordinator's to call off, if there is
    one."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="call_off")
    row = await session.get(AssignmentRow, assignment_id, with_for_update=True)
    await rights.check_assignment(session, actor, row, "call_off", assignment_id)
    assert row is not None  # noqa: S101 - checked
    if await rights.others_decide(session, actor, await _concerned(session, row)):
        raise OwnWork
    return row


def _check(row: AssignmentRow) -> None:
    if row.state in FINISHED or row.state is State.CALLED_OFF:
        raise Impossible(row.state, Event.CALL_OFF)


async def _concerned(session: AsyncSession, row: AssignmentRow) -> list[AssignmentRow]:
    """What is called off with it, held for a change: nothing that is finished."""
    if row.separate:
        return [row]
    found = await session.exec(
        select(AssignmentRow)
        .where(
            AssignmentRow.milestone_id == row.milestone_id,
            col(AssignmentRow.state).not_in([*FINISHED, State.CALLED_OFF]),
        )
        .order_by(col(AssignmentRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


def write_off(
    session: AsyncSession, row: AssignmentRow, actor: Actor, reason: str, now: datetime
) -> None:
    """Call off one assignment, with the reason in its history; nobody is told here."""
    session.add(
        ReportRow(
            municipality_id=row.municipality_id,
            assignment_id=row.id or 0,
            event=Event.CALL_OFF,
            state_before=row.state,
            text=reason,
            person_id=actor.person_id,
            via=actor.via,
            origin=f"{actor.origin}/{row.id}",
            at=now,
        )
    )
    row.state = step(row.state, Event.CALL_OFF).state
    row.handed_over, row.next_notice_at = False, None
    session.add(row)


async def _tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    owners: Sequence[Owner],
    reason: str,
    now: datetime,
) -> set[int | None]:
    told = set[int | None]()
    for owner in owners:
        if owner.to is None or owner.to.person_id == actor.person_id:
            continue
        line = owner.situation.lines[owner.work.assignment_id]
        message = words.told(line, reason, tenant.say)
        cause = f"called_off:{actor.origin}:{line.assignment_id}"
        await owners_told.write(session, tenant, owner.to, NoticeKind.ANSWER, message, cause, now)
        told.add(owner.to.person_id)
    return told
