"""What an answer changes: the assignment itself, and those who answer for the same date with it."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import lead_closes
from roadmap.progress import FINISHED, OPEN, REPORTS, Event, LadderMove, State, Step, step
from services.rights import Actor
from storage import review_queries
from storage.tables import AssignmentRow, ReportRow

FOLLOWS = {
    Event.DONE: Event.LEAD_DONE,
    Event.UNDO: Event.LEAD_UNDO,
    Event.REOPEN: Event.LEAD_UNDO,
    Event.RETURN: Event.LEAD_UNDO,
}
"""What an event at the lead is for the others; what waits for review is done for them."""

_TAKES_BACK = frozenset({Event.UNDO, Event.REOPEN, Event.LEAD_UNDO, Event.RETURN})


def record(
    session: AsyncSession,
    row: AssignmentRow,
    actor: Actor,
    event: Event,
    day: date | None,
    now: datetime,
    text: str,
    origin: str | None = None,
    *,
    amount: int | None = None,
) -> None:
    """Write down an event before it is applied; `day` is the date of fact of what is done."""
    session.add(
        ReportRow(
            municipality_id=row.municipality_id,
            assignment_id=row.id or 0,
            event=event,
            state_before=row.state,
            fact_on=day if event is Event.DONE else None,
            text=text,
            amount=amount,
            person_id=actor.person_id,
            via=actor.via,
            origin=origin or actor.origin,
            at=now,
        )
    )


def apply(row: AssignmentRow, taken: Step, event: Event, day: date | None, now: datetime) -> None:
    """The new state and the date of fact; planning looks at once where reminders go on.

    What was handed over and is answered now is off the coordinators' list. What a coordinator
    closes was not done: it has no date of fact.
    """
    row.state = taken.state
    if event in _TAKES_BACK:
        row.fact_on = None
    elif event is not Event.CLOSE and (
        taken.state in FINISHED or taken.state is State.WAITING_ACCEPTANCE
    ):
        row.fact_on = day
    if event in (*REPORTS, Event.REOPEN, Event.RETURN) and taken.state in OPEN:
        row.handed_over = False
    row.silent, row.snoozed_until = 0, None
    row.next_notice_at = now if taken.ladder is LadderMove.GOES_ON else None


async def follow(
    session: AsyncSession,
    lead: AssignmentRow,
    actor: Actor,
    event: Event,
    day: date | None,
    now: datetime,
) -> list[int]:
    """The lead's «done» closes the milestone for the others where the activity's rule has it so,
    its undoing opens it again; the assignments that changed."""
    if not lead.is_lead or event not in FOLLOWS:
        return []
    rules = await review_queries.rules(session, lead.id or 0)
    return await follow_lead(
        session,
        lead,
        actor,
        FOLLOWS[event],
        day,
        now,
        closes=lead_closes(rules.completion, apart=False),
    )


async def follow_lead(
    session: AsyncSession,
    lead: AssignmentRow,
    actor: Actor,
    event: Event,
    day: date | None,
    now: datetime,
    *,
    closes: bool,
) -> list[int]:
    """LEAD_DONE or LEAD_UNDO for the others of the lead's milestone; the assignments that changed.

    What the lead closed is opened again whatever the rule is now; it is closed for those who do
    not stand apart, and only where the lead `closes` at all.
    """
    if event is Event.LEAD_DONE and not closes:
        return []
    chosen: list[sa.ColumnElement[bool]] = [
        col(AssignmentRow.milestone_id) == lead.milestone_id,
        col(AssignmentRow.id) != lead.id,
    ]
    if event is Event.LEAD_DONE:
        chosen.append(col(AssignmentRow.separate).is_(False))
    others = await session.exec(
        select(AssignmentRow)
        .where(*chosen)
        .order_by(col(AssignmentRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    touched = []
    for other in others.all():
        before = None
        if event is Event.LEAD_UNDO:
            before = await _before_lead(session, other)
            if before is None:
                continue
        taken = step(other.state, event, before=before or State.NOT_STARTED)
        if taken.changed:
            record(session, other, actor, event, day, now, "", f"{actor.origin}/{other.id}")
            apply(other, taken, event, day, now)
            touched.append(other.id or 0)
    return touched


async def _before_lead(session: AsyncSession, row: AssignmentRow) -> State | None:
    """What an assignment was before its lead closed it; None where somebody else did."""
    last = (
        await session.exec(
            select(ReportRow)
            .where(ReportRow.assignment_id == row.id)
            .order_by(col(ReportRow.id).desc())
            .limit(1)
        )
    ).first()
    return State(last.state_before) if last is not None and last.event is Event.LEAD_DONE else None
