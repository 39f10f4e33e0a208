"""Launching a draft from the chat: what it will do, who is missing for it, and the launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.drafting_steps import questions
from roadmap.parts import Part
from roadmap.people_sheet import fold
from services import (
    conversations,
    draft_desk,
    draft_preview,
    launching,
    municipalities,
    owners,
    past,
    rights,
    stored_plans,
)
from services.draft_desk import REVIEW, row_of
from services.draft_preview import Imagined
from services.launching import NotADraft, WithoutOwner
from services.municipalities import Tenant
from services.rights import Actor
from services.situations import reader
from services.working_hours import wait_until
from storage import draft_queries
from storage.tables import ActivityPartyRow, ActivityRow, PersonRow, RoadmapRow, RoadmapStatus
from views import drafts_launch as words
from views.drafts_launch import Done, Forecast, Unowned

log = structlog.get_logger()

STEP = "draft_assign"


async def _draft(
    session: AsyncSession, actor: Actor, number: int, *, change: bool = False
) -> tuple[Tenant, RoadmapRow]:
    row = await row_of(session, actor, number, "draft.launch", change=change)
    if row.status is not RoadmapStatus.DRAFT:
        raise NotADraft(number, row.status)
    return await municipalities.by_id(session, actor.municipality_id), row


async def ask(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """What a launch now would do. Raises `Denied`, `NotADraft`."""
    tenant, row = await _draft(session, actor, number)
    one = await draft_desk.opened(session, tenant, row)
    imagined = await draft_preview.imagine(session, tenant, row, now)
    today = tenant.today(now)
    at = max((named.at for named in imagined.named), default=now)
    at = max(at, wait_until(tenant, now) or now)
    in_chat, by_letter, unreached = _readers(tenant, imagined, at)
    dated = {line.activity_id for line in imagined.base.lines.values()}
    rows = await stored_plans.live_activities(session, number)
    unowned = {activity.id for activity in one.unowned}
    undated = [
        activity
        for activity in rows
        if activity.id not in dated | unowned and activity.rule["rule"] != "ongoing"
    ]
    forecast = Forecast(
        number,
        row.title,
        at,
        tenant.today(at) == today,
        in_chat,
        by_letter,
        unreached,
        imagined.past(today),
        len(undated),
        len(questions(one.plan.activities, one.apart)),
        len(one.unowned),
    )
    return words.confirm(forecast, actor.person_id, tenant.say, tenant.zone)


def _readers(tenant: Tenant, imagined: Imagined, at: datetime) -> tuple[int, int, list[str]]:
    """How many get the list in the chat, how many by letter only, and who cannot be reached."""
    in_chat, by_letter, unreached = set(), set(), []
    for named in imagined.named:
        first = named.work[0]
        to = reader(first, imagined.base, tenant.today(at))
        if to is None:
            unreached.append(imagined.base.lines[first.assignment_id].owner)
        elif any(channel is Channel.TELEGRAM for channel, _ in to.ways):
            in_chat.add((to.person_id, to.organization_id))
        else:
            by_letter.add((to.person_id, to.organization_id))
    return len(in_chat), len(by_letter), unreached


async def launch(
    session: AsyncSession, actor: Actor, number: int, now: datetime, *, past_done: bool
) -> Message:
    """Launch; with `past_done`, what was due before today is marked as done. What misses an owner
    is shown instead. Raises `Denied`, `NotADraft`."""
    tenant, row = await _draft(session, actor, number, change=True)
    today = tenant.today(now)
    try:
        found = await launching.launch(session, tenant, number, today, now, by=actor)
    except WithoutOwner:  # raised before anything is written
        return await unowned(session, actor, number, 0)
    marked = None
    if past_done:
        marked = await past.mark_done(session, tenant, number, today, now, by=actor.person_id)
    row.settings = {key: value for key, value in row.settings.items() if key != REVIEW}
    session.add(row)
    await session.flush()
    left = await past.open_codes(session, tenant.id, number, today)
    done = Done(
        number,
        found.milestones,
        found.assignments,
        found.ongoing,
        found.undated,
        marked,
        len(left),
    )
    return words.launched(done, actor.person_id, tenant.say)


async def unowned(session: AsyncSession, actor: Actor, number: int, page: int) -> Message:
    """A page, counted from 0, of the activities of nobody. Raises `Denied`, `NotADraft`."""
    tenant, row = await _draft(session, actor, number)
    rows = await draft_desk.unowned(session, tenant, row)
    return words.unowned(number, await _named(session, rows), page, actor.person_id, tenant.say)


async def _named(session: AsyncSession, rows: Sequence[ActivityRow]) -> list[Unowned]:
    parties = await owners.parties(session, [row.id or 0 for row in rows])
    return [
        Unowned(
            row.id or 0,
            row.code,
            row.title,
            tuple(party.name for party, _ in parties[row.id or 0]),
        )
        for row in rows
    ]


async def _activity(
    session: AsyncSession, actor: Actor, number: int, activity_id: int
) -> ActivityRow | None:
    """An activity of the draft; None for 0, which means all of nobody."""
    if activity_id == 0:
        return None
    row = await session.get(ActivityRow, activity_id)
    if row is None or (row.municipality_id, row.roadmap_id) != (actor.municipality_id, number):
        raise rights.deny(actor, "draft.assign", activity=activity_id)
    return row


async def choose(
    session: AsyncSession,
    actor: Actor,
    number: int,
    activity_id: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Whom to name for an activity, or (0) for all of nobody: a page of people, counted from 0; the
    next words in the chat look for a name. Raises `Denied`, `NotADraft`."""
    tenant, _ = await _draft(session, actor, number)
    row = await _activity(session, actor, number, activity_id)
    data = {"roadmap": number, "activity": activity_id}
    await conversations.remember(session, address, STEP, data, now)
    people = await draft_queries.people(session, tenant.id)
    return await _whom(session, actor, tenant, number, row, people, page)


