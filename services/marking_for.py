"""«Отметить за…»: what owners told or wrote on paper, for one activity or for all that they owe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.calling import Who
from roadmap.plan import Line
from roadmap.progress import OPEN, Event, Impossible, State
from services import calling, conversations, rights
from services.calling import Owner
from services.desk import LOOKS_BACK
from services.reporting import FactAhead, report
from services.rights import Actor
from storage import plan_queries
from storage.tables import BY_LETTER, BY_WORD, AssignmentRow
from views import marking_for as words
from views.marking_for import Deed

log = structlog.get_logger()

STEP = "mark_for_words"
TEXT_CHARS = 1000
BEFORE_DUE = timedelta(days=60)
"""So much earlier than it was due it may have been done, however late it is marked."""
VIA = {words.WORD: BY_WORD, words.LETTER: BY_LETTER}
EVENTS = {
    words.DONE: Event.DONE,
    words.PARTLY: Event.PARTLY,
    words.IN_PROGRESS: Event.IN_PROGRESS,
    words.HELP: Event.NEED_HELP,
}


async def ask_how(
    session: AsyncSession, actor: Actor, who: Who, assignment_id: int, now: datetime
) -> Message:
    """By word of mouth, or by letter? `assignment_id` 0 is all that they owe.

    Raises `Denied`, `calling.NobodyToCall`.
    """
    owner, lines = await _meant(session, actor, who, assignment_id, now)
    today, say = owner.tenant.today(now), owner.tenant.say
    return words.ask_how(who, owner.name, lines, assignment_id, today, actor.person_id, say)


async def ask_when(
    session: AsyncSession,
    actor: Actor,
    deed: Deed,
    now: datetime,
    *,
    month: date | None = None,
) -> Message:
    """How it stands and, for what is done, on which day; with `month` a calendar of it.

    Raises as `ask_how`.
    """
    owner, lines = await _meant(session, actor, deed.who, deed.assignment_id, now)
    today = owner.tenant.today(now)
    if month is None:
        return words.ask_when(deed, lines, today, actor.person_id, owner.tenant.say)
    span = (_earliest(lines, today), today)
    return words.ask_day(deed, lines, month, span, actor.person_id, owner.tenant.say)


async def preview(
    session: AsyncSession, actor: Actor, deed: Deed, address: str, now: datetime
) -> Message:
    """What would be written down; the sentence about it is waited for in the chat at `address`.

    Raises as `ask_how`, and `FactAhead`.
    """
    owner, lines = await _meant(session, actor, deed.who, deed.assignment_id, now)
    _check(deed, owner, lines, actor, now)
    await conversations.remember(session, address, STEP, words.to_data(deed), now)
    today, say = owner.tenant.today(now), owner.tenant.say
    return words.preview(deed, owner.name, lines, today, actor.person_id, say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The sentence: it is written down with the mark. Raises as `preview`."""
    return await mark(session, actor, words.from_data(asked), address, now, text)


async def mark(
    session: AsyncSession, actor: Actor, deed: Deed, address: str, now: datetime, text: str = ""
) -> Message:
    """Write it down for everything meant that is still open, each once for an `actor.origin`.

    Raises as `preview`, `Impossible` where nothing is open any more.
    """
    owner, lines = await _meant(session, actor, deed.who, deed.assignment_id, now)
    _check(deed, owner, lines, actor, now)
    await conversations.forget(session, address, STEP)
    event, said = EVENTS[deed.what], text.strip()[:TEXT_CHARS]
    marked = []
    for line in lines:
        after = await _mark_one(session, actor, owner, deed, line, event, said, now)
        if after is not None:
            marked.append(after)
    if not marked:
        raise Impossible(State.DONE, event)
    log.info("report.marked_for", person=actor.person_id, n=len(marked), via=VIA[deed.via])
    return words.marked(deed, owner.name, marked, said, actor.person_id, owner.tenant.say)


async def _mark_one(
    session: AsyncSession,
    actor: Actor,
    owner: Owner,
    deed: Deed,
    line: Line,
    event: Event,
    text: str,
    now: datetime,
) -> Line | None:
    """The line afterwards; None where it is open no more: a lead's mark may have closed it."""
    number = line.assignment_id
    row = await session.get(AssignmentRow, number, populate_existing=True)
    if row is None or row.state not in OPEN:
        return None
    own = await rights.is_own(session, actor, row)
    via = actor.via if own else VIA[deed.via]
    by = replace(actor, via=via, origin=f"{actor.origin}/{number}")
    reported = await report(session, by, number, event, now, text=text, fact_on=deed.on)
    rights.audit(
        session,
        actor,
        owner.tenant.id,
        f"report.{VIA[deed.via]}",
        now,
        f"assignment:{number}",
        event=event.value,
        before=line.state.value,
        after=reported.line.state.value,
        fact_on=deed.on.isoformat() if deed.on else None,
    )
    return reported.line


def _earliest(lines: Sequence[Line], today: date) -> date:
    """The first day on which it can have been done."""
    return min(today - LOOKS_BACK, min(line.due for line in lines) - BEFORE_DUE)


def _check(deed: Deed, owner: Owner, lines: Sequence[Line], actor: Actor, now: datetime) -> None:
    if deed.via not in VIA or deed.what not in EVENTS:
        raise rights.deny(actor, "mark_for", via=deed.via, what=deed.what)
    today = owner.tenant.today(now)
    if deed.on is not None and deed.on > today:
        raise FactAhead(deed.on)
    if deed.on is not None and deed.on < _earliest(lines, today):
        raise rights.deny(actor, "mark_for", day=deed.on.isoformat())


async def _meant(
    session: AsyncSession, actor: Actor, who: Who, assignment_id: int, now: datetime
) -> tuple[Owner, Sequence[Line]]:
    """The owner, and what is marked of theirs."""
    owner = await calling.owner_of(session, actor, who, now, "mark_for")
    if not assignment_id:
        if not owner.owed:
            raise calling.NobodyToCall
        return owner, await calling.lines_of(session, owner)
    row = await rights.require_assignment(session, actor, assignment_id, "mark_for")
    if (row.person_id, row.organization_id) != who:
        raise rights.deny(actor, "mark_for", assignment=assignment_id)
    if row.state not in OPEN:
        raise Impossible(row.state, Event.DONE)
    return owner, list((await plan_queries.lines(session, [assignment_id])).values())
