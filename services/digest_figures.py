"""What a digest is counted from, read in one light look: no titles of rows, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import Filter
from roadmap.digest_parts import Duty, Entry, Part, Silent, entries, silent
from roadmap.digesting import Acquainted, Digest, MilestoneFacts, Progress, by_roadmap, by_section
from roadmap.digesting import digest as count
from services import appointing
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant
from storage import digest_queries, people_queries
from storage.digest_queries import Running, Section, Undated
from storage.tables import MembershipRow, PersonRow


@dataclass(frozen=True, slots=True)
class Figures:
    """Some roadmaps of a municipality, narrowed by a filter.

    `unreachable` are the people of theirs whom no way leads to; `sections` all their headings.
    """

    tenant: Tenant
    roadmaps: Sequence[Running]
    wanted: Filter
    milestones: Sequence[MilestoneFacts]
    duties: Sequence[Duty]
    activities: int
    undated: Sequence[Undated]
    unreachable: Sequence[int]
    sections: dict[int, Section]
    acquainted: Acquainted

    @property
    def roadmap_ids(self) -> list[int]:
        """Which roadmaps it tells of."""
        return [one.id for one in self.roadmaps]

    @property
    def heading(self) -> str:
        """The title of the only roadmap, or the name of the municipality."""
        only = self.roadmaps[0].title.strip() if len(self.roadmaps) == 1 else ""
        return only or self.tenant.name

    @property
    def paused(self) -> tuple[str, ...]:
        """The titles of what is paused; of everything, the municipality's name."""
        if self.tenant.paused_on is not None:
            return (self.tenant.name,)
        return tuple(one.title for one in self.roadmaps if one.is_paused)

    def numbers(self, today: date) -> Digest:
        """The counts on a local day."""
        return count(
            self.milestones,
            self.activities,
            len(self.undated),
            len(self.unreachable),
            today,
            self.tenant.calendar,
        )

    def progress(self, today: date) -> list[Progress]:
        """Section by section."""
        return by_section(self.milestones, today, self.tenant.calendar)

    def by_roadmap(self, today: date) -> list[Progress]:
        """Roadmap by roadmap."""
        titles = {one.id: one.title for one in self.roadmaps}
        return by_roadmap(self.progress(today), titles)

    def entries(self, part: Part, today: date) -> list[Entry]:
        """A list of dates."""
        return entries(self.duties, part, today, self.tenant.calendar)

    def silent(self) -> list[Silent]:
        """Who leaves reminders unanswered."""
        return silent(self.duties, self.tenant.policy.patience)


def midnight_after(tenant: Tenant, day: date) -> datetime:
    """The instant at which a local day ends."""
    return datetime.combine(day + timedelta(days=1), time(0), tenant.zone).astimezone(UTC)


async def read(
    session: AsyncSession,
    tenant: Tenant,
    wanted: Filter,
    now: datetime,
    as_of: date | None = None,
) -> Figures:
    """Read them. With `as_of` what was reported after that local day is not counted.

    Raises `NoSuchRoadmap`.
    """
    roadmaps = await digest_queries.running(session, tenant.id, wanted.roadmap)
    if wanted.roadmap is not None and not roadmaps:
        raise NoSuchRoadmap(wanted.roadmap)
    ids = [one.id for one in roadmaps]
    sections = await digest_queries.sections_of(session, tenant.id, ids)
    if wanted.section is not None:
        home = sections[wanted.section].roadmap_id if wanted.section in sections else 0
        roadmaps = [one for one in roadmaps if one.id == home]
        ids = [one.id for one in roadmaps]
    looks_back = as_of is not None and as_of < tenant.today(now)
    until = midnight_after(tenant, as_of) if as_of is not None and looks_back else None
    rows = await digest_queries.rows(session, tenant.id, ids, wanted, sections, until)
    activities, undated = await digest_queries.activities_of(session, tenant.id, ids, wanted)
    return Figures(
        tenant=tenant,
        roadmaps=roadmaps,
        wanted=wanted,
        milestones=rows.milestones,
        duties=rows.duties,
        activities=activities,
        undated=undated,
        unreachable=await _unreachable(session, tenant.id, rows.duties),
        sections=sections,
        acquainted=await appointing.acquainted(session, ids),
    )


async def _unreachable(
    session: AsyncSession, municipality_id: int, duties: Sequence[Duty]
) -> list[int]:
    """People who answer for something, themselves or for a school, and have no working address;
    whoever has left is not looked for."""
    wanted = {duty.person_id for duty in duties if duty.person_id is not None}
    offices = {duty.organization_id for duty in duties if duty.organization_id is not None}
    if offices:
        members = await session.exec(
            select(MembershipRow.person_id)
            .where(
                MembershipRow.municipality_id == municipality_id,
                col(MembershipRow.organization_id).in_(offices),
            )
            .distinct()
        )
        wanted |= set(members)
    if not wanted:
        return []
    gone = await session.exec(
        select(PersonRow.id).where(
            PersonRow.municipality_id == municipality_id, col(PersonRow.left_on).is_not(None)
        )
    )
    reach = await people_queries.reach(session, municipality_id, wanted - set(gone))
    return sorted(
        (person for person, known in reach.items() if not known.ways),
        key=lambda person: reach[person].name,
    )
