"""One respondent's answers to a round: kept as they come, handed in, sent back, accepted.

Whoever changes them holds the row; the newest answer of a field counts, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring import checks, fields, versions
from roadmap.monitoring.checks import Problem, ProblemKind
from roadmap.monitoring.doubts import Doubt, doubts
from roadmap.monitoring.fields import Form, Submission, Value
from roadmap.monitoring.values import BadValue, ValueFault
from roadmap.plan import Line
from roadmap.progress import OPEN, Event, Impossible, State
from services import (
    accepting,
    going_on,
    municipalities,
    owners_told,
    reporting,
    rights,
    telling,
)
from services.municipalities import Tenant
from services.rights import Actor
from services.rounds import RoundIsOver
from storage import people_queries, plan_queries, submission_queries
from storage.tables import (
    BY_WORD,
    AssignmentRow,
    FormRow,
    NoticeKind,
    Role,
    RoundRow,
    RoundState,
    SubmissionRow,
    SubmissionState,
)
from views import receipts

log = structlog.get_logger()

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
class Held:
    """Answers with all that is known about their asking. `form` is None for a blank table;
    `previous` what the same respondent handed in for the period before, as answers to this
    version of the form. `for_others`: a coordinator writes down what the respondent told."""

    tenant: Tenant
    round: RoundRow
    submission: SubmissionRow
    line: Line
    form: Form | None = None
    previous: Submission | None = None
    for_others: bool = False

    def by(self, actor: Actor) -> Actor:
        """The actor, marked as writing down another's word where it is so."""
        return replace(actor, via=BY_WORD) if self.for_others else actor


@dataclass(frozen=True, slots=True)
class Change:
    """One answer: of the class where asked by class, at the field (or the cell) `key`. A `comment`
    of None leaves what was said; «» takes it back."""

    key: str
    value: Value
    class_label: str = ""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of handing in: with `problems` nothing changed; `changed` is False where it had
    been handed in before. `warnings` go along and keep nobody from it."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Doubt, ...] = field(default=())
    changed: bool = False


async def held(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str, *, change: bool = False
) -> Held:
    """The answers beside an assignment that is the actor's, of somebody they stand in for, or, for
    a coordinator, anybody's; the row is held when it is to `change`.

    Raises `Denied`; on a change `RoundIsOver`, and `Impossible` for who was exempted.
    """
    town = actor.municipality_id
    row = await session.get(AssignmentRow, assignment_id)
    if row is None or row.municipality_id != town:
        raise rights.deny(actor, action, assignment=assignment_id)
    for_others = await _is_for_others(session, actor, row, action)
    submission = await submission_queries.of_assignment(session, town, assignment_id, change=change)
    if submission is None:
        raise rights.deny(actor, action, assignment=assignment_id)
    asked = await session.get_one(RoundRow, submission.round_id)
    line = (await plan_queries.lines(session, [assignment_id]))[assignment_id]
    if change and asked.state is not RoundState.OPEN:
        raise RoundIsOver
    if change and line.state is State.CALLED_OFF:
        raise Impossible(line.state, Event.DONE)
    tenant = await municipalities.by_id(session, town)
    if asked.form_id is None:
        return Held(tenant, asked, submission, line, for_others=for_others)
    form = fields.from_data((await session.get_one(FormRow, asked.form_id)).content)
    previous = await _previous(session, row, asked, form)
    return Held(tenant, asked, submission, line, form, previous, for_others)


async def _is_for_others(
    session: AsyncSession, actor: Actor, row: AssignmentRow, action: str
) -> bool:
    if await rights.is_own(session, actor, row):
        return False
    if (await rights.stood_in_for(session, actor)).covers(row):
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        raise rights.deny(actor, action, assignment=row.id)
    return True


async def _previous(
    session: AsyncSession, row: AssignmentRow, asked: RoundRow, form: Form
) -> Submission | None:
    found = await submission_queries.previous(session, row, asked, form.key)
    if found is None:
        return None
    submission, version = found
    return versions.carried(fields.from_data(version.content), form, submission.answers).answers


async def put(
    session: AsyncSession, actor: Actor, held: Held, changes: Sequence[Change], now: datetime
) -> None:
    """Keep answers as a draft; each is looked at by itself only.

    Raises `HandedInAlready`, `AcceptedAlready`, `NoSuchQuestion`, `BadValue`, `TooManyClasses`.
    """
    row = held.submission
    _open_for_change(row)
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


def name_of(key: str, class_label: str = "") -> str:
    """The name of a field in comments and remarks: «pupils», of a class «5А/pupils»."""
    return f"{class_label}/{key}" if class_label else key


async def add_class(
    session: AsyncSession, actor: Actor, held: Held, class_label: str, now: datetime
) -> None:
    """A row for a class, where there is none yet; the label is normalised. Raises as `put`."""
    _open_for_change(held.submission)
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
    _open_for_change(row)
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
    await _ask_again(session, by, held.line, "", now)
    _audit(session, by, row, "submission.reopened", now)
    return True


async def _ask_again(
    session: AsyncSession, actor: Actor, line: Line, text: str, now: datetime
) -> None:
    """The assignment is open again, unless it is so already."""
    if line.state not in OPEN:
        await reporting.report(
            session, actor, line.assignment_id, Event.REOPEN, now, text=text, filled=True
        )


