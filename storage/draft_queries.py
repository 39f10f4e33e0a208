"""What the desk of drafts reads: roadmaps by state, parties with their rows, schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.parts import Part
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    OrganizationKind,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    SectionRow,
)

ORDER = (
    RoadmapStatus.DRAFT,
    RoadmapStatus.ACTIVE,
    RoadmapStatus.PAUSED,
    RoadmapStatus.ARCHIVED,
)


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a roadmap: `means` is the name of the person or organisation, `rows` counts its
    activities by part."""

    id: int
    name: str
    is_group: bool
    person_id: int | None
    organization_id: int | None
    means: str = ""
    rows: Mapping[Part, int] = field(default_factory=dict)

    @property
    def acts(self) -> bool:
        """Whether anything is asked of it anywhere."""
        return any(count for part, count in self.rows.items() if part is not Part.INFORMED)

    @property
    def is_open(self) -> bool:
        """Whether it is to act and nobody knows who it is."""
        return self.acts and not (self.is_group or self.person_id or self.organization_id)


async def roadmaps(session: AsyncSession, municipality_id: int) -> list[RoadmapRow]:
    """All roadmaps: drafts first, then what runs, stands, lies in the archive; newest first."""
    rows = await session.exec(
        select(RoadmapRow)
        .where(RoadmapRow.municipality_id == municipality_id, RoadmapRow.kind == RoadmapKind.PLAN)
        .order_by(col(RoadmapRow.id).desc())
    )
    return sorted(rows, key=lambda row: ORDER.index(row.status))


async def parties(session: AsyncSession, municipality_id: int, roadmap_id: int) -> list[Party]:
    """The parties of a roadmap in the order of its rows."""
    counts: dict[int, dict[Part, int]] = {}
    links = await session.exec(
        select(ActivityPartyRow.party_id, ActivityPartyRow.part, sa.func.count())
        .join(ActivityRow, col(ActivityRow.id) == col(ActivityPartyRow.activity_id))
        .where(
            ActivityRow.municipality_id == municipality_id,
            ActivityRow.roadmap_id == roadmap_id,
            col(ActivityRow.called_off).is_(False),
        )
        .group_by(col(ActivityPartyRow.party_id), col(ActivityPartyRow.part))
    )
    for party_id, part, count in links:
        counts.setdefault(party_id, {})[Part(part)] = count
    rows = await session.exec(
        select(PartyRow, PersonRow.full_name, OrganizationRow.name)
        .outerjoin(PersonRow, col(PersonRow.id) == col(PartyRow.person_id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(PartyRow.organization_id))
        .where(PartyRow.municipality_id == municipality_id, PartyRow.roadmap_id == roadmap_id)
        .order_by(col(PartyRow.id))
    )
    return [
        Party(
            row.id or 0,
            row.name,
            row.is_group,
            row.person_id,
            row.organization_id,
            person or office or "",
            counts.get(row.id or 0, {}),
        )
        for row, person, office in rows
    ]


async def people(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """(id, full name) of everybody who may be named, by name."""
    rows = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == municipality_id,
            col(PersonRow.left_on).is_(None),
            col(PersonRow.erased_at).is_(None),
        )
    )
    return sorted(((i or 0, name) for i, name in rows), key=lambda one: one[1].casefold())


async def offices(session: AsyncSession, municipality_id: int) -> list[tuple[int, str]]:
    """(id, name) of every organisation, by name."""
    rows = await session.exec(
        select(OrganizationRow.id, OrganizationRow.name).where(
            OrganizationRow.municipality_id == municipality_id
        )
    )
    return sorted(((i or 0, name) for i, name in rows), key=lambda one: one[1].casefold())


async def schools(session: AsyncSession, municipality_id: int) -> list[OrganizationRow]:
    """The schools in the order in which they were added."""
    rows = await session.exec(
        select(OrganizationRow)
        .where(
            OrganizationRow.municipality_id == municipality_id,
            OrganizationRow.kind == OrganizationKind.SCHOOL,
        )
        .order_by(col(OrganizationRow.id))
    )
    return list(rows)


async def delete(session: AsyncSession, roadmap: RoadmapRow) -> None:
    """A draft with all that is in it, the innermost first: not every key cascades."""
    number = roadmap.id or 0
    activities = sa.select(col(ActivityRow.id)).where(col(ActivityRow.roadmap_id) == number)
    steps: Sequence[sa.Delete] = (
        sa.delete(ActivityPartyRow).where(col(ActivityPartyRow.activity_id).in_(activities)),
        sa.delete(ActivityRow).where(col(ActivityRow.roadmap_id) == number),
        sa.delete(PartyRow).where(col(PartyRow.roadmap_id) == number),
        sa.delete(SectionRow).where(
            col(SectionRow.roadmap_id) == number, col(SectionRow.parent_id).is_not(None)
        ),
        sa.delete(SectionRow).where(col(SectionRow.roadmap_id) == number),
    )
    for step in steps:
        await session.execute(step)
    await session.delete(roadmap)
    await session.flush()
