"""One pass over the dates and assignments of a running roadmap, by occurrence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import Occurrence
from roadmap.progress import (
    FINISHED,
    LADDER,
    Event,
    LadderMove,
    Standing,
    State,
    standing,
    step,
)
from roadmap.review.reconciling import Held, reconcile, reconcile_owners
from services.granted_moves import Moved
from services.held_milestones import HeldMilestones
from services.municipalities import Tenant
from services.owners import Owner
from services.refreshing import refresh
from storage.tables import AssignmentRow, MilestoneRow

Key = tuple[int | None, int | None]
REPORTED_DONE = (*FINISHED, State.WAITING_ACCEPTANCE)
"""The states of those who have nothing more to do about a date: they stay as they are."""


class Changing:
    """One pass over the activities of a roadmap; notices follow at the end, in `finish`.

    `was`: due days by occurrence, as the rules had them before, by activity id. A date that
    differs from its own there is another date beside the one of the document; an activity that
    is not in it takes the dates of its rule for those of the document.
    """

    def __init__(
        self,
        session: AsyncSession,
        tenant: Tenant,
        held: HeldMilestones,
        was: Mapping[int, Mapping[str, date]],
        now: datetime,
    ) -> None:
        self.session, self.tenant, self.held, self.now = session, tenant, held, now
        self.was = was
        self.today = tenant.today(now)
        self.ended: list[AssignmentRow] = []
        self.doomed: list[AssignmentRow | MilestoneRow] = []
        self.redated: list[AssignmentRow] = []
        self.newly: set[Key] = set()
        self.moved: list[Moved] = []

    async def activity(
        self, activity_id: int, wanted: Sequence[Occurrence], own: Sequence[Owner]
    ) -> None:
        """Reconcile one activity by occurrence."""
        stored = {m.occurrence: m for m in self.held.milestones.get(activity_id, [])}
        plan = reconcile([self._held(m) for m in stored.values()], wanted)
        for key, occurrence in plan.keep:
            self._keep(stored[key], occurrence, own)
        for key in plan.call_off:
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
        milestone.occurrence = occurrence.key
        self.session.add(milestone)
        if self._is_finished(milestone):
            return
        before = milestone.start, milestone.due, milestone.extended_to, milestone.called_off
        milestone.called_off, milestone.start = False, occurrence.start
        known = self.was.get(milestone.activity_id)
        if known is None:
            _by_document(milestone, occurrence)
        elif known.get(key) != occurrence.due:
            self._by_hand(milestone, occurrence)
        after = milestone.start, milestone.due, milestone.extended_to, False
        rows = {key_of(row): row for row in self.held.assignments.get(milestone.id or 0, [])}
        wanted = {(one.person_id, one.organization_id): one for one in own}
        reported = [who for who, row in rows.items() if row.id in self.held.reported]
        plan = reconcile_owners(list(rows), reported, list(wanted))
        gone = [rows[who] for who in (*plan.drop, *plan.call_off)]
        self.ended += [row for row in gone if row.state not in REPORTED_DONE]
        self.doomed += [rows[who] for who in plan.drop if rows[who].state not in REPORTED_DONE]
        for who in plan.add:
            if not self._comes_too_late(milestone, wanted[who]):
                self._assign(milestone, wanted[who])
        for who, row in rows.items():
            if who in wanted:
                self._stay(row, wanted[who], redated=before != after)

    def _comes_too_late(self, milestone: MilestoneRow, owner: Owner) -> bool:
        """Nobody new is asked about a date that a coordinator called off, and no school about one
        that passed before it joined the others."""
        rows = self.held.assignments.get(milestone.id or 0, [])
        if rows and all(self._is_called_off(row) for row in rows):
            return True
        past = (milestone.extended_to or milestone.due) < self.today
        return past and owner.separate and any(row.separate for row in rows)

    def _is_called_off(self, row: AssignmentRow) -> bool:
        off = State.CALLED_OFF
        return row.state is off and self.held.before_call_off(row) is off

    def move(self, milestone: MilestoneRow, day: date) -> None:
        """Another date for everybody, whatever the rule says."""
        self._by_hand(milestone, Occurrence(milestone.occurrence, milestone.start, day))
        self.session.add(milestone)
        for row in going(self.held.assignments.get(milestone.id or 0, [])):
            self._begin_anew(row)

    def _by_hand(self, milestone: MilestoneRow, occurrence: Occurrence) -> None:
        rows, before = self.held.assignments.get(milestone.id or 0, []), milestone.extended_to
        milestone.extended_to = occurrence.due if occurrence.due != milestone.due else None
        for row in rows:
            if row.extended_to is not None and row.extended_to <= occurrence.due:
                row.extended_to = None
        if rows and milestone.extended_to not in (None, before):
            first = min(row.id or 0 for row in rows)
            held = before or milestone.due
            self.moved.append(Moved(milestone.id or 0, first, held, occurrence.due))

    def _is_finished(self, milestone: MilestoneRow) -> bool:
        rows = self.held.assignments.get(milestone.id or 0, [])
        counted = standing([row.state for row in rows])
        return counted in (Standing.DONE, Standing.WAITING_ACCEPTANCE)

    def _stay(self, row: AssignmentRow, owner: Owner, *, redated: bool) -> None:
        row.is_lead, row.separate = owner.is_lead, owner.separate
        if row.state is State.CALLED_OFF:
            row.state, redated = self.held.before_call_off(row), True
        if redated:
            self._begin_anew(row)
        self.session.add(row)

    def _begin_anew(self, row: AssignmentRow) -> None:
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
        """Nobody is asked about it any more; what somebody has done of it stays."""
        rows = self.held.assignments.get(milestone.id or 0, [])
        self.ended += going(rows)
        milestone.called_off = stays_nothing(rows)
        self.session.add(milestone)

    async def finish(self, reworded: Collection[int]) -> None:
        """Word notices anew, then delete what nobody has reported on."""
        await self.session.flush()
        await call_off(self.session, self.tenant, self.ended, self.now)
        touched = {row.id or 0 for row in self.redated}
        for activity in reworded:
            for milestone in self.held.milestones.get(activity, []):
                own = self.held.assignments.get(milestone.id or 0, [])
                touched |= {row.id or 0 for row in own}
        await refresh(self.session, self.tenant, touched, self.now)
        for doomed in self.doomed:
            await self.session.delete(doomed)
        await self.session.flush()


def _by_document(milestone: MilestoneRow, occurrence: Occurrence) -> None:
    """Where the rule has what a coordinator moved it to, the date of the document stays."""
    if milestone.extended_to is None or milestone.extended_to != occurrence.due:
        milestone.due = occurrence.due


def going(rows: Collection[AssignmentRow]) -> list[AssignmentRow]:
    """Those that are called off when their date is: nothing that is reported done."""
    return [row for row in rows if row.state not in REPORTED_DONE]


def stays_nothing(rows: Collection[AssignmentRow]) -> bool:
    """Whether nobody has done anything of a date, so that it goes as a whole."""
    return len(going(rows)) == len(rows)


async def call_off(
    session: AsyncSession, tenant: Tenant, rows: Sequence[AssignmentRow], now: datetime
) -> None:
    """Nobody is asked about these any more; what was said of them says so."""
    for row in rows:
        row.state = step(row.state, Event.CALL_OFF).state
        row.next_notice_at = None
        session.add(row)
    await session.flush()
    await refresh(session, tenant, [row.id or 0 for row in rows], now)


def key_of(row: AssignmentRow) -> Key:
    """Who answers for it: a person's id, or an organisation's."""
    return row.person_id, row.organization_id
