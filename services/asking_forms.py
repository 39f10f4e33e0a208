"""How a form comes back: every which period, until which day, whom it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.asking import due_now, opens_next, school_dates_from
from roadmap.monitoring.periods import DUE_DAY, Period, PeriodKind
from services import owners, rounds
from services.municipalities import Tenant
from storage import round_queries
from storage.tables import AskingRow


@dataclass(frozen=True, slots=True)
class Wish:
    """How a form is asked: `every` None for never of itself; `schools` empty for all of them;
    `next_opens` is a local day."""

    every: PeriodKind | None = None
    due_day: int = DUE_DAY
    schools: frozenset[int] = frozenset()
    next_opens: date | None = None


async def row_of(session: AsyncSession, tenant: Tenant, form_key: str) -> AskingRow | None:
    """The row of a form's asking, a stopped one too."""
    rows = await round_queries.askings(session, tenant.id)
    return next((row for row in rows if row.form_key == form_key), None)


async def wish(session: AsyncSession, tenant: Tenant, form_key: str, now: datetime) -> Wish:
    """How a form is asked now."""
    row = await row_of(session, tenant, form_key)
    if row is None:
        return Wish()
    schools = frozenset(row.audience)
    if row.next_at is None:
        return Wish(None, row.due_day, schools)
    kind = PeriodKind(row.period_kind)
    return Wish(kind, row.due_day, schools, await _next_opens(session, tenant, row, now))


async def _next_opens(session: AsyncSession, tenant: Tenant, row: AskingRow, now: datetime) -> date:
    """The day of its next round: today where one is about to open."""
    kind, today = PeriodKind(row.period_kind), tenant.today(now)
    dates = school_dates_from(tenant.settings)
    due = due_now(today, kind, row.due_day, tenant.calendar, dates)
    if due is not None:
        cause = cause_of(row.form_key, due.period.key)
        opened = await round_queries.by_cause(session, tenant.id, cause)
        if opened is None and await to_ask(session, tenant, row, due.period):
            return today
    return opens_next(today, kind, row.due_day, tenant.calendar, dates).opens


async def to_ask(
    session: AsyncSession, tenant: Tenant, row: AskingRow, period: Period
) -> list[int]:
    """The schools that are still to be asked about a period: those of its asking that were not
    asked by hand before."""
    everybody = await owners.schools(session, tenant.id)
    asked = await round_queries.asked_about(session, tenant.id, row.form_key, period.key)
    wanted = [school for school in everybody if not row.audience or school in row.audience]
    return [school for school in wanted if school not in asked]


def cause_of(form_key: str, period_key: str) -> str:
    """What opens the round of a form about a period by itself."""
    return f"form:{form_key}:{period_key}"


async def set_wish(
    session: AsyncSession,
    tenant: Tenant,
    form_key: str,
    made_by: int,
    now: datetime,
    *,
    every: PeriodKind | None,
    due_day: int,
    schools: frozenset[int],
) -> None:
    """Ask a form so from now on; `every` None stops it."""
    row = await row_of(session, tenant, form_key)
    if row is None:
        if every is None:
            return
        row = AskingRow(
            municipality_id=tenant.id,
            form_key=form_key,
            period_kind=every.value,
            made_by=made_by,
            at=now,
        )
    if every is not None:
        row.period_kind = every.value
    row.due_day, row.audience = due_day, sorted(schools)
    session.add(row)
    await session.flush()
    row.next_at = None
    if every is not None:
        day = await _next_opens(session, tenant, row, now)
        row.next_at = datetime.combine(day, time(0), tenant.zone).astimezone(UTC)
    await session.flush()
    await rounds.look_anew(session, tenant.id)


async def stop(session: AsyncSession, tenant: Tenant, form_key: str) -> None:
    """Ask no more of itself."""
    row = await row_of(session, tenant, form_key)
    if row is not None:
        row.next_at = None
        session.add(row)
