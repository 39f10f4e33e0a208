"""What a coordinator's list of what waits to be accepted says today."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import REPORTS, Event, State
from services.municipalities import Tenant
from storage import plan_queries, review_queries
from views.review_lists import Verdict, Waiting, waiting_list


async def worded(
    session: AsyncSession, tenant: Tenant, person_id: int, numbered: Sequence[tuple[int, Line]]
) -> tuple[Message, bool]:
    """What was reported about each (printed number, line), and whether any of it waits."""
    asked = await values(session, numbered)
    message = waiting_list(asked, person_id, tenant.calendar, tenant.say)
    return message, any(one.verdict is Verdict.WAITS for _, one in asked)


async def values(
    session: AsyncSession, numbered: Sequence[tuple[int, Line]]
) -> list[tuple[int, Waiting]]:
    """Each (printed number, line) with what was reported, by whom, and what became of it."""
    ids = [line.assignment_id for _, line in numbered]
    proofs = await plan_queries.evidence_names(session, ids)
    reports = await review_queries.last_said(session, ids, *REPORTS)
    last = await review_queries.last_said(session, ids)
    asked = []
    for number, line in numbered:
        i = line.assignment_id
        asked.append(
            (
                number,
                Waiting(
                    line=line,
                    evidence=proofs.get(i, ()),
                    reporter=reports[i].name if i in reports else "",
                    verdict=_verdict(line, last[i].event if i in last else None),
                ),
            )
        )
    return asked


def _verdict(line: Line, last: Event | None) -> Verdict:
    if line.state is State.WAITING_ACCEPTANCE:
        return Verdict.WAITS
    if line.state is State.DONE:
        return Verdict.ACCEPTED
    return Verdict.RETURNED if last is Event.RETURN else Verdict.TAKEN_BACK
