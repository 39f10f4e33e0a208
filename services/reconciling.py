"""The milestones and assignments of a running roadmap after its plan was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import occurrences, rule_from_data
from roadmap.period import Period
from roadmap.progress import State
from services import appointing, owners
from services.granted_moves import Moved
from services.held_milestones import HeldMilestones, held_milestones
from services.launching import WithoutOwner
from services.municipalities import Tenant
from services.owners import Owner
from services.reconciled_dates import Changing, Key, call_off, going, key_of, stays_nothing
from storage import people_queries
from storage.tables import ActivityRow, RoadmapRow, Role


async def reported_activities(session: AsyncSession, activity_ids: Collection[int]) -> set[int]:
    """Those of the activities about which something was reported, filed or decided."""
    held = await held_milestones(session, activity_ids)
    return {
        activity
        for activity, own in held.milestones.items()
        if any(held.is_reported(milestone) for milestone in own)
    }


async def withdraw(
    session: AsyncSession, tenant: Tenant, activity_ids: Collection[int], now: datetime
) -> None:
    """Call off everything about the activities: nobody is asked about them any more; what was
    done of them stays done."""
    held = await held_milestones(session, activity_ids)
    for own in held.milestones.values():
        for milestone in own:
            milestone.called_off = stays_nothing(held.assignments.get(milestone.id or 0, []))
            session.add(milestone)
    everybody = [a for own in held.assignments.values() for a in own]
    await call_off(session, tenant, going(everybody), now)


async def take_items(session: AsyncSession, pieces: Iterable[tuple[int, str, int]]) -> None:
    """Give the milestones of a split row to what its pieces became, under keys of their own.

    `pieces`: (id of the row's activity, letter of the piece, id of the activity it became).
    """
    moved = list(pieces)
    held = await held_milestones(session, {source for source, _, _ in moved})
    for source, letter, became in moved:
        for milestone in held.milestones.get(source, []):
            prefix, _, key = milestone.occurrence.partition(":")
            if key and prefix == letter:
                milestone.activity_id, milestone.occurrence = became, key
                session.add(milestone)
    await session.flush()


async def reconcile_rows(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    was: Mapping[int, Mapping[str, date]],
    reworded: Collection[int],
    now: datetime,
) -> list[Moved]:
    """Bring milestones and assignments in line with some activities of a roadmap; what was
    reported stays, and what is finished stays as it was.

    `was`: due days by occurrence, as the rules had them, by activity id: a date that differs from
    its own there is another date beside the one of the document. An activity that is not in it
    was read anew: its dates are those of the document. Notices about the activities `reworded`
    are worded anew. The dates that moved. Raises `WithoutOwner`.
    """
    return await _reconcile(session, tenant, roadmap, activities, reworded, was, now)


async def reconcile_by_hand(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    was: Mapping[str, date],
    now: datetime,
) -> list[Moved]:
    """The same for some activities that a coordinator has changed; `was` are the due days of
    each. Raises `WithoutOwner`.
    """
    ids = {row.id or 0 for row in activities}
    known = dict.fromkeys(ids, was)
    return await _reconcile(session, tenant, roadmap, activities, ids, known, now)


async def move_by_hand(
    session: AsyncSession,
    tenant: Tenant,
    activity_id: int,
    milestone_id: int,
    day: date,
    now: datetime,
) -> list[Moved]:
    """One date moves for everybody who answers for it, beside the one of the document; a later
    day of a school's own stays."""
    held = await held_milestones(session, [activity_id])
    changing = Changing(session, tenant, held, {}, now)
    for milestone in held.milestones.get(activity_id, []):
        if milestone.id == milestone_id:
            changing.move(milestone, day)
    await session.flush()
    await changing.finish([activity_id])
    return changing.moved


async def _reconcile(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    reworded: Collection[int],
    was: Mapping[int, Mapping[str, date]],
    now: datetime,
) -> list[Moved]:
    ids = [row.id or 0 for row in activities]
    changing = Changing(session, tenant, await held_milestones(session, ids), was, now)
    answering = await _answering(session, tenant, roadmap, activities, changing.held)
    period = Period(roadmap.period_start, roadmap.period_end)
    for row in activities:
        wanted = occurrences(rule_from_data(row.rule), period)
        await changing.activity(row.id or 0, wanted, answering[row.id or 0])
    await session.flush()
    await appointing.name_new_owners(
        session, tenant, roadmap.id or 0, changing.newly, tenant.today(now)
    )
    await changing.finish(reworded)
    return changing.moved


async def _answering(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    held: HeldMilestones,
) -> dict[int, list[Owner]]:
    """Who answers for each activity; one of nobody stays with whom it has, else goes to the
    coordinator."""
    schools = await owners.taking_part(session, roadmap)
    parties = await owners.parties(session, [row.id or 0 for row in activities])
    coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    found: dict[int, list[Owner]] = {}
    orphans: list[tuple[int, str, tuple[str, ...]]] = []
    for row in activities:
        own = owners.resolve(parties[row.id or 0], schools) or _present(held, row.id or 0)
        if not own and coordinators:
            own = [Owner(coordinators[0], None, is_lead=True, separate=False)]
        if not own:
            names = tuple(party.name for party, _ in parties[row.id or 0])
            orphans.append((row.code, row.title, names))
        found[row.id or 0] = owners.by_rule(own, row.completion)
    if orphans:
        raise WithoutOwner(tuple(orphans))
    return found


def _present(held: HeldMilestones, activity_id: int) -> list[Owner]:
    """Whoever answers for the milestones of an activity now."""
    found: dict[Key, Owner] = {}
    for milestone in held.milestones.get(activity_id, []):
        for one in held.assignments.get(milestone.id or 0, []):
            if one.state is not State.CALLED_OFF:
                found.setdefault(key_of(one), Owner(*key_of(one), one.is_lead, one.separate))
    return list(found.values())
