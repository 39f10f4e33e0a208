"""Dates that go along with a letter, as events of a calendar: the same ones each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from services.municipalities import Tenant
from services.planned import Planned
from storage.tables import MunicipalityRow
from views import calendars

Ways = Sequence[tuple[Channel, str]]


async def with_dates(
    session: AsyncSession,
    tenant: Tenant,
    message: Message,
    lines: Sequence[Line],
    ways: Ways,
    now: datetime,
) -> Message:
    """The message, with the dates to come of these lines where it goes by letter too."""
    ahead = [line for line in lines if line.due >= tenant.today(now)]
    if not ahead or all(channel is not Channel.EMAIL for channel, _ in ways):
        return message
    town = await session.get_one(MunicipalityRow, tenant.id)
    made = calendars.calendar_file(
        ahead, source_of(town), tenant.today(now), tenant.calendar, now, tenant.say
    )
    return replace(message, calendar=made.decode())


async def beside(
    session: AsyncSession,
    tenant: Tenant,
    lines: Mapping[int, Line],
    planned: Planned,
    now: datetime,
) -> Planned:
    """A notice whose letter brings the dates to come of those of its items that are among
    `lines`, by assignment."""
    own = [lines[item.assignment_id] for item in planned.items if item.assignment_id in lines]
    usual = planned.letter or planned.message
    letter = await with_dates(session, tenant, usual, own, planned.ways, now)
    return planned if letter is usual else replace(planned, letter=letter)


def source_of(town: MunicipalityRow) -> str:
    """What names the events of a municipality for ever."""
    return f"{town.created_at.isoformat()}:{town.id}"
