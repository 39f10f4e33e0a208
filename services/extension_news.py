"""Who hears that a date has moved or stays: those who asked, who answer for it, who coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.extending import Grounds
from roadmap.plan import Line
from roadmap.progress import FINISHED, State
from services import dates_by_letter, telling
from services.municipalities import Tenant
from services.rights import Actor
from services.situations import reader, situation
from storage import people_queries, work_queries
from storage.tables import AssignmentRow, ExtensionRow, NoticeKind, PersonRow, Role
from views import extensions


async def moved_words(
    session: AsyncSession, tenant: Tenant, by: Actor, line: Line, before: date, grounds: Grounds
) -> Message:
    """What is said about a date that `by` has moved."""
    coordinator = await session.get_one(PersonRow, by.person_id)
    return extensions.moved(line, before, grounds, coordinator.full_name, tenant.say)


async def tell_moved(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    line: Line,
    before: date,
    grounds: Grounds,
    touched: Sequence[AssignmentRow],
    settled: Sequence[ExtensionRow],
    now: datetime,
) -> None:
    """One message to everybody involved but the one who decided."""
    message = await moved_words(session, tenant, actor, line, before, grounds)
    cause = f"moved:{settled[0].id}"
    told = {actor.person_id}
    open_ids = [one.id or 0 for one in touched if _hears(one)]
    work = list((await work_queries.work(session, open_ids)).values())
    known = await situation(session, tenant, work, now)
    for one in work:
        to = reader(one, known, tenant.today(now))
        if to is None or to.person_id in told:
            continue
        if to.person_id is not None:
            told.add(to.person_id)
        own = replace(line, assignment_id=one.assignment_id)
        dated = await dates_by_letter.with_dates(session, tenant, message, [own], to.ways, now)
        about = [one.assignment_id]
        await telling.tell_reader(
            session, tenant, to, NoticeKind.ANSWER, dated, cause, now, about=about
        )
    others = [row.person_id for row in settled]
    others += await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    for person_id in dict.fromkeys(others):
        if person_id not in told:
            await telling.tell(session, tenant, person_id, NoticeKind.ANSWER, message, cause, now)


def _hears(row: AssignmentRow) -> bool:
    return row.state not in FINISHED and row.state is not State.CALLED_OFF


async def refused_words(
    session: AsyncSession, tenant: Tenant, line: Line, row: ExtensionRow
) -> Message:
    """What is said about a request that was refused."""
    coordinator = await session.get_one(PersonRow, row.decided_by)
    return extensions.refused(line, row.proposed, row.basis_text, coordinator.full_name, tenant.say)


async def tell_refused(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: ExtensionRow,
    line: Line,
    now: datetime,
) -> None:
    """The one who asked hears that the date stays."""
    message = await refused_words(session, tenant, line, row)
    if row.person_id != actor.person_id:
        cause = f"refused:{row.id}"
        about = [row.assignment_id]
        await telling.tell(
            session, tenant, row.person_id, NoticeKind.ANSWER, message, cause, now, about=about
        )
