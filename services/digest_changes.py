"""«За последнее время»: what happened since a reader's last digest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_parts import Changes, newly_late
from roadmap.progress import FINISHED, State
from services.digest_figures import Figures
from services.rights import Actor
from storage import change_queries

AT_FIRST = timedelta(days=7)
SAME_LOOK = timedelta(minutes=10)
"""A digest asked for again so soon tells of the same changes."""
_REPORTED = frozenset({*FINISHED, State.WAITING_ACCEPTANCE})


async def since(session: AsyncSession, actor: Actor, now: datetime) -> datetime:
    """From when on changes are told to a reader; the first time, of the last seven days."""
    last = await change_queries.last_digest(
        session, actor.municipality_id, actor.person_id, now - SAME_LOOK
    )
    return last if last is not None else now - AT_FIRST


async def changes(
    session: AsyncSession, figures: Figures, since: datetime, now: datetime
) -> Changes:
    """What happened in the figures from one instant to another."""
    town, ids = figures.tenant.id, figures.roadmap_ids
    known = {duty.assignment_id: duty for duty in figures.duties}
    said = await change_queries.said_since(session, town, ids, since, now)
    moved = await change_queries.moved_since(session, town, ids, since, now)
    proofs = await change_queries.evidence_since(session, town, ids, since, now)
    told = [one.assignment_id for one in said if one.assignment_id in known]
    today, before = figures.tenant.today(now), figures.tenant.today(since)
    late = newly_late(figures.duties, before, today, figures.tenant.calendar)
    return Changes(
        done=tuple(i for i in told if known[i].state in _REPORTED),
        late=tuple(entry.duties[0].assignment_id for entry in late),
        help=tuple(i for i in told if known[i].state is State.NEED_HELP),
        moved=tuple(
            dict.fromkeys(one.assignment_id for one in moved if one.assignment_id in known)
        ),
        proofs={i: names for i, names in proofs.items() if i in known},
    )
