"""Schools that are asked in a round too, after it was opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Asked
from services import rights, round_figures, rounds
from services.municipalities import Tenant
from services.owners import Owner
from services.rights import Actor
from services.round_deeds import held, require_open
from storage import people_desk_queries, round_desk_queries
from storage.tables import MilestoneRow, OrganizationKind, RoundRow, SubmissionRow
from views import round_deeds as words


async def add(
    session: AsyncSession, actor: Actor, round_id: int, page: int, school: int | None, now: datetime
) -> Message:
    """Which schools are asked too? One that is pressed is asked, 0 all that are not; what is
    asked already stays. Raises `Denied`, `RoundIsOver`."""
    tenant, row = await held(session, actor, round_id, "round.add")
    if row.kind is Asked.ONGOING:
        raise rights.deny(actor, "round.add", round=round_id)
    require_open(row)
    offices = await people_desk_queries.organizations(session, tenant.id)
    everybody = await round_desk_queries.respondents(session, tenant.id, round_id)
    there = {one.organization_id for one in everybody}
    others = [
        (one.id or 0, one.name)
        for one in offices
        if one.kind is OrganizationKind.SCHOOL and one.id not in there
    ]
    if school is not None:
        wanted = [one for one, _ in others if school in (0, one)]
        await _add(session, tenant, actor, row, wanted, now)
        others = [(one, name) for one, name in others if one not in wanted]
    (standing,) = await round_figures.standings(session, tenant, [row], now)
    return words.add_schools(standing, others, page, actor.person_id, tenant.say)


async def _add(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: RoundRow,
    schools: Sequence[int],
    now: datetime,
) -> None:
    if not schools:
        return
    milestone: MilestoneRow = (
        await round_desk_queries.milestones_of(session, tenant.id, row.id or 0)
    )[0]
    own = [Owner(None, school, is_lead=False, separate=True) for school in schools]
    for one in await rounds.ask(session, tenant, row, milestone, own):
        session.add(
            SubmissionRow(
                municipality_id=tenant.id, round_id=row.id or 0, assignment_id=one.id or 0
            )
        )
    if row.urgent:
        row.next_at = now
        session.add(row)
    rights.audit(
        session, actor, tenant.id, "round.schools", now, f"round:{row.id}", added=list(schools)
    )
    await session.flush()
