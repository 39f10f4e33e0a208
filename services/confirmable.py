"""What a confirming document can be about: what its sender pointed at, else what lies nearest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.plan import Line
from roadmap.progress import FINISHED, OPEN, State
from services import municipalities, reporting, rights
from services.rights import Actor
from storage import evidence_queries, plan_queries

CHOICES = 8
MARKED = FINISHED | {State.WAITING_ACCEPTANCE}


@dataclass(frozen=True, slots=True)
class Target:
    """What a piece was sent about: the message replied to in a chat or mailbox, or the
    assignment that was asked about; both may be unknown."""

    address: str
    channel: Channel = Channel.TELEGRAM
    replies_to: str | None = None
    assignment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Lines to choose from, numbered as printed. `is_sure`: there is one, and its sender pointed
    at it, or at nothing."""

    lines: tuple[tuple[int, Line], ...]
    is_sure: bool


async def choose(session: AsyncSession, actor: Actor, target: Target, today: date) -> Choice:
    """What it can be about: the live lines of what the actor pointed at and has a right to, else
    what was marked done today and the nearest open ones of their own."""
    named = await _named(session, actor, target)
    allowed = [(n, i) for n, i in named if await may_see(session, actor, i)]
    lines = await plan_queries.lines(session, [i for _, i in allowed]) if allowed else {}
    live = [(n, lines[i]) for n, i in allowed if lines[i].state is not State.CALLED_OFF]
    found = live or await _nearest(session, actor, today)
    return Choice(tuple(found[:CHOICES]), len(found) == 1 and bool(live or not named))


async def _named(session: AsyncSession, actor: Actor, target: Target) -> list[tuple[int, int]]:
    """(printed number, assignment id) of what the sender has pointed at."""
    if target.assignment_id is not None:
        return [(1, target.assignment_id)]
    if target.replies_to is None:
        return []
    return await evidence_queries.lines_of_message(
        session, actor.municipality_id, target.channel, target.address, target.replies_to
    )


async def may_see(session: AsyncSession, actor: Actor, assignment_id: int) -> bool:
    """Whether an assignment is the actor's, or theirs to see to."""
    try:
        await rights.require_assignment(session, actor, assignment_id, "evidence.see")
    except rights.Denied:
        return False
    return True


async def _nearest(session: AsyncSession, actor: Actor, today: date) -> list[tuple[int, Line]]:
    own = {line.assignment_id: line for line in await reporting.own_lines(session, actor)}
    tenant = await municipalities.by_id(session, actor.municipality_id)
    marked = await evidence_queries.marked_since(
        session,
        [line.assignment_id for line in own.values() if line.state in MARKED],
        datetime.combine(today, time(), tenant.zone),
    )
    waiting = sorted((x for x in own.values() if x.state in OPEN), key=lambda x: (x.due, x.code))
    return list(enumerate([*(own[i] for i in marked), *waiting], start=1))
