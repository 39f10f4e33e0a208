"""A reviewed plan written over the stored one: rows added, changed and removed, reports kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import rule_to_data
from roadmap.review.comparing import Difference
from roadmap.review.values import Plan, Planned, party_names
from roadmap.stored_doubts import doubt_to_data
from roadmap.targets import read_target
from services import applied_dates, naming, people, rights, stored_plans
from services.applied_dates import Written
from services.granted_moves import Moved
from services.municipalities import Tenant
from services.reconciling import reported_activities, take_items, withdraw
from services.rights import Actor
from services.stored_plans import Place
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    MunicipalityRow,
    PartyRow,
    RoadmapRow,
    RoadmapStatus,
    SectionRow,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application did: the activities added, the dates moved beside the document's."""

    made: list[ActivityRow]
    moved: list[Moved]


@dataclass
class _Writing:
    """What the steps of one application share."""

    session: AsyncSession
    tenant: Tenant
    roadmap: RoadmapRow
    now: datetime
    actor: Actor | None = None
    places: dict[Place, int] = field(default_factory=dict)
    parties: Mapping[str, PartyRow] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        """Whether people are reminded of the roadmap's dates already."""
        return self.roadmap.status in {RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED}


async def apply(
    session: AsyncSession,
    tenant: Tenant,
    wanted: Plan,
    difference: Difference,
    now: datetime,
    *,
    names_parties: bool,
    actor: Actor | None = None,
    whole: bool = True,
) -> Applied:
    """Make the roadmap `wanted.number` what `wanted` says, in the caller's transaction.

    `names_parties`: the plan says whom its parties mean (a workbook); a document does not.
    `actor` did it, None for a command. In a running roadmap what is finished stays as it was, and
    a date changed where the document's words were not is another date beside the document's. Not
    `whole`: dates and owners follow only of the activities that differ, whatever became of people
    and schools since the others got theirs.

    Raises `launching.WithoutOwner` when a running roadmap would get an activity of nobody.
    """
    roadmap = await stored_plans.roadmap_row(session, tenant.id, wanted.number)
    at = _Writing(session, tenant, roadmap, now, actor)
    at.places = await stored_plans.sections(session, wanted.number)
    at.parties = await naming.ensure_parties(session, roadmap, party_names(wanted.activities))
    rows = {row.code: row for row in await stored_plans.live_activities(session, wanted.number)}
    if at.runs:
        difference = await applied_dates.from_today_on(
            session, tenant, roadmap, difference, rows, now
        )
    await _remove(at, difference, rows)
    for stay in difference.stays:
        await _write(at, rows[stay.before.code or 0], stay.after)
    made = [await _add(at, one) for one in difference.added]
    await _order(at, difference, rows, made)
    if at.runs:
        await take_items(session, applied_dates.pieces(Written(difference, rows, made)))
    if names_parties:
        await naming.name_parties(session, tenant, wanted.parties, at.parties, now)
        await naming.name_schools(session, tenant, wanted.schools)
    roadmap.schools = [school.name for school in wanted.schools] or roadmap.schools
    session.add(roadmap)
    await naming.drop_unused(session, roadmap)
    await people.resolve_parties(session, tenant.id, wanted.number)
    await _drop_empty_sections(at)
    moved = []
    if at.runs:
        moved = await applied_dates.follow(
            session, tenant, roadmap, Written(difference, rows, made), actor, now, whole=whole
        )
    _audit(at, difference, made)
    await session.flush()
    log.info(
        "roadmap.reviewed",
        roadmap=wanted.number,
        added=len(made),
        changed=len({change.code for change in difference.changed}),
        removed=len(difference.removed),
    )
    return Applied(made, moved)


async def _remove(at: _Writing, difference: Difference, rows: Mapping[int, ActivityRow]) -> None:
    """What somebody has reported on is called off and stays on record; the rest goes."""
    doomed = [rows[one.code or 0] for one in difference.removed]
    ids = [row.id or 0 for row in doomed]
    reported = await reported_activities(at.session, ids)
    await withdraw(at.session, at.tenant, ids, at.now)
    for row in doomed:
        if row.id in reported:
            row.called_off = True
            at.session.add(row)
        else:
            await at.session.delete(row)
    await at.session.flush()


