"""«Put off»: the question, and leaving somebody in peace until a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from roadmap.progress import LADDER, OPEN, LadderMove
from roadmap.snoozing import Peace, peace
from services import municipalities, rights, telling
from services.municipalities import Tenant
from services.refreshing import refresh, take_out
from services.rights import Actor, Denied
from storage import plan_queries, work_queries
from storage.tables import REMINDERS, AssignmentRow, NoticeRow
from views import snoozing
from views.snoozing import Subject

log = structlog.get_logger()


class NothingToPutOff(Exception):
    """Everything asked about is answered, due or late, or waits for somebody else."""


class DayIsPast(Exception):
    """The day pressed, long after the question, is today or earlier."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, slots=True)
class _One:
    """An open assignment that the actor may put off, where `peace` is possible."""

    row: AssignmentRow
    line: Line
    peace: Peace

    @property
    def can_wait(self) -> bool:
        return LADDER[self.line.state] is LadderMove.GOES_ON and self.peace.is_possible


async def whole(session: AsyncSession, actor: Actor, address: str, message_id: str) -> Subject:
    """The reminder in a chat whose message was pressed; one that was never recorded is taken for
    the newest. Raises `NothingToPutOff`."""
    statement = (
        select(NoticeRow.id)
        .where(
            NoticeRow.municipality_id == actor.municipality_id,
            NoticeRow.person_id == actor.person_id,
            NoticeRow.channel == Channel.TELEGRAM,
            NoticeRow.address == address,
            col(NoticeRow.kind).in_(REMINDERS),
        )
        .order_by(
            sa.case((col(NoticeRow.external_id) == message_id, 0), else_=1),
            col(NoticeRow.id).desc(),
        )
        .limit(1)
    )
    found = (await session.exec(statement)).first()
    if found is None:
        raise NothingToPutOff
    return Subject(found, is_whole=True)


async def ask(
    session: AsyncSession,
    actor: Actor,
    subject: Subject,
    now: datetime,
    *,
    month: date | None = None,
) -> Message:
    """Until when? With `month` a calendar that shows it. Raises `Denied`, `NothingToPutOff`."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    waiting = [one for one in await _all(session, tenant, actor, subject, now) if one.can_wait]
    if not waiting:
        raise NothingToPutOff
    lines, longest = (
        [one.line for one in waiting],
        max((one.peace for one in waiting), key=lambda span: span.latest),
    )
    if month is None:
        return snoozing.ask(lines, subject, longest, actor.person_id, tenant.say)
    return snoozing.ask_day(lines, subject, longest, month, actor.person_id, tenant.say)


async def put_off(
    session: AsyncSession, actor: Actor, subject: Subject, day: date, now: datetime
) -> Message:
    """No reminder before `day`; of several each by its own due date at the latest.

    Another day than before moves it. Raises `Denied`, `NothingToPutOff`, `DayIsPast`.
    """
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if day <= tenant.today(now):
        raise DayIsPast(day)
    found = await _all(session, tenant, actor, subject, now)
    waiting = [one for one in found if one.can_wait]
    if not waiting:
        raise NothingToPutOff
    done = [(one.line, one.peace.until(day)) for one in waiting]
    for one in waiting:
        one.row.snoozed_until, one.row.silent = one.peace.until(day), 0
        one.row.next_notice_at = now
    await session.flush()
    ids = [one.line.assignment_id for one in waiting]
    await take_out(session, tenant, ids, now, kinds=REMINDERS)
    await refresh(session, tenant, ids, now, by=actor)
    _write_down(session, actor, done, now)
    return snoozing.done(done, [one.line for one in found if not one.can_wait], tenant.say)


def _write_down(
    session: AsyncSession, actor: Actor, done: Sequence[tuple[Line, date]], now: datetime
) -> None:
    for line, until in done:
        rights.audit(
            session,
            actor,
            actor.municipality_id,
            "reminder.snoozed",
            now,
            f"assignment:{line.assignment_id}",
            until=until.isoformat(),
        )
    log.info("reminder.snoozed", person=actor.person_id, assignments=len(done), via=actor.via)


async def _all(
    session: AsyncSession, tenant: Tenant, actor: Actor, subject: Subject, now: datetime
) -> list[_One]:
    """What of the subject is open and the actor's, in its order; the rows are this transaction's.

    Of a whole reminder, what became somebody else's is left out; a single one raises `Denied`.
    """
    ids = [subject.number]
    if subject.is_whole:
        notice = await session.get(NoticeRow, subject.number)
        if notice is None or notice.person_id != actor.person_id:
            raise rights.deny(actor, "snooze", notice=subject.number)
        ids = await telling.about(session, subject.number)
    rows = await session.exec(
        select(AssignmentRow)
        .where(col(AssignmentRow.id).in_(ids))
        .order_by(col(AssignmentRow.id))
        .with_for_update()
    )
    known = {row.id: row for row in rows}
    lines, work = await plan_queries.lines(session, ids), await work_queries.work(session, ids)
    today, found = tenant.today(now), []
    for number in ids:
        try:
            row = await rights.check_assignment(session, actor, known.get(number), "snooze", number)
        except Denied:
            if not subject.is_whole:
                raise
            continue
        line = lines[number]
        if line.state in OPEN:
            school = tenant.school_year if work[number].school else None
            found.append(_One(row, line, peace(line.due, today, tenant.calendar, school)))
    return found
