"""The milestones and assignments of a running roadmap after its plan was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import Occurrence, occurrences, rule_from_data
from roadmap.period import Period
from roadmap.progress import LADDER, Event, LadderMove, Standing, State, standing, step
from roadmap.review.reconciling import Held, reconcile, reconcile_owners
from services import appointing, owners
from services.held_milestones import HeldMilestones, held_milestones
from services.launching import WithoutOwner
from services.municipalities import Tenant
from services.owners import Owner
from services.refreshing import refresh
from services.stored_plans import live_activities
from storage import people_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    RoadmapRow,
    Role,
)

Key = tuple[int | None, int | None]


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
    """Call off everything about the activities: nobody is asked about them any more."""
    held = await held_milestones(session, activity_ids)
    for own in held.milestones.values():
        for milestone in own:
            milestone.called_off = True
            session.add(milestone)
    everybody = [a for own in held.assignments.values() for a in own]
    await _call_off(session, tenant, everybody, now)


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


async def reconcile_roadmap(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    reworded: Collection[int],
    now: datetime,
) -> None:
    """Bring milestones and assignments in line with the activities; what was reported stays.

    Notices about the activities `reworded` are worded anew. Raises `WithoutOwner`.
    """
    activities = await live_activities(session, roadmap.id or 0)
    await _reconcile(session, tenant, roadmap, activities, reworded, None, now)


async def reconcile_by_hand(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    was: Mapping[str, date],
    now: datetime,
) -> None:
    """The same for some activities that a coordinator has changed: a date that differs from the
    one in `was` (due days by occurrence, as the rule had them) is another date beside the one of
    the document, and what is finished stays as it was.

    Raises `WithoutOwner`.
    """
    ids = {row.id or 0 for row in activities}
    await _reconcile(session, tenant, roadmap, activities, ids, was, now)


async def _reconcile(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    reworded: Collection[int],
    was: Mapping[str, date] | None,
    now: datetime,
) -> None:
    ids = [row.id or 0 for row in activities]
    changing = _Changing(session, tenant, await held_milestones(session, ids), was, now)
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


async def _answering(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    activities: Sequence[ActivityRow],
    held: HeldMilestones,
) -> dict[int, list[Owner]]:
    """Who answers for each activity; one of nobody stays with whom it has, else goes to the
    coordinator."""
    schools = await owners.schools(session, tenant.id, owners.left_out(roadmap.settings))
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
                found.setdefault(_key(one), Owner(*_key(one), one.is_lead, one.separate))
    return list(found.values())


class _Changing:
    """One pass over the activities of a roadmap; notices follow at the end, in `finish`."""

    def __init__(
        self,
        session: AsyncSession,
        tenant: Tenant,
        held: HeldMilestones,
        was: Mapping[str, date] | None,
        now: datetime,
    ) -> None:
        self.session, self.tenant, self.held, self.now = session, tenant, held, now
        self.was = was
        self.today = tenant.today(now)
        self.ended: list[AssignmentRow] = []
        self.doomed: list[AssignmentRow | MilestoneRow] = []
        self.redated: list[AssignmentRow] = []
        self.newly: set[Key] = set()

    async def activity(
        self, activity_id: int, wanted: Sequence[Occurrence], own: Sequence[Owner]
    ) -> None:
        """Reconcile one activity by occurrence."""
        stored = {m.occurrence: m for m in self.held.milestones.get(activity_id, [])}
        plan = reconcile([self._held(m) for m in stored.values()], wanted)
        for key, occurrence in plan.keep:
            self._keep(stored[key], occurrence, own)
        for key in plan.call_off:
            if self.was is None or not self._is_finished(stored[key]):
                self._end(stored[key])
        for key in plan.drop:
            self._end(stored[key])
            self.doomed.append(stored[key])
        for occurrence in plan.add:
            await self._add(activity_id, occurrence, own)

    def _held(self, milestone: MilestoneRow) -> Held:
        occurrence = Occurrence(milestone.occurrence, milestone.start, milestone.due)
        return Held(occurrence, self.held.is_reported(milestone))

    def _keep(self, milestone: MilestoneRow, occurrence: Occurrence, own: Sequence[Owner]) -> None:
        key = milestone.occurrence
        before = milestone.start, milestone.due, milestone.extended_to, milestone.called_off
        milestone.occurrence, milestone.called_off = occurrence.key, False
        if self.was is None:
            self._by_document(milestone, occurrence)
        elif not self._is_finished(milestone) and self.was.get(key) != occurrence.due:
            self._by_hand(milestone, occurrence)
        after = milestone.start, milestone.due, milestone.extended_to, False
        self.session.add(milestone)
        rows = {_key(row): row for row in self.held.assignments.get(milestone.id or 0, [])}
        wanted = {(one.person_id, one.organization_id): one for one in own}
        finished = self._is_finished(milestone)
        reported = [who for who, row in rows.items() if row.id in self.held.reported]
        plan = reconcile_owners(list(rows), reported, list(wanted), finished=finished)
        self.ended += [rows[who] for who in (*plan.drop, *plan.call_off)]
        self.doomed += [rows[who] for who in plan.drop]
        for who in plan.add:
            self._assign(milestone, wanted[who])
        for who, row in rows.items():
            if who in wanted:
                self._stay(milestone, row, wanted[who], redated=before != after)

    def _by_document(self, milestone: MilestoneRow, occurrence: Occurrence) -> None:
        """Where the rule has what a coordinator moved it to, the date of the document stays."""
        milestone.start = occurrence.start
        if milestone.extended_to is None or milestone.extended_to != occurrence.due:
            milestone.due = occurrence.due

    def _by_hand(self, milestone: MilestoneRow, occurrence: Occurrence) -> None:
        milestone.start = occurrence.start
        milestone.extended_to = occurrence.due if occurrence.due != milestone.due else None
        for row in self.held.assignments.get(milestone.id or 0, []):
            if row.extended_to is not None and row.extended_to <= occurrence.due:
                row.extended_to = None

    def _is_finished(self, milestone: MilestoneRow) -> bool:
        rows = self.held.assignments.get(milestone.id or 0, [])
        return standing([row.state for row in rows]) is Standing.DONE

    def _stay(
        self, milestone: MilestoneRow, row: AssignmentRow, owner: Owner, *, redated: bool
    ) -> None:
        row.is_lead, row.separate = owner.is_lead, owner.separate
        if row.state is State.CALLED_OFF:
            row.state, redated = self.held.before_call_off(row), True
        if redated:
            row.since, row.handed_over = self.today, False
            goes_on = LADDER[row.state] is LadderMove.GOES_ON
            row.next_notice_at = self.now if goes_on else None
            self.redated.append(row)
        self.session.add(row)

    async def _add(self, activity_id: int, occurrence: Occurrence, own: Sequence[Owner]) -> None:
        milestone = MilestoneRow(
            municipality_id=self.tenant.id,
            activity_id=activity_id,
            occurrence=occurrence.key,
            start=occurrence.start,
            due=occurrence.due,
        )
        self.session.add(milestone)
        await self.session.flush()
        for owner in own:
            self._assign(milestone, owner)

    def _assign(self, milestone: MilestoneRow, owner: Owner) -> None:
        self.newly.add((owner.person_id, owner.organization_id))
        self.session.add(
            AssignmentRow(
                municipality_id=self.tenant.id,
                milestone_id=milestone.id or 0,
                person_id=owner.person_id,
                organization_id=owner.organization_id,
                is_lead=owner.is_lead,
                separate=owner.separate,
                since=self.today,
                next_notice_at=self.now,
            )
        )

    def _end(self, milestone: MilestoneRow) -> None:
        milestone.called_off = True
        self.session.add(milestone)
        self.ended += self.held.assignments.get(milestone.id or 0, [])

    async def finish(self, reworded: Collection[int]) -> None:
        """Word notices anew, then delete what nobody has reported on."""
        await self.session.flush()
        await _call_off(self.session, self.tenant, self.ended, self.now)
        touched = {row.id or 0 for row in self.redated}
        for activity in reworded:
            for milestone in self.held.milestones.get(activity, []):
                own = self.held.assignments.get(milestone.id or 0, [])
                touched |= {row.id or 0 for row in own}
        await refresh(self.session, self.tenant, touched, self.now)
        for doomed in self.doomed:
            await self.session.delete(doomed)
        await self.session.flush()


async def _call_off(
    session: AsyncSession, tenant: Tenant, rows: Sequence[AssignmentRow], now: datetime
) -> None:
    for row in rows:
        row.state = step(row.state, Event.CALL_OFF).state
        row.next_notice_at = None
        session.add(row)
    await session.flush()
    await refresh(session, tenant, [row.id or 0 for row in rows], now)


def _key(row: AssignmentRow) -> Key:
    return row.person_id, row.organization_id
