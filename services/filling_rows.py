"""The row of answers that a question in the chat is about: of a school, of a class, or of a class
that a teacher was given; opened with its rights, changed in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.monitoring import checks
from roadmap.monitoring.checks import ProblemKind
from roadmap.monitoring.fields import Answers, Field, Form, Value
from roadmap.monitoring.filling import class_of
from roadmap.monitoring.values import BadValue, ValueFault
from services import answers, rights
from services.answer_sheets import answers_in_chat
from services.answers import Change, Held
from services.held_answers import require_open
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import ClassPartRow, PartState, SubmissionRow
from views.filling_questions import Question, Where


class NoSuchClass(Exception):
    """The class is no more among those of the school."""


class PartIsSent(Exception):
    """The teacher has sent the class: it is corrected only after it was returned."""


class OnlyByLetter(Exception):
    """The municipality wants no answers written in the messenger: the table goes by letter."""


def require_chat(actor: Actor, tenant: Tenant) -> None:
    """Raises `OnlyByLetter` where the actor writes in a messenger that is to have no answers."""
    if actor.via == Channel.TELEGRAM and not answers_in_chat(tenant):
        raise OnlyByLetter


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row of answers with what its questions need; `part` where a teacher fills it in. The
    comments are by the keys of fields, remarks too."""

    where: Where
    held: Held
    form: Form
    answers: Answers
    class_label: str = ""
    before: Answers = field(default_factory=dict)
    comments: Mapping[str, Any] = field(default_factory=dict)
    remarks: Mapping[str, Any] = field(default_factory=dict)
    part: ClassPartRow | None = None

    @property
    def tenant(self) -> Tenant:
        """Whose round it is."""
        return self.held.tenant

    def asked(self, n: int) -> Field:
        """The question at a place. Raises `NoSuchQuestion`."""
        if not 0 <= n < len(self.form.asked):
            raise answers.NoSuchQuestion(str(n))
        return self.form.asked[n]

    def question(self, n: int) -> Question:
        """The question at a place, for its reader. Raises `NoSuchQuestion`."""
        key = self.asked(n).key
        return Question(
            self.where,
            self.form,
            n,
            self.answers,
            self.held.line.title,
            self.class_label,
            self.before,
            self.comments,
            str(self.remarks.get(key, "")),
        )


async def open_row(
    session: AsyncSession, actor: Actor, where: Where, action: str, *, change: bool = False
) -> OpenRow:
    """The row, if the actor may answer it; held when it is to `change`.

    Raises `Denied`, `NoSuchClass`, and on a change `OnlyByLetter`, `RoundIsOver`, `PartIsSent`,
    `HandedInAlready`, `AcceptedAlready`.
    """
    if where.part:
        return await _open_part(session, actor, where, action, change=change)
    held = await answers.held(session, actor, where.number, action, change=change)
    if held.form is None:
        raise rights.deny(actor, action, assignment=where.number)
    if change:
        require_chat(actor, held.tenant)
        answers.check_open(held.submission)
    return of_held(held, held.form, where.class_number)


def of_held(held: Held, form: Form, class_number: int = 0) -> OpenRow:
    """The row of a submission that has been opened. Raises `NoSuchClass`."""
    row, label = held.submission, ""
    if form.per_class:
        found = class_of(row.answers, class_number)
        if found is None:
            raise NoSuchClass
        label = found
    head = f"{label}/" if label else ""
    return OpenRow(
        Where(held.line.assignment_id, class_number),
        held,
        form,
        row.answers[label] if label else row.answers,
        label,
        _before(held, label),
        _own(row.comments, head),
        _own(row.remarks, head),
    )


def _before(held: Held, class_label: str) -> Answers:
    previous: Any = held.previous or {}
    found: Answers = previous.get(class_label, {}) if class_label else previous
    return found


def _own(said: Mapping[str, Any], head: str) -> dict[str, Any]:
    """What was said about the fields of one row, by their keys."""
    return {name.removeprefix(head): text for name, text in said.items() if name.startswith(head)}


async def _open_part(
    session: AsyncSession, actor: Actor, where: Where, action: str, *, change: bool
) -> OpenRow:
    part = await session.get(
        ClassPartRow, where.number, with_for_update=change, populate_existing=change
    )
    if part is None or (part.municipality_id, part.person_id) != (
        actor.municipality_id,
        actor.person_id,
    ):
        raise rights.deny(actor, action, part=where.number)
    submission = await session.get_one(SubmissionRow, part.submission_id)
    held = await answers.about(session, submission)
    if held.form is None:
        raise rights.deny(actor, action, part=where.number)
    if change:
        require_chat(actor, held.tenant)
        require_open(held.round, held.line)
        if part.state is not PartState.ASKED:
            raise PartIsSent
        answers.check_open(held.submission)
    before = _before(held, part.class_label)
    return OpenRow(where, held, held.form, part.answers, part.class_label, before, part=part)


async def keep(
    session: AsyncSession, actor: Actor, row: OpenRow, asked: Field, value: Value, now: datetime
) -> OpenRow:
    """Keep one answer; the row after it. Raises `BadValue`."""
    if row.part is None:
        changes = [Change(asked.key, value, row.class_label)]
        await answers.put(session, actor, row.held, changes, now)
        return of_held(row.held, row.form, row.where.class_number)
    problem = checks.field_problem(asked, value)
    if problem is not None and problem.kind is ProblemKind.BAD_VALUE:
        fault = problem.fault or ValueFault.WRONG_KIND
        raise BadValue(fault, asked, str(value), problem.limit)
    part = row.part
    part.answers, part.changed_at = {**part.answers, asked.key: value}, now
    session.add(part)
    await session.flush()
    return OpenRow(
        row.where, row.held, row.form, part.answers, row.class_label, row.before, part=part
    )


async def comment(
    session: AsyncSession, actor: Actor, row: OpenRow, asked: Field, text: str, now: datetime
) -> OpenRow:
    """Keep what was said about an answer; «» takes it back. A teacher's has none."""
    if row.part is not None:
        raise rights.deny(actor, "submission.comment", part=row.part.id)
    await answers.comment(session, actor, row.held, asked.key, row.class_label, text, now)
    return of_held(row.held, row.form, row.where.class_number)
