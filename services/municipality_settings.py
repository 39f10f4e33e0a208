"""The settings of a municipality: shown as typed, changed together with what depends on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.editions import letter_schedule_from
from roadmap.reminding import closing, opening
from roadmap.settings_keys import (
    KEYS,
    LANGUAGE,
    OF_A_ROADMAP,
    ZONE,
    UnknownKey,
    changed,
    read_value,
    value_of,
)
from services import rights
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant, UnknownZone, next_weekly, plan_anew, tenant_of
from services.working_hours import wait_until
from storage.tables import (
    AppointmentRow,
    MunicipalityRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    RoadmapRow,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as it is: `usual` is what holds while it is not set."""

    name: str
    value: str
    usual: str
    is_set: bool


async def change(
    session: AsyncSession, tenant: Tenant, pairs: Sequence[tuple[str, str]], now: datetime
) -> Tenant:
    """Set (name, typed value) pairs; planning looks again at everything open.

    Raises `UnknownKey`, `BadSetting`, `UnknownZone`; nothing is changed then.
    """
    row = await session.get_one(MunicipalityRow, tenant.id)
    settings, zone, language = row.settings, row.zone, row.language
    for name, text in pairs:
        value = read_value(name, text)
        if name == ZONE.name:
            zone = _zone(value)
        elif name == LANGUAGE.name:
            language = value
        else:
            settings = changed(settings, name, value)
    wishes = letter_schedule_from(settings)
    if zone != row.zone or wishes != tenant.letter:
        row.next_weekly_at = next_weekly(now, ZoneInfo(zone), tenant.calendar, wishes)
    row.next_desk_at = None  # the hour of the digest may be another now
    row.next_round_at = None
    row.settings, row.zone, row.language = settings, zone, language
    session.add(row)
    await _move_lists(session, tenant, tenant_of(row))
    await _move_nudges(session, tenant, tenant_of(row), now)
    await plan_anew(session, tenant.id, now)
    rights.audit(session, None, tenant.id, "municipality.set", now, **dict(pairs))
    session.info["outbox"] = True  # what waits may have to go another way now
    await session.flush()
    return tenant_of(row)


async def _move_lists(session: AsyncSession, before: Tenant, after: Tenant) -> None:
    """Whoever is still to be told on launch is told on the same local day, in the morning as it is
    now. Looking early is harmless."""
    waiting = await session.exec(
        select(AppointmentRow)
        .where(AppointmentRow.municipality_id == after.id, col(AppointmentRow.next_at).is_not(None))
        .order_by(col(AppointmentRow.id))
        .with_for_update()
    )
    for row in waiting:
        assert row.next_at is not None  # noqa: S101 - it was found by it
        row.next_at = opening(before.today(row.next_at), after.policy, after.zone)
        session.add(row)


async def _move_nudges(session: AsyncSession, before: Tenant, after: Tenant, now: datetime) -> None:
    """What a coordinator has sent by hand and what waits for working hours waits for those that
    are now."""
    waiting = await session.exec(
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == after.id,
            NoticeRow.state == NoticeState.PLANNED,
            col(NoticeRow.kind).in_((NoticeKind.NUDGE, NoticeKind.STATUS)),
            NoticeRow.not_before > now,
        )
        .order_by(col(NoticeRow.id))
        .with_for_update()
    )
    for row in waiting:
        after_lessons = opening(
            before.today(row.not_before), before.policy, before.zone, school=True
        )
        row.not_before = wait_until(after, now, school=row.not_before == after_lessons) or now
        if row.expires_at is not None:
            row.expires_at = closing(after.today(row.not_before), after.policy, after.zone)
        session.add(row)


async def change_roadmap(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    pairs: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    """Give a roadmap a ladder of its own; planning looks again at everything open.

    Raises `NoSuchRoadmap`, `UnknownKey`, `BadSetting`; nothing is changed then.
    """
    row = await _roadmap(session, tenant, number)
    settings = row.settings
    for name, text in pairs:
        if name not in OF_A_ROADMAP:
            raise UnknownKey(name)
        settings = changed(settings, name, read_value(name, text))
    row.settings = settings
    session.add(row)
    await plan_anew(session, tenant.id, now)
    rights.audit(session, None, tenant.id, "roadmap.set", now, f"roadmap:{number}", **dict(pairs))
    await session.flush()


async def shown_roadmap(session: AsyncSession, tenant: Tenant, number: int) -> list[Shown]:
    """The settings of a roadmap; usual is what its municipality has. Raises `NoSuchRoadmap`."""
    row = await _roadmap(session, tenant, number)
    made = []
    for name in OF_A_ROADMAP:
        usual, _ = value_of(tenant.settings, name)
        value, is_set = value_of(row.settings, name)
        made.append(Shown(name, value if is_set else usual, usual, is_set and value != usual))
    return made


async def _roadmap(session: AsyncSession, tenant: Tenant, number: int) -> RoadmapRow:
    row = await session.get(RoadmapRow, number)
    if row is None or row.municipality_id != tenant.id:
        raise NoSuchRoadmap(number)
    return row


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(name) from error
    return name


async def shown(session: AsyncSession, tenant: Tenant) -> list[Shown]:
    """Every setting there is."""
    row = await session.get_one(MunicipalityRow, tenant.id)
    columns = {ZONE.name: row.zone, LANGUAGE.name: row.language}
    made = []
    for name, key in KEYS.items():
        value, is_set = (columns[name], True) if name in columns else value_of(row.settings, name)
        usual = key.show(key.usual) if name != ZONE.name else row.zone
        made.append(Shown(name, value, usual, is_set and value != usual))
    return made
