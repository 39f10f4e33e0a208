"""«На проверке»: what waits to be accepted, one after another, with the files to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.progress import REPORTS
from services import accepting, conversations, municipalities, review_lists, rights
from services.accepting import NothingToAccept
from services.municipalities import Tenant
from services.rights import Actor
from storage import (
    asking_queries,
    evidence_queries,
    people_queries,
    plan_queries,
    review_queries,
)
from storage.tables import Role
from views import review_queue as words

STEP = "queue_remark"
FILES = 10


@dataclass(frozen=True, slots=True)
class Passed:
    """After a decision: what became of the one, and the next."""

    verdict: Message
    next: Message


async def waiting(session: AsyncSession, tenant: Tenant, reader: int) -> list[int]:
    """The assignments that the coordinator `reader` may accept, in order."""
    found = await asking_queries.under_review(session, tenant.id)
    offices = await people_queries.organizations_of(session, tenant.id, reader)
    said = await review_queries.last_said(session, [number for number, _, _ in found], *REPORTS)
    return [
        number
        for number, person, office in found
        if person != reader
        and office not in offices
        and (number not in said or said[number].person_id != reader)
    ]


async def shown(session: AsyncSession, actor: Actor, after: int, before: str = "") -> Message:
    """The first that waits after the assignment `after` (0: from the beginning); `before` is what
    was just done. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="review_queue")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    ids = await waiting(session, tenant, actor.person_id)
    number = next((one for one in ids if one > after), None)
    if number is None:
        return words.over(len(ids), before, actor.person_id, tenant.say)
    return await _card(session, tenant, actor, ids, number, before)


async def _card(
    session: AsyncSession, tenant: Tenant, actor: Actor, ids: list[int], number: int, before: str
) -> Message:
    (line,) = (await plan_queries.lines(session, [number])).values()
    ((_, one),) = await review_lists.values(session, [(ids.index(number) + 1, line)])
    pieces = await evidence_queries.of_assignment(session, number)
    files = [
        Attachment(piece.row.sha256, piece.row.name, piece.row.mime)
        for piece in pieces
        if piece.row.sha256 is not None
    ]
    place = words.Place(ids.index(number) + 1, len(ids))
    return words.card(
        one, place, files[-FILES:], before, actor.person_id, tenant.calendar, tenant.say
    )


async def accept(session: AsyncSession, actor: Actor, assignment_id: int, now: datetime) -> Passed:
    """«Принять», and the next; what somebody else decided meanwhile is said and passed by.

    Raises `Denied`, `OwnReview`.
    """
    tenant = await municipalities.by_id(session, actor.municipality_id)
    try:
        accepted = await accepting.accept(session, actor, assignment_id, now)
    except NothingToAccept:
        (line,) = (await plan_queries.lines(session, [assignment_id])).values()
        before = words.decided_meanwhile(line, tenant.say)
    else:
        before = words.accepted(accepted.line, tenant.say)
        if not accepted.changed:
            before = words.decided_meanwhile(accepted.line, tenant.say)
    following = await shown(session, actor, assignment_id, before)
    return Passed(words.verdict(before), following)


async def ask_remark(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """«На доработку…»: asks in the chat at `address` what is missing.

    Raises `Denied`, `OwnReview`, `NothingToAccept`.
    """
    message = await accepting.ask_remark(session, actor, assignment_id, address, now)
    await conversations.remember(session, address, STEP, {"assignment": assignment_id}, now)
    return message


async def remark_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The remark: it goes back to its owner, and the next is shown. Raises as `ask_remark`."""
    await accepting.remark_heard(session, actor, asked, address, text, now)
    await conversations.forget(session, address, STEP)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    (line,) = (await plan_queries.lines(session, [asked["assignment"]])).values()
    before = words.returned(line, tenant.say)
    return await shown(session, actor, asked["assignment"], before)
