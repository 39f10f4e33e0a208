"""«My dates for a calendar»: a file with one's own dates, the same events each time."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import municipalities, reporting
from services.dates_by_letter import source_of
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
    source = source_of(town)
    data = await asyncio.to_thread(
        calendars.calendar_file, lines, source, today, tenant.calendar, now, tenant.say
    )
    sha256 = await asyncio.to_thread(files.put, data)
    log.info("calendar.made", person=actor.person_id, dates=len(lines), size=len(data))
    return calendars.my_dates(sha256, len(lines), tenant.say)
