"""The coordinators' morning: a digest by itself, or the last line of the day's message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.digest_filtering import Filter
from roadmap.letter_wishes import Series
from roadmap.mornings import Daily, Edition, edition_of, next_look
from roadmap.reminding import end_of_day
from roadmap.settings_keys import TelegramUse, telegram_use
from services import (
    decisions,
    digest_figures,
    digest_lists,
    group_digests,
    municipalities,
    planning,
    undated,
)
from services.digest_figures import Figures
from services.municipalities import Tenant
from services.planned import Planned
from services.working_hours import wait_until
from storage import group_queries, outbox
from storage.database import Database
from storage.people_queries import Reach
from storage.tables import GroupChatRow, MunicipalityRow, NoticeKind, NoticeRow, NoticeState
from views import scheduled_digests as words
from views.scheduled_digests import Brief

log = structlog.get_logger()

CHANGES_OF = timedelta(days=7)
FULL_KEEPS = 2  # working days
SHORT, FULL = "morning", "digest"
"""The causes of both."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a coordinator is to read: as a line below something else, or as a message."""

    reach: Reach
    line: str
    message: Message


@dataclass(frozen=True, slots=True)
class Morning:
    """A municipality's morning: what goes, to whom; `groups` are notices to group chats."""

    tenant: Tenant
    day: date
    edition: Edition | None
    readings: tuple[Reading, ...] = ()
    groups: tuple[Planned, ...] = ()

    @property
    def cause(self) -> str:
        """What its notices are for."""
        return FULL if self.edition is Edition.FULL else SHORT


async def prepare(database: Database, now: datetime) -> list[Morning]:
    """The mornings that have come, worded outside any transaction that writes."""
    async with database.read() as session:
        found = await session.exec(
            select(MunicipalityRow.id).where(
                (col(MunicipalityRow.next_desk_at) <= now)
                | col(MunicipalityRow.next_desk_at).is_(None)
            )
        )
        ids = [number for number in found if number is not None]
        return [await _prepared(session, number, now) for number in ids]


async def _prepared(session: AsyncSession, municipality_id: int, now: datetime) -> Morning:
    tenant = await municipalities.by_id(session, municipality_id)
    today, asked = tenant.today(now), tenant.next_desk_at
    if asked is None or tenant.paused_on is not None or wait_until(tenant, now) is not None:
        return Morning(tenant, today, None)
    what = edition_of(tenant.today(asked), today, tenant.schedule, tenant.calendar)
    if what is None:
        return Morning(tenant, today, None)
    figures = await digest_figures.read(session, tenant, Filter(), now)
    people = await undated.coordinators(session, tenant)
    readings = await readings_of(session, figures, people, what, now)
    return Morning(
        tenant, today, what, tuple(readings), await _to_groups(session, tenant, what, now)
    )


async def readings_of(
    session: AsyncSession,
    figures: Figures,
    people: Sequence[Reach],
    what: Edition,
    now: datetime,
) -> list[Reading]:
    """What each of these coordinators reads; nothing while nothing runs or is needed."""
    tenant = figures.tenant
    if not figures.activities:
        return []
    made = []
    for reach in people:
        if not reach.ways:
            continue
        asked = await decisions.listed(session, tenant, reach.person_id)
        found = group_digests.brief(figures, tenant.today(now), len(asked))
        if what is Edition.FULL:
            message = await digest_lists.of_coordinator(
                session, figures, reach.person_id, now - CHANGES_OF, now
            )
        elif goes(found, tenant):
            message = words.short(found, reach.person_id, tenant.say)
        else:
            continue
        made.append(Reading(reach, words.footer(found, tenant.say), message))
    return made


def goes(found: Brief, tenant: Tenant) -> bool:
    """Whether the short one goes today."""
    daily = tenant.schedule.daily
    return daily is Daily.ALWAYS or (daily is Daily.WHEN_NEEDED and found.is_needed)


async def _to_groups(
    session: AsyncSession, tenant: Tenant, what: Edition, now: datetime
) -> tuple[Planned, ...]:
    """A notice to each bound group that is to hear of something."""
    if telegram_use(tenant.settings) is TelegramUse.OFF:
        return ()
    made = []
    for group in await group_queries.of_municipality(session, tenant.id, only_bound=True):
        figures = await group_digests.of_group(session, tenant, group, now)
        if figures is None:
            continue
        full = what is Edition.FULL
        found = group_digests.brief(figures, tenant.today(now))
        if full or (tenant.schedule.groups and goes(found, tenant)):
            message = await group_digests.message(session, figures, now, full=full)
            made.append(_group_notice(tenant, group, message, tenant.today(now)))
    return tuple(made)


