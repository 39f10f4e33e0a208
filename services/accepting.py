"""«На проверке»: what is done is shown to the coordinators, accepted, or returned with a remark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import REPORTS, Event, State, step
from services import (
    acceptors,
    completing,
    conversations,
    going_on,
    municipalities,
    owners_told,
    rights,
    telling,
)
from services.acceptors import Review
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import people_queries, plan_queries, review_queries
from storage.tables import WRITTEN_DOWN, AssignmentRow, NoticeKind, Role
from views import review_lists as words

log = structlog.get_logger()

STEP = "why_return"
REMARK_CHARS = 1000
WAIT_FOR_EVIDENCE = timedelta(minutes=3)


class NothingToAccept(Exception):
    """It does not wait to be accepted: `state` is where it stands."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state = state


class OwnReview(Exception):
    """It is the coordinator's own, or they reported it: another one accepts it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The assignment after the press; `changed` is False when it was accepted before."""

    line: Line
    changed: bool


async def ask_coordinators(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    assignment_id: int,
    review: Review,
    now: datetime,
) -> None:
    """After a «done» that is reviewed: those who may accept it get it on their lists, a little
    later so that the evidence can come along. Where there is nobody, that it counts at once is
    written down, and whoever reported it is told."""
    if review.waits:
        await telling.tell_coordinators(
            session,
            tenant,
            NoticeKind.REVIEW,
            [assignment_id],
            actor.origin,
            now,
            only=review.by,
            delay=WAIT_FOR_EVIDENCE,
        )
        return
    how = actor.via if actor.via in WRITTEN_DOWN else "by_itself"
    rights.audit(
        session, actor, tenant.id, f"review.accepted_{how}", now, f"assignment:{assignment_id}"
    )
    if actor.via in WRITTEN_DOWN:
        return
    line = await plan_queries.full_line(session, assignment_id)
    message = words.accepted_by_itself(line, tenant.say)
    cause = f"accepted_by_itself:{actor.origin}"
    await telling.tell(session, tenant, actor.person_id, NoticeKind.ANSWER, message, cause, now)


async def accept(
    session: AsyncSession, actor: Actor, assignment_id: int, now: datetime
) -> Accepted:
    """A coordinator accepts what is done; the date of fact stays the reported one.

    Raises `Denied`, `OwnReview`, `NothingToAccept`.
    """
    tenant, row, line = await _held(session, actor, assignment_id, "review.accept")
    if row.state is State.DONE:
        return Accepted(line, changed=False)
    _check(row)
    await _apply(session, tenant, actor, row, Event.ACCEPT, "", now)
    after = await plan_queries.full_line(session, assignment_id)
    message = words.told_accepted(after, tenant.say)
    await _tell(session, tenant, actor, row, message, message, now)
    return Accepted(after, changed=True)


async def ask_remark(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """«Вернуть…»: asks in the chat at `address` what is missing. Raises as `accept`."""
    tenant, row, line = await _held(session, actor, assignment_id, "review.return")
    _check(row)
    await conversations.remember(session, address, STEP, {"assignment": assignment_id}, now)
    return words.ask_remark(line, tenant.say)


async def remark_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The remark: the assignment goes on, and so do its reminders, from today. Raises as
    `accept`."""
    assignment_id, remark = asked["assignment"], text.strip()[:REMARK_CHARS]
    tenant, row, line = await _held(session, actor, assignment_id, "review.return")
    _check(row)
    await conversations.forget(session, address, STEP)
    await _apply(session, tenant, actor, row, Event.RETURN, remark, now)
    coordinator = (await people_queries.names(session, tenant.id, [actor.person_id]))[0]
    owner = await owners_told.owner(session, tenant, assignment_id, now)
    reader = owner.to.person_id if owner.to is not None else None
    after = await plan_queries.full_line(session, assignment_id)

    def told(person_id: int | None) -> Message:
        return words.told_returned(after, remark, coordinator, person_id or 0, tenant.say)

    reporter = await _reporter(session, row)
    await _tell(session, tenant, actor, row, told(reader), told(reporter), now)
    return words.returned(line, remark, tenant.say)


async def _held(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str
) -> tuple[Tenant, AssignmentRow, Line]:
    """The row held for a change. Raises `Denied`, `OwnReview`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    held, line, _ = await plan_queries.to_report(session, assignment_id, actor.origin)
    row = await rights.check_assignment(session, actor, held, action, assignment_id)
    assert line is not None  # noqa: S101 - there is a row
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if actor.person_id not in await acceptors.allowed(session, tenant, row):
        raise OwnReview
    return tenant, row, line


def _check(row: AssignmentRow) -> None:
    if row.state is not State.WAITING_ACCEPTANCE:
        raise NothingToAccept(row.state)


async def _apply(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: AssignmentRow,
    event: Event,
    text: str,
    now: datetime,
) -> None:
    taken, day = step(row.state, event), row.fact_on
    completing.record(session, row, actor, event, day, now, text)
    completing.apply(row, taken, event, day, now)
    touched = [row.id or 0, *await completing.follow(session, row, actor, event, day, now)]
    await session.flush()
    if event is Event.RETURN:
        await going_on.go_on(session, tenant, touched, now)
    await refresh(session, tenant, touched, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        f"review.{event}",
        now,
        f"assignment:{row.id}",
        **({"remark": text} if text else {}),
    )
    log.info("review.decided", assignment=row.id, decision=event, person=actor.person_id)


async def _reporter(session: AsyncSession, row: AssignmentRow) -> int | None:
    last = await review_queries.last_said(session, [row.id or 0], *REPORTS)
    return last[row.id or 0].person_id if row.id in last else None


async def _tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: AssignmentRow,
    to_owner: Message,
    to_reporter: Message,
    now: datetime,
) -> None:
    """Whoever reads for the owner, and whoever reported it where that is somebody else."""
    owner = await owners_told.owner(session, tenant, row.id or 0, now)
    cause, about = f"reviewed:{actor.origin}", [row.id or 0]
    reader = owner.to.person_id if owner.to is not None else None
    if owner.to is not None and reader != actor.person_id:
        await telling.tell_reader(
            session, tenant, owner.to, NoticeKind.ANSWER, to_owner, cause, now, about=about
        )
    reporter = await _reporter(session, row)
    if reporter is not None and reporter not in (reader, actor.person_id):
        await telling.tell(
            session, tenant, reporter, NoticeKind.ANSWER, to_reporter, cause, now, about=about
        )
