"""The questions on the way to another date: the day, and for coordinators the grounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.extending import NUMBERED, Basis, CannotMove, Fault, Grounds, check, choices
from roadmap.progress import OPEN
from services import (
    conversations,
    extending,
    extension_news,
    extension_requests,
    municipalities,
    rights,
)
from services.rights import Actor
from storage import plan_queries
from views import extensions
from views.answers import plain
from views.discretion import public
from views.speech import speech

PAPER_STEP = "extension_paper"
REFUSAL_STEP = "extension_refusal"


async def begin(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    now: datetime,
    *,
    shown: date | None = None,
    extension_id: int = 0,
) -> Message:
    """«Move the date…»: to which day? With `shown` a calendar of that month.

    `extension_id` is the request that a coordinator decides. Raises `Denied`, `CannotMove`.
    """
    row = await rights.require_assignment(session, actor, assignment_id, "extension")
    if extension_id:
        await extending.request_of(session, actor, extension_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    if row.state not in OPEN:
        raise CannotMove(Fault.CLOSED)
    decides = await extending.decides(session, actor)
    days = await extending.allowed(session, tenant, line, now, decides=decides)
    if shown is not None:
        return extensions.ask_other_day(
            line, days, shown, actor.person_id, extension_id, tenant.say
        )
    offered = choices(line.due, tenant.today(now), days, tenant.calendar)
    return extensions.ask_day(line, offered, actor.person_id, extension_id, tenant.say)


async def chosen(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    day: date,
    address: str,
    now: datetime,
    *,
    extension_id: int = 0,
) -> Message:
    """A day was pressed: others ask for it and are asked why, coordinators are asked for the
    grounds. Raises `Denied`, `CannotMove`."""
    if not await extending.decides(session, actor):
        return await extension_requests.ask(session, actor, assignment_id, day, address, now)
    row = await rights.require_assignment(session, actor, assignment_id, extending.ACTION)
    if extension_id:
        await extending.request_of(session, actor, extension_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    days = await extending.allowed(session, tenant, line, now, decides=True)
    check(day, line.due, tenant.today(now), days, row.state)
    return extensions.ask_basis(line, day, actor.person_id, extension_id, tenant.say)


async def basis_chosen(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    day: date,
    basis: Basis | None,
    address: str,
    now: datetime,
    *,
    extension_id: int = 0,
) -> Message:
    """The grounds: an order or a letter is asked for its number, the rest moves the date now.

    Raises `Denied`, `CannotMove`.
    """
    if basis is None or basis not in NUMBERED:
        grounds = Grounds(basis)
        return await moved(session, actor, assignment_id, day, grounds, now, extension_id)
    await chosen(session, actor, assignment_id, day, address, now, extension_id=extension_id)
    remembered = {
        "assignment": assignment_id,
        "day": day.isoformat(),
        "basis": basis.value,
        "extension": extension_id,
    }
    await conversations.remember(session, address, PAPER_STEP, remembered, now)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    return extensions.ask_paper(line, day, basis, actor.person_id, extension_id, tenant.say)


async def moved(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    day: date,
    grounds: Grounds,
    now: datetime,
    extension_id: int,
    address: str = "",
) -> Message:
    """The date moves; what the coordinator who moved it is shown. Raises `Denied`, `CannotMove`."""
    done = await extending.move(
        session, actor, assignment_id, day, grounds, now, extension_id=extension_id
    )
    if address:
        await conversations.forget(session, address, PAPER_STEP)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    message = await extension_news.moved_words(
        session, tenant, actor, done.line, done.before, grounds
    )
    if done.before < tenant.today(now):
        return message
    return extensions.with_way_back(message, done.line, done.before, actor.person_id, tenant.say)


async def paper_heard(
    session: AsyncSession,
    actor: Actor,
    remembered: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The number and date of an order or letter, typed."""
    await conversations.forget(session, address, PAPER_STEP)
    grounds = Grounds(Basis(remembered["basis"]), text)
    day = date.fromisoformat(remembered["day"])
    extension_id = remembered["extension"]
    try:
        return await moved(
            session, actor, remembered["assignment"], day, grounds, now, extension_id
        )
    except CannotMove as error:  # nothing was written; the step must not stand for ever
        return public(plain(extensions.cannot_move(error, speech())))


async def ask_grounds(
    session: AsyncSession, actor: Actor, extension_id: int, address: str, now: datetime
) -> Message:
    """«Refuse»: why? Raises `Denied`, `CannotMove`."""
    row = await extending.request_of(session, actor, extension_id)
    await conversations.remember(session, address, REFUSAL_STEP, {"extension": extension_id}, now)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, row.assignment_id)
    return extensions.ask_grounds(line, row.proposed, actor.person_id, extension_id, tenant.say)


async def refused(
    session: AsyncSession,
    actor: Actor,
    extension_id: int,
    grounds: str,
    address: str,
    now: datetime,
) -> Message:
    """The request is refused, «» for no reason given. Raises `Denied`, `CannotMove`."""
    await conversations.forget(session, address, REFUSAL_STEP)
    row, line = await extending.refuse(session, actor, extension_id, grounds, now)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await extension_news.refused_words(session, tenant, line, row)


async def refusal_heard(
    session: AsyncSession,
    actor: Actor,
    remembered: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Why a request is refused, typed."""
    try:
        return await refused(session, actor, remembered["extension"], text, address, now)
    except CannotMove as error:
        return public(plain(extensions.cannot_move(error, speech())))