def address_of(group: GroupChatRow) -> str:
    """Where a group is written to: its chat, in a forum with the topic."""
    return f"{group.chat_id}/{group.topic_id}" if group.topic_id else str(group.chat_id)


def _group_notice(tenant: Tenant, group: GroupChatRow, message: Message, day: date) -> Planned:
    return Planned(
        kind=NoticeKind.GROUP,
        day=day,
        person_id=None,
        organization_id=None,
        ways=((Channel.TELEGRAM, address_of(group)),),
        message=message,
        expires_at=end_of_day(tenant.calendar.shift(day, FULL_KEEPS), tenant.zone),
        items=(),
        cause=f"group:{group.id}",
    )


def lines_below(mornings: Sequence[Morning]) -> dict[int, str]:
    """The digest's line for each coordinator, to stand below what planning tells them."""
    return {one.reach.person_id: one.line for morning in mornings for one in morning.readings}


async def plan_due(
    database: Database, now: datetime, mornings: Sequence[Morning] | None = None
) -> int:
    """Tell the coordinators and groups of every municipality whose hour has come, where planning
    has told them nothing yet; the notices stored."""
    found = await prepare(database, now) if mornings is None else mornings
    return sum([await _plan_for(database, morning, now) for morning in found])


async def _plan_for(database: Database, morning: Morning, now: datetime) -> int:
    tenant = morning.tenant
    async with database.write() as session:
        row = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
        if row.next_desk_at != tenant.next_desk_at:
            return 0  # somebody else was here meanwhile
        row.next_desk_at = next_look(now, tenant.schedule, tenant.calendar, tenant.zone)
        session.add(row)
        await session.flush()
        midnight = datetime.combine(morning.day, time(0), tenant.zone).astimezone(UTC)
        ids = [one.reach.person_id for one in morning.readings]
        told = await group_queries.this_morning(session, tenant.id, ids, midnight)
        stored = 0
        for reading in morning.readings:
            notices = told.get(reading.reach.person_id, [])
            if not await _is_below(session, tenant, reading, notices, now):
                planned = alone(tenant, morning, reading)
                stored += len(await planning.store(session, tenant.id, planned, now))
        for planned in morning.groups:
            stored += len(await planning.store(session, tenant.id, planned, now))
        return stored


async def _is_below(
    session: AsyncSession,
    tenant: Tenant,
    reading: Reading,
    notices: Sequence[NoticeRow],
    now: datetime,
) -> bool:
    """Whether the digest needs no message of its own: it stands below the day's message, or is put
    there; or the same figures went as the management's letter."""
    is_letter = any(notice.kind is NoticeKind.WEEKLY for notice in notices)
    mornings = [notice for notice in notices if notice.kind is not NoticeKind.WEEKLY]
    if any(words.footer_of(Message.from_data(n.message), tenant.say) for n in mornings):
        return True
    person_id = reading.reach.person_id
    for notice in mornings:
        message = words.with_footer(
            Message.from_data(notice.message), reading.line, person_id, tenant.say
        )
        if notice.state is NoticeState.PLANNED:
            notice.message = message.to_data()
            session.add(notice)
            return True
        if notice.channel is Channel.TELEGRAM:
            await outbox.edit(session, notice, message, now)
            return True
    return is_letter


def alone(tenant: Tenant, morning: Morning, reading: Reading) -> Planned:
    """The digest as a message of its own."""
    keeps = FULL_KEEPS if morning.edition is Edition.FULL else 0
    until = tenant.calendar.shift(morning.day, keeps) if keeps else morning.day
    return Planned(
        kind=NoticeKind.DIGEST,
        day=morning.day,
        person_id=reading.reach.person_id,
        organization_id=None,
        ways=reading.reach.ways_of(Series.DIGEST),
        message=reading.message,
        expires_at=end_of_day(until, tenant.zone),
        items=(),
        cause=morning.cause,
    )


async def next_at(session: AsyncSession) -> datetime | None:
    """The next hour of a digest, of any municipality."""
    statement = (
        select(MunicipalityRow.next_desk_at)
        .where(col(MunicipalityRow.next_desk_at).is_not(None))
        .order_by(col(MunicipalityRow.next_desk_at))
        .limit(1)
    )
    return (await session.exec(statement)).first()
