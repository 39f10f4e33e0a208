"""An answer about an assignment: recorded once, and everything that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Line
from roadmap.progress import FINISHED, OPEN, REPORTS, LadderMove, State, Step, step
from roadmap.progress import Event as Said
from services import municipalities, needing_help, rights
from services.refreshing import refresh
from services.rights import Actor
from services.steps import can_be_undone
from storage import history_queries, people_queries, plan_queries
from storage.history_queries import Mark
from storage.tables import AssignmentRow, ReportRow

log = structlog.get_logger()


class TooLateToUndo(Exception):
    """The mark is older than ten minutes, or there is none."""


class FactAhead(Exception):
    """The date of fact has not come yet."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


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
) -> Reported:
    """Record one answer in the caller's transaction.

    The date of fact is `fact_on`, a local day, or today. Who needs help is on the coordinators'
    list at once. Raises `Denied`, `progress.Impossible`, `TooLateToUndo`, `FactAhead`.
    A replay of the same `actor.origin` changes nothing.
    """
    held, line, is_replay = await plan_queries.to_report(session, assignment_id, actor.origin)
    row = await rights.check_assignment(session, actor, held, f"report.{event}", assignment_id)
    assert line is not None  # noqa: S101 - there is a row
    if is_replay:
        return Reported(line, changed=False)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    day = fact_on or tenant.today(now)
    if day > tenant.today(now):
        raise FactAhead(day)
    undone = await _undone(session, row, now) if event is Said.UNDO else None
    taken = step(row.state, event, before=undone.before if undone else State.NOT_STARTED)
    if not taken.changed:
        return Reported(line, changed=False)
    amount = await _taken_back(session, row, undone) if undone is not None else None
    _record(session, row, actor, event, day, now, text, amount=amount)
    _apply(row, taken, event, day, now)
    touched = [assignment_id, *await _co_executors(session, row, actor, event, day, now)]
    await session.flush()
    await refresh(session, tenant, touched, now, by=actor)
    if event is Said.NEED_HELP:
        await needing_help.tell(session, tenant, actor, assignment_id, now)
    log.info(
        "report.recorded",
        assignment=assignment_id,
        report=event,
        person=actor.person_id,
        via=actor.via,
    )
    return Reported(replace(line, state=row.state, fact_on=row.fact_on), changed=True)


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


def _record(
    session: AsyncSession,
    row: AssignmentRow,
    actor: Actor,
    event: Said,
    day: date,
    now: datetime,
    text: str,
    origin: str | None = None,
    *,
    amount: int | None = None,
) -> None:
    session.add(
        ReportRow(
            municipality_id=row.municipality_id,
            assignment_id=row.id or 0,
            event=event,
            state_before=row.state,
            fact_on=day if event is Said.DONE else None,
            text=text,
            amount=amount,
            person_id=actor.person_id,
            via=actor.via,
            origin=origin or actor.origin,
            at=now,
        )
    )


def _apply(row: AssignmentRow, taken: Step, event: Said, day: date, now: datetime) -> None:
    """The new state and the date of fact; planning looks at once where reminders go on.

    What was handed over and is answered now is off the coordinators' list.
    """
    row.state = taken.state
    if taken.state in FINISHED:
        row.fact_on = day
    elif event in {Said.UNDO, Said.REOPEN, Said.LEAD_UNDO}:
        row.fact_on = None
    if (event in REPORTS or event is Said.REOPEN) and taken.state in OPEN:
        row.handed_over = False
    row.silent, row.snoozed_until = 0, None
    row.next_notice_at = now if taken.ladder is LadderMove.GOES_ON else None


async def _co_executors(
    session: AsyncSession,
    lead: AssignmentRow,
    actor: Actor,
    event: Said,
    day: date,
    now: datetime,
) -> list[int]:
    """The lead's «done» closes the milestone for the others, its undoing opens it again."""
    follows = {Said.DONE: Said.LEAD_DONE, Said.UNDO: Said.LEAD_UNDO, Said.REOPEN: Said.LEAD_UNDO}
    if not lead.is_lead or event not in follows:
        return []
    others = await session.exec(
        select(AssignmentRow)
        .where(
            AssignmentRow.milestone_id == lead.milestone_id,
            AssignmentRow.id != lead.id,
            col(AssignmentRow.separate).is_(False),
        )
        .with_for_update()
    )
    touched = []
    for other in others.all():
        taken = step(other.state, follows[event], before=await _before_lead(session, other))
        if taken.changed:
            origin = f"{actor.origin}/{other.id}"
            _record(session, other, actor, follows[event], day, now, "", origin)
            _apply(other, taken, follows[event], day, now)
            touched.append(other.id or 0)
    return touched


async def _before_lead(session: AsyncSession, row: AssignmentRow) -> State:
    last = (
        await session.exec(
            select(ReportRow.state_before)
            .where(ReportRow.assignment_id == row.id, ReportRow.event == Said.LEAD_DONE)
            .order_by(col(ReportRow.id).desc())
            .limit(1)
        )
    ).first()
    return State(last) if last is not None else State.NOT_STARTED


async def own_lines(session: AsyncSession, actor: Actor) -> list[Line]:
    """«Мои мероприятия» of the actor, and of those whom they stand in for."""
    town, person_id = actor.municipality_id, actor.person_id
    own = await people_queries.organizations_of(session, town, person_id)
    others = await rights.stood_in_for(session, actor)
    offices = {*own, *others.organizations}
    return await plan_queries.own_lines(session, town, person_id, offices, others.people)
