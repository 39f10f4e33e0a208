"""Whether what is done waits for a coordinator to accept it, and which of them may."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import REPORTS, Event
from roadmap.settings_keys import is_reviewed
from services.municipalities import Tenant
from services.rights import Actor
from storage import people_queries, review_queries
from storage.review_queries import Rules
from storage.tables import WRITTEN_DOWN, AssignmentRow, Role


@dataclass(frozen=True, slots=True)
class Review:
    """What becomes of a «done»: `wanted` by the activity or the settings, and `by` whom.

    Where it is wanted and nobody is there to ask, or a coordinator wrote it down, it counts at
    once.
    """

    wanted: bool
    by: tuple[int, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether somebody has to accept it."""
        return self.wanted and bool(self.by)


def wanted(tenant: Tenant, rules: Rules) -> bool:
    """Whether an activity is reviewed: by its own mark, its roadmap's setting, or the town's."""
    return rules.reviewed or is_reviewed({**tenant.settings, **rules.settings})


async def of_report(
    session: AsyncSession, tenant: Tenant, row: AssignmentRow, actor: Actor, event: Event
) -> Review:
    """What becomes of it when `actor` says `event` now; only what is done is reviewed."""
    if event is not Event.DONE or not wanted(
        tenant, await review_queries.rules(session, row.id or 0)
    ):
        return Review(wanted=False)
    if actor.via in WRITTEN_DOWN:
        return Review(wanted=True)
    return Review(wanted=True, by=tuple(await allowed(session, tenant, row, actor.person_id)))


async def allowed(
    session: AsyncSession, tenant: Tenant, row: AssignmentRow, reported_by: int | None = None
) -> list[int]:
    """The coordinators to whom it is nobody's own: neither theirs nor their organisation's, nor
    reported by them."""
    if reported_by is None:
        last = await review_queries.last_said(session, [row.id or 0], *REPORTS)
        reported_by = last[row.id or 0].person_id if row.id in last else None
    own = await review_queries.colleagues_of(session, tenant.id, row.organization_id)
    coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    return [
        person_id
        for person_id in coordinators
        if person_id not in own and person_id not in (row.person_id, reported_by)
    ]
