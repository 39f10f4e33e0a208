"""The smallest rows that a storage test needs, each with one line to tell it from the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from storage import books
from storage.books import Claimed, Settlement
from storage.drivers import driver_of
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    MunicipalityRow,
    NoticeKind,
    NoticeRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    RoadmapRow,
    RoadmapStatus,
)

Row = TypeVar("Row")
NOW = datetime(2018, 10, 10, 6, tzinfo=UTC)


async def stored(session: AsyncSession, row: Row) -> Row:
    """The row, flushed, so that its id is known."""
    session.add(row)
    await session.flush()
    return row


async def a_town(session: AsyncSession, name: str = "Town") -> int:
    """A municipality's id."""
    row = MunicipalityRow(name=name, zone="Europe/Moscow", created_at=NOW)
    return (await stored(session, row)).id or 0


async def a_person(session: AsyncSession, town: int, name: str = "Maria", **more: Any) -> int:
    """A person's id."""
    row = PersonRow(municipality_id=town, full_name=name, key=name.lower(), created_at=NOW, **more)
    return (await stored(session, row)).id or 0


async def a_school(session: AsyncSession, town: int, name: str = "School", **more: Any) -> int:
    """A school's id."""
    row = OrganizationRow(
        municipality_id=town,
        name=name,
        key=name.lower(),
        kind=OrganizationKind.SCHOOL,
        **more,
    )
    return (await stored(session, row)).id or 0


async def a_milestone(session: AsyncSession, town: int, due: date = date(2018, 10, 15)) -> int:
    """A milestone's id, with a roadmap and an activity of its own."""
    roadmap = await stored(
        session,
        RoadmapRow(
            municipality_id=town,
            title="Roadmap",
            period_start=date(2018, 1, 1),
            period_end=date(2020, 12, 31),
            status=RoadmapStatus.ACTIVE,
            created_at=NOW,
        ),
    )
    activity = await stored(
        session,
        ActivityRow(
            municipality_id=town,
            roadmap_id=roadmap.id or 0,
            position=1,
            code=roadmap.id or 0,
            title="Activity",
        ),
    )
    milestone = MilestoneRow(
        municipality_id=town, activity_id=activity.id or 0, occurrence="once", due=due
    )
    return (await stored(session, milestone)).id or 0


async def an_assignment(
    session: AsyncSession, town: int, milestone: int, **more: Any
) -> AssignmentRow:
    """An assignment; say `person_id` or `organization_id`."""
    row = AssignmentRow(
        **{
            "municipality_id": town,
            "milestone_id": milestone,
            "since": date(2018, 10, 1),
            "next_notice_at": NOW,
            **more,
        }
    )
    return await stored(session, row)


def a_notice(key: str, **more: Any) -> NoticeRow:
    """A notice that may go at once to chat 1; `key` is its cause and its text."""
    return NoticeRow(
        **{
            "channel": Channel.TELEGRAM,
            "address": "1",
            "kind": NoticeKind.REMINDER,
            "dedup_key": key,
            "message": Message(key).to_data(),
            "not_before": NOW,
            "created_at": NOW,
            **more,
        }
    )


async def take(session: AsyncSession, worker: int, limit: int = 10, **more: Any) -> list[Claimed]:
    """Claim for Telegram, now unless `more` says otherwise."""
    driver = await driver_of(session)
    taken = await books.claim(driver, Channel.TELEGRAM, worker, limit=limit, **{"now": NOW, **more})
    return taken.claimed


async def settle(
    session: AsyncSession,
    settlements: Sequence[Settlement],
    now: datetime = NOW,
    worker: int | None = None,
) -> None:
    """Write what came of claimed notices."""
    await (await driver_of(session)).settle(settlements, now, worker)
