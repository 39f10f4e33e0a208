"""Telling whoever answers for an assignment: the person, the stand-in, or the organisation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services.municipalities import Tenant
from services.situations import Reader, Situation, reader, situation
from services.working_hours import wait_until
from storage import outbox, work_queries
from storage.tables import NoticeItemRow, NoticeKind, NoticeRow, Urgency
from storage.work_queries import Work


@dataclass(frozen=True, slots=True)
class Owner:
    """An assignment's owner as of a moment: `to` is who reads, None when no way leads there."""

    work: Work
    situation: Situation
    to: Reader | None


async def owner(session: AsyncSession, tenant: Tenant, assignment_id: int, now: datetime) -> Owner:
    """Who reads about an assignment now."""
    work = (await work_queries.work(session, [assignment_id]))[assignment_id]
    known = await situation(session, tenant, [work], now)
    return Owner(work, known, reader(work, known, tenant.today(now)))


async def write(
    session: AsyncSession,
    tenant: Tenant,
    to: Reader,
    kind: NoticeKind,
    message: Message,
    cause: str,
    now: datetime,
    *,
    ways: Sequence[tuple[Channel, str]] | None = None,
    about: Collection[int] = (),
    expires_at: datetime | None = None,
    urgency: Urgency = Urgency.ALERT,
) -> list[int]:
    """One message by every way of the reader (or by `ways`), in working hours, once for each
    `cause`; `about` are the assignments it shows. The ids stored: none when it was told before."""
    stored = []
    for channel, address in to.ways if ways is None else ways:
        notice_id = await outbox.add(
            session,
            NoticeRow(
                municipality_id=tenant.id,
                person_id=to.person_id,
                organization_id=to.organization_id,
                channel=channel,
                address=address,
                kind=kind,
                urgency=urgency,
                dedup_key=f"{cause}:{channel}",
                message=message.to_data(),
                not_before=wait_until(tenant, now, school=to.school) or now,
                expires_at=expires_at,
                created_at=now,
            ),
        )
        if notice_id is None:
            continue
        stored.append(notice_id)
        await outbox.add_items(session, items(tenant, notice_id, about))
    await session.flush()
    return stored


def items(tenant: Tenant, notice_id: int, about: Collection[int]) -> list[NoticeItemRow]:
    """The numbered lines of a notice, by their assignments in order."""
    return [
        NoticeItemRow(
            notice_id=notice_id,
            assignment_id=assignment_id,
            municipality_id=tenant.id,
            line=line,
        )
        for line, assignment_id in enumerate(about, start=1)
    ]
