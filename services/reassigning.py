"""«Передать…»: an activity's open dates go to somebody else; whom to choose, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.people_sheet import fold
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from services import (
    conversations,
    dates_by_letter,
    municipalities,
    needing_help,
    owners,
    owners_told,
    rights,
    telling,
)
from services.municipalities import Tenant
from services.owners_told import Owner
from services.refreshing import refresh, settle_for_readers, take_out
from services.rights import Actor
from storage import people_queries, plan_queries
from storage.tables import (
    AssignmentRow,
    Decision,
    MilestoneRow,
    NoticeKind,
    ObjectionRow,
    PersonRow,
    Role,
)
from views import handing_on

log = structlog.get_logger()

STEP = "hand_to"
NOT_FOUND_CHARS = 60


class NothingToHandOn(Exception):
    """The assignment is closed: there are no open dates to hand on."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What a press came to: the message to show, and whether it is new."""

    message: Message
    changed: bool


async def choose(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Whom to hand an activity to: a page of people, counted from 0, and words typed in the chat
    at `address` look for a name. Raises `Denied`, `NothingToHandOn`."""
    tenant, line, people = await _offer(session, actor, assignment_id)
    await conversations.remember(session, address, STEP, {"assignment": assignment_id}, now)
    return handing_on.choose(line, people, page, actor.person_id, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The beginning of a name, typed where it was asked whom to hand an activity to."""
    tenant, line, people = await _offer(session, actor, asked["assignment"])
    fitting = [one for one in people if _fits(one.name, text)]
    if not fitting:
        return handing_on.nobody(text[:NOT_FOUND_CHARS], tenant.say)
    return handing_on.found(line, fitting, actor.person_id, tenant.say)


def _fits(name: str, text: str) -> bool:
    """Whether every word typed begins some word of a name."""
    words = fold(name).split()
    typed = fold(text.replace(".", " ")).split()
    return bool(typed) and all(any(word.startswith(part) for word in words) for part in typed)


async def _offer(
    session: AsyncSession, actor: Actor, assignment_id: int
) -> tuple[Tenant, Line, list[handing_on.Candidate]]:
    """Everybody but the owner: those of the owner's organisation first, then all by name."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="hand_on")
    row = await rights.require_assignment(session, actor, assignment_id, "hand_on")
    if row.state not in OPEN:
        raise NothingToHandOn
    tenant = await municipalities.by_id(session, actor.municipality_id)
    beside = await _beside(session, row)
    found = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == tenant.id,
            PersonRow.id != row.person_id,
            col(PersonRow.left_on).is_(None),
        )
    )
    everybody = sorted(((i or 0, name) for i, name in found), key=lambda one: one[1].casefold())
    ordered = [one for one in everybody if one[0] in beside]
    ordered += [one for one in everybody if one[0] not in beside]
    line = await plan_queries.full_line(session, assignment_id)
    return tenant, line, [handing_on.Candidate(i, name, i in beside) for i, name in ordered]


async def _beside(session: AsyncSession, row: AssignmentRow) -> set[int]:
    if row.organization_id is not None:
        contacts = await people_queries.contacts(
            session, row.municipality_id, [row.organization_id]
        )
        return set(contacts.get(row.organization_id, ()))
    own = row.person_id or 0
    return set((await people_queries.colleagues(session, row.municipality_id, [own])).get(own, ()))


async def hand_to(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    person_id: int,
    address: str,
    now: datetime,
) -> HandedOn:
    """All open dates of the activity and owner go to a person; both are told.

    Raises `Denied`, `NothingToHandOn`.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action="hand_on")
    row = await session.get(AssignmentRow, assignment_id, with_for_update=True)
    await rights.check_assignment(session, actor, row, "hand_on", assignment_id)
    assert row is not None  # noqa: S101 - checked
    person = await session.get(PersonRow, person_id)
    if person is None or person.municipality_id != actor.municipality_id or person.left_on:
        raise rights.deny(actor, "hand_on", to=person_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    await conversations.forget(session, address, STEP)
    if row.person_id == person_id:
        return HandedOn(handing_on.already(line, person.full_name, tenant.say), changed=False)
    if row.state not in OPEN:
        raise NothingToHandOn
    before = await owners_told.owner(session, tenant, assignment_id, now)
    moved = await pass_on(session, tenant, actor, assignment_id, person_id, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "activity.handed_on",
        now,
        f"assignment:{assignment_id}",
        person=person_id,
        dates=len(moved),
    )
    await _tell(session, tenant, actor, before, person, moved, now)
    return HandedOn(handing_on.done(line, person.full_name, tenant.say), changed=True)


async def _tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    before: Owner,
    person: PersonRow,
    moved: Sequence[int],
    now: datetime,
) -> None:
    """The new owner gets the dates, the old one hears that it is theirs no more."""
    lines = await plan_queries.lines(session, moved)
    ordered = sorted(lines.values(), key=lambda one: one.due)
    person_id = person.id or 0
    if person_id != actor.person_id and ordered:
        ways = (await people_queries.reach(session, tenant.id, [person_id]))[person_id].ways
        message = handing_on.yours_now(ordered, person_id, tenant.say)
        dated = await dates_by_letter.with_dates(session, tenant, message, ordered, ways, now)
        cause, about = f"handed_to:{actor.origin}", [ordered[0].assignment_id]
        await telling.tell(
            session, tenant, person_id, NoticeKind.ANSWER, dated, cause, now, about=about
        )
    to = before.to
    if to is not None and to.person_id not in (actor.person_id, person_id):
        line = before.situation.lines[before.work.assignment_id]
        message = handing_on.no_longer_yours(line, person.full_name, tenant.say)
        who = to.person_id if to.person_id is not None else f"o{to.organization_id}"
        cause = f"handed_from:{actor.origin}:{who}"
        await owners_told.write(session, tenant, to, NoticeKind.ANSWER, message, cause, now)