async def _write(at: _Writing, row: ActivityRow, planned: Planned) -> None:
    row.section_id = await _section(at, planned)
    row.number, row.title = planned.number, planned.title
    row.deadline_text = planned.deadline_text
    row.rule, row.confident = rule_to_data(planned.rule), planned.confident
    if row.expected_result != planned.expected_result:
        row.expected_result = planned.expected_result
        row.target = _target(planned.expected_result)
    row.level = planned.level.value if planned.level else None
    row.row = planned.row if planned.row is not None else row.row
    row.doubts = [doubt_to_data(doubt) for doubt in planned.doubts]
    at.session.add(row)
    await at.session.flush()
    await _share_out(at, row, planned)


async def _share_out(at: _Writing, row: ActivityRow, planned: Planned) -> None:
    statement = select(ActivityPartyRow).where(ActivityPartyRow.activity_id == row.id)
    for link in (await at.session.exec(statement)).all():
        await at.session.delete(link)
    await at.session.flush()
    for rank, share in enumerate(planned.shares):
        at.session.add(
            ActivityPartyRow(
                municipality_id=at.tenant.id,
                activity_id=row.id or 0,
                party_id=at.parties[share.name].id or 0,
                rank=rank,
                part=share.part,
            )
        )
    await at.session.flush()


async def _add(at: _Writing, planned: Planned) -> ActivityRow:
    municipality = await at.session.get_one(MunicipalityRow, at.tenant.id)
    municipality.last_code += 1
    row = ActivityRow(
        municipality_id=at.tenant.id,
        roadmap_id=at.roadmap.id or 0,
        position=0,
        code=municipality.last_code,
        title=planned.title,
        target=_target(planned.expected_result),
    )
    at.session.add(municipality)
    await _write(at, row, planned)
    return row


def _target(expected_result: str) -> dict[str, Any] | None:
    target = read_target(expected_result) if expected_result else None
    return {"count": target.count, "unit": target.unit, "per": target.per} if target else None


async def _order(
    at: _Writing,
    difference: Difference,
    rows: Mapping[int, ActivityRow],
    made: list[ActivityRow],
) -> None:
    fresh = iter(made)
    for position, code in enumerate(difference.order, start=1):
        row = rows[code] if code is not None else next(fresh)
        row.position = position
        at.session.add(row)
    await at.session.flush()


async def _section(at: _Writing, planned: Planned) -> int | None:
    parent = None
    if planned.section:
        parent = await _heading(at, (planned.section, ""), planned.section, None)
    if not planned.subsection:
        return parent
    return await _heading(at, (planned.section, planned.subsection), planned.subsection, parent)


async def _heading(at: _Writing, place: Place, title: str, parent: int | None) -> int:
    if place not in at.places:
        row = SectionRow(
            municipality_id=at.tenant.id,
            roadmap_id=at.roadmap.id or 0,
            parent_id=parent,
            position=len(at.places) + 1,
            title=title,
        )
        at.session.add(row)
        await at.session.flush()
        at.places[place] = row.id or 0
    return at.places[place]


async def _drop_empty_sections(at: _Writing) -> None:
    """Subsections first, for a section with one left is not empty."""
    for _ in range(2):
        used = select(ActivityRow.section_id).where(
            ActivityRow.roadmap_id == at.roadmap.id, col(ActivityRow.section_id).is_not(None)
        )
        parents = select(SectionRow.parent_id).where(
            SectionRow.roadmap_id == at.roadmap.id, col(SectionRow.parent_id).is_not(None)
        )
        statement = select(SectionRow).where(
            SectionRow.roadmap_id == at.roadmap.id,
            col(SectionRow.id).not_in(used),
            col(SectionRow.id).not_in(parents),
        )
        for row in (await at.session.exec(statement)).all():
            await at.session.delete(row)
        await at.session.flush()


def _audit(at: _Writing, difference: Difference, made: list[ActivityRow]) -> None:
    def note(action: str, code: int, **facts: object) -> None:
        rights.audit(
            at.session, at.actor, at.tenant.id, action, at.now, f"activity:{code}", **facts
        )

    for row in made:
        note("activity.added", row.code, title=row.title)
    for change in difference.changed:
        facts = {"field": change.field, "before": change.before, "after": change.after}
        note("activity.changed", change.code, **facts)
    for one in difference.removed:
        note("activity.removed", one.code or 0, title=one.title, roadmap=at.roadmap.id)
