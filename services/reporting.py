"""An answer about an assignment: recorded once, and everything that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Line
from roadmap.progress import Event as Said
from roadmap.progress import State, step
from roadmap.reminding import AFTER_ANSWER
from services import (
    accepting,
    acceptors,
    completing,
    going_on,
    municipalities,
    needing_help,
    rights,
)
from services.refreshing import refresh
from services.rights import Actor
from services.rounds import RoundIsOver
from services.steps import can_be_undone
from storage import history_queries, people_queries, plan_queries
from storage.history_queries import Mark
from storage.tables import AssignmentRow, RoundRow, RoundState

log = structlog.get_logger()


BY_FILLING = (Said.DONE, Said.PARTLY, Said.UNDO, Said.REOPEN)
"""Marks that what is filled in gets from what was filled in, not from a press."""


class TooLateToUndo(Exception):
    """The mark is older than ten minutes, or there is none."""


class FactAhead(Exception):
    """The date of fact has not come yet."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class Archived(Exception):
    """The roadmap is archived: nothing of it is marked any more."""


class ToBeFilled(Exception):
    """What monitoring asks is answered by filling it in, not by a mark."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The assignment after the answer; `changed` is False when it was so already."""

    line: Line
    changed: bool


async def report(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    event: Said,
    now: datetime,
    *,
    text: str = "",
    fact_on: date | None = None,
    filled: bool = False,
) -> Reported:
    """Record one answer in the caller's transaction.

    The date of fact is `fact_on`, a local day, or today. Where it is reviewed, what is done waits
    for a coordinator, unless nobody but the actor could accept it. Who needs help is on the
    coordinators' list at once. Raises `Denied`, `progress.Impossible`, `TooLateToUndo`,
    `FactAhead`, `Archived`, `ToBeFilled` unless what it asks is `filled` in. A replay of the same
    `actor.origin` changes nothing.
    """
    held, line, is_replay = await plan_queries.to_report(session, assignment_id, actor.origin)
    row = await rights.check_assignment(session, actor, held, f"report.{event}", assignment_id)
    assert line is not None  # noqa: S101 - there is a row
    if is_replay:
        return Reported(line, changed=False)
    if line.archived:
        raise Archived
    if line.is_filled and not filled and event in BY_FILLING:
        raise ToBeFilled
    await _check_round(session, line)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    day = fact_on or tenant.today(now)
    if day > tenant.today(now):
        raise FactAhead(day)
    undone = await _undone(session, row, now) if event is Said.UNDO else None
    review = await acceptors.of_report(session, tenant, row, actor, event)
    before = undone.before if undone else State.NOT_STARTED
    taken = step(row.state, event, before=before, reviewed=review.waits)
    if not taken.changed:
        return Reported(line, changed=False)
    amount = await _taken_back(session, row, undone) if undone is not None else None
    was_over = row.handed_over
    completing.record(session, row, actor, event, day, now, text, amount=amount)
    completing.apply(row, taken, event, day, now)
    touched = [assignment_id, *await completing.follow(session, row, actor, event, day, now)]
    await session.flush()
    if was_over and not row.handed_over and row.next_notice_at is not None:
        await going_on.go_on(session, tenant, [assignment_id], now, AFTER_ANSWER)
    await refresh(session, tenant, touched, now, by=actor)
    if event is Said.NEED_HELP:
        await needing_help.tell(session, tenant, actor, assignment_id, now)
    if event is Said.DONE and review.wanted:
        await accepting.ask_coordinators(session, tenant, actor, assignment_id, review, now)
    log.info(
        "report.recorded",
        assignment=assignment_id,
        report=event,
        person=actor.person_id,
        via=actor.via,
    )
    return Reported(replace(line, state=row.state, fact_on=row.fact_on), changed=True)


async def _check_round(session: AsyncSession, line: Line) -> None:
    """Nothing of a round that is over is marked any more. Raises `RoundIsOver`."""
    if line.round_id is None:
        return
    asked = await session.get_one(RoundRow, line.round_id)
    if asked.state is not RoundState.OPEN:
        raise RoundIsOver


async def _undone(session: AsyncSession, row: AssignmentRow, now: datetime) -> Mark:
    """The mark that an undoing takes back. Raises `TooLateToUndo`."""
    mark = await history_queries.last_mark(session, row.id or 0)
    if mark is None or not can_be_undone(mark, now):
        raise TooLateToUndo
    return mark


async def _taken_back(session: AsyncSession, row: AssignmentRow, undone: Mark) -> int | None:
    """What goes off the count towards the target with a mark; None where it gave nothing."""
    given = await history_queries.counted_since(session, row.id or 0, undone.report_id)
    return -given if given else None


async def own_lines(session: AsyncSession, actor: Actor) -> list[Line]:
    """«Мои мероприятия» of the actor, and of those whom they stand in for."""
    town, person_id = actor.municipality_id, actor.person_id
    own = await people_queries.organizations_of(session, town, person_id)
    others = await rights.stood_in_for(session, actor)
    offices = {*own, *others.organizations}
    return await plan_queries.own_lines(session, town, person_id, offices, others.people)
