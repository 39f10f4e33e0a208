"""A teacher leaves who had classes to fill in: they are the school's again, and it is told."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services import answers, telling
from services.municipalities import Tenant
from services.rights import Actor
from storage import submission_queries
from storage.tables import ClassPartRow, NoticeKind, PartState, PersonRow, SubmissionRow
from views import class_parts as words


async def give_back(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: PersonRow, now: datetime
) -> None:
    """What the person filled in waits to be looked over, what not is filled in by the school; who
    handed the classes over is told so."""
    teacher = row.id or 0
    grouped: dict[tuple[int, int | None], list[ClassPartRow]] = {}
    for part in await submission_queries.parts_of_person(session, tenant.id, teacher):
        grouped.setdefault((part.submission_id, part.handed_by), []).append(part)
    for (number, by), parts in grouped.items():
        begun = [part for part in parts if part.answers]
        empty = [part for part in parts if not part.answers]
        for part in begun:
            part.state, part.changed_at = PartState.SENT, now
            session.add(part)
        for part in empty:
            await session.delete(part)
        await session.flush()
        if by is not None and by != teacher:
            held = await answers.about(session, await session.get_one(SubmissionRow, number))
            message = words.teacher_left(
                held.line,
                (teacher, row.full_name),
                [part.class_label for part in begun],
                [part.class_label for part in empty],
                by,
                tenant.say,
            )
            cause = f"teacher_left:{number}:{actor.origin}"
            await telling.tell(session, tenant, by, NoticeKind.ANSWER, message, cause, now)
