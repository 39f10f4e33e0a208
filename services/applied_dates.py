"""The dates of a running roadmap after a reviewed plan was written over the stored one."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import occurrences
from roadmap.extending import Grounds
from roadmap.period import Period
from roadmap.redating import from_today
from roadmap.review.comparing import Difference, Stays, is_read_anew
from roadmap.review.values import Planned, items_of
from services import granted_moves
from services.granted_moves import Decision, Moved
from services.municipalities import Tenant
from services.reconciling import reconcile_rows
from services.rights import Actor
from services.stored_plans import live_activities
from storage import editing_queries, people_queries
from storage.tables import ActivityRow, RoadmapRow, Role


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the difference, the rows that there were by code, the rows added."""

    difference: Difference
    rows: Mapping[int, ActivityRow]
    made: Sequence[ActivityRow]

    @property
    def pairs(self) -> list[tuple[Planned | None, Planned, ActivityRow]]:
        """Every activity there is now: what it was made of, what it says, its row. A piece of a
        split row is made of the row."""
        old = {one.code: one for one in self.difference.removed}
        old |= {stay.before.code: stay.before for stay in self.difference.stays}
        added = zip(self.difference.added, self.made, strict=True)
        stays = self.difference.stays
        return [
            *((stay.before, stay.after, self.rows[stay.before.code or 0]) for stay in stays),
            *((old.get(one.code) if one.item else None, one, row) for one, row in added),
        ]


def pieces(written: Written) -> list[tuple[int, str, int]]:
    """Pieces of split rows: (id of the row, letter of the piece, id of what it became)."""
    return [
        (written.rows[source.code or 0].id or 0, after.item, row.id or 0)
        for source, after, row in written.pairs
        if source is not None and after.item
    ]


async def from_today_on(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    difference: Difference,
    rows: Mapping[int, ActivityRow],
    now: datetime,
) -> Difference:
    """The same difference where what repeats begins today, unless earlier dates of it are stored:
    nobody is asked about a past in which nothing was due."""
    period, today = Period(roadmap.period_start, roadmap.period_end), tenant.today(now)
    changed = {
        rows[stay.before.code or 0].id or 0
        for stay in difference.stays
        if stay.before.rule != stay.after.rule and not stay.after.item
    }
    stored = await editing_queries.occurrences_of(session, tenant.id, changed)

    def later(planned: Planned, held: Collection[str] = ()) -> Planned:
        return replace(planned, rule=from_today(planned.rule, period, held, today))

    def stayed(stay: Stays) -> Stays:
        number = rows[stay.before.code or 0].id or 0
        if number not in changed:
            return stay
        return Stays(stay.before, later(stay.after, stored.get(number, ())))

    return replace(
        difference,
        stays=tuple(stayed(stay) for stay in difference.stays),
        added=tuple(one if one.item else later(one) for one in difference.added),
    )


async def follow(
    session: AsyncSession,
    tenant: Tenant,
    roadmap: RoadmapRow,
    written: Written,
    actor: Actor | None,
    now: datetime,
    *,
    whole: bool,
) -> list[Moved]:
    """Dates and assignments follow the rows, or, not the `whole`, those that differ; the dates
    that moved beside those of the document, on record as moves without grounds.

    Raises `WithoutOwner`.
    """
    was = _was(written, Period(roadmap.period_start, roadmap.period_end))
    rows = written.rows
    reworded = {rows[change.code].id or 0 for change in written.difference.changed}
    activities = await live_activities(session, roadmap.id or 0)
    if not whole:
        new = {row.id for source, one, row in written.pairs if source is None or one.item}
        activities = [row for row in activities if row.id in new | reworded]
    moved = await reconcile_rows(session, tenant, roadmap, activities, was, reworded, now)
    if (by := await _decision(session, tenant, actor, now)) is not None:
        await granted_moves.write(session, moved, by, now)
    return moved


def _was(written: Written, period: Period) -> dict[int, dict[str, date]]:
    """The due days by occurrence as the rules had them, by activity id, without those that were
    read anew or are new."""
    found = {}
    for source, after, row in written.pairs:
        if source is None:
            continue
        items = {one.item: one for one in items_of(source, period)} if after.item else {}
        before = items.get(after.item, source)
        if not is_read_anew(before, after):
            found[row.id or 0] = {one.key: one.due for one in occurrences(before.rule, period)}
    return found


async def _decision(
    session: AsyncSession, tenant: Tenant, actor: Actor | None, now: datetime
) -> Decision | None:
    """Who moves the dates, on no grounds. A command is nobody of the municipality: its moves are
    written to a coordinator's name, decided by nobody."""
    if actor is not None:
        person = actor.person_id
        return Decision(tenant.id, person, person, Grounds(None), actor.origin)
    known = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    origin = f"command:{now.isoformat()}:{secrets.token_hex(4)}"
    return Decision(tenant.id, known[0], None, Grounds(None), origin) if known else None
