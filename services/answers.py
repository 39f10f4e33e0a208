"""One respondent's answers to a round, kept as they come: put, replaced, opened again.

Whoever changes them holds the row; the newest answer of a field counts, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.monitoring import checks
from roadmap.monitoring.checks import ProblemKind
from roadmap.monitoring.fields import Form, Value
from roadmap.monitoring.values import BadValue, ValueFault
from roadmap.plan import Line
from roadmap.progress import OPEN, Event
from services import reporting, rights
from services.held_answers import Held, about, held
from services.rights import Actor
from storage.tables import (
    SubmissionRow,
    SubmissionState,
)

log = structlog.get_logger()

__all__ = [
    "COMMENT_CHARS",
    "MOST_CLASSES",
    "AcceptedAlready",
    "Change",
    "HandedInAlready",
    "Held",
    "NoSuchQuestion",
    "TooManyClasses",
    "about",
    "add_class",
    "ask_again",
    "audit",
    "check_open",
    "comment",
    "drop_class",
    "held",
    "name_of",
    "put",
    "reopen",
    "replace_answers",
    "value_of",
]

COMMENT_CHARS = 1000
MOST_CLASSES = 200


class HandedInAlready(Exception):
    """The answers were handed in: they are corrected only after they were opened again."""


class AcceptedAlready(Exception):
    """The coordinator accepted the answers: only they open them again."""


class TooManyClasses(Exception):
    """No school has so many classes: MOST_CLASSES."""


class NoSuchQuestion(Exception):
    """The form asks nothing under this `key`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Change:
    """One answer: of the class where asked by class, at the field (or the cell) `key`. A `comment`
    of None leaves what was said; «» takes it back."""

    key: str
    value: Value
    class_label: str = ""
    comment: str | None = None


async def put(
    session: AsyncSession, actor: Actor, held: Held, changes: Sequence[Change], now: datetime
) -> None:
    """Keep answers as a draft; each is looked at by itself only.

    Raises `HandedInAlready`, `AcceptedAlready`, `NoSuchQuestion`, `BadValue`, `TooManyClasses`.
    """
    row = held.submission
    check_open(row)
    answers, comments = _copied(row.answers), dict(row.comments)
    for change in changes:
        _check(held.form, change)
        _put(held.form, answers, change)
        if change.comment is not None:
            _comment(comments, name_of(change.key, change.class_label), change.comment)
    if held.form is not None and held.form.per_class and len(answers) > MOST_CLASSES:
        raise TooManyClasses
    row.answers, row.comments = answers, comments
    _changed(session, actor, held, now)
    await session.flush()


async def comment(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    key: str,
    class_label: str,
    said: str,
    now: datetime,
) -> None:
    """Keep what the respondent says about a question, answered or not; «» takes it back. Raises
    as `put`."""
    row = held.submission
    check_open(row)
    comments = dict(row.comments)
    _comment(comments, name_of(key, class_label), said)
    row.comments = comments
    _changed(session, actor, held, now)
    await session.flush()


def name_of(key: str, class_label: str = "") -> str:
    """The name of a field in comments and remarks: «pupils», of a class «5А/pupils»."""
    return f"{class_label}/{key}" if class_label else key


async def add_class(
    session: AsyncSession, actor: Actor, held: Held, class_label: str, now: datetime
) -> None:
    """A row for a class, where there is none yet; the label is normalised. Raises as `put`."""
    check_open(held.submission)
    if class_label in held.submission.answers:
        return
    if len(held.submission.answers) >= MOST_CLASSES:
        raise TooManyClasses
    held.submission.answers = held.submission.answers | {class_label: {}}
    _changed(session, actor, held, now)
    await session.flush()


async def drop_class(
    session: AsyncSession, actor: Actor, held: Held, class_label: str, now: datetime
) -> None:
    """The class is no more, with its answers and comments. Raises as `put`."""
    row = held.submission
    check_open(row)
    head = f"{class_label}/"
    row.answers = {label: own for label, own in row.answers.items() if label != class_label}
    row.comments = {name: said for name, said in row.comments.items() if not name.startswith(head)}
    _changed(session, actor, held, now)
    await session.flush()


