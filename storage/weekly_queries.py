"""The week's letter to management: when it comes, and what was said of its editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import EditionRow, MunicipalityRow


@dataclass(frozen=True, slots=True)
class Coming:
    """A municipality's next letter, an instant, with the zone that its day is counted in."""

    municipality_id: int
    zone: str
    at: datetime


async def coming(session: AsyncSession) -> list[Coming]:
    """The next letter of every municipality."""
    rows = await session.exec(
        select(MunicipalityRow.id, MunicipalityRow.zone, col(MunicipalityRow.next_weekly_at))
        .where(col(MunicipalityRow.next_weekly_at).is_not(None))
        .order_by(col(MunicipalityRow.next_weekly_at))
    )
    return [Coming(number or 0, zone, at) for number, zone, at in rows if at is not None]


async def shown_since(session: AsyncSession, since: date) -> set[tuple[int, date]]:
    """The editions (municipality, week) since a Monday that coordinators were shown."""
    rows = await session.exec(
        select(col(EditionRow.municipality_id), col(EditionRow.week)).where(
            EditionRow.week >= since, col(EditionRow.shown_at).is_not(None)
        )
    )
    return {(town, week) for town, week in rows}


async def edition(session: AsyncSession, municipality_id: int, week: date) -> EditionRow | None:
    """A week's edition, where anything was said of it."""
    return await session.get(EditionRow, (municipality_id, week))


async def edition_to_change(session: AsyncSession, municipality_id: int, week: date) -> EditionRow:
    """A week's edition, held until the transaction ends; begun where there is none."""
    # whoever begins it holds the municipality, so that it is begun once
    await session.get_one(MunicipalityRow, municipality_id, with_for_update={"key_share": True})
    key = (municipality_id, week)
    row = await session.get(EditionRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        row = EditionRow(municipality_id=municipality_id, week=week)
        session.add(row)
        await session.flush()
    return row
