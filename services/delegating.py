"""«Передать сотруднику…»: what an organisation owes goes to one of its people, who is asked first.

Everybody of the organisation can still answer; the delegate leaving or away is as if nobody had
been chosen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import LADDER, OPEN, LadderMove
from services import dates_by_letter, municipalities, rights, telling
from services.municipalities import Tenant
from services.reassigning import NothingToHandOn
from services.refreshing import refresh, take_out
from services.rights import Actor
from services.situations import Reader
from storage import people_queries, plan_queries
from storage.people_queries import Reach
from storage.tables import AssignmentRow, MilestoneRow, NoticeKind
from views import delegating as words

log = structlog.get_logger()

NOBODY = 0
"""Chosen instead of a person: whoever is first in the organisation is asked again."""


@dataclass(frozen=True, slots=True)
class Delegated:
    """What a press came to: the message to show, and whether it is new."""

    message: Message
    changed: bool


async def choose(session: AsyncSession, actor: Actor, assignment_id: int, page: int) -> Message:
    """Whom of the organisation: a page of people, counted from 0; the actor only where somebody
    else is asked now. Raises `Denied`, `NothingToHandOn`."""
    row = await rights.require_assignment(session, actor, assignment_id, "delegate")
    tenant, people = await _people(session, actor, row)
    line = await plan_queries.full_line(session, assignment_id)
    asked = row.delegate_id if row.delegate_id in people else next(iter(people), None)
    candidates = [
        words.Candidate(one.person_id, one.name, one.person_id == row.delegate_id)
        for one in people.values()
        if one.person_id != actor.person_id or asked != actor.person_id
    ]
    return words.choose(line, candidates, page, actor.person_id, tenant.say)


async def _people(
    session: AsyncSession, actor: Actor, row: AssignmentRow
) -> tuple[Tenant, dict[int, Reach]]:
    """The people of the organisation, in the order in which they are asked."""
    if row.organization_id is None:
        raise rights.deny(actor, "delegate", assignment=row.id)
    if row.state not in OPEN:
        raise NothingToHandOn
    tenant = await municipalities.by_id(session, actor.municipality_id)
    found = await people_queries.contacts(session, tenant.id, [row.organization_id])
    ordered = found.get(row.organization_id, [])
    reach = await people_queries.reach(session, tenant.id, ordered)
    return tenant, {i: reach[i] for i in ordered if i in reach}


async def hand_to(
    session: AsyncSession, actor: Actor, assignment_id: int, person_id: int, now: datetime
) -> Delegated:
    """All open dates of the activity go to one of the organisation's people, or to `NOBODY`; the
    delegate is told once, whoever was it before too. Raises `Denied`, `NothingToHandOn`."""
    row = await session.get(AssignmentRow, assignment_id, with_for_update=True)
    row = await rights.check_assignment(session, actor, row, "delegate", assignment_id)
    tenant, people = await _people(session, actor, row)
    if person_id != NOBODY and person_id not in people:
        raise rights.deny(actor, "delegate", to=person_id)
    line = await plan_queries.full_line(session, assignment_id)
    wanted = person_id or None
    rows = [one for one in await _open_dates(session, row) if one.delegate_id != wanted]
    name = people[person_id].name if wanted is not None else ""
    if not rows:
        return Delegated(words.done(line, name, tenant.say, is_reached=True), changed=False)
    before = {i for one in rows if (i := one.delegate_id) is not None and i in people}
    ids = [one.id or 0 for one in rows]
    await take_out(session, tenant, ids, now)
    for one in rows:
        one.delegate_id = wanted
        if LADDER[one.state] is LadderMove.GOES_ON:
            one.next_notice_at = now
        session.add(one)
    await session.flush()
    await refresh(session, tenant, ids, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "assignment.delegated",
        now,
        f"assignment:{assignment_id}",
        person=wanted,
        dates=len(ids),
    )
    await _tell(session, tenant, actor, people, wanted, before, ids, now)
    log.info("assignment.delegated", assignments=ids, person=wanted, by=actor.person_id)
    reached = wanted is None or bool(people[person_id].ways)
    return Delegated(words.done(line, name, tenant.say, is_reached=reached), changed=True)


async def _open_dates(session: AsyncSession, row: AssignmentRow) -> list[AssignmentRow]:
    """The open assignments of the same activity and organisation, held for a change."""
    activity = (await session.get_one(MilestoneRow, row.milestone_id)).activity_id
    found = await session.exec(
        select(AssignmentRow)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .where(
            MilestoneRow.activity_id == activity,
            AssignmentRow.organization_id == row.organization_id,
            col(AssignmentRow.state).in_(OPEN),
        )
        .order_by(col(AssignmentRow.id))
        .with_for_update(of=AssignmentRow)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    people: dict[int, Reach],
    wanted: int | None,
    before: Collection[int],
    assignment_ids: list[int],
    now: datetime,
) -> None:
    lines = await plan_queries.lines(session, assignment_ids)
    ordered = sorted(lines.values(), key=lambda one: one.due)
    by = (await people_queries.names(session, tenant.id, [actor.person_id]))[0]
    told = [(old, words.no_longer_yours(ordered[0], tenant.say), list[int]()) for old in before]
    if wanted is not None:
        message = words.yours(ordered, by, wanted, tenant.say)
        ways = people[wanted].ways
        dated = await dates_by_letter.with_dates(session, tenant, message, ordered, ways, now)
        told.insert(0, (wanted, dated, [ordered[0].assignment_id]))
    for person_id, message, about in told:
        if person_id == actor.person_id:
            continue
        to = people[person_id]
        reader = Reader(person_id, None, to.ways, to.only_at_school)
        cause = f"delegated:{actor.origin}"
        await telling.tell_reader(
            session, tenant, reader, NoticeKind.ANSWER, message, cause, now, about=about
        )
