"""What teachers are still to be told follows the date and the state of what is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.progress import State
from services import answers, teacher_news
from services.rights import Actor
from services.teacher_classes import named
from storage import submission_queries
from storage.tables import ClassPartRow, PartState, RoundState, SubmissionRow


async def follow(
    session: AsyncSession, actor: Actor, assignment_ids: Collection[int], now: datetime
) -> None:
    """The date of these moved, or they, or their round, were closed, called off or opened again:
    the teachers who have classes to fill in are reminded before the date that holds now, and of
    what is over not at all."""
    rows = await submission_queries.handed_on(session, actor.municipality_id, assignment_ids)
    by_submission: dict[int, list[ClassPartRow]] = {}
    for row in rows:
        by_submission.setdefault(row.submission_id, []).append(row)
    for number, parts in by_submission.items():
        held = await answers.about(session, await session.get_one(SubmissionRow, number))
        if held.round.state is not RoundState.OPEN or held.line.state is State.CALLED_OFF:
            await teacher_news.withdraw(session, actor.municipality_id, number, now)
            continue
        for teacher in sorted({row.person_id for row in parts}):
            hers = [row for row in parts if row.person_id == teacher]
            asked = [row for row in hers if row.state is PartState.ASKED]
            by = replace(actor, person_id=hers[-1].handed_by or actor.person_id)
            waiting = await named(session, actor.municipality_id, asked)
            await teacher_news.tell(session, by, held, teacher, waiting, now, only_remind=True)
