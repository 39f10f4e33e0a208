"""The dates of terms, trimesters, halves and the school year, as a coordinator sets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring.periods import COUNT, PeriodKind, SchoolDates
from roadmap.period import school_year_of
from roadmap.school_settings import NAMES, own_periods, school_dates_from, with_periods
from roadmap.school_spans import BadSpans, typed_spans
from roadmap.school_year import SUMMER_FROM, Span
from roadmap.settings_keys import changed
from services import conversations, municipalities, rights, rounds
from services.monitoring_desk import coordinator
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import MunicipalityRow
from views import school_periods as words
from views.school_periods import KINDS, Known

log = structlog.get_logger()

STEP = "school_periods"
ACTION = "school.periods"
YEARS = 3
"""So many school years before and after this one can be looked at."""


async def shown(
    session: AsyncSession, actor: Actor, year: int | None, address: str, now: datetime
) -> Message:
    """The periods of the school year that begins in September of `year`, of the present one (in
    summer the coming one) without it; no dates are waited for any more. Raises `Denied`."""
    tenant = await coordinator(session, actor, ACTION)
    await conversations.forget(session, address, STEP)
    return _shown(tenant, actor, _year(tenant, actor, year, now), now)


def _shown(tenant: Tenant, actor: Actor, year: int, now: datetime) -> Message:
    dates, present = school_dates_from(tenant.settings), _present(tenant.today(now))
    known = [_known(dates, kind, year) for kind in KINDS]
    turns = [one for one in (year - 1, year + 1) if abs(one - present) <= YEARS]
    return words.periods(known, year, turns, actor.person_id, tenant.say)


def _known(dates: SchoolDates, kind: PeriodKind, year: int) -> Known:
    return Known(kind, dates.spans(kind, year), dates.is_own(kind, year), dates.made_of(kind, year))


def _present(today: date) -> int:
    """The school year of a local day; in summer the one that is coming."""
    is_summer = (today.month, today.day) >= SUMMER_FROM
    return today.year if is_summer else school_year_of(today)


def _year(tenant: Tenant, actor: Actor, year: int | None, now: datetime) -> int:
    present = _present(tenant.today(now))
    if year is None:
        return present
    if abs(year - present) > YEARS:
        raise rights.deny(actor, ACTION, year=year)
    return year


def _kind(actor: Actor, place: int) -> PeriodKind:
    if place >= len(KINDS):
        raise rights.deny(actor, ACTION, kind=place)
    return KINDS[place]


async def ask(
    session: AsyncSession, actor: Actor, place: int, year: int, address: str, now: datetime
) -> Message:
    """What are the dates of a kind of period (by its place in KINDS)? They are typed next. Raises
    `Denied`."""
    tenant = await coordinator(session, actor, ACTION)
    kind, year = _kind(actor, place), _year(tenant, actor, year, now)
    await conversations.remember(session, address, STEP, {"kind": place, "year": year}, now)
    dates = school_dates_from(tenant.settings)
    return words.ask(_known(dates, kind, year), year, actor.person_id, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The dates: kept, or what is wrong with them while they are waited for. Raises `Denied`."""
    tenant = await coordinator(session, actor, ACTION)
    kind, year = _kind(actor, asked["kind"]), asked["year"]
    try:
        spans = typed_spans(text, COUNT[kind], year)
    except BadSpans as error:
        return words.not_understood(error, kind, year, tenant.say)
    await conversations.forget(session, address, STEP)
    tenant = await _keep(session, tenant, actor, kind, year, spans, now)
    return words.kept(_shown(tenant, actor, year, now), tenant.say)


async def as_usual(
    session: AsyncSession, actor: Actor, place: int, year: int, now: datetime
) -> Message:
    """The usual dates of a kind of period again. Raises `Denied`."""
    tenant = await coordinator(session, actor, ACTION)
    kind, year = _kind(actor, place), _year(tenant, actor, year, now)
    tenant = await _keep(session, tenant, actor, kind, year, (), now)
    return _shown(tenant, actor, year, now)


async def _keep(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    kind: PeriodKind,
    year: int,
    spans: Sequence[Span],
    now: datetime,
) -> Tenant:
    """Rounds to come are looked for anew; terms are the schools' holidays too, so planning looks
    again as well. Rounds that are open keep their days."""
    row = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    if own_periods(row.settings, kind).get(year, ()) == tuple(spans):
        return municipalities.tenant_of(row)
    key = f"periods.{NAMES[kind]}"
    row.settings = changed(row.settings, key, with_periods(row.settings, kind, year, spans))
    session.add(row)
    await rounds.look_anew(session, tenant.id)
    await municipalities.plan_anew(session, tenant.id, now)
    days = [day.isoformat() for span in spans for day in span]
    rights.audit(session, actor, tenant.id, "municipality.set", now, name=key, year=year, days=days)
    await session.flush()
    log.info("school.periods", municipality=tenant.id, kind=kind, year=year, own=bool(spans))
    return municipalities.tenant_of(row)
