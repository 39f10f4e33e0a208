"""The classes that a teacher was given: she reads, fills in and sends hers and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring import checks
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.fields import Form
from services import answers, rights, teacher_news
from services.answers import Held
from services.held_answers import require_open
from services.rights import Actor
from storage import people_queries, submission_queries
from storage.tables import ClassPartRow, PartState, SubmissionRow
from views import teacher_classes as hers
from views.teacher_classes import Part

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ByClass:
    """A submission whose classes can be handed on, with its form."""

    held: Held
    form: Form

    @property
    def submission_id(self) -> int:
        """Whose parts these are."""
        return self.held.submission.id or 0


async def named(session: AsyncSession, town: int, rows: Sequence[ClassPartRow]) -> list[Part]:
    """The parts as they are read, with the names of the teachers, in the order of the classes."""
    reach = await people_queries.reach(session, town, {row.person_id for row in rows})
    found = {
        row.class_label: Part(
            row.id or 0,
            row.class_label,
            row.person_id,
            reach[row.person_id].name,
            row.state.value,
            row.answers,
        )
        for row in rows
    }
    return [found[label] for label in in_order(found)]


async def parts_of(session: AsyncSession, town: int, submission_id: int) -> list[Part]:
    """Every class of a submission that is at a teacher."""
    rows = await submission_queries.parts(session, town, submission_id)
    return await named(session, town, rows)


async def tell_anew(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    teacher: int,
    now: datetime,
    *,
    only_remind: bool = False,
) -> None:
    """The one message of a teacher, and her reminder, say what is hers now."""
    found = await parts_of(session, actor.municipality_id, held.submission.id or 0)
    asked = [p for p in found if p.person_id == teacher and p.state == PartState.ASKED.value]
    await teacher_news.tell(session, actor, held, teacher, asked, now, only_remind=only_remind)


async def _of_teacher(
    session: AsyncSession, actor: Actor, submission_id: int, *, change: bool = False
) -> tuple[ByClass, list[ClassPartRow]]:
    """A submission of which the actor has classes, and these. Raises `Denied`, `RoundIsOver`."""
    rows = await submission_queries.parts(
        session, actor.municipality_id, submission_id, person_id=actor.person_id, change=change
    )
    submission = await session.get(SubmissionRow, submission_id)
    if not rows or submission is None:
        raise rights.deny(actor, "submission.part", submission=submission_id)
    held = await answers.about(session, submission)
    if change:
        require_open(held.round, held.line)
        answers.check_open(held.submission)
    if held.form is None:
        raise rights.deny(actor, "submission.part", submission=submission_id)
    return ByClass(held, held.form), rows


async def shown(
    session: AsyncSession, actor: Actor, submission_id: int, now: datetime, note: str = ""
) -> Message:
    """The teacher's own classes. Raises `Denied`."""
    by_class, rows = await _of_teacher(session, actor, submission_id)
    return await _shown(session, actor, by_class, rows, note)


async def _shown(
    session: AsyncSession,
    actor: Actor,
    by_class: ByClass,
    rows: Sequence[ClassPartRow],
    note: str = "",
    problems: Sequence[tuple[Part, checks.Problem]] = (),
) -> Message:
    town, held = actor.municipality_id, by_class.held
    return hers.yours(
        held.line,
        by_class.form,
        await named(session, town, rows),
        await _by(session, town, rows),
        actor.person_id,
        by_class.submission_id,
        held.tenant.say,
        note=note,
        problems=problems,
    )


async def _by(session: AsyncSession, town: int, rows: Sequence[ClassPartRow]) -> str:
    """The name of who handed the classes over last."""
    ids = [row.handed_by for row in rows if row.handed_by is not None]
    return (await people_queries.names(session, town, ids[-1:]))[0] if ids else ""


async def send(session: AsyncSession, actor: Actor, submission_id: int, now: datetime) -> Message:
    """The teacher sends her classes, or reads what has to be mended first; sent again nothing
    changes. Raises `Denied`, `RoundIsOver`."""
    by_class, rows = await _of_teacher(session, actor, submission_id, change=True)
    say, town = by_class.held.tenant.say, actor.municipality_id
    asked = [row for row in rows if row.state is PartState.ASKED and row.answers]
    if not asked:
        return await _shown(session, actor, by_class, rows)
    problems = [
        (part, problem)
        for part in await named(session, town, asked)
        for problem in checks.row_problems(by_class.form, part.answers, part.class_label)
    ]
    if problems:
        return await _shown(session, actor, by_class, rows, problems=problems)
    for row in asked:
        row.state, row.changed_at = PartState.SENT, now
        session.add(row)
    await session.flush()
    await tell_anew(session, actor, by_class.held, actor.person_id, now, only_remind=True)
    labels = [row.class_label for row in asked]
    await teacher_news.tell_sent(session, actor, by_class.held, rows[-1].handed_by, labels, now)
    log.info("submission.part_sent", submission=submission_id, person=actor.person_id)
    note = say.gettext("Sent, thank you.")
    return await _shown(session, actor, by_class, rows, note)
