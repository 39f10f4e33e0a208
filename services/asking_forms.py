"""How a form comes back: every which period, until which day, whom it asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.asking import Due, due_now, due_of_schools, opens_next
from roadmap.monitoring.periods import DUE_DAY, PeriodKind
from roadmap.school_settings import school_dates_from
from services import owners, rounds
from services.municipalities import Tenant
from storage import round_queries
from storage.tables import AskingRow


class Start(IntEnum):
    """From when a wish holds: what is over and could still be asked about is asked about at once,
    is left out, or is what it was before."""

    NOW = 1
    NEXT = 2
    AS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """How a form is asked: `every` None for never of itself; `schools` empty for all of them;
    `next_opens` is a local day."""

    every: PeriodKind | None = None
    due_day: int = DUE_DAY
    schools: frozenset[int] = frozenset()
    next_opens: date | None = None


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A round that is to open on the local day of now: about what, by when, for which schools."""

    due: Due
    schools: tuple[int, ...]


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
    known = Wish(PeriodKind(row.period_kind), row.due_day, schools)
    if await opens_now(session, tenant, row, now) is not None:
        return replace(known, next_opens=tenant.today(now))
    return replace(known, next_opens=opens_later(tenant, known, now).opens)


async def opens_now(
    session: AsyncSession, tenant: Tenant, row: AskingRow, now: datetime
) -> AtOnce | None:
    """The round of a form that is to open on the local day of now, None for none."""
    if row.next_at is None:
        return None
    known = Wish(PeriodKind(row.period_kind), row.due_day, frozenset(row.audience))
    found = await at_once(session, tenant, row.form_key, known, now)
    if found is None or found.due.opens < tenant.today(row.next_at):
        return None
    return found


async def at_once(
    session: AsyncSession, tenant: Tenant, form_key: str, wanted: Wish, now: datetime
) -> AtOnce | None:
    """What would open now, were a form asked so: the period that is over and was not asked about,
    while answers to it are in time; the schools not asked about it by hand before."""
    if wanted.every is None:
        return None
    dates, calendar = school_dates_from(tenant.settings), tenant.calendar
    due = due_now(tenant.today(now), wanted.every, wanted.due_day, calendar, dates)
    if due is None:
        return None
    cause = cause_of(form_key, due.period.key)
    if await round_queries.by_cause(session, tenant.id, cause) is not None:
        return None
    everybody = await owners.schools(session, tenant.id)
    asked = await round_queries.asked_about(session, tenant.id, form_key, due.period.key)
    schools = tuple(
        school
        for school in everybody
        if school not in asked and (not wanted.schools or school in wanted.schools)
    )
    by = due_of_schools(due.opens, due.due, tenant.school_year, calendar)
    return AtOnce(replace(due, due=by), schools) if schools else None


def opens_later(tenant: Tenant, wanted: Wish, now: datetime) -> Due:
    """The first round after the local day of now of a form that is asked so."""
    kind = wanted.every or PeriodKind.QUARTER
    dates, calendar = school_dates_from(tenant.settings), tenant.calendar
    return opens_next(tenant.today(now), kind, wanted.due_day, calendar, dates)


def cause_of(form_key: str, period_key: str) -> str:
    """What opens the round of a form about a period by itself."""
    return f"form:{form_key}:{period_key}"


async def set_wish(
    session: AsyncSession,
    tenant: Tenant,
    form_key: str,
    made_by: int,
    wanted: Wish,
    start: Start,
    now: datetime,
) -> None:
    """Ask a form so from now on; `every` None stops it. Of `AS_BEFORE` a round opens at once
    only where it was about to."""
    row = await row_of(session, tenant, form_key)
    if row is None:
        if wanted.every is None:
            return
        row = AskingRow(
            municipality_id=tenant.id,
            form_key=form_key,
            period_kind=wanted.every.value,
            made_by=made_by,
            at=now,
        )
    since = await _since(session, tenant, row, form_key, wanted, start, now)
    if wanted.every is not None:
        row.period_kind = wanted.every.value
    row.due_day, row.audience = wanted.due_day, sorted(wanted.schools)
    row.next_at = since if wanted.every is not None else None
    session.add(row)
    await session.flush()
    await rounds.look_anew(session, tenant.id)


async def _since(
    session: AsyncSession,
    tenant: Tenant,
    row: AskingRow,
    form_key: str,
    wanted: Wish,
    start: Start,
    now: datetime,
) -> datetime:
    """The local midnight from which rounds open: their first days before it are left out."""
    opening = None
    if start is Start.NOW:
        opening = await at_once(session, tenant, form_key, wanted, now)
    elif start is Start.AS_BEFORE:
        opening = await opens_now(session, tenant, row, now)
    tomorrow = tenant.today(now) + timedelta(days=1)
    day = opening.due.opens if opening is not None else tomorrow
    return datetime.combine(day, time(0), tenant.zone).astimezone(UTC)


async def stop(session: AsyncSession, tenant: Tenant, form_key: str) -> None:
    """Ask no more of itself."""
    row = await row_of(session, tenant, form_key)
    if row is not None:
        row.next_at = None
        session.add(row)
