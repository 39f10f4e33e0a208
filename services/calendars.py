"""«My dates for a calendar»: a file with one's own dates, the same events each time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from services import municipalities, reporting
from services.municipalities import Tenant
from services.planned import Planned
from services.rights import Actor
from services.standing_in import as_read
from storage.files import FileStore
from storage.tables import MunicipalityRow
from views import calendars
from views.discretion import public

log = structlog.get_logger()


async def own_dates(
    session: AsyncSession, actor: Actor, files: FileStore, now: datetime
) -> Message:
    """The file with the actor's own dates, kept before it is spoken of; nothing is written.

    Dates of somebody they stand in for are left out: they would stay in the calendar.
    """
    town = await session.get_one(MunicipalityRow, actor.municipality_id)
    tenant = municipalities.tenant_of(town)
    today, found = tenant.today(now), await reporting.own_lines(session, actor)
    read = await as_read(session, tenant.id, found, actor.person_id, today)
    lines = [line for line in read if not line.instead_of]
    if not lines:
        return public(calendars.no_dates(tenant.say))
    source = _source(town)
    data = await asyncio.to_thread(
        calendars.calendar_file, lines, source, today, tenant.calendar, now, tenant.say
    )
    sha256 = await asyncio.to_thread(files.put, data)
    log.info("calendar.made", person=actor.person_id, dates=len(lines), size=len(data))
    return calendars.my_dates(sha256, len(lines), tenant.say)


async def event(session: AsyncSession, tenant: Tenant, line: Line, now: datetime) -> str:
    """One date as iCalendar, for a letter; the same event as in the file of all dates."""
    return await events(session, tenant, [line], now)


async def events(
    session: AsyncSession, tenant: Tenant, lines: Sequence[Line], now: datetime
) -> str:
    """Several dates in one such file."""
    town = await session.get_one(MunicipalityRow, tenant.id)
    made = calendars.calendar_file(
        lines, _source(town), tenant.today(now), tenant.calendar, now, tenant.say
    )
    return made.decode()


async def beside(
    session: AsyncSession,
    tenant: Tenant,
    lines: Mapping[int, Line],
    planned: Planned,
    now: datetime,
) -> Planned:
    """A notice whose letter brings the dates to come of its items; `lines` by assignment."""
    own = [lines[item.assignment_id] for item in planned.items]
    ahead = [line for line in own if line.due >= tenant.today(now)]
    if not ahead or all(channel is not Channel.EMAIL for channel, _ in planned.ways):
        return planned
    dates = await events(session, tenant, ahead, now)
    return replace(planned, letter=replace(planned.letter or planned.message, calendar=dates))


def _source(town: MunicipalityRow) -> str:
    """What names the events of a municipality for ever."""
    return f"{town.created_at.isoformat()}:{town.id}"
