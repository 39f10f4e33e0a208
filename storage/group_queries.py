"""Groups that are bound to a municipality, and the notices that their members can do without."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import (
    REMINDERS,
    GroupChatRow,
    GroupState,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
)

MORNING = (
    *REMINDERS,
    NoticeKind.HANDOVER,
    NoticeKind.ALERT,
    NoticeKind.APPOINTMENT,
    NoticeKind.DIGEST,
    NoticeKind.WEEKLY,
)


@dataclass(frozen=True, slots=True)
class Running:
    """A roadmap that a group may hear of."""

    id: int
    title: str


async def of_chat(
    session: AsyncSession, chat_id: int, *, lock: bool = False
) -> GroupChatRow | None:
    """The binding of a chat of the messenger, also one that is gone."""
    statement = select(GroupChatRow).where(GroupChatRow.chat_id == chat_id)
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def of_municipality(
    session: AsyncSession, municipality_id: int, *, only_bound: bool = False
) -> list[GroupChatRow]:
    """Its groups, the first bound first."""
    statement = (
        select(GroupChatRow)
        .where(GroupChatRow.municipality_id == municipality_id)
        .order_by(col(GroupChatRow.id))
    )
    if only_bound:
        statement = statement.where(GroupChatRow.state == GroupState.BOUND)
    return list(await session.exec(statement))


async def running(session: AsyncSession, municipality_id: int) -> list[Running]:
    """The roadmaps that run or are paused."""
    rows = await session.exec(
        select(RoadmapRow.id, RoadmapRow.title)
        .where(
            RoadmapRow.municipality_id == municipality_id,
            RoadmapRow.kind == RoadmapKind.PLAN,
            col(RoadmapRow.status).in_((RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)),
        )
        .order_by(col(RoadmapRow.id))
    )
    return [Running(number or 0, title) for number, title in rows]


async def full_names(session: AsyncSession, municipality_id: int) -> list[str]:
    """Everybody's name, also of those who left; what stands in its place once it was erased is
    none."""
    rows = await session.exec(
        select(PersonRow.full_name).where(
            PersonRow.municipality_id == municipality_id, col(PersonRow.erased_at).is_(None)
        )
    )
    return list(rows)


async def this_morning(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int], since: datetime
) -> dict[int, list[NoticeRow]]:
    """What planning has for each of these people since an instant, oldest first; what still waits
    is held for a change."""
    found = await session.exec(
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == municipality_id,
            col(NoticeRow.person_id).in_(person_ids),
            NoticeRow.created_at >= since,
            col(NoticeRow.kind).in_(MORNING),
            sa.not_(col(NoticeRow.dedup_key).startswith("answer:")),
            col(NoticeRow.state).in_((NoticeState.PLANNED, NoticeState.SENDING, NoticeState.SENT)),
        )
        .order_by(col(NoticeRow.id))
        .with_for_update()
    )
    told: dict[int, list[NoticeRow]] = {}
    for notice in found:
        told.setdefault(notice.person_id or 0, []).append(notice)
    return told
