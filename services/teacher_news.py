"""What teachers and who handed them classes are told: one message with all of a teacher's classes,
one reminder the working day before the due date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.reminding import end_of_day, opening
from services import telling
from services.answers import Held
from services.municipalities import Tenant
from services.rights import Actor
from services.working_hours import wait_until
from storage import outbox, people_queries
from storage.tables import NoticeKind, NoticeRow, NoticeState, Urgency
from views import class_parts as words
from views import teacher_classes as hers
from views.teacher_classes import Part

GATHERED = timedelta(minutes=2)
"""So long after the last class handed over a teacher is told, so that all come in one message."""
NEW, DUE = "classes", "classes_due"


async def tell(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    teacher: int,
    parts: Sequence[Part],
    now: datetime,
    *,
    only_remind: bool = False,
) -> None:
    """What waits to be told to a teacher is about these classes, those she still has to fill in;
    with none nothing is said. With `only_remind` she knows of them already, unless that waits."""
    town, number = actor.municipality_id, held.submission.id or 0
    untold = await withdraw(session, town, number, now, teacher)
    if not parts:
        return
    tenant = held.tenant
    if not only_remind or teacher in untold:
        at = wait_until(tenant, now, school=True) or now + GATHERED
        message = await _words(session, actor, held, teacher, parts)
        await _add(session, actor, held, teacher, NEW, message, at, now)
    before = tenant.calendar.shift(tenant.calendar.aim(held.line.due), -1)
    at = opening(before, tenant.policy, tenant.zone, school=True)
    if at > now:
        message = await _words(session, actor, held, teacher, parts, tomorrow=True)
        await _add(session, actor, held, teacher, DUE, message, at, now)


async def _words(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    teacher: int,
    parts: Sequence[Part],
    *,
    tomorrow: bool = False,
) -> Message:
    assert held.form is not None  # noqa: S101 - it asks by class
    say, by = held.tenant.say, ""
    if teacher != actor.person_id:
        by = (await people_queries.names(session, held.tenant.id, [actor.person_id]))[0]
    number = held.submission.id or 0
    return hers.yours(held.line, held.form, parts, by, teacher, number, say, tomorrow=tomorrow)


async def _add(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    teacher: int,
    what: str,
    message: Message,
    at: datetime,
    now: datetime,
) -> None:
    tenant: Tenant = held.tenant
    reach = (await people_queries.reach(session, tenant.id, [teacher]))[teacher]
    head = _head(what, held.submission.id or 0, teacher)
    for channel, address in reach.ways:
        await outbox.add(
            session,
            NoticeRow(
                municipality_id=tenant.id,
                person_id=teacher,
                channel=channel,
                address=address,
                kind=NoticeKind.ANSWER,
                urgency=Urgency.ALERT,
                dedup_key=f"{head}{channel}:{actor.origin}",
                message=message.to_data(),
                not_before=at,
                expires_at=end_of_day(held.line.due, tenant.zone) if what == DUE else None,
                created_at=now,
            ),
        )


def _head(what: str, submission_id: int, teacher: int) -> str:
    return f"{what}:{submission_id}:{teacher}:"


async def withdraw(
    session: AsyncSession,
    municipality_id: int,
    submission_id: int,
    now: datetime,
    teacher: int | None = None,
) -> set[int]:
    """What waits to be told about classes of a submission is not said, to one teacher or to any;
    who had not been told of theirs yet."""
    statement = select(NoticeRow).where(
        NoticeRow.municipality_id == municipality_id,
        NoticeRow.state == NoticeState.PLANNED,
        col(NoticeRow.dedup_key).like(f"{NEW}:{submission_id}:%")
        | col(NoticeRow.dedup_key).like(f"{DUE}:{submission_id}:%"),
    )
    if teacher is not None:
        statement = statement.where(NoticeRow.person_id == teacher)
    untold = set()
    for notice in (await session.exec(statement.with_for_update())).all():
        await outbox.withdraw(session, notice.id or 0, now)
        if notice.dedup_key.startswith(f"{NEW}:") and notice.person_id is not None:
            untold.add(notice.person_id)
    return untold


async def tell_sent(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    to: int | None,
    labels: Sequence[str],
    now: datetime,
) -> None:
    """To who handed the classes over: the teacher, who acts, has sent them."""
    if to is None or to == actor.person_id:
        return
    tenant = held.tenant
    name = (await people_queries.names(session, tenant.id, [actor.person_id]))[0]
    message = words.has_sent(held.line, name, actor.person_id, labels, to, tenant.say)
    cause = f"class_sent:{actor.origin}"
    await telling.tell(session, tenant, to, NoticeKind.ANSWER, message, cause, now)


async def tell_returned(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    teacher: int,
    parts: Sequence[Part],
    now: datetime,
) -> None:
    """To the teacher: her classes have come back."""
    assert held.form is not None  # noqa: S101 - it asks by class
    tenant, number = held.tenant, held.submission.id or 0
    by = (await people_queries.names(session, tenant.id, [actor.person_id]))[0]
    message = hers.returned(held.line, held.form, parts, by, teacher, number, tenant.say)
    cause = f"class_returned:{actor.origin}"
    await telling.tell(session, tenant, teacher, NoticeKind.ANSWER, message, cause, now)
