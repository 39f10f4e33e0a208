"""The week's letter to management, planned when its hour has come."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.editions import week_of
from roadmap.letter_wishes import Series
from services import municipalities, planning, weekly_facts, weekly_files
from services.digest_figures import Figures
from services.municipalities import Tenant, next_weekly
from services.planned import Planned
from services.weekly_files import Edition
from storage import people_queries, weekly_queries
from storage.database import Database
from storage.files import FileStore
from storage.people_queries import Reach
from storage.tables import EditionRow, MunicipalityRow, NoticeKind, Role
from views.weekly import Letter

log = structlog.get_logger()

POINTLESS_AFTER = timedelta(days=4)
SENT = "sent"
"""In `EditionRow.choices`: when the edition went, so that it goes once."""


def letters(
    tenant: Tenant, edition: Edition, message: Message, reach: list[Reach], now: datetime
) -> list[Planned]:
    """One letter for each manager who can be reached, by email where there is an address."""
    about = edition.letter.roadmap_id
    return [
        Planned(
            kind=NoticeKind.WEEKLY,
            day=edition.letter.day,
            person_id=person.person_id,
            organization_id=None,
            ways=((Channel.EMAIL, person.email),) if person.email else person.ways[:1],
            message=message,
            expires_at=now + POINTLESS_AFTER,
            items=(),
            cause="" if about is None else f"{NoticeKind.WEEKLY}-{about}",
        )
        for person in reach
        if person.ways
    ]


async def managers(session: AsyncSession, municipality_id: int) -> list[Reach]:
    """Who gets the letter: the management, but for those who do not want it."""
    ids = await people_queries.with_role(session, municipality_id, Role.MANAGEMENT)
    reach = await people_queries.reach(session, municipality_id, ids)
    return [reach[i] for i in ids if i in reach and Series.WEEKLY not in reach[i].letters.off]


async def _due(
    session: AsyncSession, tenant: Tenant, at: datetime, remark: str
) -> list[tuple[Letter, Figures]]:
    """The letters that go at an instant, as things stand; none while everything is paused."""
    if tenant.paused_on is not None:
        return []
    found = await weekly_facts.read(session, tenant, at, remark)
    return [(letter, figures) for letter, figures in found if weekly_facts.goes(letter, tenant)]


async def letters_of(
    session: AsyncSession, tenant: Tenant, at: datetime, remark: str = ""
) -> list[Letter]:
    """What they say."""
    return [letter for letter, _ in await _due(session, tenant, at, remark)]


async def editions(
    session: AsyncSession, tenant: Tenant, at: datetime, remark: str = ""
) -> list[Edition]:
    """The same with what their pictures and tables are made from."""
    due = await _due(session, tenant, at, remark)
    return [await weekly_files.gather(session, letter, figures) for letter, figures in due]


async def foreseen(
    session: AsyncSession, tenant: Tenant, reach: list[Reach], at: datetime
) -> list[Planned]:
    """What would go at an instant if nobody answered."""
    made = [Edition(*found, {}, ()) for found in await _due(session, tenant, at, "")]
    return [
        planned
        for one in made
        for planned in letters(tenant, one, weekly_files.as_text(one), reach, at)
    ]


async def plan_weekly(database: Database, files: FileStore, now: datetime) -> int:
    """Plan the letters of every municipality whose hour has come; the notices stored.

    Everything is read and made outside the writing transaction; the hour moves on inside it.
    """
    async with database.read() as session:
        due = await session.exec(
            select(MunicipalityRow.id).where(col(MunicipalityRow.next_weekly_at) <= now)
        )
        ids = [municipality for municipality in due if municipality is not None]
    return sum([await _plan_for(database, files, one, now) for one in ids])


async def _plan_for(
    database: Database, files: FileStore, municipality_id: int, now: datetime
) -> int:
    async with database.read() as session:
        tenant = await municipalities.by_id(session, municipality_id)
        if tenant.next_weekly_at is None:
            return 0
        week = week_of(tenant.today(tenant.next_weekly_at))
        known = await weekly_queries.edition(session, municipality_id, week)
        remark, stopped = (known.remark, is_stopped(known)) if known else ("", False)
        people = [one for one in await managers(session, municipality_id) if one.ways]
        wanted = people and not stopped
        found = await editions(session, tenant, now, remark) if wanted else []
    made = [(one, await weekly_files.complete(one, files, now)) for one in found]
    planned = [p for one, message in made for p in letters(tenant, one, message, people, now)]
    async with database.write() as session:
        row = await session.get_one(MunicipalityRow, municipality_id, with_for_update=True)
        if row.next_weekly_at != tenant.next_weekly_at:
            return 0  # somebody else was here meanwhile
        edition = await weekly_queries.edition_to_change(session, municipality_id, week)
        if (edition.remark, is_stopped(edition)) != (remark, stopped):
            return 0  # the coordinator changed it just now: at the next look
        row.next_weekly_at = next_weekly(now, tenant.zone, tenant.calendar, tenant.letter)
        stored = [await planning.store(session, municipality_id, one, now) for one in planned]
        count = sum(len(ids) for ids in stored)
        if count:
            edition.choices = {**edition.choices, SENT: now.isoformat()}
        session.add(edition)
    if stopped:
        log.info("letter.held", municipality=municipality_id, week=week.isoformat())
    return count


def is_stopped(edition: EditionRow) -> bool:
    """Whether an edition does not go: somebody holds it, or it has gone."""
    return edition.held_by is not None or SENT in edition.choices


async def next_at(session: AsyncSession) -> datetime | None:
    """The next hour of a letter, of any municipality."""
    statement = (
        select(MunicipalityRow.next_weekly_at)
        .where(col(MunicipalityRow.next_weekly_at).is_not(None))
        .order_by(col(MunicipalityRow.next_weekly_at))
        .limit(1)
    )
    return (await session.exec(statement)).first()
