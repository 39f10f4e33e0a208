"""Putting a draft into the database as a roadmap that nobody is reminded of yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import rule_to_data
from roadmap.drafts import Draft, DraftActivity
from roadmap.parts import is_group, proposed
from roadmap.period import Period
from roadmap.stored_doubts import doubt_to_data
from services import people
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    MunicipalityRow,
    PartyRow,
    RoadmapRow,
    SectionRow,
)
from views.speech import Speech, speech

log = structlog.get_logger()


class NoPeriod(Exception):
    """The document does not say for which years it is, and nobody else did."""


class NothingInIt(Exception):
    """The document has no activities."""


async def store(
    session: AsyncSession,
    municipality_id: int,
    draft: Draft,
    now: datetime,
) -> int:
    """Store a draft whole; the roadmap's number. Raises `NoPeriod`, `NothingInIt`."""
    if draft.period is None:
        raise NoPeriod
    if not draft.activities:
        raise NothingInIt
    municipality = await session.get_one(
        MunicipalityRow,
        municipality_id,
        with_for_update={"key_share": True},  # codes are given out by one import at a time
    )
    title = draft.title.strip() or untitled(draft.period, speech(municipality.language))
    roadmap = await _roadmap(
        session, municipality_id, replace(draft, title=title), draft.period, now
    )
    parties = await _parties(session, roadmap, draft)
    sections = _Sections(session, roadmap)
    for position, activity in enumerate(draft.activities, start=1):
        municipality.last_code += 1
        row = _activity(roadmap, activity, position, municipality.last_code)
        row.section_id = await sections.of(activity.section, activity.subsection)
        session.add(row)
        await session.flush()
        for rank, share in enumerate(proposed(activity.owners)):
            session.add(
                ActivityPartyRow(
                    municipality_id=municipality_id,
                    activity_id=row.id or 0,
                    party_id=parties[share.name],
                    rank=rank,
                    part=share.part,
                )
            )
    await session.flush()
    await people.resolve_parties(session, municipality_id)
    log.info("roadmap.stored", roadmap=roadmap.id, activities=len(draft.activities))
    return roadmap.id or 0


def untitled(period: Period, say: Speech) -> str:
    """What a roadmap is called whose document has no title: «Дорожная карта на 2018–2020 гг.»"""
    first, last = period.start.year, period.end.year
    if first == last:
        return say.gettext("Roadmap for {year}").format(year=first)
    return say.gettext("Roadmap for {first}–{last}").format(first=first, last=last)


async def _roadmap(
    session: AsyncSession, municipality_id: int, draft: Draft, period: Period, now: datetime
) -> RoadmapRow:
    roadmap = RoadmapRow(
        municipality_id=municipality_id,
        title=draft.title,
        period_start=period.start,
        period_end=period.end,
        schools=list(draft.schools),
        created_at=now,
    )
    session.add(roadmap)
    await session.flush()
    return roadmap


async def _parties(session: AsyncSession, roadmap: RoadmapRow, draft: Draft) -> Mapping[str, int]:
    names = [owner for activity in draft.activities for owner in activity.owners]
    rows = [
        PartyRow(
            municipality_id=roadmap.municipality_id,
            roadmap_id=roadmap.id or 0,
            name=name,
            is_group=is_group(name),
        )
        for name in dict.fromkeys(names)
    ]
    session.add_all(rows)
    await session.flush()
    return {row.name: row.id or 0 for row in rows}


def _activity(
    roadmap: RoadmapRow, activity: DraftActivity, position: int, code: int
) -> ActivityRow:
    target = activity.target
    return ActivityRow(
        municipality_id=roadmap.municipality_id,
        roadmap_id=roadmap.id or 0,
        position=position,
        code=code,
        number=activity.number or "",
        title=activity.title,
        deadline_text=activity.deadline_text or "",
        rule=rule_to_data(activity.reading.rule),
        confident=activity.reading.confident,
        expected_result=activity.expected_result or "",
        level=activity.level.value if activity.level else None,
        row=activity.row,
        target=_target(target),
        doubts=[doubt_to_data(doubt) for doubt in activity.doubts],
    )


def _target(target: Any) -> dict[str, Any] | None:
    return {"count": target.count, "unit": target.unit, "per": target.per} if target else None


class _Sections:
    """The headings of one roadmap, made as they are met."""

    def __init__(self, session: AsyncSession, roadmap: RoadmapRow) -> None:
        self._session, self._roadmap = session, roadmap
        self._ids: dict[tuple[str, ...], int] = {}

    async def of(self, section: str | None, subsection: str | None) -> int | None:
        """The id of the innermost heading, or None for an activity under none."""
        parent = await self._one((section,), None) if section else None
        if not subsection:
            return parent
        return await self._one((section or "", subsection), parent)

    async def _one(self, path: tuple[str, ...], parent: int | None) -> int:
        if path not in self._ids:
            row = SectionRow(
                municipality_id=self._roadmap.municipality_id,
                roadmap_id=self._roadmap.id or 0,
                parent_id=parent,
                position=len(self._ids) + 1,
                title=path[-1],
            )
            self._session.add(row)
            await self._session.flush()
            self._ids[path] = row.id or 0
        return self._ids[path]


async def activities(session: AsyncSession, roadmap_id: int) -> list[ActivityRow]:
    """The activities of a roadmap in the document's order."""
    statement = (
        select(ActivityRow)
        .where(ActivityRow.roadmap_id == roadmap_id)
        .order_by(col(ActivityRow.position))
    )
    return list(await session.exec(statement))
