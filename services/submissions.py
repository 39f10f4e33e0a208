"""Answers to a round handed in, sent back, accepted; how they are kept is in `services.answers`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.monitoring import checks
from roadmap.monitoring.checks import Problem, ProblemKind
from roadmap.monitoring.doubts import Doubt, doubts
from roadmap.progress import Event, State
from services import (
    accepting,
    answer_sheets,
    gathering_up,
    going_on,
    owners_told,
    reporting,
    rights,
    teacher_news,
    telling,
)
from services.answers import (
    COMMENT_CHARS,
    AcceptedAlready,
    Change,
    HandedInAlready,
    Held,
    NoSuchQuestion,
    TooManyClasses,
    add_class,
    ask_again,
    audit,
    drop_class,
    held,
    name_of,
    put,
    reopen,
    replace_answers,
    value_of,
)
from services.rights import Actor
from storage import submission_queries
from storage.tables import (
    BY_WORD,
    AssignmentRow,
    NoticeKind,
    Role,
    SubmissionRow,
    SubmissionState,
)
from views import receipts

__all__ = [
    "AcceptedAlready",
    "Change",
    "HandedIn",
    "HandedInAlready",
    "Held",
    "NoSuchQuestion",
    "TooManyClasses",
    "accept",
    "add_class",
    "drop_class",
    "found_problems",
    "give_back",
    "hand_in",
    "held",
    "name_of",
    "put",
    "reopen",
    "replace_answers",
    "value_of",
    "warned",
]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of handing in: with `problems` nothing changed; `changed` is False where it had
    been handed in before. `warnings` go along and keep nobody from it."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Doubt, ...] = field(default=())
    changed: bool = False


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
    audit(session, by, row, "submission.sent", now, revision=row.revision)
    await teacher_news.withdraw(session, row.municipality_id, row.id or 0, now)
    await gathering_up.offer_when_complete(session, held, now)
    if actor.via != Channel.EMAIL:  # whoever writes letters has the receipt in the answer
        await answer_sheets.receipt_to_mailbox(session, held, warnings, now)
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
    await ask_again(session, actor, held_row.line, "; ".join(said.values())[:COMMENT_CHARS], now)
    await going_on.go_on(session, tenant, [row.assignment_id], now)
    audit(session, actor, row, "submission.returned", now, remarks=said)
    await _tell_returned(session, actor, held_row, respondent, now)
    return True


async def _tell_returned(
    session: AsyncSession, actor: Actor, held: Held, respondent: int | None, now: datetime
) -> None:
    """Whoever reads for the owner, and whoever answered where that is somebody else."""
    tenant, line, said = held.tenant, held.line, held.submission.remarks
    cause, about = f"given_back:{actor.origin}", [line.assignment_id]

    def told(person_id: int | None) -> Message:
        return receipts.given_back(line, held.form, said, person_id or 0, tenant.say)

    owner = await owners_told.owner(session, tenant, line.assignment_id, now)
    reader = owner.to.person_id if owner.to is not None else None
    if owner.to is not None:
        await telling.tell_reader(
            session, tenant, owner.to, NoticeKind.ANSWER, told(reader), cause, now, about=about
        )
    if respondent not in (None, reader, actor.person_id) and held.submission.via != BY_WORD:
        message, who = told(respondent), respondent or 0
        await telling.tell(
            session, tenant, who, NoticeKind.ANSWER, message, cause, now, about=about
        )


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
        audit(session, actor, row, "submission.accepted", now)
    await session.flush()
    for row in taken:
        assignment = await session.get_one(AssignmentRow, row.assignment_id)
        if assignment.state is State.WAITING_ACCEPTANCE:
            await accepting.accept(session, actor, row.assignment_id, now)
    return taken


def _as_data(doubt: Doubt) -> dict[str, Any]:
    return {
        "label": doubt.label,
        "key": doubt.key,
        "kind": doubt.kind.value,
        "now": None if doubt.now is None else str(doubt.now),
        "before": None if doubt.before is None else str(doubt.before),
        "text": doubt.text,
    }
