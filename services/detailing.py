"""What a mark says beyond its state: the date of fact, what was done, how much.

A mark is never changed: what is added is a report of its own, which changes no state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import Event, Impossible, State
from services import conversations, municipalities, rights
from services.municipalities import Tenant
from services.refreshing import refresh
from services.reporting import FactAhead
from services.rights import Actor
from services.steps import follows, step_of
from storage import history_queries, people_queries, plan_queries
from storage.plan_queries import assignments, reports
from storage.tables import AssignmentRow, ReportRow, Role
from views import marking

log = structlog.get_logger()

WHAT, HOW_MANY = "what_was_done", "how_many"
TEXT_CHARS = 1000
MOST = 1_000_000
LOOKS_BACK = timedelta(days=366)
"""How long before today a date of fact can be."""
CORRECTED_WITHIN = timedelta(days=7)
"""How long after the mark its owner can give another date of fact."""
MARKED = (State.DONE, State.WAITING_ACCEPTANCE, State.PARTLY)


class TooLateToCorrect(Exception):
    """The mark was accepted or is a week old: a coordinator corrects its date."""


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment held for a change."""

    row: AssignmentRow
    line: Line
    tenant: Tenant
    is_replay: bool


async def hold(session: AsyncSession, actor: Actor, assignment_id: int, action: str) -> Held:
    """An assignment for whoever may report on it. Raises `Denied`."""
    held, line, is_replay = await plan_queries.to_report(session, assignment_id, actor.origin)
    row = await rights.check_assignment(session, actor, held, action, assignment_id)
    assert line is not None  # noqa: S101 - there is a row
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return Held(row, line, tenant, is_replay)


def _check_marked(row: AssignmentRow) -> None:
    if row.state not in MARKED:
        raise Impossible(row.state, Event.DONE)


