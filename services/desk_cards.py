"""What the coordinator's desk shows of one assignment, read and worded."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import OPEN, State
from services import acceptors, closing_counts, owners_told
from services.municipalities import Tenant
from services.owners_told import Owner
from services.situations import asked
from storage import contact_queries, plan_queries
from storage.tables import AssignmentRow
from views import desk
from views.desk import Desk


async def worded(
    session: AsyncSession, tenant: Tenant, assignment_id: int, reader: int, now: datetime
) -> tuple[Message, bool]:
    """The card for the coordinator `reader`, and whether anything is to be done yet."""
    found = await facts(session, tenant, assignment_id, reader, now)
    message = desk.card(found, reader, tenant.today(now), tenant.calendar, tenant.say)
    return message, found.line.state in (*OPEN, State.WAITING_ACCEPTANCE)


async def facts(
    session: AsyncSession, tenant: Tenant, assignment_id: int, reader: int, now: datetime
) -> Desk:
    """Everything that the card is made from."""
    row = await session.get_one(AssignmentRow, assignment_id)
    owner = await owners_told.owner(session, tenant, assignment_id, now)
    offices = await contact_queries.offices(session, tenant.id, [row.person_id or 0])
    return Desk(
        line=await plan_queries.full_line(session, assignment_id),
        office=offices.get(row.person_id or 0, ""),
        people=await _people(session, tenant, owner),
        silent=row.silent,
        reachable=owner.to is not None,
        is_own=row.person_id == reader,
        tally=await closing_counts.counted(session, assignment_id),
        may_accept=row.state is State.WAITING_ACCEPTANCE
        and reader in await acceptors.allowed(session, tenant, row),
    )


async def _people(session: AsyncSession, tenant: Tenant, owner: Owner) -> tuple[desk.Contact, ...]:
    """Whom to call: the person, or those of the organisation with its own number first."""
    work = owner.work
    ids = list(asked(work, owner.situation))
    found = await contact_queries.people(session, tenant.id, ids)
    if work.organization_id is not None:
        found = [await contact_queries.office(session, tenant.id, work.organization_id), *found]
    return tuple(desk.Contact(one.name, one.phone, one.email) for one in found)