async def _whom(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    number: int,
    row: ActivityRow | None,
    people: Sequence[tuple[int, str]],
    page: int,
) -> Message:
    one = (await _named(session, [row]))[0] if row is not None else None
    return words.whom(number, one, people, page, actor.person_id, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The beginning of a name, where it was asked who answers."""
    tenant, _ = await _draft(session, actor, asked["roadmap"])
    row = await _activity(session, actor, asked["roadmap"], asked["activity"])
    typed = fold(text)
    people = [
        one
        for one in await draft_queries.people(session, tenant.id)
        if fold(one[1]).startswith(typed)
    ]
    return await _whom(session, actor, tenant, asked["roadmap"], row, people, 0)


async def assign(
    session: AsyncSession,
    actor: Actor,
    number: int,
    activity_id: int,
    person_id: int,
    address: str,
    now: datetime,
) -> Message:
    """Name a person (0: the actor) for an activity, or (0) for all of nobody; who is left without
    anybody follows. Raises `Denied`, `NotADraft`."""
    tenant, row = await _draft(session, actor, number, change=True)
    one = await _activity(session, actor, number, activity_id)
    person = await session.get(PersonRow, person_id or actor.person_id)
    if person is None or person.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "draft.assign", to=person_id)
    orphans = await draft_desk.unowned(session, tenant, row)
    chosen = [each for each in orphans if one is None or each.id == one.id]
    for each in chosen:
        await _add(session, each, person)
    if chosen:
        rights.audit(
            session,
            actor,
            tenant.id,
            "draft.assigned",
            now,
            f"roadmap:{number}",
            person=person.id,
            codes=[each.code for each in chosen],
        )
        log.info("draft.assigned", roadmap=number, person=person.id, activities=len(chosen))
    await conversations.forget(session, address, STEP)
    await session.flush()
    return await unowned(session, actor, number, 0)


async def _add(session: AsyncSession, activity: ActivityRow, person: PersonRow) -> None:
    """The person performs the activity, after those who are in its row already."""
    party = await owners.party_of(session, activity.roadmap_id, person)
    rows = (await owners.parties(session, [activity.id or 0]))[activity.id or 0]
    for other, link in rows:
        if other.id == party.id:
            link.part = Part.PERFORMS
            session.add(link)
            return
    session.add(
        ActivityPartyRow(
            municipality_id=person.municipality_id,
            activity_id=activity.id or 0,
            party_id=party.id or 0,
            rank=max((link.rank + 1 for _, link in rows), default=0),
            part=Part.PERFORMS,
        )
    )
    await session.flush()
