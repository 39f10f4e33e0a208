"""Opening a round of monitoring: its milestones, who is asked, and when planning looks at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.asking import due_of_schools
from roadmap.monitoring.periods import Period
from roadmap.plan import Asked
from roadmap.reminding import Obligation, first_look
from services import monitoring_roadmap, owners, rights
from services.municipalities import Tenant
from services.owners import Owner
from services.rights import Actor
from services.round_times import speaks_next
from storage import round_queries, work_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    MunicipalityRow,
    RoadmapRow,
    RoundRow,
    SubmissionRow,
)

log = structlog.get_logger()


class RoundIsOver(Exception):
    """The round is closed or called off: nothing is handed in any more."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a round asks and when, in local days, both inside. `cause` names what opens it: the
    same cause opens nothing twice."""

    kind: Asked
    title: str
    cause: str
    opens_on: date
    due_on: date
    period: Period | None = None
    due_time: time | None = None
    urgent: bool = False
    form_id: int | None = None
    blank_sha256: str = ""
    blank_name: str = ""
    layout: dict[str, Any] = field(default_factory=dict)
    note: str = ""


async def open_asking(
    session: AsyncSession,
    tenant: Tenant,
    opening: Opening,
    schools: Sequence[int],
    now: datetime,
    by: Actor | None = None,
) -> RoundRow | None:
    """Open a round of a form or a table for these schools, ids of organisations; None where its
    cause has opened one already.

    Each school has an assignment of its own in the municipality's monitoring roadmap and an
    empty submission beside it.
    """
    if await round_queries.by_cause(session, tenant.id, opening.cause) is not None:
        return None
    roadmap = await monitoring_roadmap.found(session, tenant, now)
    activity = await monitoring_roadmap.activity(
        session, tenant, roadmap, opening.title, opening.note
    )
    row = await _round(session, tenant, opening, now, by, activity=activity)
    own = [Owner(None, school, is_lead=False, separate=True) for school in schools]
    made = await _milestone(session, tenant, activity, row, own)
    for assignment in made:
        session.add(
            SubmissionRow(
                municipality_id=tenant.id,
                round_id=row.id or 0,
                assignment_id=assignment.id or 0,
            )
        )
    _opened(session, tenant, row, len(made), now, by)
    await session.flush()
    return row


async def open_ongoing(
    session: AsyncSession,
    tenant: Tenant,
    roadmap_id: int,
    activities: Sequence[ActivityRow],
    opening: Opening,
    now: datetime,
) -> RoundRow | None:
    """Ask what became of the ongoing activities of a roadmap in a period: each owner of each has
    an assignment of their own; None where that was asked, or nobody answers for any."""
    if await round_queries.by_cause(session, tenant.id, opening.cause) is not None:
        return None
    roadmap = await session.get_one(RoadmapRow, roadmap_id)
    parties = await owners.parties(session, [activity.id or 0 for activity in activities])
    schools = await owners.taking_part(session, roadmap)
    asked = {
        activity.id or 0: [
            Owner(one.person_id, one.organization_id, one.is_lead, separate=True)
            for one in owners.resolve(parties[activity.id or 0], schools)
        ]
        for activity in activities
    }
    if not any(asked.values()):
        return None
    row = await _round(session, tenant, opening, now, None, roadmap_id=roadmap_id)
    made = 0
    for activity in activities:
        if asked[activity.id or 0]:
            own = asked[activity.id or 0]
            rows = await _milestone(session, tenant, activity, row, own, roadmap.settings)
            await _spare_schools(session, tenant, row, rows)
            made += len(rows)
    _opened(session, tenant, row, made, now, None)
    await session.flush()
    return row


async def _spare_schools(
    session: AsyncSession, tenant: Tenant, row: RoundRow, rows: Sequence[AssignmentRow]
) -> None:
    """Schools, not written to in their holidays, have a later day of their own where these take
    their time to answer."""
    day = due_of_schools(row.opens_on, row.due_on, tenant.school_year, tenant.calendar)
    if day == row.due_on:
        return
    at_school = await work_queries.school_owners(session, tenant.id)
    for one in rows:
        if (one.person_id, one.organization_id) in at_school:
            one.extended_to = day
            session.add(one)


async def _round(
    session: AsyncSession,
    tenant: Tenant,
    opening: Opening,
    now: datetime,
    by: Actor | None,
    *,
    activity: ActivityRow | None = None,
    roadmap_id: int | None = None,
) -> RoundRow:
    period = opening.period
    row = RoundRow(
        municipality_id=tenant.id,
        kind=opening.kind,
        title=opening.title,
        period_kind=period.kind.value if period else "",
        period_key=period.key if period else "",
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        opens_on=opening.opens_on,
        due_on=opening.due_on,
        due_time=opening.due_time,
        urgent=opening.urgent,
        form_id=opening.form_id,
        roadmap_id=activity.roadmap_id if activity else roadmap_id,
        activity_id=activity.id if activity else None,
        blank_sha256=opening.blank_sha256,
        blank_name=opening.blank_name,
        layout=opening.layout,
        note=opening.note,
        opened_by=by.person_id if by else None,
        cause=opening.cause,
        at=now,
    )
    row.next_at = speaks_next(row, tenant, now)
    session.add(row)
    await session.flush()
    return row


async def _milestone(
    session: AsyncSession,
    tenant: Tenant,
    activity: ActivityRow,
    row: RoundRow,
    own: Collection[Owner],
    settings: dict[str, Any] | None = None,
) -> list[AssignmentRow]:
    """The date of one activity in a round, and an assignment for each who is asked. An urgent
    round has no ladder: what it says is said by the round itself."""
    milestone = MilestoneRow(
        municipality_id=tenant.id,
        activity_id=activity.id or 0,
        occurrence=f"round:{row.id}",
        start=row.opens_on,
        due=row.due_on,
        round_id=row.id,
    )
    session.add(milestone)
    await session.flush()
    return await ask(session, tenant, row, milestone, own, settings)


async def ask(
    session: AsyncSession,
    tenant: Tenant,
    row: RoundRow,
    milestone: MilestoneRow,
    own: Collection[Owner],
    settings: dict[str, Any] | None = None,
) -> list[AssignmentRow]:
    """An assignment of a round's date for each of these, with when planning looks at it first."""
    at_school = await work_queries.school_owners(session, tenant.id)
    made = []
    for owner in own:
        school = (owner.person_id, owner.organization_id) in at_school
        assignment = AssignmentRow(
            municipality_id=tenant.id,
            milestone_id=milestone.id or 0,
            person_id=owner.person_id,
            organization_id=owner.organization_id,
            is_lead=owner.is_lead,
            separate=owner.separate,
            since=row.opens_on,
            next_notice_at=None
            if row.urgent
            else first_look(
                Obligation(
                    row.due_on,
                    row.opens_on,
                    row.opens_on,
                    school=tenant.school_year if school else None,
                ),
                tenant.policy_of(settings or {}),
                tenant.calendar,
                tenant.zone,
            ),
        )
        session.add(assignment)
        made.append(assignment)
    await session.flush()
    return made


def _opened(
    session: AsyncSession,
    tenant: Tenant,
    row: RoundRow,
    asked: int,
    now: datetime,
    by: Actor | None,
) -> None:
    rights.audit(
        session,
        by,
        tenant.id,
        "round.opened",
        now,
        f"round:{row.id}",
        title=row.title,
        due=row.due_on.isoformat(),
        asked=asked,
    )
    log.info("round.opened", round=row.id, kind=row.kind, asked=asked)


async def look_anew(session: AsyncSession, municipality_id: int) -> None:
    """An input changed (a setting, a calendar, an asking, a launch): look at once."""
    town = await session.get_one(MunicipalityRow, municipality_id)
    town.next_round_at = None
    session.add(town)
