"""When a state changes, what was said about it changes too: waiting notices and sent messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.progress import OPEN
from services.municipalities import Tenant
from storage import outbox, plan_queries
from storage.tables import NoticeItemRow, NoticeKind, NoticeRow, NoticeState
from views import cards, reminders

LIVE = (NoticeState.PLANNED, NoticeState.SENDING, NoticeState.SENT)
SHOWS_STATE = (NoticeKind.REMINDER, NoticeKind.CARD)

_about = select(NoticeItemRow.notice_id).where(
    col(NoticeItemRow.assignment_id).in_(sa.bindparam("assignment_ids", expanding=True))
)
_showing = (
    select(NoticeRow)
    .where(
        col(NoticeRow.id).in_(_about),
        col(NoticeRow.kind).in_(SHOWS_STATE),
        col(NoticeRow.state).in_(LIVE),
    )
    .order_by(col(NoticeRow.id))
    .with_for_update()  # or a courier elsewhere takes it while it is worded anew
)


async def refresh(
    session: AsyncSession, tenant: Tenant, assignment_ids: Collection[int], now: datetime
) -> None:
    """Re-word what waits (or withdraw it when nothing is left), edit what was sent."""
    notices = await session.exec(_showing, params={"assignment_ids": list(assignment_ids)})
    for notice in notices.all():
        if notice.channel is Channel.EMAIL and notice.state is not NoticeState.PLANNED:
            continue  # a letter that has gone cannot be changed
        message, anything_open = await word(session, tenant, notice, now)
        if notice.state is NoticeState.PLANNED:
            if not anything_open and notice.kind is NoticeKind.REMINDER:
                await outbox.withdraw(session, notice.id or 0, now)
            else:
                notice.message = message.to_data()
                session.add(notice)
        else:
            await outbox.edit(session, notice, message, now)
    await session.flush()


async def word(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, now: datetime
) -> tuple[Message, bool]:
    """What a notice says today, and whether anything in it is still open."""
    items = (
        await session.exec(
            select(NoticeItemRow)
            .where(NoticeItemRow.notice_id == notice.id)
            .order_by(col(NoticeItemRow.line))
        )
    ).all()
    today, person_id = tenant.today(now), notice.person_id or 0
    if notice.kind is NoticeKind.CARD:
        line = await plan_queries.full_line(session, items[0].assignment_id)
        return cards.card(line, person_id, today, tenant.calendar, tenant.say), line.state in OPEN
    lines = await plan_queries.lines(session, [item.assignment_id for item in items])
    numbered = [(item.line, lines[item.assignment_id]) for item in items]
    shown = numbered[: tenant.policy.lines]
    message = reminders.reminder(
        shown,
        person_id,
        today,
        tenant.calendar,
        tenant.say,
        hidden=sum(line.state in OPEN for _, line in numbered[tenant.policy.lines :]),
    )
    return message, any(line.state in OPEN for _, line in numbered)