async def shown(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Message:
    """The message in which details are given. Raises `Denied`."""
    await rights.require_assignment(session, actor, assignment_id, "details")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    return await step_of(session, tenant, line, actor.person_id, now)


async def after(
    session: AsyncSession, actor: Actor, line: Line, event: Event, now: datetime
) -> Message | None:
    """The message that follows a mark, or None where nothing can be added to it."""
    if not await follows(session, line, event):
        return None
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await step_of(session, tenant, line, actor.person_id, now)


async def leave(session: AsyncSession, address: str) -> None:
    """«Назад»: what was asked about a mark in this chat is not waited for any more."""
    for step in (WHAT, HOW_MANY):
        await conversations.forget(session, address, step)


async def ask_day(
    session: AsyncSession, actor: Actor, assignment_id: int, month: date, now: datetime
) -> Message:
    """The calendar for the date of fact. Raises `Denied`, `progress.Impossible`."""
    held = await hold(session, actor, assignment_id, "fact.ask")
    if held.row.state not in (State.DONE, State.WAITING_ACCEPTANCE):
        raise Impossible(held.row.state, Event.DONE)
    today = held.tenant.today(now)
    return marking.ask_day(
        held.line, actor.person_id, month, today - LOOKS_BACK, today, held.tenant.say
    )


async def date_fact(
    session: AsyncSession, actor: Actor, assignment_id: int, day: date, now: datetime
) -> Line:
    """It was really done on a local day: in time or late is judged by it, also for those whose
    part the lead's mark closed.

    Raises `Denied`, `progress.Impossible`, `FactAhead`, `TooLateToCorrect`.
    """
    held = await hold(session, actor, assignment_id, "fact")
    row, today = held.row, held.tenant.today(now)
    if row.state not in (State.DONE, State.WAITING_ACCEPTANCE):
        raise Impossible(row.state, Event.DONE)
    if day > today:
        raise FactAhead(day)
    if day < today - LOOKS_BACK:
        raise rights.deny(actor, "fact", assignment=assignment_id, day=day.isoformat())
    if held.is_replay or day == row.fact_on:
        return held.line
    await _check_fresh(session, actor, row, now)
    row.fact_on = day
    _add(session, row, actor, now, fact_on=day)
    touched = [assignment_id]
    if row.is_lead:
        touched += await _date_followers(session, row, day)
    await session.flush()
    await refresh(session, held.tenant, touched, now, by=actor)
    log.info("report.dated", assignment=assignment_id, person=actor.person_id, fact_on=str(day))
    return await plan_queries.full_line(session, assignment_id)


async def _date_followers(session: AsyncSession, lead: AssignmentRow, day: date) -> list[int]:
    """The day for those whom the lead's mark closed last; what a coordinator closed was not done
    and keeps no date of fact. The assignments that changed."""
    last = (
        sa.select(reports.c.event)
        .where(reports.c.assignment_id == assignments.c.id)
        .order_by(reports.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    followed = sa.and_(
        assignments.c.milestone_id == lead.milestone_id,
        assignments.c.separate.is_(False),
        assignments.c.state == State.CLOSED_BY_LEAD,
        assignments.c.fact_on.is_not(None),
        last == Event.LEAD_DONE,
    )
    changed = await session.execute(
        sa.update(assignments).where(followed).values(fact_on=day).returning(assignments.c.id)
    )
    return [one.id for one in changed]


async def _check_fresh(
    session: AsyncSession, actor: Actor, row: AssignmentRow, now: datetime
) -> None:
    mark = await history_queries.last_mark(session, row.id or 0)
    if mark is not None and mark.is_said and now - mark.at <= CORRECTED_WITHIN:
        return
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        raise TooLateToCorrect


def _add(
    session: AsyncSession,
    row: AssignmentRow,
    actor: Actor,
    now: datetime,
    *,
    fact_on: date | None = None,
    text: str = "",
    amount: int | None = None,
) -> None:
    partly = row.state is State.PARTLY
    session.add(
        ReportRow(
            municipality_id=row.municipality_id,
            assignment_id=row.id or 0,
            event=Event.PARTLY if partly else Event.DONE,
            state_before=row.state,
            fact_on=None if partly else fact_on or row.fact_on,
            text=text,
            amount=amount,
            person_id=actor.person_id,
            via=actor.via,
            origin=actor.origin,
            at=now,
        )
    )


async def ask(
    session: AsyncSession, actor: Actor, assignment_id: int, step: str, address: str, now: datetime
) -> Message:
    """Ask in the chat at `address` what was done, or how many. Raises `Denied`,
    `progress.Impossible`."""
    held = await hold(session, actor, assignment_id, "details.ask")
    _check_marked(held.row)
    await conversations.remember(session, address, step, {"assignment": assignment_id}, now)
    if step == WHAT:
        return marking.ask_what(held.line, actor.person_id, held.tenant.say)
    found = await history_queries.count(session, assignment_id)
    details = marking.Details()
    if found is not None:
        details = marking.Details(target=found.target, own=found.own, total=found.all)
    return marking.ask_amount(held.line, details, actor.person_id, held.tenant.say)


async def what_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The sentence about what was done. Raises as `ask`."""
    held = await hold(session, actor, asked["assignment"], "details.text")
    _check_marked(held.row)
    await conversations.forget(session, address, WHAT)
    words = text[:TEXT_CHARS]
    if not held.is_replay:
        _add(session, held.row, actor, now, text=words)
        await session.flush()
        await refresh(session, held.tenant, [held.line.assignment_id], now, by=actor)
    return marking.noted(held.line, words, held.tenant.say, cut=len(text) > TEXT_CHARS)


async def amount_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The number: all that this assignment has given to its target. What is stored is by how much
    it differs from what was counted, so the sum of all reports is the way to the target.

    Raises as `ask`.
    """
    held = await hold(session, actor, asked["assignment"], "details.amount")
    _check_marked(held.row)
    number = _number(text)
    if number is None:
        return marking.not_a_number(held.tenant.say)
    await conversations.forget(session, address, HOW_MANY)
    found = await history_queries.count(session, held.line.assignment_id)
    more = number - (found.own if found is not None else 0)
    if more and not held.is_replay:
        _add(session, held.row, actor, now, amount=more)
        await session.flush()
        await refresh(session, held.tenant, [held.line.assignment_id], now, by=actor)
    return marking.noted(held.line, str(number), held.tenant.say)


def _number(text: str) -> int | None:
    """A whole number from 0 to a million, written in digits; None for anything else."""
    digits = "".join(text.split())
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(MOST)):
        return None
    return int(digits) if int(digits) <= MOST else None
