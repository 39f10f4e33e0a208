"""An urgent round speaks outside the ladder: at once, an hour before it is due, and when it is
due to the coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Asked
from roadmap.progress import OPEN
from roadmap.reminding import end_of_day
from services import municipalities, planning, plans
from services.municipalities import Tenant
from services.papers_ahead import Papers, with_papers
from services.planned import Item, Planned
from services.rounds import URGENT_AHEAD, due_at
from services.situations import Reader, Situation, line_for, reader, situation
from storage import people_queries, round_queries, work_queries
from storage.database import Database
from storage.tables import NoticeKind, Role, RoundRow
from storage.work_queries import Work
from views import reminders, rounds
from views.blank_gathering import gather_button


async def plan_due(database: Database, now: datetime, papers: Papers | None = None) -> int:
    """Say what urgent rounds have to say now, one round a transaction; the notices stored.
    `papers` are the tables that letters have beside them."""
    async with database.read() as session:
        ids = [row.id for row in await round_queries.rounds_to_look_at(session, now)]
    stored = 0
    for number in ids:
        async with database.write() as session:
            row = await session.get(RoundRow, number, with_for_update=True)
            if row is not None and row.next_at is not None and row.next_at <= now:
                stored += await _speak(session, row, now, papers or {})
    return stored


async def _speak(session: AsyncSession, row: RoundRow, now: datetime, papers: Papers) -> int:
    tenant = await municipalities.by_id(session, row.municipality_id)
    end = due_at(row, tenant)
    if now >= end:
        row.next_at = None
        session.add(row)
        return await _tell_coordinators(session, tenant, row, now)
    before = end - URGENT_AHEAD
    moment, row.next_at = ("open", before) if now < before else ("hour", end)
    session.add(row)
    if tenant.paused_on is not None:
        return 0
    stored = 0
    for planned in await _asked(session, tenant, row, moment, now):
        whole = with_papers(planned, papers, tenant)
        stored += len(await planning.store(session, tenant.id, whole, now))
    return stored


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
    """Who has not answered, to each coordinator who can be reached."""
    told = await round_queries.answered(session, tenant.id, [row.id or 0])
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, ids, now)
    late = await round_queries.silent(session, tenant.id, row.id or 0)
    stored = 0
    for number in ids:
        known = reach.get(number)
        if known is None or not known.ways:
            continue
        planned = Planned(
            kind=NoticeKind.ALERT,
            day=tenant.today(now),
            person_id=number,
            organization_id=None,
            ways=known.ways,
            message=rounds.over(
                row.id or 0,
                row.title,
                told.get(row.id or 0),
                late,
                number,
                tenant.say,
                more=(gather_button(row.id or 0, number, tenant.say),)
                if row.kind is Asked.TABLE
                else (),
            ),
            expires_at=end_of_day(tenant.calendar.shift(tenant.today(now), 3), tenant.zone),
            items=(),
            cause=f"round:{row.id}:over",
        )
        stored += len(await planning.store(session, tenant.id, planned, now))
    return stored
