"""How many of those who answer for a date, each for itself, have reported."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.completion import Completion
from roadmap.progress import Tally, tally
from storage import review_queries


async def counted(session: AsyncSession, assignment_id: int) -> Tally | None:
    """«5 из 7» of an assignment's date; None where the lead answers for all or one side alone."""
    rules = await review_queries.rules(session, assignment_id)
    beside = await review_queries.beside(session, rules.milestone_id)
    count = tally([one.state for one in beside])
    apart = rules.completion is Completion.ALL or any(one.separate for one in beside)
    return count if apart and count.total > 1 else None
