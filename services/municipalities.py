"""The tenants: adding one, finding the one meant, and the settings everybody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.editions import LetterSchedule, letter_schedule_from, next_letter
from roadmap.mornings import Schedule, next_look, schedule_from
from roadmap.people_sheet import fold
from roadmap.policy_settings import names_in_letter, policy_from
from roadmap.reminding import Policy
from roadmap.school_settings import school_year_from
from roadmap.school_year import SchoolYear
from roadmap.working_calendar import WorkingCalendar
from storage import outbox, work_queries
from storage.tables import MunicipalityRow
from views.speech import Speech, speech

DEFAULT_ZONE = "Europe/Moscow"
LETTER_LINES = 100
"""What a letter shows of a list: there is no button in it for the rest."""


class UnknownZone(Exception):
    """Not a name of the IANA zone database."""

    def __init__(self, zone: str) -> None:
        super().__init__(zone)
        self.zone = zone


class NameTaken(Exception):
    """There is a municipality of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoSuchMunicipality(Exception):
    """None of that name; `known` are those that there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class WhichMunicipality(Exception):
    """There are several and none was named."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(known)
        self.known = known


@dataclass(frozen=True, slots=True)
class Tenant:
    """A municipality with what its settings mean."""

    id: int
    name: str
    zone: ZoneInfo
    policy: Policy
    calendar: WorkingCalendar
    say: Speech
    next_weekly_at: datetime | None = None
    school_year: SchoolYear = field(default_factory=SchoolYear)
    paused_on: date | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    letter_names: bool = False
    schedule: Schedule = field(default_factory=Schedule)
    next_desk_at: datetime | None = None
    letter: LetterSchedule = field(default_factory=LetterSchedule)

    def policy_of(self, roadmap: Mapping[str, Any]) -> Policy:
        """The policy for a roadmap with settings of its own. Raises `BadSetting`."""
        return policy_from({**self.settings, **roadmap}) if roadmap else self.policy

    def today(self, now: datetime) -> date:
        """The local date at an instant."""
        return now.astimezone(self.zone).date()

    def lines_by(self, channel: Channel) -> int:
        """How many lines of a list a message shows; the rest is behind a button."""
        return LETTER_LINES if channel is Channel.EMAIL else self.policy.lines


_CALENDAR = WorkingCalendar()


def tenant_of(row: MunicipalityRow) -> Tenant:
    """Read a row's settings: `overrides` {date: working}, `ladder`, `hours`,
    and what else `roadmap.policy_settings` knows.

    Raises `BadSetting`.
    """
    assert row.id is not None  # noqa: S101 - a stored row
    overrides = row.settings.get("overrides")
    calendar = (
        WorkingCalendar({date.fromisoformat(k): v for k, v in overrides.items()})
        if overrides
        else _CALENDAR
    )
    return Tenant(
        row.id,
        row.name,
        ZoneInfo(row.zone),
        policy_from(row.settings),
        calendar,
        speech(row.language),
        row.next_weekly_at,
        school_year_from(row.settings),
        row.paused_on,
        row.settings,
        names_in_letter(row.settings),
        schedule_from(row.settings),
        row.next_desk_at,
        letter_schedule_from(row.settings),
    )


async def add(session: AsyncSession, name: str, zone: str, now: datetime) -> Tenant:
    """A new municipality. Raises `UnknownZone`, `NameTaken`."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(zone) from error
    name = " ".join(name.split())
    if await named_alike(session, name) is not None:
        raise NameTaken(name)
    row = MunicipalityRow(name=name, zone=zone, created_at=now)
    row.next_weekly_at = next_weekly(now, ZoneInfo(zone), _CALENDAR)
    session.add(row)
    await session.flush()
    return tenant_of(row)


async def hold(session: AsyncSession, municipality_id: int) -> None:
    """Until this transaction ends, whoever else holds the municipality waits: for what only one may
    do at a time there. Rows that refer to it are stored meanwhile."""
    await session.get_one(MunicipalityRow, municipality_id, with_for_update={"key_share": True})


async def named_alike(session: AsyncSession, name: str) -> str | None:
    """The name of a municipality that is the same but for capitals and blanks; None for none."""
    known = await session.exec(select(MunicipalityRow.name))
    return next((one for one in known if fold(one) == fold(name)), None)


async def find(session: AsyncSession, name: str | None) -> Tenant | None:
    """The municipality of that name, or the only one; None while there is none at all.

    Raises `NoSuchMunicipality`, `WhichMunicipality`.
    """
    rows = (await session.exec(select(MunicipalityRow).order_by(col(MunicipalityRow.id)))).all()
    known = tuple(row.name for row in rows)
    if name is not None:
        named = [row for row in rows if row.name == name]
        if not named:
            raise NoSuchMunicipality(name, known)
        return tenant_of(named[0])
    if len(rows) > 1:
        raise WhichMunicipality(known)
    return tenant_of(rows[0]) if rows else None


async def set_days(
    session: AsyncSession, tenant: Tenant, days: Mapping[date, bool], now: datetime
) -> None:
    """Say of local days whether they are worked, before the calendar of the country; planning
    looks again at everything open, and what is still to come of letters and digests moves."""
    row = await session.get_one(MunicipalityRow, tenant.id)
    said = {day.isoformat(): worked for day, worked in days.items()}
    row.settings = row.settings | {"overrides": row.settings.get("overrides", {}) | said}
    anew = tenant_of(row)
    if row.next_weekly_at is not None and row.next_weekly_at > now:
        row.next_weekly_at = next_weekly(now, anew.zone, anew.calendar, anew.letter)
    if row.next_desk_at is not None and row.next_desk_at > now:
        row.next_desk_at = next_look(now, anew.schedule, anew.calendar, anew.zone)
    session.add(row)
    await plan_anew(session, tenant.id, now)


async def plan_anew(session: AsyncSession, municipality_id: int, now: datetime) -> None:
    """An input of the policy changed: planning looks at everything open again, and says anew what
    waits to go."""
    await work_queries.look_again(session, municipality_id, now)
    waiting = await outbox.waiting_reminders(session, municipality_id)
    await outbox.take_back(session, waiting, now)


async def by_id(session: AsyncSession, municipality_id: int) -> Tenant:
    """The municipality with an id that is known to exist."""
    return tenant_of(await session.get_one(MunicipalityRow, municipality_id))


def next_weekly(
    after: datetime,
    zone: ZoneInfo,
    calendar: WorkingCalendar,
    schedule: LetterSchedule | None = None,
) -> datetime:
    """The instant (UTC) of the first letter to management later than `after`; usually on Monday at
    08:00 local, on a day off the next working day."""
    return next_letter(after, zone, calendar, schedule or LetterSchedule())
