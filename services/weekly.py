"""The Monday letter to management, planned when its hour has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from services import municipalities, planning
from services.digests import Board, board
from services.municipalities import Tenant, next_weekly
from services.planned import Planned
from storage import people_queries
from storage.database import Database
from storage.people_queries import Reach
from storage.tables import MunicipalityRow, NoticeKind, Role
from views import digests

POINTLESS_AFTER = timedelta(days=4)


def letters(tenant: Tenant, state: Board, reach: list[Reach], now: datetime) -> list[Planned]:
    """One letter for each manager who can be reached, by email where there is an address."""
    today = tenant.today(now)
    message = weekly_message(state, today)
    return [
        Planned(
            kind=NoticeKind.WEEKLY,
            day=today,
            person_id=person.person_id,
            organization_id=None,
            ways=((Channel.EMAIL, person.email),) if person.email else person.ways[:1],
            message=message,
            expires_at=now + POINTLESS_AFTER,
            items=(),
        )
        for person in reach
        if person.ways
    ]


def weekly_message(board: Board, today: date) -> Message:
    """The letter on a local day: the digest, and what is long overdue with the reasons.

    Persons are named where the municipality wants it, else their organisations.
    """
    tenant = board.tenant
    late = [_named(line, tenant) for line in board.late(today)]
    long_ago = [
        line
        for line in late
        if tenant.calendar.working_days_late(line.due, today) >= tenant.policy.escalates_after
    ]
    return digests.weekly(
        board.heading,
        board.numbers(today),
        [line for line in late if line not in long_ago],
        [_named(line, tenant) for line in board.soon(today)],
        board.confirmed,
        today,
        tenant.calendar,
        tenant.say,
        escalated=long_ago,
        after=tenant.policy.escalates_after,
    )


def _named(line: Line, tenant: Tenant) -> Line:
    if not tenant.letter_names:
        return replace(line, owner=line.office)
    own = line.owner == line.office or not line.office
    return line if own else replace(line, owner=f"{line.owner} ({line.office})")


async def managers(session: AsyncSession, municipality_id: int) -> list[Reach]:
    """Who gets the letter."""
    ids = await people_queries.with_role(session, municipality_id, Role.MANAGEMENT)
    reach = await people_queries.reach(session, municipality_id, ids)
    return [reach[i] for i in ids if i in reach]


async def plan_weekly(database: Database, now: datetime) -> int:
    """Plan the letters of every municipality whose hour has come; the notices stored.

    The board is read outside the writing transaction; the hour moves on inside it.
    """
    async with database.read() as session:
        due = await session.exec(
            select(MunicipalityRow.id).where(col(MunicipalityRow.next_weekly_at) <= now)
        )
        ids = [municipality for municipality in due if municipality is not None]
    return sum([await _plan_for(database, municipality_id, now) for municipality_id in ids])


async def _plan_for(database: Database, municipality_id: int, now: datetime) -> int:
    async with database.read() as session:
        tenant = await municipalities.by_id(session, municipality_id)
        people = await managers(session, municipality_id)
        state = await board(session, tenant, None, now)
    speaks = state.activities and tenant.paused_on is None
    planned = letters(tenant, state, people, now) if speaks else []
    async with database.write() as session:
        row = await session.get_one(MunicipalityRow, municipality_id)
        if row.next_weekly_at is None or row.next_weekly_at > now:
            return 0
        row.next_weekly_at = next_weekly(now, tenant.zone, tenant.calendar)
        made = [await planning.store(session, municipality_id, one, now) for one in planned]
        return sum(len(stored) for stored in made)


async def next_at(session: AsyncSession) -> datetime | None:
    """The next hour of a letter, of any municipality."""
    statement = (
        select(MunicipalityRow.next_weekly_at)
        .where(col(MunicipalityRow.next_weekly_at).is_not(None))
        .order_by(col(MunicipalityRow.next_weekly_at))
        .limit(1)
    )
    return (await session.exec(statement)).first()
