"""Lists of requests worded anew: what waits for a word, and what somebody was named for."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from services import extension_lists, review_lists
from services.municipalities import Tenant
from storage.tables import (
    AppointmentRow,
    Decision,
    NoticeKind,
    NoticeRow,
    Objecting,
    ObjectionRow,
    PersonRow,
)
from views import appointments


async def worded(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, numbered: list[tuple[int, Line]]
) -> tuple[Message, bool]:
    """What waits for somebody's word, and what somebody was named for."""
    person_id = notice.person_id or 0
    if notice.kind is NoticeKind.OBJECTION:
        return await objections(session, tenant, person_id, numbered), True
    if notice.kind is NoticeKind.EXTENSION:
        return await extension_lists.worded(session, tenant, person_id, numbered)
    if notice.kind is NoticeKind.REVIEW:
        return await review_lists.worded(session, tenant, person_id, numbered)
    return await _appointment(session, tenant, notice, numbered), True


async def _appointment(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, numbered: list[tuple[int, Line]]
) -> Message:
    told = await session.exec(select(AppointmentRow).where(AppointmentRow.notice_id == notice.id))
    read = [row.read_at for row in told if row.read_at is not None]
    waiting = await session.exec(
        select(ObjectionRow.assignment_id).where(
            col(ObjectionRow.assignment_id).in_([line.assignment_id for _, line in numbered]),
            ObjectionRow.decision == Decision.WAITING,
            ObjectionRow.kind == Objecting.NOT_MINE,
        )
    )
    return appointments.appointment(
        numbered[: tenant.lines_by(notice.channel)],
        notice.person_id or 0,
        tenant.say,
        hidden=max(0, len(numbered) - tenant.lines_by(notice.channel)),
        read_on=tenant.today(min(read)) if read else None,
        objected=set(waiting),
    )


async def objections(
    session: AsyncSession, tenant: Tenant, person_id: int, numbered: list[tuple[int, Line]]
) -> Message:
    """The last request about each assignment."""
    found = await session.exec(
        select(ObjectionRow, PersonRow.full_name)
        .join(PersonRow, col(PersonRow.id) == col(ObjectionRow.person_id))
        .where(col(ObjectionRow.assignment_id).in_([line.assignment_id for _, line in numbered]))
        .order_by(col(ObjectionRow.id))
    )
    last = {row.assignment_id: (row, name) for row, name in found}
    asked = []
    for number, line in numbered:
        row, name = last[line.assignment_id]
        taken = None if row.decision is Decision.WAITING else row.decision is Decision.TAKEN
        relevant = row.kind is Objecting.NOT_MINE
        one = appointments.Objection(row.id or 0, line, name, row.reason, taken, relevant)
        asked.append((number, one))
    return appointments.objections(asked, person_id, tenant.say)
