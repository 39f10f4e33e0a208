"""«Правило…»: a coordinator changes whose answers complete an activity, and whether it is
reviewed; it applies at once."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.completion import Completion, choices, holds, lead_closes, stands_apart
from roadmap.progress import OPEN, Event, State
from services import acceptors, completing, edit_news, municipalities, rights
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import plan_queries, review_queries
from storage.tables import ActivityRow, AssignmentRow, MilestoneRow, Role
from views import completion as words
from views.completion import Changed, Rules

REPORTED_DONE = (State.DONE, State.WAITING_ACCEPTANCE)


async def shown(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    changed: Changed | None = None,
) -> Message:
    """The rules of an assignment's activity, with what can be chosen. Raises `Denied`."""
    tenant = await _allowed(session, actor, assignment_id)
    line = await plan_queries.full_line(session, assignment_id)
    found = await _rules(session, tenant, assignment_id)
    return words.rules(line, found, actor.person_id, tenant.say, changed=changed)


async def _allowed(session: AsyncSession, actor: Actor, assignment_id: int) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action="rule")
    await rights.require_assignment(session, actor, assignment_id, "rule")
    return await municipalities.by_id(session, actor.municipality_id)


async def _rules(session: AsyncSession, tenant: Tenant, assignment_id: int) -> Rules:
    stored = await review_queries.rules(session, assignment_id)
    beside = [
        one
        for one in await review_queries.beside(session, stored.milestone_id)
        if one.state is not State.CALLED_OFF
    ]
    has_lead = any(one.is_lead for one in beside)
    any_apart = any(one.separate for one in beside)
    wanted = acceptors.wanted(tenant, stored)
    return Rules(
        holds=holds(stored.completion, has_lead=has_lead, any_apart=any_apart),
        choices=choices(has_lead=has_lead) if len(beside) > 1 else (),
        reviewed=wanted,
        reviewed_by_settings=wanted and not stored.reviewed,
    )


async def choose(
    session: AsyncSession, actor: Actor, assignment_id: int, rule: Completion, now: datetime
) -> Message:
    """Another rule for all dates of the activity: what the lead has done is closed for the others
    or, where it is not yet past, opened again. A replay changes nothing. Raises `Denied`."""
    tenant = await _allowed(session, actor, assignment_id)
    found = await _rules(session, tenant, assignment_id)
    if rule not in found.choices:
        raise rights.deny(actor, "rule", assignment=assignment_id, rule=rule)
    stored = await review_queries.rules(session, assignment_id)
    activity = await session.get_one(ActivityRow, stored.activity_id, with_for_update=True)
    if activity.completion is rule:
        return await shown(session, actor, assignment_id)
    before = activity.completion or found.holds
    told = await edit_news.concerned(session, tenant, stored.activity_id, now)
    activity.completion = rule
    rows = await _assignments(session, stored.activity_id)
    for row, _ in rows:
        row.separate = stands_apart(rule, row.separate)
        session.add(row)
    await session.flush()
    changed, touched = await _apply(session, tenant, actor, rows, rule, now)
    await refresh(session, tenant, {row.id or 0 for row, _ in rows} | touched, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "activity.rule",
        now,
        f"activity:{stored.activity_id}",
        code=activity.code,
        rule=rule.value,
        before=before.value,
        after=rule.value,
        closed=changed.closed,
        opened=changed.opened,
    )
    await session.flush()
    await edit_news.tell(session, tenant, actor, activity, told, now)
    return await shown(session, actor, assignment_id, changed)


async def _assignments(
    session: AsyncSession, activity_id: int
) -> list[tuple[AssignmentRow, MilestoneRow]]:
    found = await session.exec(
        select(AssignmentRow, MilestoneRow)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .where(MilestoneRow.activity_id == activity_id)
        .order_by(col(AssignmentRow.id))
        .with_for_update(of=AssignmentRow)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _apply(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    rows: list[tuple[AssignmentRow, MilestoneRow]],
    rule: Completion,
    now: datetime,
) -> tuple[Changed, set[int]]:
    today, closed, opened = tenant.today(now), set[int](), set[int]()
    closes = lead_closes(rule, apart=rule is Completion.EACH)
    for lead, milestone in rows:
        if not lead.is_lead or lead.state not in REPORTED_DONE:
            continue
        day = lead.fact_on
        if closes:
            closed.update(
                await completing.follow_lead(
                    session, lead, actor, Event.LEAD_DONE, day, now, closes=True
                )
            )
        elif (milestone.extended_to or milestone.due) >= today:
            opened.update(
                await completing.follow_lead(
                    session, lead, actor, Event.LEAD_UNDO, day, now, closes=False
                )
            )
    for row, _ in rows:
        if row.id in opened and row.state in OPEN:
            row.since = today
            session.add(row)
    await session.flush()
    return Changed(len(closed), len(opened)), closed | opened


async def set_review(
    session: AsyncSession, actor: Actor, assignment_id: int, now: datetime, *, on: bool
) -> Message:
    """Whether what is reported done from now on is reviewed; what waits already goes on waiting.

    A replay changes nothing. Raises `Denied`.
    """
    tenant = await _allowed(session, actor, assignment_id)
    stored = await review_queries.rules(session, assignment_id)
    activity = await session.get_one(ActivityRow, stored.activity_id, with_for_update=True)
    if activity.reviewed is on:
        return await shown(session, actor, assignment_id)
    told = await edit_news.concerned(session, tenant, stored.activity_id, now)
    before = activity.reviewed
    activity.reviewed = on
    session.add(activity)
    await session.flush()
    subject = f"activity:{stored.activity_id}"
    facts = {"code": activity.code, "on": on, "before": bool(before), "after": on}
    rights.audit(session, actor, tenant.id, "activity.reviewed", now, subject, **facts)
    await session.flush()
    await edit_news.tell(session, tenant, actor, activity, told, now)
    return await shown(session, actor, assignment_id, Changed())
