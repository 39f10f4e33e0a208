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
from storage.tables import RoundRow, RoundState


async def all_go_on(session: AsyncSession, actor: Actor, round_id: int, now: datetime) -> int:
    """Mark every open ongoing activity of the actor's in a round; how many were marked.

    Those of whoever the actor stands in for and of their organisations are the actor's. Raises
    `Denied` for another municipality's round, `RoundIsOver`.
    """
    row = await session.get(RoundRow, round_id)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "round.answer", round=round_id)
    if row.state is not RoundState.OPEN:
        raise RoundIsOver
    marked = 0
    for line in await reporting.own_lines(session, actor):
        if line.round_id != round_id or line.asked_as is not Asked.ONGOING:
            continue
        if line.state not in OPEN:
            continue
        by = replace(actor, origin=f"{actor.origin}/{line.assignment_id}")
        done = await reporting.report(session, by, line.assignment_id, Event.DONE, now)
        marked += done.changed
    return marked
