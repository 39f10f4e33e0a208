"""What rounds of forms come to, in short: of those that are open, and of a report's time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.period import Period
from services import round_figures, round_grid
from services.municipalities import Tenant
from storage import round_desk_queries, round_past_queries
from storage.tables import RoundRow
from views.monitoring_periods import said
from views.round_figures import Told
from views.round_summaries import Monitored, Summary

AT_ONCE = 60_000
"""So many values at most are added up for a digest or a letter, which somebody waits for."""
IN_REPORT = 200_000
FIGURES = 12
FORMS = 8


async def open_now(session: AsyncSession, tenant: Tenant, now: datetime) -> list[Monitored]:
    """The rounds that are open, what is due first first, with their figures."""
    rows = await round_desk_queries.open_rounds(session, tenant.id)
    standings = await round_figures.standings(session, tenant, rows, now)
    told = await _told(session, tenant, rows, AT_ONCE)
    return [Monitored(one, told.get(one.round_id)) for one in standings]


async def of_time(
    session: AsyncSession, tenant: Tenant, period: Period, as_of: date, end: datetime
) -> tuple[Summary, ...]:
    """The last round of each form about a time within a `period`, that had begun by the local day
    `as_of`, whose end is the instant `end`: what was handed in by then, as it reads now."""
    first, last = period.start, min(period.end, as_of)
    rows = await round_past_queries.of_time(session, tenant.id, first, last, as_of)
    told = await _told(session, tenant, rows[:FORMS], IN_REPORT, end)
    return tuple(told[row.id or 0] for row in rows[:FORMS] if row.id in told)


async def _told(
    session: AsyncSession,
    tenant: Tenant,
    rows: Sequence[RoundRow],
    most: int,
    until: datetime | None = None,
) -> dict[int, Summary]:
    """Of each round of a form that somebody answered, while all have at most so many values."""
    forms = [row for row in rows if row.form_id is not None]
    sizes = await round_past_queries.sizes(session, tenant.id, [row.id or 0 for row in forms])
    found: dict[int, Summary] = {}
    for row in forms:
        size = sizes.get(row.id or 0, 0)
        if not 0 < size <= most:
            continue
        most -= size
        one = await _summary(session, tenant, row, until, most)
        if one is not None:
            found[row.id or 0] = one
    return found


async def _summary(
    session: AsyncSession, tenant: Tenant, row: RoundRow, until: datetime | None, most: int
) -> Summary | None:
    read = await round_figures.read(session, tenant, row, until=until, most=most)
    if read is None or not read.schools:
        return None
    told = await asyncio.to_thread(round_grid.told, read)
    return Summary(
        row.title,
        len(read.schools),
        sum(not one.is_exempt for one in read.asked),
        said(read.last.period, tenant.say) if read.last else "",
        tuple(_shown(told)),
    )


def _shown(told: Sequence[Told]) -> list[Told]:
    """The indicators; where the form names none, its first numbers."""
    numbers = [one for one in told if one.now is not None and one.field.type.is_numeric]
    followed = [one for one in numbers if one.field.indicator or one.field.target is not None]
    return (followed or numbers)[:FIGURES]
