"""What happened in some roadmaps since an instant, and what waits there for a decision.

As in `digest_queries`, every statement goes from the roadmaps down.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import Filter
from roadmap.progress import State
from storage.digest_queries import said_of
from storage.digest_scope import chosen_activities
from storage.plan_queries import (
    activities,
    assignments,
    evidence,
    extensions,
    links,
    milestones,
    people,
    reports,
)
from storage.tables import (
    AdmissionRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    ObjectionRow,
    Verdict,
    table,
)

objections, admissions, notices = table(ObjectionRow), table(AdmissionRow), table(NoticeRow)


@dataclass(frozen=True, slots=True)
class Said:
    """A report since some instant, or a date that moved since."""

    assignment_id: int
    at: datetime
    name: str
    moved_from: date | None = None


async def said_since(
    session: AsyncSession,
    municipality_id: int,
    roadmap_ids: Collection[int],
    since: datetime,
    until: datetime,
) -> list[Said]:
    """The last report about each assignment in that time, the latest first."""
    statement = (
        said_of(municipality_id, roadmap_ids, reports.c.at, people.c.full_name)
        .outerjoin(people, people.c.id == reports.c.person_id)
        .where(
            reports.c.at > since, reports.c.at <= until, assignments.c.state != State.NOT_STARTED
        )
        .order_by(reports.c.id.desc())
    )
    found: dict[int, Said] = {}
    for row in await session.execute(statement):
        found.setdefault(row.assignment_id, Said(row.assignment_id, row.at, row.full_name or ""))
    return list(found.values())


async def moved_since(
    session: AsyncSession,
    municipality_id: int,
    roadmap_ids: Collection[int],
    since: datetime,
    until: datetime,
) -> list[Said]:
    """The dates that were moved in that time, the latest first."""
    statement = (
        sa.select(
            extensions.c.assignment_id,
            extensions.c.decided_at,
            extensions.c.due_before,
            people.c.full_name,
        )
        .join_from(activities, milestones, milestones.c.activity_id == activities.c.id)
        .join(assignments, assignments.c.milestone_id == milestones.c.id)
        .join(extensions, extensions.c.assignment_id == assignments.c.id)
        .outerjoin(people, people.c.id == extensions.c.decided_by)
        .where(
            *chosen_activities(municipality_id, roadmap_ids, Filter()),
            extensions.c.verdict == Verdict.GRANTED,
            extensions.c.decided_at > since,
            extensions.c.decided_at <= until,
        )
        .order_by(extensions.c.id.desc())
    )
    return [
        Said(r.assignment_id, r.decided_at, r.full_name or "", r.due_before)
        for r in await session.execute(statement)
    ]


async def evidence_since(
    session: AsyncSession,
    municipality_id: int,
    roadmap_ids: Collection[int],
    since: datetime,
    until: datetime,
) -> dict[int, tuple[str, ...]]:
    """Names of what was attached in that time, by assignment, oldest first."""
    statement = (
        sa.select(links.c.assignment_id, evidence.c.name)
        .join_from(activities, milestones, milestones.c.activity_id == activities.c.id)
        .join(assignments, assignments.c.milestone_id == milestones.c.id)
        .join(links, links.c.assignment_id == assignments.c.id)
        .join(evidence, evidence.c.id == links.c.evidence_id)
        .where(
            *chosen_activities(municipality_id, roadmap_ids, Filter()),
            links.c.at > since,
            links.c.at <= until,
        )
        .order_by(evidence.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in await session.execute(statement):
        found[row.assignment_id] = (*found.get(row.assignment_id, ()), row.name)
    return found


OF_NO_CHANGES = ("undated", "morning")
"""The causes of what comes to coordinators by itself and tells of no changes."""


async def last_digest(
    session: AsyncSession, municipality_id: int, person_id: int, before: datetime
) -> datetime | None:
    """When a person was last given a digest that tells of changes, earlier than `before`."""
    statement = sa.select(sa.func.max(notices.c.created_at)).where(
        notices.c.municipality_id == municipality_id,
        notices.c.person_id == person_id,
        notices.c.kind == NoticeKind.DIGEST,
        notices.c.state != NoticeState.WITHDRAWN,
        notices.c.created_at < before,
        *(sa.not_(notices.c.dedup_key.startswith(f"{cause}:")) for cause in OF_NO_CHANGES),
    )
    at: datetime | None = (await session.execute(statement)).scalar()
    return at
