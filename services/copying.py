"""A roadmap copied to the next period: a draft with its sections, rules and owners, no reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import rule_from_data, rule_to_data
from roadmap.deadlines.wording import russian
from roadmap.drafts import DeadlineUnsure
from roadmap.period import Period
from roadmap.shifting import following, renamed, shifted, years_in
from roadmap.stored_doubts import doubt_to_data
from services import people, rights
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    MunicipalityRow,
    PartyRow,
    PersonRow,
    RoadmapKind,
    RoadmapRow,
    SectionRow,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Copied:
    """The draft that was made. `asked` counts the activities that raise questions; `dated` are
    the codes of those whose words name a year."""

    number: int
    title: str
    period: Period
    activities: int
    asked: int = 0
    dated: tuple[int, ...] = ()


async def copy(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    now: datetime,
    period: Period | None = None,
    actor: Actor | None = None,
) -> Copied:
    """Copy a roadmap to `period`, or to the one of the same length that follows.

    What was called off is left out; who has left does not answer in the copy. Raises
    `NoSuchRoadmap`.
    """
    source = await session.get(RoadmapRow, number, with_for_update=True)
    if source is None or source.municipality_id != tenant.id or source.kind is not RoadmapKind.PLAN:
        raise NoSuchRoadmap(number)
    old = Period(source.period_start, source.period_end)
    work = _Copying(session, tenant, source, old, period or following(old), now)
    return await work.run(actor)


class _Copying:
    """One copy being made."""

    def __init__(
        self,
        session: AsyncSession,
        tenant: Tenant,
        source: RoadmapRow,
        old: Period,
        new: Period,
        now: datetime,
    ) -> None:
        self._session, self._tenant, self._source = session, tenant, source
        self._old, self._new, self._now = old, new, now
        self._asked, self._dated = 0, list[int]()

    async def run(self, actor: Actor | None) -> Copied:
        """Everything, in the caller's transaction."""
        made = await self._roadmap()
        sections, parties = await self._sections(made), await self._parties(made)
        rows = await self._rows()
        town = await self._session.get_one(
            MunicipalityRow,
            self._tenant.id,
            with_for_update={"key_share": True},  # codes are given out by one import at a time
        )
        activities: dict[int, int] = {}
        for position, row in enumerate(rows, start=1):
            town.last_code += 1
            copied = self._activity(row, made, position, town.last_code)
            copied.section_id = sections.get(row.section_id or 0)
            self._session.add(copied)
            await self._session.flush()
            activities[row.id or 0] = copied.id or 0
        await self._shares(activities, parties)
        await people.resolve_parties(self._session, self._tenant.id)
        rights.audit(
            self._session,
            actor,
            self._tenant.id,
            "roadmap.copied",
            self._now,
            f"roadmap:{made.id}",
            copied_from=self._source.id,
            period=str(self._new),
            activities=len(rows),
        )
        log.info("roadmap.copied", roadmap=made.id, source=self._source.id)
        return Copied(
            made.id or 0, made.title, self._new, len(rows), self._asked, tuple(self._dated)
        )

    async def _roadmap(self) -> RoadmapRow:
        made = RoadmapRow(
            municipality_id=self._tenant.id,
            title=renamed(self._source.title, self._old, self._new),
            period_start=self._new.start,
            period_end=self._new.end,
            schools=list(self._source.schools),
            settings=dict(self._source.settings),
            copied_from=self._source.id,
            created_at=self._now,
        )
        self._session.add(made)
        await self._session.flush()
        return made

    async def _rows(self) -> list[ActivityRow]:
        statement = (
            select(ActivityRow)
            .where(
                ActivityRow.municipality_id == self._tenant.id,
                ActivityRow.roadmap_id == self._source.id,
                col(ActivityRow.called_off).is_(False),
            )
            .order_by(col(ActivityRow.position), col(ActivityRow.id))
        )
        return list(await self._session.exec(statement))

    async def _sections(self, made: RoadmapRow) -> dict[int, int]:
        """Old ids to new ones; a heading comes before what is under it."""
        found: dict[int, int] = {}
        rows = await self._session.exec(
            select(SectionRow)
            .where(
                SectionRow.municipality_id == self._tenant.id,
                SectionRow.roadmap_id == self._source.id,
            )
            .order_by(col(SectionRow.parent_id).is_not(None), col(SectionRow.position))
        )
        for row in rows.all():
            copied = SectionRow(
                municipality_id=self._tenant.id,
                roadmap_id=made.id or 0,
                parent_id=found.get(row.parent_id) if row.parent_id else None,
                position=row.position,
                title=row.title,
            )
            self._session.add(copied)
            await self._session.flush()
            found[row.id or 0] = copied.id or 0
        return found

    async def _parties(self, made: RoadmapRow) -> dict[int, int]:
        """Old ids to new ones, each meaning whom it meant, unless they have left."""
        rows = await self._session.exec(
            select(PartyRow, col(PersonRow.left_on))
            .outerjoin(PersonRow, col(PersonRow.id) == col(PartyRow.person_id))
            .where(
                PartyRow.municipality_id == self._tenant.id, PartyRow.roadmap_id == self._source.id
            )
            .order_by(col(PartyRow.id))
        )
        found: dict[int, int] = {}
        for row, left_on in rows.all():
            copied = PartyRow(
                municipality_id=self._tenant.id,
                roadmap_id=made.id or 0,
                name=row.name,
                is_group=row.is_group,
                person_id=row.person_id if left_on is None else None,
                organization_id=row.organization_id,
            )
            self._session.add(copied)
            await self._session.flush()
            found[row.id or 0] = copied.id or 0
        return found

    def _activity(
        self, row: ActivityRow, made: RoadmapRow, position: int, code: int
    ) -> ActivityRow:
        moved = shifted(rule_from_data(row.rule), self._old, self._new)
        doubts = [doubt_to_data(DeadlineUnsure(question)) for question in moved.questions]
        self._asked += bool(doubts)
        written = russian(moved.rule) if moved.changed else row.deadline_text
        if years_in(f"{row.title} {row.expected_result} {'' if moved.changed else written}"):
            self._dated.append(code)
        return ActivityRow(
            municipality_id=self._tenant.id,
            roadmap_id=made.id or 0,
            position=position,
            code=code,
            number=row.number,
            title=row.title,
            deadline_text=written,
            rule=rule_to_data(moved.rule),
            confident=not doubts,
            expected_result=row.expected_result,
            level=row.level,
            row=row.row,
            target=_copied(row.target),
            doubts=doubts,
            completion=row.completion,
            reviewed=row.reviewed,
        )

    async def _shares(self, activities: Mapping[int, int], parties: Mapping[int, int]) -> None:
        rows = await self._session.exec(
            select(ActivityPartyRow)
            .join(ActivityRow, col(ActivityPartyRow.activity_id) == col(ActivityRow.id))
            .where(
                ActivityPartyRow.municipality_id == self._tenant.id,
                ActivityRow.roadmap_id == self._source.id,
            )
        )
        self._session.add_all(
            ActivityPartyRow(
                municipality_id=self._tenant.id,
                activity_id=activities[row.activity_id],
                party_id=parties[row.party_id],
                rank=row.rank,
                part=row.part,
            )
            for row in rows.all()
            if row.activity_id in activities
        )
        await self._session.flush()


def _copied(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return dict(data) if data is not None else None


async def done_by(session: AsyncSession, tenant: Tenant, number: int) -> RoadmapRow | None:
    """The draft that was copied from a roadmap and is still being prepared, if any."""
    statement = (
        select(RoadmapRow)
        .where(RoadmapRow.municipality_id == tenant.id, RoadmapRow.copied_from == number)
        .order_by(col(RoadmapRow.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()
