"""The coordinator at one activity: the card, and marking for somebody by word of mouth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import OPEN, Event, Impossible
from services import desk_cards, editing, municipalities, reporting, rights, round_desk
from services.municipalities import Tenant
from services.reporting import Reported
from services.rights import Actor
from storage import people_queries, plan_queries
from storage.tables import BY_WORD, ActivityRow, AssignmentRow, MilestoneRow, Role
from views import desk

LOOKS_BACK = timedelta(days=366)
"""How long ago a date of fact can be."""


async def open_card(
    session: AsyncSession, actor: Actor, assignment_id: int, now: datetime
) -> Message:
    """The card of an assignment. Raises `Denied`."""
    tenant, _ = await _allowed(session, actor, assignment_id, "desk")
    message, _ = await desk_cards.worded(session, tenant, assignment_id, actor.person_id, now)
    return message


async def _allowed(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str
) -> tuple[Tenant, AssignmentRow]:
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    row = await rights.require_assignment(session, actor, assignment_id, action)
    return await municipalities.by_id(session, actor.municipality_id), row


async def ask_how(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    now: datetime,
    shown: date | None = None,
) -> Message:
    """How it stands, as the owner told; with `shown` a calendar of that month for the day on
    which it was done. Raises `Denied`, `progress.Impossible`."""
    tenant, row = await _allowed(session, actor, assignment_id, "mark_for")
    if row.state not in OPEN:
        raise Impossible(row.state, Event.DONE)
    line = await plan_queries.full_line(session, assignment_id)
    today = tenant.today(now)
    if shown is None:
        return desk.mark_for(line, actor.person_id, today, tenant.say)
    first = today - LOOKS_BACK
    return desk.done_when(line, actor.person_id, shown, first, today, tenant.say)


async def mark_for(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    event: Event,
    now: datetime,
    fact_on: date | None = None,
) -> tuple[Message, Reported]:
    """Write down what the owner told: the same report as the owner's, kept as by word of mouth.

    Raises `Denied`, `progress.Impossible`, `FactAhead`.
    """
    tenant, row = await _allowed(session, actor, assignment_id, "mark_for")
    own = await rights.is_own(session, actor, row)
    by = actor if own else replace(actor, via=BY_WORD)
    reported = await reporting.report(session, by, assignment_id, event, now, fact_on=fact_on)
    rights.audit(
        session,
        actor,
        tenant.id,
        "report.by_word",
        now,
        f"assignment:{assignment_id}",
        event=event.value,
        fact_on=fact_on.isoformat() if fact_on else None,
    )
    return desk.marked_for(reported.line, actor.person_id, tenant.say), reported


async def by_code(
    session: AsyncSession, actor: Actor, code: int, now: datetime
) -> tuple[Message, tuple[int, ...]] | None:
    """What a coordinator gets who types «М-17»: the card of its only open date, a choice of
    them, or the round that asks it; and what the message is the card of. None for others, and for
    no such activity."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        return None
    found = await session.exec(
        select(AssignmentRow.id)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .where(ActivityRow.municipality_id == actor.municipality_id, ActivityRow.code == code)
    )
    lines = (await plan_queries.lines(session, [i for i in found if i is not None])).values()
    ordered = sorted(lines, key=lambda line: (line.state not in OPEN, line.due, line.owner))
    if not ordered:
        return await _without_dates(session, actor, code)
    if ordered[0].is_filled and ordered[0].round_id is not None:
        return await round_desk.opened(session, actor, ordered[0].round_id, 0, now), ()
    if len(ordered) == 1 or ordered[1].state not in OPEN:
        only = ordered[0].assignment_id
        return await open_card(session, actor, only, now), (only,)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    waiting = [line for line in ordered if line.state in OPEN]
    return desk.which(waiting, actor.person_id, tenant.say), ()


async def _without_dates(
    session: AsyncSession, actor: Actor, code: int
) -> tuple[Message, tuple[int, ...]] | None:
    """What can be changed of an activity that nobody answers for by a date."""
    found = await session.exec(
        select(ActivityRow.id).where(
            ActivityRow.municipality_id == actor.municipality_id,
            ActivityRow.code == code,
            col(ActivityRow.called_off).is_(False),
        )
    )
    activity_id = found.first()
    if activity_id is None:
        return None
    return await editing.menu(session, actor, activity_id, 0), ()
