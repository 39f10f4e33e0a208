"""«По всем: ведётся»: one press about every ongoing activity that a round asks about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Asked
from roadmap.progress import OPEN, Event
from services import reporting, rights
from services.rights import Actor
from services.rounds import RoundIsOver
from storage import people_queries, round_queries
from storage.tables import RoundRow, RoundState


async def all_go_on(session: AsyncSession, actor: Actor, round_id: int, now: datetime) -> int:
    """Mark every open ongoing activity of the actor's in a round; how many were marked.

    Those of whoever the actor stands in for and of their organisations are the actor's. Raises
    `Denied` for another municipality's round, `RoundIsOver`, `Archived`.
    """
    town = actor.municipality_id
    row = await session.get(RoundRow, round_id)
    if row is None or row.municipality_id != town:
        raise rights.deny(actor, "round.answer", round=round_id)
    if row.state is not RoundState.OPEN:
        raise RoundIsOver
    if row.kind is not Asked.ONGOING:
        return 0
    others = await rights.stood_in_for(session, actor)
    offices = await people_queries.organizations_of(session, town, actor.person_id)
    people = {actor.person_id, *others.people}
    marked = 0
    for one in await round_queries.assignments_of(session, town, round_id):
        is_own = one.person_id in people or one.organization_id in {*offices, *others.organizations}
        if not is_own or one.state not in OPEN:
            continue
        by = replace(actor, origin=f"{actor.origin}/{one.id}")
        done = await reporting.report(session, by, one.id or 0, Event.DONE, now)
        marked += done.changed
    return marked
