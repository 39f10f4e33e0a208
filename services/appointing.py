"""On launch everybody responsible is told, in one list a roadmap, what is theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.digesting import Acquainted
from roadmap.progress import OPEN
from roadmap.reminding import closing, end_of_day, opening
from services import municipalities, planning
from services.municipalities import Tenant
from services.planning import Item, Planned, Situation
from storage import plan_queries
from storage.database import Database
from storage.plan_queries import Work
from storage.tables import (
    ActivityRow,
    AppointmentRow,
    AssignmentRow,
    MilestoneRow,
    NoticeKind,
    OrganizationRow,
    PersonRow,
    RoadmapRow,
    RoadmapStatus,
)
from views import appointments

POINTLESS_AFTER = 5  # working days


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to be told at `at`: a person or an organisation, and the nearest date of each
    activity that they answer for in a roadmap."""

    appointment_id: int
    roadmap_id: int
    at: datetime
    work: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A list, and the appointments that it tells."""

    planned: Planned
    appointment_ids: tuple[int, ...]


async def name_owners(
    session: AsyncSession,
    tenant: Tenant,
    roadmap_id: int,
    owners: Collection[tuple[int | None, int | None]],
    on: date,
) -> None:
    """Everybody who answers for something (person id or organisation id) is to be told on the
    first working morning from the local day `on`."""
    at = opening(tenant.calendar.on_or_after(on), tenant.policy, tenant.zone)
    for person_id, organization_id in sorted(owners, key=str):
        session.add(
            AppointmentRow(
                municipality_id=tenant.id,
                roadmap_id=roadmap_id,
                person_id=person_id,
                organization_id=organization_id,
                next_at=at,
            )
        )


def wait_until(tenant: Tenant, now: datetime) -> datetime | None:
    """The next moment within working hours, or None when that is now."""
    today = tenant.today(now)
    if not tenant.calendar.is_working(today) or now >= closing(today, tenant.policy, tenant.zone):
        return planning.next_morning(tenant, today)
    begins = opening(today, tenant.policy, tenant.zone)
    return begins if now < begins else None


def plan(tenant: Tenant, situation: Situation, named: Sequence[Named], now: datetime) -> list[Told]:
    """One list for each reader and roadmap; nothing for those who cannot be reached. Pure."""
    readers: dict[tuple[int | None, int | None, int], list[Named]] = {}
    for one in named:
        reader = _reader(one, situation)
        if reader is not None:
            readers.setdefault((*reader, one.roadmap_id), []).append(one)
    return [
        _told(tenant, situation, person_id, organization_id, own, tenant.today(now))
        for (person_id, organization_id, _), own in readers.items()
    ]


def _reader(one: Named, situation: Situation) -> tuple[int | None, int | None] | None:
    if not one.work:
        return None
    person_id = planning.contact(one.work[0], situation)
    if person_id is not None:
        return person_id, None
    office = one.work[0].organization_id
    return (None, office) if office and planning.mailbox(office, situation) else None


def _told(
    tenant: Tenant,
    situation: Situation,
    person_id: int | None,
    organization_id: int | None,
    named: Sequence[Named],
    today: date,
) -> Told:
    work = sorted((w for one in named for w in one.work), key=lambda w: (w.due, w.assignment_id))
    numbered = [(n, situation.lines[w.assignment_id]) for n, w in enumerate(work, start=1)]
    shown = numbered[: tenant.policy.lines]
    message = appointments.appointment(
        shown, person_id or 0, tenant.say, hidden=len(numbered) - len(shown)
    )
    ways = (
        situation.reach[person_id].ways
        if person_id is not None
        else ((Channel.EMAIL, planning.mailbox(organization_id or 0, situation)),)
    )
    planned = Planned(
        kind=NoticeKind.APPOINTMENT,
        day=today,
        person_id=person_id,
        organization_id=organization_id,
        ways=ways,
        message=message,
        expires_at=end_of_day(tenant.calendar.shift(today, POINTLESS_AFTER), tenant.zone),
        items=tuple(Item(w.assignment_id, n, None) for n, w in enumerate(work, start=1)),
    )
    return Told(planned, tuple(one.appointment_id for one in named))


async def plan_due(database: Database, now: datetime) -> int:
    """Tell everybody whose time has come; the notices stored."""
    async with database.read() as session:
        found = await session.exec(_untold.where(col(AppointmentRow.next_at) <= now))
        towns = sorted({row.municipality_id for row in found})
    return sum([await _plan_for(database, town, now) for town in towns])


async def _plan_for(database: Database, municipality_id: int, now: datetime) -> int:
    async with database.write() as session:
        tenant = await municipalities.by_id(session, municipality_id)
        rows = {
            row.id: row
            for row in await session.exec(
                _untold.where(
                    AppointmentRow.municipality_id == municipality_id,
                    col(AppointmentRow.next_at) <= now,
                ).with_for_update(of=AppointmentRow)
            )
        }
        later = wait_until(tenant, now)
        if later is not None:
            for row in rows.values():
                row.next_at = later
            return 0
        named = await _named(session, list(rows.values()), tenant.today(now))
        situation = await planning.situation(
            session, municipality_id, [work for one in named for work in one.work]
        )
        stored, tomorrow = 0, planning.next_morning(tenant, tenant.today(now))
        for one in named:
            rows[one.appointment_id].next_at = tomorrow if one.work else None
        for told in plan(tenant, situation, named, now):
            made = await planning.store(session, municipality_id, told.planned, now)
            stored += len(made)
            for appointment_id in told.appointment_ids if made else ():
                rows[appointment_id].next_at, rows[appointment_id].notice_id = None, made[0]
        return stored


_untold = (
    select(AppointmentRow)
    .join(RoadmapRow, col(AppointmentRow.roadmap_id) == col(RoadmapRow.id))
    .where(col(AppointmentRow.next_at).is_not(None), RoadmapRow.status == RoadmapStatus.ACTIVE)
    .order_by(col(AppointmentRow.id))
)


async def untold(session: AsyncSession, tenant: Tenant, today: date) -> list[Named]:
    """Everybody in a municipality who is still to be told."""
    rows = await session.exec(_untold.where(AppointmentRow.municipality_id == tenant.id))
    return await _named(session, list(rows), today)


async def _named(session: AsyncSession, rows: Sequence[AppointmentRow], today: date) -> list[Named]:
    """The nearest open date from `today` of each activity, else its last one."""
    roadmap_ids = {row.roadmap_id for row in rows}
    found = await session.exec(
        select(AssignmentRow.id, ActivityRow.id, ActivityRow.roadmap_id)
        .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
        .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
        .where(
            col(ActivityRow.roadmap_id).in_(roadmap_ids),
            col(AssignmentRow.state).in_(OPEN),
            col(ActivityRow.called_off).is_(False),
            col(MilestoneRow.called_off).is_(False),
        )
    )
    of = {assignment or 0: (activity or 0, roadmap) for assignment, activity, roadmap in found}
    owed: dict[tuple[int, int | None, int | None], dict[int, list[Work]]] = {}
    for work in (await plan_queries.work(session, of)).values():
        activity, roadmap = of[work.assignment_id]
        own = owed.setdefault((roadmap, work.person_id, work.organization_id), {})
        own.setdefault(activity, []).append(work)
    return [
        Named(
            row.id or 0,
            row.roadmap_id,
            row.next_at,
            tuple(
                _nearest(dates, today)
                for dates in owed.get(
                    (row.roadmap_id, row.person_id, row.organization_id), {}
                ).values()
            ),
        )
        for row in rows
        if row.next_at is not None
    ]


def _nearest(dates: Sequence[Work], today: date) -> Work:
    ordered = sorted(dates, key=lambda work: work.due)
    return next((work for work in ordered if work.due >= today), ordered[-1])


async def next_at(session: AsyncSession) -> datetime | None:
    """When somebody is to be told next, in any municipality."""
    earliest = _untold.order_by(None).order_by(col(AppointmentRow.next_at)).limit(1)
    row = (await session.exec(earliest)).first()
    return row.next_at if row is not None else None


async def acquainted(session: AsyncSession, roadmap_ids: Collection[int]) -> Acquainted:
    """Who of those told in these roadmaps has read it."""
    found = await session.exec(
        select(AppointmentRow.read_at, PersonRow.full_name, OrganizationRow.name)
        .outerjoin(PersonRow, col(PersonRow.id) == col(AppointmentRow.person_id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(AppointmentRow.organization_id))
        .where(
            col(AppointmentRow.roadmap_id).in_(roadmap_ids),
            col(AppointmentRow.notice_id).is_not(None),
        )
        .order_by(col(AppointmentRow.id))
    )
    told = [(read_at, person or office or "") for read_at, person, office in found]
    waiting = dict.fromkeys(name for read_at, name in told if read_at is None)
    return Acquainted(sum(read is not None for read, _ in told), len(told), tuple(waiting))
