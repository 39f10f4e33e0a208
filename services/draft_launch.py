"""Launching a draft from the chat: what it will do, and the launch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.drafting_steps import questions
from services import (
    draft_desk,
    draft_naming,
    draft_preview,
    launching,
    past,
    stored_plans,
)
from services.draft_desk import REVIEW, draft_of
from services.draft_preview import Imagined
from services.launching import WithoutOwner
from services.planned import Planned
from services.rights import Actor
from services.situations import reader
from storage.tables import (
    NoticeKind,
)
from views import drafts_launch as words
from views.drafts_launch import Done, Forecast

log = structlog.get_logger()


async def ask(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """What a launch now would do. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.launch")
    one = await draft_desk.opened(session, tenant, row)
    imagined = await draft_preview.imagine(session, tenant, row, now)
    today = tenant.today(now)
    lists, by_letter = _lists(draft_preview.month_of(tenant, imagined, now), imagined)
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
        today,
        lists,
        by_letter,
        _unreached(imagined, today),
        imagined.past(today),
        len(undated),
        len(questions(one.plan.activities, one.apart)),
        len(one.unowned),
    )
    return words.confirm(forecast, actor.person_id, tenant.say, tenant.zone)


def _lists(
    sent: Sequence[tuple[datetime, Planned]], imagined: Imagined
) -> tuple[list[tuple[datetime, int]], int]:
    """When the lists on launch go out and to how many who can be reached already, and how many of
    these read letters only."""
    counts: Counter[datetime] = Counter()
    letters = 0
    for at, planned in sent:
        ways = _ways(planned, imagined)
        if planned.kind is NoticeKind.APPOINTMENT and ways:
            counts[at] += 1
            letters += Channel.TELEGRAM not in ways
    return sorted(counts.items()), letters


def _ways(planned: Planned, imagined: Imagined) -> list[Channel]:
    """How a reader can be reached in earnest."""
    if planned.person_id is None:
        return [channel for channel, _ in planned.ways]
    return [channel for channel, _ in imagined.base.reach[planned.person_id].ways]


def _unreached(imagined: Imagined, today: date) -> list[str]:
    """The names of those whose list reaches nobody yet."""
    first = [named.work[0] for named in imagined.named]
    return [
        imagined.base.lines[work.assignment_id].owner
        for work in first
        if reader(work, imagined.base, today) is None
    ]


async def launch(
    session: AsyncSession, actor: Actor, number: int, now: datetime, *, past_done: bool
) -> Message:
    """Launch; with `past_done`, what was due before today is marked as done. What misses an owner
    is shown instead. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.launch", change=True)
    today = tenant.today(now)
    try:
        found = await launching.launch(session, tenant, number, today, now, by=actor)
    except WithoutOwner:  # raised before anything is written
        return await draft_naming.unowned(session, actor, number, 0)
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
