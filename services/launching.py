"""From a draft to a running roadmap: milestones, assignments, and the first look at each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import Occurrence, occurrences, rule_from_data
from roadmap.period import Period
from roadmap.reminding import Obligation, Policy, first_look
from services import appointing, owners, rights, rounds
from services.municipalities import Tenant
from services.owners import Owner
from services.rights import Actor
from storage import people_queries, work_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    RoadmapRow,
    RoadmapStatus,
    Role,
)

log = structlog.get_logger()


class NoSuchRoadmap(Exception):
    """No roadmap of that number in the municipality."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NotADraft(Exception):
    """Launched already, or archived."""

    def __init__(self, number: int, status: RoadmapStatus) -> None:
        super().__init__(number, status)
        self.number, self.status = number, status


class WithoutOwner(Exception):
    """Activities that nobody would answer for: (code, title, parties as written)."""

    def __init__(self, activities: tuple[tuple[int, str, tuple[str, ...]], ...]) -> None:
        super().__init__(activities)
        self.activities = activities


class NoCoordinator(Exception):
    """Activities without an owner were to go to the coordinator, and there is none."""


@dataclass(frozen=True, slots=True)
class Launched:
    """What a launch made; `undated` activities wait for a date, `given` went to the coordinator."""

    milestones: int
    assignments: int
    ongoing: int
    undated: int
    given: int


async def launch(
    session: AsyncSession,
    tenant: Tenant,
    number: int,
    on: date,
    now: datetime,
    *,
    allow_unowned: bool = False,
    by: Actor | None = None,
) -> Launched:
    """Make a draft roadmap active as of the local day `on`; rungs before that day never sound.
    `by` is who launches it, None for a command.

    Raises `NoSuchRoadmap`, `NotADraft`, `WithoutOwner`, `NoCoordinator`.
    """
    roadmap = await session.get(RoadmapRow, number)
    if roadmap is None or roadmap.municipality_id != tenant.id:
        raise NoSuchRoadmap(number)
    if roadmap.status is not RoadmapStatus.DRAFT:
        raise NotADraft(number, roadmap.status)
    activities = await _activities(session, roadmap)
    answering, given = await _owners(
        session, tenant, roadmap, activities, allow_unowned=allow_unowned
    )
    period = Period(roadmap.period_start, roadmap.period_end)
    policy = tenant.policy_of(roadmap.settings)
    at_school = await work_queries.school_owners(session, tenant.id)
    made = ongoing = undated = assigned = 0
    for activity in activities:
        rule = rule_from_data(activity.rule)
        dates = occurrences(rule, period)
        ongoing += not dates and activity.rule["rule"] == "ongoing"
        undated += not dates and activity.rule["rule"] != "ongoing"
        for occurrence in dates:
            own = answering[activity.id or 0]
            assigned += await _milestone(
                session, tenant, activity, occurrence, own, policy, at_school, on
            )
        made += len(dates)
    named = {(o.person_id, o.organization_id) for own in answering.values() for o in own}
    await appointing.name_owners(session, tenant, number, named, on)
    await rounds.look_anew(session, tenant.id)
    roadmap.status, roadmap.launched_on = RoadmapStatus.ACTIVE, on
    session.add(roadmap)
    rights.audit(session, by, tenant.id, "roadmap.launched", now, f"roadmap:{number}")
    await session.flush()
    log.info("roadmap.launched", roadmap=number, milestones=made, assignments=assigned)
    return Launched(made, assigned, ongoing, undated, given)


async def _activities(session: AsyncSession, roadmap: RoadmapRow) -> list[ActivityRow]:
    statement = (
        select(ActivityRow)
        .where(ActivityRow.roadmap_id == roadmap.id, col(ActivityRow.called_off).is_(False))
        .order_by(col(ActivityRow.position))
    )
    return list(await session.exec(statement))


async def _owners(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: list[ActivityRow],
    *,
    allow_unowned: bool,
) -> tuple[dict[int, list[Owner]], int]:
    schools = await owners.schools(session, tenant.id, owners.left_out(roadmap.settings))
    parties = await owners.parties(session, [activity.id or 0 for activity in activities])
    found: dict[int, list[Owner]] = {}
    orphans: list[tuple[int, str, tuple[str, ...]]] = []
    for activity in activities:
        own = owners.resolve(parties[activity.id or 0], schools)
        found[activity.id or 0] = own
        if not own:
            names = tuple(party.name for party, _ in parties[activity.id or 0])
            orphans.append((activity.code, activity.title, names))
    if orphans and not allow_unowned:
        raise WithoutOwner(tuple(orphans))
    if orphans:
        coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
        if not coordinators:
            raise NoCoordinator
        default = [Owner(coordinators[0], None, is_lead=True, separate=False)]
        found = {activity: own or default for activity, own in found.items()}
    return found, len(orphans)


async def _milestone(
    session: AsyncSession,
    tenant: Tenant,
    activity: ActivityRow,
    occurrence: Occurrence,
    owners: list[Owner],
    policy: Policy,
    at_school: Collection[tuple[int | None, int | None]],
    on: date,
) -> int:
    milestone = MilestoneRow(
        municipality_id=tenant.id,
        activity_id=activity.id or 0,
        occurrence=occurrence.key,
        start=occurrence.start,
        due=occurrence.due,
    )
    session.add(milestone)
    await session.flush()
    looks = {
        school: look_at(occurrence, policy, tenant, on, school=school) for school in (True, False)
    }
    for owner in owners:
        session.add(
            AssignmentRow(
                municipality_id=tenant.id,
                milestone_id=milestone.id or 0,
                person_id=owner.person_id,
                organization_id=owner.organization_id,
                is_lead=owner.is_lead,
                separate=owner.separate,
                since=on,
                next_notice_at=looks[(owner.person_id, owner.organization_id) in at_school],
            )
        )
    return len(owners)


def look_at(
    occurrence: Occurrence, policy: Policy, tenant: Tenant, on: date, *, school: bool
) -> datetime | None:
    """When planning first looks at a date of a roadmap that is launched on a local day."""
    year = tenant.school_year if school else None
    owed = Obligation(occurrence.due, on, occurrence.start, school=year)
    return first_look(owed, policy, tenant.calendar, tenant.zone)
