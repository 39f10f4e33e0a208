"""The rounds that open by themselves: what is ongoing, and the forms that come back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.asking import (
    Asking,
    Due,
    asking_from,
    due_now,
    opens_next,
)
from roadmap.monitoring.periods import PeriodKind
from roadmap.plan import Asked
from roadmap.school_settings import school_dates_from
from services import asking_forms, municipalities, rounds
from services.municipalities import Tenant
from services.rounds import Opening
from storage import form_queries, round_queries
from storage.database import Database
from storage.tables import AskingRow, MunicipalityRow
from views.monitoring_periods import said


async def plan_due(database: Database, now: datetime) -> int:
    """Open every round whose day has come, one municipality a transaction; the rounds opened."""
    async with database.read() as session:
        ids = await round_queries.towns_to_look_at(session, now)
    opened = 0
    for number in ids:
        async with database.write() as session:
            tenant = await municipalities.by_id(session, number)
            if tenant.paused_on is None:
                opened += await open_due(session, tenant, now)
            town = await session.get_one(MunicipalityRow, number)
            town.next_round_at = await _next(session, tenant, now)
            session.add(town)
    return opened


async def open_due(session: AsyncSession, tenant: Tenant, now: datetime) -> int:
    """Open what opens on the local day of `now`; the rounds opened."""
    today = tenant.today(now)
    asking = asking_from(tenant.settings)
    opened = await _ongoing(session, tenant, asking, today, now)
    for row in await round_queries.askings(session, tenant.id):
        opened += await _form(session, tenant, row, now)
    return opened


async def _ongoing(
    session: AsyncSession, tenant: Tenant, asking: Asking, today: date, now: datetime
) -> int:
    due = ongoing_due(tenant, asking, today)
    if due is None:
        return 0
    found = await round_queries.ongoing(session, tenant.id, due.period.start, due.period.end)
    opened = 0
    for roadmap_id, activities in found.items():
        opening = Opening(
            kind=Asked.ONGOING,
            title=said(due.period, tenant.say),
            cause=_cause(roadmap_id, due),
            opens_on=max(due.opens, today),
            due_on=due.due,
            period=due.period,
        )
        made = await rounds.open_ongoing(session, tenant, roadmap_id, activities, opening, now)
        opened += made is not None
    return opened


async def _form(session: AsyncSession, tenant: Tenant, row: AskingRow, now: datetime) -> int:
    form = await form_queries.newest(session, tenant.id, row.form_key)
    found = await asking_forms.opens_now(session, tenant, row, now)
    if form is None or found is None:
        return 0
    due = found.due
    title = tenant.say.gettext("{form}: {period}").format(
        form=form.title, period=said(due.period, tenant.say)
    )
    opening = Opening(
        kind=Asked.FORM,
        title=title,
        cause=asking_forms.cause_of(row.form_key, due.period.key),
        opens_on=max(due.opens, tenant.today(now)),
        due_on=due.due,
        period=due.period,
        form_id=form.id,
    )
    return await rounds.open_asking(session, tenant, opening, found.schools, now) is not None


def ongoing_due(tenant: Tenant, asking: Asking, today: date) -> Due | None:
    """The period that lists of ongoing activities are about on a local day."""
    if asking.every is None:
        return None
    dates = school_dates_from(tenant.settings)
    due = due_now(today, asking.every, asking.due_day, tenant.calendar, dates)
    if due is None or (asking.since is not None and due.opens < asking.since):
        return None
    return due


async def ongoing_unasked(session: AsyncSession, tenant: Tenant, due: Due) -> int:
    """How many ongoing activities have not been asked about in a period."""
    found = await round_queries.ongoing(session, tenant.id, due.period.start, due.period.end)
    count = 0
    for roadmap_id, activities in found.items():
        opened = await round_queries.by_cause(session, tenant.id, _cause(roadmap_id, due))
        count += 0 if opened is not None else len(activities)
    return count


def _cause(roadmap_id: int, due: Due) -> str:
    return f"ongoing:{roadmap_id}:{due.period.key}"


async def _next(session: AsyncSession, tenant: Tenant, now: datetime) -> datetime:
    """The local midnight at which the next round of any kind may open."""
    today, asking = tenant.today(now), asking_from(tenant.settings)
    dates = school_dates_from(tenant.settings)
    kinds = {(asking.every or PeriodKind.QUARTER, asking.due_day)}
    for row in await round_queries.askings(session, tenant.id):
        kinds.add((PeriodKind(row.period_kind), row.due_day))
    day = min(
        opens_next(today, kind, due_day, tenant.calendar, dates).opens for kind, due_day in kinds
    )
    return datetime.combine(day, time(0), tenant.zone).astimezone(UTC)