async def replace_answers(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    answers: Mapping[str, Any],
    comments: Mapping[str, str],
    now: datetime,
    *,
    warnings: Sequence[Any] = (),
    file_sha256: str = "",
    file_name: str = "",
) -> None:
    """Everything anew from a returned workbook, as a draft; what was handed in is opened again.

    Raises `AcceptedAlready`.
    """
    await reopen(session, actor, held, now)
    row = held.submission
    row.answers, row.comments = _copied(answers), dict(comments)
    row.warnings = list(warnings)
    if file_sha256:
        row.file_sha256, row.file_name = file_sha256, file_name
    _changed(session, actor, held, now)
    await session.flush()


async def reopen(session: AsyncSession, actor: Actor, held: Held, now: datetime) -> bool:
    """What was handed in is a draft again, and is asked for again; whether it was handed in.

    Raises `AcceptedAlready`.
    """
    row = held.submission
    if row.state is SubmissionState.ACCEPTED:
        raise AcceptedAlready
    if row.state is not SubmissionState.SENT:
        return False
    row.state = SubmissionState.DRAFT
    session.add(row)
    by = held.by(actor)
    await ask_again(session, by, held.line, "", now)
    audit(session, by, row, "submission.reopened", now)
    return True


async def ask_again(
    session: AsyncSession, actor: Actor, line: Line, text: str, now: datetime
) -> None:
    """The assignment is open again, unless it is so already."""
    if line.state not in OPEN:
        await reporting.report(
            session, actor, line.assignment_id, Event.REOPEN, now, text=text, filled=True
        )


def value_of(submission: Mapping[str, Any] | None, key: str, class_label: str = "") -> Value:
    """One answer of a submission, None where there is none."""
    row: Any = (submission or {}).get(class_label, {}) if class_label else (submission or {})
    found: Value = row.get(key)
    return found


def check_open(row: SubmissionRow) -> None:
    """Raises `HandedInAlready`, `AcceptedAlready` where nothing is changed any more."""
    if row.state is SubmissionState.ACCEPTED:
        raise AcceptedAlready
    if row.state is SubmissionState.SENT:
        raise HandedInAlready


def _check(form: Form | None, change: Change) -> None:
    if form is None:
        return
    asked = form.field(change.key)
    if asked is None or not asked.is_asked or form.per_class != bool(change.class_label):
        raise NoSuchQuestion(change.key)
    problem = checks.field_problem(asked, change.value)
    if problem is not None and problem.kind is ProblemKind.BAD_VALUE:
        fault = problem.fault or ValueFault.WRONG_KIND
        raise BadValue(fault, asked, str(change.value), problem.limit)


def _put(form: Form | None, answers: dict[str, Any], change: Change) -> None:
    if form is not None and form.per_class:
        answers.setdefault(change.class_label, {})[change.key] = change.value
    else:
        answers[change.key] = change.value


def _comment(comments: dict[str, Any], name: str, said: str) -> None:
    if said:
        comments[name] = said[:COMMENT_CHARS]
    else:
        comments.pop(name, None)


def _copied(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in answers.items()
    }


def _changed(session: AsyncSession, actor: Actor, held: Held, now: datetime) -> None:
    """The bookkeeping of every change of answers."""
    row, by = held.submission, held.by(actor)
    row.state = SubmissionState.DRAFT
    row.revision += 1
    row.person_id, row.via, row.changed_at = by.person_id, by.via, now
    row.row_count = sum(
        sum(one is not None for one in value.values())
        if isinstance(value, Mapping)
        else value is not None
        for value in row.answers.values()
    )
    session.add(row)


def audit(
    session: AsyncSession,
    actor: Actor,
    row: SubmissionRow,
    action: str,
    now: datetime,
    **facts: object,
) -> None:
    """One line of the audit trail about answers."""
    about = f"submission:{row.id}"
    facts |= {"assignment": row.assignment_id, "via": actor.via}
    rights.audit(session, actor, row.municipality_id, action, now, about, **facts)
    log.info(action, submission=row.id, person=actor.person_id, via=actor.via)
