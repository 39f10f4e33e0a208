"""The message after a mark, in which its details can be given: read and worded."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.expected_evidence import expected
from roadmap.plan import Line
from roadmap.progress import Event, State
from services.municipalities import Tenant
from storage import history_queries, plan_queries
from storage.history_queries import Mark
from views import marking

UNDO_WITHIN = timedelta(minutes=10)


def can_be_undone(mark: Mark | None, now: datetime) -> bool:
    """Whether somebody's last mark is fresh enough to be taken back."""
    return mark is not None and mark.is_said and now - mark.at <= UNDO_WITHIN


async def step_of(
    session: AsyncSession, tenant: Tenant, line: Line, reader: int, now: datetime
) -> Message:
    """The message for the person `reader` as it is now."""
    found = await history_queries.count(session, line.assignment_id)
    mark = await history_queries.last_mark(session, line.assignment_id)
    details = marking.Details(
        text=await history_queries.said_of(session, line.assignment_id, mark) if mark else "",
        target=found.target if found is not None else None,
        own=found.own if found is not None else 0,
        total=found.all if found is not None else 0,
        can_undo=can_be_undone(mark, now),
        missing=await _missing(session, line),
    )
    today = tenant.today(now)
    return marking.step(line, details, reader, today, tenant.calendar, tenant.say)


async def _missing(session: AsyncSession, line: Line) -> tuple[str, ...]:
    """The papers that are expected where nothing confirms a mark yet."""
    if line.state not in (State.DONE, State.WAITING_ACCEPTANCE):
        return ()
    papers = expected(line.title, line.expected_result)
    if not papers or await plan_queries.evidence_names(session, [line.assignment_id]):
        return ()
    return papers


async def follows(session: AsyncSession, line: Line, event: Event) -> bool:
    """Whether a mark is followed by that message: what is done, and what is done in part where
    numbers count."""
    if event is Event.DONE:
        return line.state in (State.DONE, State.WAITING_ACCEPTANCE)
    if event is not Event.PARTLY:
        return False
    return await history_queries.count(session, line.assignment_id) is not None
