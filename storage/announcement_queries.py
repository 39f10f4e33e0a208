"""Whom an announcement is for, and what became of its notices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.calling import Who
from storage.calling_queries import live
from storage.outbox import notices
from storage.plan_queries import (
    activities,
    assignments,
    milestones,
    people,
    roadmaps,
    sections,
)
from storage.tables import AnnouncementRow, NoticeKind, NoticeRow, NoticeState


@dataclass(frozen=True, slots=True)
class Sent:
    """One notice of an announcement and its fate."""

    who: Who
    channel: Channel
    state: NoticeState
    fault: str


def key(announcement_id: int, who: Who, channel: Channel) -> str:
    """The cause of a notice of an announcement: once for each reader and way."""
    person_id, organization_id = who
    reader = person_id if person_id is not None else f"o{organization_id}"
    return f"{_prefix(announcement_id)}{reader}:{channel}"


def _prefix(announcement_id: int) -> str:
    return f"announcement:{announcement_id}:"


async def owners(
    session: AsyncSession, municipality_id: int, section_id: int | None = None
) -> set[Who]:
    """Everybody who answers for something open in a running roadmap, or in one section of it."""
    statement = (
        sa.select(assignments.c.person_id, assignments.c.organization_id)
        .join_from(assignments, milestones, assignments.c.milestone_id == milestones.c.id)
        .join(activities, milestones.c.activity_id == activities.c.id)
        .join(roadmaps, activities.c.roadmap_id == roadmaps.c.id)
        .where(assignments.c.municipality_id == municipality_id, *live())
        .distinct()
    )
    if section_id is not None:
        inside = sa.select(sections.c.id).where(
            sections.c.municipality_id == municipality_id,
            sa.or_(sections.c.id == section_id, sections.c.parent_id == section_id),
        )
        statement = statement.where(activities.c.section_id.in_(inside))
    return {(row.person_id, row.organization_id) for row in await session.execute(statement)}


async def everybody(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """The people of a municipality who have not left, by name."""
    rows = await session.execute(
        sa.select(people.c.id, people.c.full_name)
        .where(
            people.c.municipality_id == municipality_id,
            people.c.left_on.is_(None),
            people.c.erased_at.is_(None),
        )
        .order_by(people.c.full_name, people.c.id)
    )
    return [(row.id, row.full_name) for row in rows]


async def of_origin(session: AsyncSession, origin: str) -> AnnouncementRow | None:
    """The announcement that an action has begun before."""
    statement = select(AnnouncementRow).where(AnnouncementRow.origin == origin)
    return (await session.exec(statement)).first()


async def held(
    session: AsyncSession, municipality_id: int, announcement_id: int
) -> AnnouncementRow | None:
    """An announcement of a municipality, for this transaction alone."""
    row = await session.get(
        AnnouncementRow, announcement_id, with_for_update=True, populate_existing=True
    )
    return row if row is not None and row.municipality_id == municipality_id else None


async def sent(session: AsyncSession, municipality_id: int, announcement_id: int) -> list[Sent]:
    """Every notice of an announcement, with the letters that went instead of a messenger."""
    first = _prefix(announcement_id)
    last = f"{first[:-1]};"  # the character after «:»
    own = await _read(session, municipality_id, notices.c.dedup_key.between(first, last))
    letters = [f"letter:{row.id}" for row in own if row.state == NoticeState.WITHDRAWN]
    instead = await _read(session, municipality_id, notices.c.dedup_key.in_(letters))
    return [
        Sent(
            (row.person_id, row.organization_id),
            Channel(row.channel),
            NoticeState(row.state),
            row.last_error,
        )
        for row in (*own, *instead)
    ]


async def _read(
    session: AsyncSession, municipality_id: int, which: sa.ColumnElement[bool]
) -> list[Any]:
    rows = await session.execute(
        sa.select(
            notices.c.id,
            notices.c.person_id,
            notices.c.organization_id,
            notices.c.channel,
            notices.c.state,
            notices.c.last_error,
        ).where(
            notices.c.municipality_id == municipality_id,
            notices.c.kind == NoticeKind.ANNOUNCEMENT,
            which,
        )
    )
    return list(rows)


async def replied_to(
    session: AsyncSession, municipality_id: int, channel: Channel, address: str, external_id: str
) -> AnnouncementRow | None:
    """The announcement that a sent message brought; None for any other message."""
    statement = select(NoticeRow.dedup_key).where(
        NoticeRow.municipality_id == municipality_id,
        NoticeRow.channel == channel,
        NoticeRow.address == address,
        NoticeRow.external_id == external_id,
        NoticeRow.kind == NoticeKind.ANNOUNCEMENT,
    )
    cause = (await session.exec(statement)).first()
    number = cause.split(":")[1] if cause is not None else ""
    if not number.isdigit():
        return None
    found = select(AnnouncementRow).where(
        AnnouncementRow.municipality_id == municipality_id,
        col(AnnouncementRow.id) == int(number),
    )
    return (await session.exec(found)).first()


async def without_those_who_left(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int]
) -> set[int]:
    """Of these people those who have not left."""
    rows = await session.execute(
        sa.select(people.c.id).where(
            people.c.municipality_id == municipality_id,
            people.c.id.in_(person_ids),
            people.c.left_on.is_(None),
        )
    )
    return {row.id for row in rows}
