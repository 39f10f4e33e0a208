"""What the card of one's own activity shows, read and worded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from services.municipalities import Tenant
from services.standing_in import as_read
from services.steps import can_be_undone
from storage import history_queries, plan_queries, school_queries
from storage.tables import AssignmentRow, Decision, Objecting, ObjectionRow
from views import cards

HISTORY = 6


async def worded(
    session: AsyncSession,
    tenant: Tenant,
    assignment_id: int,
    reader: int,
    now: datetime,
    *,
    settled: bool = False,
) -> tuple[Message, bool]:
    """The card for the person `reader`, and whether it is open; what is `settled` has become
    somebody else's and shows closed."""
    line = await plan_queries.full_line(session, assignment_id)
    if settled:
        line = replace(line, state=State.CALLED_OFF)
    (line,) = await as_read(session, tenant.id, [line], reader, tenant.today(now))
    found = await facts(session, tenant, line, now)
    if line.person_id != reader:
        found = await _for_head(session, tenant, line, reader, found)
    message = cards.card(line, reader, tenant.today(now), tenant.calendar, tenant.say, found)
    return message, line.state in OPEN


async def facts(session: AsyncSession, tenant: Tenant, line: Line, now: datetime) -> cards.Facts:
    """What a card is made from beside its line."""
    number = line.assignment_id
    found = await history_queries.count(session, number)
    mark = None
    history = await history_queries.history(session, number, tenant.zone, HISTORY)
    if history:
        mark = await history_queries.last_mark(session, number)
    waiting = await session.exec(
        select(ObjectionRow.kind).where(
            ObjectionRow.assignment_id == number,
            col(ObjectionRow.decision) == Decision.WAITING,
        )
    )
    asked = set(waiting)
    return cards.Facts(
        target=found.target if found is not None else None,
        total=found.all if found is not None else 0,
        history=history,
        can_undo=can_be_undone(mark, now),
        not_mine=Objecting.NOT_MINE in asked,
        not_relevant=Objecting.NOT_RELEVANT in asked,
    )


async def _for_head(
    session: AsyncSession, tenant: Tenant, line: Line, reader: int, found: cards.Facts
) -> cards.Facts:
    """The same for the one at the head of the school: whose it is, and what they can do."""
    heads = await school_queries.heads(
        session, tenant.id, reader, line.person_id, line.organization_id
    )
    if not heads:
        return found
    row = await session.get_one(AssignmentRow, line.assignment_id)
    return replace(
        found,
        owner=line.owner,
        can_nudge=line.person_id is not None or row.delegate_id not in (None, reader),
        can_delegate=line.person_id is None,
    )