async def hand_in(session: AsyncSession, actor: Actor, held: Held, now: datetime) -> HandedIn:
    """Check everything and hand it in: its assignment is done. Handed in again it stays so.

    Raises `AcceptedAlready`.
    """
    row = held.submission
    warnings = warned(held)
    if row.state is SubmissionState.ACCEPTED:
        raise AcceptedAlready
    if row.state is SubmissionState.SENT:
        return HandedIn(warnings=warnings)
    found = found_problems(held)
    if found:
        return HandedIn(found, warnings)
    by = held.by(actor)
    row.state, row.sent_at, row.person_id, row.via = SubmissionState.SENT, now, by.person_id, by.via
    row.remarks = {}
    if held.form is not None:
        row.warnings = [_as_data(doubt) for doubt in warnings]
    session.add(row)
    await session.flush()
    await reporting.report(session, by, held.line.assignment_id, Event.DONE, now, filled=True)
    _audit(session, by, row, "submission.sent", now, revision=row.revision)
    return HandedIn(warnings=warnings, changed=True)


def found_problems(held: Held) -> tuple[Problem, ...]:
    """What keeps answers from being handed in; of a table, that there are none."""
    if held.form is not None:
        return checks.problems(held.form, held.submission.answers)
    if held.submission.answers or held.submission.file_sha256:
        return ()
    return (Problem("", "", ProblemKind.REQUIRED),)


def warned(held: Held) -> tuple[Doubt, ...]:
    """What deserves a second look before it is handed in."""
    if held.form is None:
        return ()
    return doubts(held.form, held.submission.answers, held.previous)


async def give_back(
    session: AsyncSession,
    actor: Actor,
    submission_id: int,
    remarks: Mapping[str, str],
    now: datetime,
) -> bool:
    """A coordinator sends answers back: they are asked for again, and who answers is told once
    with the remarks, by names of fields («pupils», of a class «5А/pupils»), of cells, or «».

    False where nothing is handed in. Raises `Denied`, `RoundIsOver`.
    """
    action = "submission.give_back"
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    rows = await submission_queries.by_ids(session, actor.municipality_id, [submission_id])
    if not rows:
        raise rights.deny(actor, action, submission=submission_id)
    row = rows[0]
    if row.state not in submission_queries.HANDED_IN:
        return False
    held_row = await held(session, actor, row.assignment_id, action, change=True)
    tenant, said = held_row.tenant, {name: text[:COMMENT_CHARS] for name, text in remarks.items()}
    respondent, row.state, row.remarks = row.person_id, SubmissionState.RETURNED, said
    session.add(row)
    await session.flush()
    await _ask_again(session, actor, held_row.line, "; ".join(said.values())[:COMMENT_CHARS], now)
    await going_on.go_on(session, tenant, [row.assignment_id], now)
    _audit(session, actor, row, "submission.returned", now, remarks=said)
    await _tell_returned(session, actor, held_row, respondent, now)
    return True


async def _tell_returned(
    session: AsyncSession, actor: Actor, held: Held, respondent: int | None, now: datetime
) -> None:
    """Whoever reads for the owner, and whoever answered where that is somebody else."""
    tenant, line, said = held.tenant, held.line, held.submission.remarks
    cause = f"given_back:{actor.origin}"

    def told(person_id: int | None) -> Message:
        return receipts.given_back(line, held.form, said, person_id or 0, tenant.say)

    owner = await owners_told.owner(session, tenant, line.assignment_id, now)
    reader = owner.to.person_id if owner.to is not None else None
    if owner.to is not None:
        await telling.tell_reader(
            session, tenant, owner.to, NoticeKind.ANSWER, told(reader), cause, now
        )
    if respondent not in (None, reader, actor.person_id) and held.submission.via != BY_WORD:
        message = told(respondent)
        await telling.tell(session, tenant, respondent or 0, NoticeKind.ANSWER, message, cause, now)


async def accept(
    session: AsyncSession, actor: Actor, submission_ids: Sequence[int], now: datetime
) -> list[SubmissionRow]:
    """A coordinator takes what was handed in as it is; those that this accepted. Raises
    `Denied`, `OwnReview`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="submission.accept")
    rows = await submission_queries.by_ids(session, actor.municipality_id, submission_ids)
    taken = [row for row in rows if row.state is SubmissionState.SENT]
    for row in taken:
        row.state = SubmissionState.ACCEPTED
        session.add(row)
        _audit(session, actor, row, "submission.accepted", now)
    await session.flush()
    for row in taken:
        assignment = await session.get_one(AssignmentRow, row.assignment_id)
        if assignment.state is State.WAITING_ACCEPTANCE:
            await accepting.accept(session, actor, row.assignment_id, now)
    return taken


def value_of(submission: Mapping[str, Any] | None, key: str, class_label: str = "") -> Value:
    """One answer of a submission, None where there is none."""
    row: Any = (submission or {}).get(class_label, {}) if class_label else (submission or {})
    found: Value = row.get(key)
    return found


def _open_for_change(row: SubmissionRow) -> None:
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


def _audit(
    session: AsyncSession,
    actor: Actor,
    row: SubmissionRow,
    action: str,
    now: datetime,
    **facts: object,
) -> None:
    about = f"submission:{row.id}"
    facts |= {"assignment": row.assignment_id, "via": actor.via}
    rights.audit(session, actor, row.municipality_id, action, now, about, **facts)
    log.info(action, submission=row.id, person=actor.person_id, via=actor.via)


def _as_data(doubt: Doubt) -> dict[str, Any]:
    return {
        "label": doubt.label,
        "key": doubt.key,
        "kind": doubt.kind.value,
        "now": None if doubt.now is None else str(doubt.now),
        "before": None if doubt.before is None else str(doubt.before),
        "text": doubt.text,
    }
