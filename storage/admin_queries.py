"""What an operator of the installation sees: counts over all municipalities, never what is in them.

No function takes a municipality: none of the answers holds a name, a title or a text of one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.installation import Aside, Backlog, Queue, Town
from storage.tables import (
    AccountRow,
    AccountState,
    FileFetchRow,
    InboxRow,
    InboxState,
    MunicipalityRow,
    NoticeRow,
    NoticeState,
    PersonRow,
    ReportRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    Role,
    RoleRow,
)


async def names(session: AsyncSession) -> list[tuple[int, str]]:
    """Every municipality's id and name, in the order of the alphabet."""
    statement = select(col(MunicipalityRow.id), MunicipalityRow.name)
    found = [(number or 0, name) for number, name in await session.exec(statement)]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


async def towns(session: AsyncSession, ids: list[int]) -> list[Town]:
    """These municipalities in numbers, in the order of `ids`; those that are not are left out."""
    people = await _by_town(
        session,
        PersonRow,
        ids,
        col(PersonRow.left_on).is_(None),
        col(PersonRow.erased_at).is_(None),
    )
    alive = select(AccountRow.person_id).where(AccountRow.state == AccountState.ALIVE)
    joined = await _by_town(session, PersonRow, ids, col(PersonRow.id).in_(alive))
    coordinators = await _by_town(
        session, RoleRow, ids, RoleRow.role == Role.COORDINATOR, col(RoleRow.person_id).in_(alive)
    )
    running = col(RoadmapRow.status).in_((RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED))
    plans = RoadmapRow.kind == RoadmapKind.PLAN
    roadmaps = await _by_town(session, RoadmapRow, ids, running, plans)
    open_ones = col(NoticeRow.state).in_((NoticeState.PLANNED, NoticeState.SENDING))
    waiting = await _by_town(session, NoticeRow, ids, open_ones)
    failed = await _by_town(session, NoticeRow, ids, NoticeRow.state == NoticeState.FAILED)
    found = []
    for number in ids:
        row = await session.get(MunicipalityRow, number)
        if row is not None:
            found.append(
                Town(
                    number,
                    row.name,
                    row.zone,
                    people.get(number, 0),
                    joined.get(number, 0),
                    coordinators.get(number, 0),
                    roadmaps.get(number, 0),
                    waiting.get(number, 0),
                    failed.get(number, 0),
                    await _last_mark(session, number),
                    row.paused_on,
                )
            )
    return found


async def _by_town(session: AsyncSession, of: Any, ids: list[int], *where: Any) -> dict[int, int]:
    """How many rows of a table fit, by municipality."""
    statement = (
        sa.select(of.municipality_id, sa.func.count())
        .where(of.municipality_id.in_(ids), *where)
        .group_by(of.municipality_id)
    )
    counts: dict[int, int] = {}
    for row in await session.execute(statement):
        counts[row[0]] = row[1]
    return counts


async def _last_mark(session: AsyncSession, number: int) -> datetime | None:
    statement = (
        select(ReportRow.at)
        .where(ReportRow.municipality_id == number)
        .order_by(col(ReportRow.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def coordinator_has_joined(session: AsyncSession, number: int) -> bool:
    """Whether somebody who coordinates the municipality has ever had a chat with the bot."""
    statement = select(RoleRow.person_id).where(
        RoleRow.municipality_id == number,
        RoleRow.role == Role.COORDINATOR,
        select(AccountRow.id)
        .where(
            AccountRow.municipality_id == RoleRow.municipality_id,
            AccountRow.person_id == RoleRow.person_id,
        )
        .exists(),
    )
    return (await session.exec(statement.limit(1))).first() is not None


async def backlog(session: AsyncSession, now: datetime) -> Backlog:
    """How long the queues of the installation are."""
    ready = (
        sa.select(
            col(NoticeRow.channel),
            sa.func.count().label("n"),
            sa.func.min(col(NoticeRow.not_before)).label("since"),
        )
        .where(
            col(NoticeRow.state) == sa.literal_column("'planned'"), col(NoticeRow.not_before) <= now
        )
        .group_by(col(NoticeRow.channel))
        .order_by(col(NoticeRow.channel))
    )
    queues = [Queue(str(r.channel), r.n, r.since) for r in await session.execute(ready)]
    return Backlog(
        tuple(queues),
        await _count(session, InboxRow.state == InboxState.NEW),
        await _count(session, InboxRow.state == InboxState.ASIDE),
        await _count(session, col(FileFetchRow.done).is_(False)),
    )


async def _count(session: AsyncSession, where: Any) -> int:
    return int((await session.execute(sa.select(sa.func.count()).where(where))).scalar_one())


async def aside(session: AsyncSession) -> list[Aside]:
    """The arrivals that were set aside, the latest first."""
    statement = (
        select(InboxRow).where(InboxRow.state == InboxState.ASIDE).order_by(col(InboxRow.id).desc())
    )
    return [
        Aside(
            row.id or 0,
            "callback_query" in row.payload,
            row.attempts,
            row.last_error.partition(":")[0],
            row.settled_at or row.received_at,
        )
        for row in await session.exec(statement)
    ]


async def take_up(session: AsyncSession, inbox_id: int) -> InboxRow | None:
    """An arrival that was set aside is worked anew; None for one that is not aside."""
    row = await session.get(InboxRow, inbox_id, with_for_update=True)
    if row is None or row.state != InboxState.ASIDE:
        return None
    row.state, row.attempts, row.settled_at = InboxState.NEW, 0, None
    session.add(row)
    await session.flush()
    return row
