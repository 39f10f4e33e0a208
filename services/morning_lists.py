"""A coordinator's morning message worded anew: their own lines, what needs them, who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from services import round_counts
from services.municipalities import Tenant
from storage import absence_queries, people_queries, plan_queries
from storage.tables import NoticeRow, Role
from views import mornings
from views.actions import Verb, unpack

Numbered = list[tuple[int, Line]]


async def parted(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, numbered: Numbered, now: datetime
) -> tuple[Numbered, Numbered]:
    """The lines of a reminder that are its reader's own, and those of a coordinator's lists.

    What was said of a line tells which it was: one's own is marked, another's is decided about.
    Where its button is gone by now, it is one's own if it is the reader's to answer.
    """
    said = _said(Message.from_data(notice.message))
    unsaid = [line for _, line in numbered if line.assignment_id not in said]
    listed = {i for i, is_own in said.items() if not is_own}
    listed |= await _of_others(session, tenant, notice.person_id, unsaid, now)
    own = [(n, line) for n, line in numbered if line.assignment_id not in listed]
    if not listed:
        return own, []
    plain = await plan_queries.lines(session, listed)  # not as somebody who stands in reads them
    plain = await round_counts.counted(session, tenant.id, plain)
    others = [(n, line.assignment_id) for n, line in numbered if line.assignment_id in listed]
    return own, [(n, plain[i]) for n, i in others]


def _said(message: Message) -> dict[int, bool]:
    """The assignments that buttons name: whether to answer oneself."""
    found: dict[int, bool] = {}
    for row in message.buttons:
        for button in row:
            action = unpack(button.action)
            if action is not None and action.verb in (Verb.DONE, Verb.FILL, Verb.CARD, Verb.DESK):
                found[action.ids[0]] = action.verb is not Verb.DESK
    return found


async def _of_others(
    session: AsyncSession,
    tenant: Tenant,
    reader: int | None,
    lines: Sequence[Line],
    now: datetime,
) -> set[int]:
    """Which of these are not the reader's to answer; nobody but coordinators reads such lines."""
    others = [line for line in lines if line.person_id != reader]
    if reader is None or not others:
        return set()
    if Role.COORDINATOR not in await people_queries.roles_of(session, tenant.id, reader):
        return set()
    offices = await people_queries.organizations_of(session, tenant.id, reader)
    behind = await absence_queries.stood_in_for(session, tenant.id, reader, tenant.today(now))
    return {
        line.assignment_id
        for line in others
        if line.organization_id not in offices
        and line.person_id not in behind.people
        and line.organization_id not in behind.organizations
    }


def worded(
    tenant: Tenant, notice: NoticeRow, own: Numbered, listed: Numbered, today: date
) -> tuple[Message, bool]:
    """The message as it reads on a local day, and whether anything on it waits.

    On the lists stand what was due before the message went, or asks for help, and then what its
    owners were silent about on the eve.
    """
    went_on = tenant.today(notice.created_at)
    handed = [(n, line) for n, line in listed if line.needs_coordinator or line.due < went_on]
    silent = [pair for pair in listed if pair not in handed]
    message = mornings.morning(
        own,
        handed,
        silent,
        notice.person_id or 0,
        today,
        tenant.calendar,
        tenant.say,
        limit=tenant.lines_by(notice.channel),
    )
    waits = any(line.state in OPEN for _, line in (*own, *silent))
    return message, waits or any(line.needs_coordinator for _, line in handed)
