"""What one line of a letter asks for, done by the services that a press in the chat uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Line
from roadmap.progress import Event, State
from roadmap.replies.words import Answer
from services import (
    acquainting,
    conversations,
    detailing,
    extension_requests,
    keeping,
    needing_help,
    reopening,
    reporting,
    snoozing,
)
from services.letter_mail import Refusal
from services.municipalities import Tenant
from services.rights import Actor
from storage import plan_queries
from views import letter_answers as words
from views.letter_answers import Outcome
from views.snoozing import Subject

log = structlog.get_logger()

NOT_YET = (State.DONE, State.WAITING_ACCEPTANCE)
PUT_OFF = timedelta(days=3)
"""For so long, where a letter does not say until when."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a letter asks for one line of a notice: `number` as printed, `on` the date of fact or
    the new date, `text` the rest. It `spares` what is marked done already where it was said of
    all lines.
    """

    number: int
    assignment_id: int
    answer: Answer
    on: date | None
    text: str
    spares: bool = False


async def fulfil(
    session: AsyncSession, tenant: Tenant, actor: Actor, wish: Wish, refusal: Refusal, now: datetime
) -> Outcome:
    """Do it, or say why not: what is refused undoes nothing else of the letter."""
    try:
        async with session.begin_nested():
            said = await _do(session, tenant, actor, wish, now)
    except reporting.ToBeFilled:
        line = await _line(session, wish)
        return Outcome(wish.number, line, words.to_be_filled(tenant.say), well=False, to_fill=True)
    except Exception as error:
        why = refusal(error, tenant.say)
        if why is None:
            raise
        log.info("letter.refused", assignment=wish.assignment_id, reason=type(error).__name__)
        line = await _line(session, wish)
        return Outcome(wish.number, line, why, well=False)
    return Outcome(wish.number, await _line(session, wish), said)


async def _line(session: AsyncSession, wish: Wish) -> Line:
    return (await plan_queries.lines(session, [wish.assignment_id]))[wish.assignment_id]


async def _do(
    session: AsyncSession, tenant: Tenant, actor: Actor, wish: Wish, now: datetime
) -> str:
    address, say = actor.origin, tenant.say  # a letter is a conversation of its own
    if wish.spares and wish.answer.event is not None:
        before = await _line(session, wish)
        if before.state in NOT_YET:
            return words.marked(before, say, changed=False)
    match wish.answer:
        case Answer.DONE | Answer.PARTLY | Answer.IN_PROGRESS:
            return await _mark(session, tenant, actor, wish, now)
        case Answer.NEED_HELP:
            await _mark(session, tenant, actor, replace(wish, text=""), now)
            more = replace(actor, origin=f"{actor.origin}/words")
            await needing_help.explain(session, more, wish.assignment_id, address, wish.text, now)
            return words.help_asked(say)
        case Answer.MOVE:
            return await _ask_to_move(session, tenant, actor, wish, now)
        case Answer.NOT_MINE:
            await acquainting.object_to(session, actor, wish.assignment_id, address, now)
            step = await conversations.standing(session, address)
            if step is not None:
                await acquainting.heard(session, actor, step.data, address, wish.text, now)
            return words.objected(say)
        case Answer.SEEN:
            line = await _line(session, wish)
            fresh = await acquainting.read(session, actor, line.roadmap_id, now)
            return words.acquainted(say, fresh=fresh)
        case Answer.LATER:
            day = wish.on or tenant.today(now) + PUT_OFF
            subject = Subject(wish.assignment_id, is_whole=False)
            await snoozing.put_off(session, actor, subject, day, now)
            until = (await _line(session, wish)).snoozed_until
            return words.put_off(until or day, say)


async def _mark(
    session: AsyncSession, tenant: Tenant, actor: Actor, wish: Wish, now: datetime
) -> str:
    """A mark; one made before is opened again or dated anew, so that a letter can correct it."""
    event = Event(wish.answer.value)
    before = await _line(session, wish)
    if event is Event.DONE and before.state in NOT_YET and wish.on not in (None, before.fact_on):
        assert wish.on is not None  # noqa: S101 - just looked
        line = await detailing.date_fact(session, actor, wish.assignment_id, wish.on, now)
        return words.marked(line, tenant.say, changed=True)
    opened = event is not Event.DONE and before.state in NOT_YET
    if opened:
        opening = replace(actor, origin=f"{actor.origin}/open")
        asked = {"assignment": wish.assignment_id}
        reason = wish.text or tenant.say.gettext("corrected by letter")
        await reopening.reopen_heard(session, opening, asked, actor.origin, reason, now)
    done = await reporting.report(
        session,
        actor,
        wish.assignment_id,
        event,
        now,
        text=wish.text[: keeping.TEXT_CHARS],
        fact_on=wish.on if event is Event.DONE else None,
    )
    said = words.marked(done.line, tenant.say, changed=done.changed or opened)
    if event is Event.NEED_HELP or not wish.text:
        return said
    paper = await _paper(session, tenant, actor, wish, now)
    return words.with_paper(said, paper, tenant.say) if paper else said


async def _paper(
    session: AsyncSession, tenant: Tenant, actor: Actor, wish: Wish, now: datetime
) -> str:
    """A link or the requisites of a paper among the words confirm the mark; its name, or «»."""
    by = replace(actor, origin=f"{actor.origin}/paper")
    kept = await keeping.keep_words(session, tenant, by, wish.text, now, anywhere=True)
    if kept is None:
        return ""
    await keeping.link(session, tenant, [kept.row], wish.assignment_id, now)
    return kept.row.name


async def _ask_to_move(
    session: AsyncSession, tenant: Tenant, actor: Actor, wish: Wish, now: datetime
) -> str:
    assert wish.on is not None  # noqa: S101 - the caller looked
    address = actor.origin
    await extension_requests.ask(session, actor, wish.assignment_id, wish.on, address, now)
    step = await conversations.standing(session, address)
    if step is not None and wish.text:
        await extension_requests.heard(session, actor, step.data, address, wish.text, now)
    await conversations.forget(session, address)
    return words.asked_to_move(wish.on, tenant.say)
