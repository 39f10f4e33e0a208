"""What rounds say outside the ladder: urgent ones at once and an hour before they are due, all of
them to the coordinators when their time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Button, Message
from roadmap.plan import Asked, Line
from roadmap.progress import OPEN
from roadmap.reminding import end_of_day
from services import dates_by_letter, municipalities, planning, plans, round_figures
from services.municipalities import Tenant
from services.planned import Item, Planned
from services.round_times import URGENT_AHEAD, due_at, over_at
from services.rounds_ahead import Ahead
from services.situations import Reader, Situation, line_for, reader, situation
from storage import people_queries, plan_queries, round_queries, work_queries
from storage.database import Database
from storage.people_queries import Reach
from storage.round_queries import Answered
from storage.tables import NoticeKind, RoadmapRow, RoadmapStatus, Role, RoundRow
from storage.work_queries import Work
from views import reminders, rounds
from views.blank_gathering import gather_button


async def plan_due(database: Database, now: datetime) -> int:
    """Say what rounds have to say now, one round a transaction; the notices stored."""
    async with database.read() as session:
        ids = [row.id for row in await round_queries.rounds_to_look_at(session, now)]
    stored = 0
    for number in ids:
        async with database.write() as session:
            row = await session.get(RoundRow, number, with_for_update=True)
            if row is not None and row.next_at is not None and row.next_at <= now:
                stored += await _speak(session, row, now)
    return stored


async def _speak(session: AsyncSession, row: RoundRow, now: datetime) -> int:
    tenant = await municipalities.by_id(session, row.municipality_id)
    end, stopped = over_at(row, tenant), await _is_stopped(session, tenant, row)
    session.add(row)
    if now >= end:
        row.next_at = None
        return 0 if stopped else await _tell_coordinators(session, tenant, row, now)
    if not row.urgent:
        row.next_at = end
        return 0
    before = end - URGENT_AHEAD
    moment, row.next_at = ("open", before) if now < before else ("hour", end)
    if stopped:
        return 0
    stored = 0
    for planned in await _asked(session, tenant, row, moment, now):
        numbers = [item.assignment_id for item in planned.items]
        whole = planned
        if moment == "open":
            lines = await plan_queries.lines(session, numbers)
            whole = await dates_by_letter.beside(session, tenant, lines, planned, now)
        stored += len(await planning.store(session, tenant.id, whole, now, numbers))
    return stored


async def _is_stopped(session: AsyncSession, tenant: Tenant, row: RoundRow) -> bool:
    """Whether nobody is written to: all or its roadmap is paused, or that is in the archive."""
    roadmap = await session.get(RoadmapRow, row.roadmap_id)
    return tenant.paused_on is not None or (
        roadmap is not None and roadmap.status is not RoadmapStatus.ACTIVE
    )


async def _asked(
    session: AsyncSession, tenant: Tenant, row: RoundRow, moment: str, now: datetime
) -> list[Planned]:
    """One message for each reader of those who have not answered."""
    rows = await round_queries.assignments_of(session, tenant.id, row.id or 0)
    waiting = [one.id or 0 for one in rows if one.state in OPEN]
    work = list((await work_queries.work(session, waiting)).values())
    known = await situation(session, tenant, work, now)
    today = tenant.today(now)
    grouped: dict[tuple[int | None, int | None], tuple[Reader, list[Work]]] = {}
    for one in work:
        to = reader(one, known, today)
        if to is not None and one.live:
            grouped.setdefault((to.person_id, to.organization_id), (to, []))[1].append(one)
    return [_message(tenant, known, row, moment, to, own, now) for to, own in grouped.values()]


def _message(
    tenant: Tenant,
    known: Situation,
    row: RoundRow,
    moment: str,
    to: Reader,
    own: Sequence[Work],
    now: datetime,
) -> Planned:
    today = tenant.today(now)
    numbered = [(n, line_for(one, to, known, today)) for n, one in enumerate(own, start=1)]
    usual = reminders.reminder(numbered, to.person_id or 0, today, tenant.calendar, tenant.say)
    message = rounds.urgent(usual, row.title, row.due_on, row.due_time, tenant.say)
    return Planned(
        kind=NoticeKind.MONITORING,
        day=today,
        person_id=to.person_id,
        organization_id=to.organization_id,
        ways=plans.ways(to, own, known, tenant),
        message=message,
        expires_at=due_at(row, tenant),
        items=tuple(Item(one.assignment_id, n, None) for n, one in enumerate(own, start=1)),
        cause=f"round:{row.id}:{moment}",
    )


async def _tell_coordinators(
    session: AsyncSession, tenant: Tenant, row: RoundRow, now: datetime
) -> int:
    """That the time of a round is over, once for a date."""
    if await round_queries.was_told(session, tenant.id, _cause(row)):
        return 0
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, ids, now)
    told = await _over(session, tenant, row, [reach[i] for i in ids if i in reach], now)
    return sum([len(await planning.store(session, tenant.id, one, now)) for one in told])


def _cause(row: RoundRow) -> str:
    return f"round:{row.id}:over:{row.due_on.isoformat()}"


async def _over(
    session: AsyncSession, tenant: Tenant, row: RoundRow, desk: Sequence[Reach], now: datetime
) -> list[Planned]:
    """Who has not answered, to each coordinator who can be reached; nothing where everybody
    has."""
    number = row.id or 0
    late = await round_queries.silent(session, tenant.id, number, row.due_on)
    count = (await round_queries.answered(session, tenant.id, [number])).get(number)
    title = await round_figures.title_of(session, tenant, row)
    return _told(tenant, row, title, count, late, desk, now)


def _told(
    tenant: Tenant,
    row: RoundRow,
    title: str,
    count: Answered | None,
    late: Sequence[str],
    desk: Sequence[Reach],
    now: datetime,
) -> list[Planned]:
    number, today = row.id or 0, tenant.today(now)

    def message(reader: int) -> Message:
        more: tuple[Button, ...] = ()
        if row.kind is Asked.TABLE:
            more = (gather_button(number, reader, tenant.say),)
        return rounds.over(number, title, count, late, reader, tenant.say, more=more)

    return [
        Planned(
            kind=NoticeKind.ALERT,
            day=today,
            person_id=one.person_id,
            organization_id=None,
            ways=one.ways,
            message=message(one.person_id),
            expires_at=end_of_day(tenant.calendar.shift(today, 3), tenant.zone),
            items=(),
            cause=_cause(row),
        )
        for one in desk
        if one.ways and late
    ]


async def foreseen(
    session: AsyncSession,
    tenant: Tenant,
    ahead: Ahead,
    lines: Mapping[int, Line],
    desk: Sequence[Reach],
    begin: datetime,
    until: datetime,
) -> list[tuple[datetime, Planned]]:
    """What coordinators would hear of rounds whose time is over from `begin` until `until`, if
    nobody answered: of those that are open, and of those supposed, with these `lines`."""
    found = []
    for row in await round_queries.rounds(session, tenant.id, only_open=True):
        at = over_at(row, tenant)
        if row.next_at is None or not begin <= at < until:
            continue
        if not await _is_stopped(session, tenant, row):
            found += [(at, one) for one in await _over(session, tenant, row, desk, at)]
    for n, asked in enumerate(ahead.rounds, start=1):
        row = RoundRow(
            id=-n,
            municipality_id=tenant.id,
            kind=asked.kind,
            title=asked.title,
            opens_on=asked.due,
            due_on=asked.due,
            cause="",
            at=begin,
        )
        at = over_at(row, tenant)
        if begin <= at < until:
            owed = [number for number in asked.members if lines[number].due <= asked.due]
            late = sorted({lines[number].owner for number in owed})
            count = Answered(len(asked.members), 0, 0)
            found += [(at, o) for o in _told(tenant, row, asked.title, count, late, desk, at)]
    return found
