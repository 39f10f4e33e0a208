"""«Срок…»: another deadline, typed in words, understood, confirmed on some grounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import Rule, rule_to_data
from roadmap.deadlines.wording import russian
from roadmap.extending import NUMBERED, Basis, CannotMove, Grounds
from roadmap.redating import differing, with_year
from services import (
    conversations,
    editing,
)
from services.deadline_changes import check_move, days_open, only_date, open_dates, proposed, settle
from services.rights import Actor
from views import editing_deadline as words
from views.answers import plain
from views.discretion import public
from views.extensions import cannot_move

ASKED, SURE, PAPER = "redate", "sure_to_redate", "redate_paper"
TEXT_CHARS = 300
ACTION = "redate"


class NotTyped(Exception):
    """The words of the deadline are not known any more."""


async def ask(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    address: str,
    now: datetime,
    shown: date | None = None,
) -> Message:
    """Which deadline? In words, or with `shown` by a calendar of that month.

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    await conversations.remember(session, address, ASKED, {"activity": activity_id}, now)
    subject, today = await editing.subject(session, found), found.tenant.today(now)
    say = found.tenant.say
    if shown is not None:
        last = max(found.roadmap.period_end, today)
        return words.ask_day(subject, shown, today, last, actor.person_id, say)
    dates = await open_dates(session, found)
    several = words.several([(a.id or 0, m.extended_to or m.due) for a, m in dates])
    return words.ask(subject, several, today, actor.person_id, say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The deadline in words, or other words: what they mean, and on what grounds?

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, asked["activity"], ACTION)
    text = " ".join(text.split())[:TEXT_CHARS]
    proposal = await proposed(session, found, text, now)
    subject, say = await editing.subject(session, found), found.tenant.say
    if not proposal.is_read:
        return words.not_understood(subject, text, say)
    only = await only_date(session, found, proposal)
    if only is None and not proposal.dates and not _undated(proposal.rule):
        return words.outside(subject, found.period, say)
    if only is not None and proposal.moves is not None:
        try:
            await check_move(session, found, only[0], proposal.moves, now)
        except CannotMove as error:
            return public(plain(cannot_move(error, say)))
    if proposal.years:
        data = {"activity": found.id, "yearless": text}
        await conversations.remember(session, address, ASKED, data, now)
        return words.ask_year(subject, text, proposal.years, actor.person_id, say)
    data = {"activity": found.id, "text": text}
    await conversations.remember(session, address, SURE, data, now)
    return words.sure(
        subject,
        words.Understood(
            russian(proposal.rule),
            proposal.days,
            proposal.past,
            *differing(await days_open(session, found), proposal.dates),
            proposal.question,
        ),
        actor.person_id,
        say,
    )


async def in_year(
    session: AsyncSession, actor: Actor, activity_id: int, year: int, address: str, now: datetime
) -> Message:
    """The year of a day typed without one, 0 for every year: the same as typing it.

    Raises `Denied`, `NotEditable`, `NotTyped`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    known = await conversations.standing(session, address)
    if known is None or known.step != ASKED or known.data["activity"] != activity_id:
        raise NotTyped
    if "yearless" not in known.data:
        raise NotTyped
    typed = with_year(known.data["yearless"], year, found.period)
    return await heard(session, actor, {"activity": activity_id}, address, typed, now)


def _undated(rule: Rule) -> bool:
    return rule_to_data(rule)["rule"] in ("ongoing", "external")


async def on(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    basis: Basis | None,
    address: str,
    now: datetime,
    *,
    numberless: bool = False,
) -> Message:
    """The grounds were pressed: a paper is asked for its number, the rest changes the deadline.

    Raises `Denied`, `NotEditable`, `NotTyped`, `CannotMove`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    known = await conversations.standing(session, address)
    steps = (SURE, PAPER)
    if known is None or known.step not in steps or known.data["activity"] != activity_id:
        raise NotTyped
    text: str = known.data["text"]
    if basis is None or basis not in NUMBERED or numberless:
        await conversations.forget(session, address)
        return await settle(session, actor, found, text, Grounds(basis), now)
    data = {"activity": activity_id, "text": text, "basis": basis.value}
    await conversations.remember(session, address, PAPER, data, now)
    subject = await editing.subject(session, found)
    return words.ask_paper(subject, basis, actor.person_id, found.tenant.say)


async def paper_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The number and date of the order or letter, typed. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, asked["activity"], ACTION)
    await conversations.forget(session, address, PAPER)
    grounds = Grounds(Basis(asked["basis"]), text)
    try:
        return await settle(session, actor, found, asked["text"], grounds, now)
    except CannotMove as error:  # nothing was written; the step must not stand for ever
        return public(plain(cannot_move(error, found.tenant.say)))
