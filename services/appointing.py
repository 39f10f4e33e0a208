"""On launch everybody responsible is told, in one list a roadmap, what is theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.digesting import Acquainted
from roadmap.progress import OPEN
from roadmap.reminding import end_of_day, opening
from services import dates_by_letter, municipalities, planning, plans, unreachable
from services.municipalities import Tenant
from services.planned import Item, Planned
from services.situations import Reader, Situation, had_enough, reader, situation
from services.working_hours import wait_until
from storage import work_queries
from storage.database import Database
from storage.tables import (
    ActivityRow,
    AppointmentRow,
    AssignmentRow,
    MilestoneRow,
    MunicipalityRow,
    NoticeKind,
    OrganizationRow,
    PersonRow,
    RoadmapRow,
    RoadmapStatus,
)
from storage.work_queries import Work
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


def plan(tenant: Tenant, situation: Situation, named: Sequence[Named], now: datetime) -> list[Told]:
    """One list for each reader and roadmap; nothing for those who cannot be reached, to whom
    enough was said today, or who are to be left in peace yet. Pure."""
    today = tenant.today(now)
    readers: dict[tuple[int | None, int | None, int], tuple[Reader, list[Named]]] = {}
    for one in named:
        to = reader(one.work[0], situation, today) if one.work else None
        if to is None or had_enough(to, situation, tenant.policy.cap):
            continue
        if peace(tenant, to, one, now) is not None:
            continue
        key = (to.person_id, to.organization_id, one.roadmap_id)
        readers.setdefault(key, (to, []))[1].append(one)
    return [_told(tenant, situation, to, own, today) for to, own in readers.values()]


def peace(tenant: Tenant, to: Reader, named: Named, now: datetime) -> datetime | None:
    """Until when a school is left in peace: its lessons, its holidays; None: not at all."""
    lessons = wait_until(tenant, now, school=to.school)
    if not any(work.school for work in named.work):
        return lessons
    day = tenant.today(lessons or now)
    first = tenant.school_year.after(day, tenant.calendar)
    if first == day:
        return lessons
    return opening(first, tenant.policy, tenant.zone, school=to.school)


def again_at(tenant: Tenant, situation: Situation, named: Named, now: datetime) -> datetime:
    """When to look again at somebody who was not told now."""
    today = tenant.today(now)
    to = reader(named.work[0], situation, today)
    later = peace(tenant, to, named, now) if to is not None else None
    return later or plans.next_morning(tenant, today)


def _told(
    tenant: Tenant, situation: Situation, to: Reader, named: Sequence[Named], today: date
) -> Told:
    work = sorted((w for one in named for w in one.work), key=lambda w: (w.due, w.assignment_id))
    numbered = [(n, situation.lines[w.assignment_id]) for n, w in enumerate(work, start=1)]

    def worded(channel: Channel) -> Message:
        shown = numbered[: tenant.lines_by(channel)]
        hidden = len(numbered) - len(shown)
        return appointments.appointment(shown, to.person_id or 0, tenant.say, hidden=hidden)

    planned = Planned(
        kind=NoticeKind.APPOINTMENT,
        day=today,
        person_id=to.person_id,
        organization_id=to.organization_id,
        ways=to.ways,
        message=worded(Channel.TELEGRAM),
        expires_at=end_of_day(tenant.calendar.shift(today, POINTLESS_AFTER), tenant.zone),
        items=tuple(Item(w.assignment_id, n, None) for n, w in enumerate(work, start=1)),
        letter=worded(Channel.EMAIL) if len(numbered) > tenant.policy.lines else None,
    )
    return Told(planned, tuple(one.appointment_id for one in named))


def out_of_reach(
    named: Sequence[Named], situation: Situation, today: date
) -> set[tuple[int | None, int | None]]:
    """Those (person id, organisation id) whose list reaches nobody."""
    return {
        (one.work[0].person_id, one.work[0].organization_id)
        for one in named
        if one.work and reader(one.work[0], situation, today) is None
    }


async def name_new_owners(
    session: AsyncSession,
    tenant: Tenant,
    roadmap_id: int,
    owners: Collection[tuple[int | None, int | None]],
    on: date,
) -> None:
    """The same for a running roadmap, for those who had answered for nothing in it so far."""
    named = await session.exec(
        select(AppointmentRow.person_id, AppointmentRow.organization_id).where(
            AppointmentRow.roadmap_id == roadmap_id
        )
    )
    await name_owners(session, tenant, roadmap_id, set(owners) - set(named), on)


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
        work = [work for one in named for work in one.work]
        known = await situation(session, tenant, work, now)
        lost = out_of_reach(named, known, tenant.today(now))
        await unreachable.tell(session, tenant, lost, now)
        stored = 0
        for one in named:
            later = again_at(tenant, known, one, now) if one.work else None
            rows[one.appointment_id].next_at = later
        for told in plan(tenant, known, named, now):
            planned = await dates_by_letter.beside(session, tenant, known.lines, told.planned, now)
            made = await planning.store(session, municipality_id, planned, now)
            stored += len(made)
            for appointment_id in told.appointment_ids if made else ():
                rows[appointment_id].next_at, rows[appointment_id].notice_id = None, made[0]
        return stored


_untold = (
    select(AppointmentRow)
    .join(RoadmapRow, col(AppointmentRow.roadmap_id) == col(RoadmapRow.id))
    .join(MunicipalityRow, col(AppointmentRow.municipality_id) == col(MunicipalityRow.id))
    .where(
        col(AppointmentRow.next_at).is_not(None),
        RoadmapRow.status == RoadmapStatus.ACTIVE,
        col(MunicipalityRow.paused_on).is_(None),
    )
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
    for work in (await work_queries.work(session, of)).values():
        activity, roadmap = of[work.assignment_id]
        own = owed.setdefault((roadmap, work.person_id, work.organization_id), {})
        own.setdefault(activity, []).append(work)
    return [
        Named(
            row.id or 0,
            row.roadmap_id,
            row.next_at,
            tuple(
                nearest(dates, today)
                for dates in owed.get(
                    (row.roadmap_id, row.person_id, row.organization_id), {}
                ).values()
            ),
        )
        for row in rows
        if row.next_at is not None
    ]


def nearest(dates: Sequence[Work], today: date) -> Work:
    """The first of the dates from `today` on, else the last one."""
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