async def pass_on(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    assignment_id: int,
    person_id: int,
    now: datetime,
) -> list[int]:
    """The open dates of the same activity and owner become a person's, to be reminded of from
    today; the assignments that moved.

    What the person answers for already is called off for the old owner. Help that was asked for
    is the old owner's matter: it is taken back.
    """
    rows = await _open_dates(session, assignment_id)
    if not rows:
        return []
    held = {
        row.milestone_id: row
        for row in await session.exec(
            select(AssignmentRow)
            .where(
                AssignmentRow.person_id == person_id,
                col(AssignmentRow.milestone_id).in_([row.milestone_id for row in rows]),
            )
            .with_for_update()
        )
    }
    ids = [row.id or 0 for row in rows]
    milestone = await session.get_one(MilestoneRow, rows[0].milestone_id)
    person = await session.get_one(PersonRow, person_id)
    old = rows[0].person_id, rows[0].organization_id
    await owners.hand_on(session, milestone.activity_id, old, person)
    await take_out(session, tenant, ids, now)
    moved = []
    for row in rows:
        if (other := held.get(row.milestone_id)) is not None:
            other.is_lead = other.is_lead or row.is_lead
            row.state, row.next_notice_at, row.is_lead = State.CALLED_OFF, None, False
            continue
        await needing_help.take_back(session, row, actor, now)
        row.person_id, row.organization_id = person_id, None
        row.handed_over, row.silent, row.snoozed_until = False, 0, None
        row.delegate_id = None
        row.since, row.next_notice_at = tenant.today(now), now
        moved.append(row.id or 0)
    await _settle_objections(session, actor, ids, now)
    await session.flush()
    await settle_for_readers(session, moved, person_id)
    await refresh(session, tenant, ids, now)
    log.info("activity.handed_on", assignment=assignment_id, person=person_id, dates=len(rows))
    return moved


async def _open_dates(session: AsyncSession, assignment_id: int) -> list[AssignmentRow]:
    """The open assignments of the same activity and owner, held for a change."""
    first = await session.get_one(AssignmentRow, assignment_id, with_for_update=True)
    activity = (await session.get_one(MilestoneRow, first.milestone_id)).activity_id
    found = await session.exec(
        select(AssignmentRow)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .where(
            MilestoneRow.activity_id == activity,
            col(AssignmentRow.state).in_(OPEN),
            AssignmentRow.person_id == first.person_id
            if first.person_id is not None
            else AssignmentRow.organization_id == first.organization_id,
        )
        .order_by(col(AssignmentRow.id))
        .with_for_update(of=AssignmentRow)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _settle_objections(
    session: AsyncSession, actor: Actor, assignment_ids: Sequence[int], now: datetime
) -> None:
    """«Not mine» of the old owner is decided by handing it on."""
    waiting = await session.exec(
        select(ObjectionRow)
        .where(
            col(ObjectionRow.assignment_id).in_(assignment_ids),
            ObjectionRow.decision == Decision.WAITING,
        )
        .with_for_update()
    )
    for row in waiting:
        row.decision, row.decided_by, row.decided_at = Decision.TAKEN, actor.person_id, now
