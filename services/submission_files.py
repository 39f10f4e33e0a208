"""Workbooks that schools send back, by the chat or by a letter: recognised by their mark, read in
a process of their own, kept whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.documents.errors import DocumentError
from roadmap.monitoring.fields import Form
from roadmap.monitoring.merging import Merged, Side, merged
from roadmap.monitoring.returned import Returned
from roadmap.monitoring.sheet_marks import has_mark, looks_like_answers
from roadmap.progress import Impossible
from services import (
    answer_books,
    answers,
    blank_copies,
    conversations,
    filling_sheets,
    municipalities,
    reading,
    rights,
    submission_papers,
    submissions,
)
from services.answer_books import ACTION, Understood
from services.answers import MOST_CLASSES, AcceptedAlready, Held
from services.rights import Actor, Denied
from services.rounds import RoundIsOver
from storage.database import Database
from storage.files import FileStore
from storage.tables import RoundState, SubmissionState
from views import submission_files as words
from views.answers import plain
from views.submission_files import Refusal

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

STEP = "answers_file"


async def table(
    session: AsyncSession, actor: Actor, assignment_id: int, files: FileStore, now: datetime
) -> Message:
    """«Получить таблицу»: the workbook as it stands now. Nothing is held open while it is made.

    Raises `Denied`, `RoundIsOver`.
    """
    held = await answers.held(session, actor, assignment_id, "submission.table")
    if held.round.state is not RoundState.OPEN:
        raise RoundIsOver
    if held.form is None:
        return await blank_copies.table(session, actor, held, files)
    paper = await submission_papers.wanted(session, held)
    if paper is None:
        return plain(words.refused(Refusal.BLANK, held.tenant.say))
    await session.rollback()
    attachment = await submission_papers.kept(paper, files)
    log.info("submission.table", assignment=assignment_id, person=actor.person_id)
    return words.table(held.line, attachment, actor.person_id, held.tenant.say)


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file is a workbook of answers: by its mark, or without one in answer to the message
    or the letter of a round."""
    if has_mark(sent.data):
        return True
    if not looks_like_answers(sent.data):
        return False
    return await answer_books.replied_to(session, actor, sent) is not None


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Keep what a workbook answers as a draft and show it to be handed in; or say by cell what is
    wrong, and keep nothing. What comes by a letter and is complete is handed in at once."""
    async with database.read() as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
    try:
        book = await reading.read_answers(sent.data)
    except DocumentError as error:
        return plain(words.unread(error, tenant.say))
    try:
        async with database.read() as session:
            held = await answer_books.target(session, actor, book, sent)
            found = await answer_books.understood(session, held, book)
    except answer_books.Refused as error:
        log.info("answers.refused", person=actor.person_id, why=error.why)
        return error.message(actor, tenant)
    if found.sent.problems:
        log.info("answers.refused", person=actor.person_id, faults=len(found.sent.problems))
        return words.faults(held.line, found.sent.problems, tenant.say)
    sha256 = await asyncio.to_thread(files.put, sent.data)
    file = _File(sha256, sent.name, sent.address)
    number = held.line.assignment_id
    try:
        async with database.write(urgent=True) as session:
            conversations.begin_for(session, actor.person_id)
            answer = await _kept(session, actor, number, found, file, now)
    except _CLOSED as error:
        return plain(words.refused(_why(error), tenant.say))
    if isinstance(answer, Message):
        return answer
    return await _with_table(database, files, actor, number, answer)


async def _with_table(
    database: Database, files: FileStore, actor: Actor, number: int, left: _Left
) -> Message:
    """What could not be decided by a letter, with the table as it stands now."""
    async with database.read() as session:
        paper = await submission_papers.wanted(
            session, await answers.held(session, actor, number, ACTION)
        )
    if paper is None:
        return left.message
    return replace(left.message, attachments=(await submission_papers.kept(paper, files),))


@dataclass(frozen=True, slots=True)
class _Left:
    """Answers that both sides changed stayed as they were: what a letter says of it."""

    message: Message


@dataclass(frozen=True, slots=True)
class _File:
    sha256: str
    name: str
    address: str


_CLOSED = (AcceptedAlready, RoundIsOver, Impossible, Denied)


def _why(error: Exception) -> Refusal:
    match error:
        case AcceptedAlready():
            return Refusal.ACCEPTED
        case RoundIsOver():
            return Refusal.OVER
        case Impossible():
            return Refusal.EXEMPT
        case _:
            return Refusal.NOT_YOURS


async def _kept(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    found: Understood,
    file: _File,
    now: datetime,
    holds: Side | None = None,
) -> Message | _Left:
    """Put together with what is stored, or ask which holds where both changed something; a letter
    leaves that as it was and takes the rest."""
    held = await answers.held(session, actor, assignment_id, ACTION, change=True)
    row, say = held.submission, held.tenant.say
    result = merged(
        found.form,
        row.answers,
        row.comments,
        found.sent,
        found.stood,
        found.stood_comments,
        holds,
    )
    if len(result.answers) > MOST_CLASSES and found.form.per_class:
        return plain(words.refused(Refusal.TOO_MANY_CLASSES, say))
    by_letter = actor.via == Channel.EMAIL
    if result.conflicts:
        log.info("answers.conflict", assignment=assignment_id, fields=len(result.conflicts))
        if by_letter:
            return await _leave(session, actor, held, found, result, file, now)
        await conversations.remember(
            session, file.address, STEP, _remembered(found, file, assignment_id), now
        )
        return words.conflicts(found.form, held.line, result.conflicts, actor.person_id, say)
    await _store(session, actor, held, result, file, now)
    if by_letter:
        return await _answer_letter(session, actor, held, found, now)
    shown = filling_sheets.summary_of(held, 0, actor)
    return words.taken(shown, held.line, found.sent.odd, say, older=found.older)


async def _leave(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    found: Understood,
    result: Merged,
    file: _File,
    now: datetime,
) -> _Left:
    """What both sides changed stays, the rest of the file is taken; what was handed in before
    stays handed in."""
    was_sent = held.submission.state is SubmissionState.SENT
    await _store(session, actor, held, result, file, now)
    is_sent = was_sent and not (await submissions.hand_in(session, actor, held, now)).problems
    return _Left(
        words.left_as_it_was(
            found.form, held.line, result.conflicts, held.tenant.say, is_sent=is_sent
        )
    )


async def _store(
    session: AsyncSession, actor: Actor, held: Held, result: Merged, file: _File, now: datetime
) -> None:
    """As a draft; what changes nothing leaves even what was handed in as it is."""
    row = held.submission
    same = (dict(row.answers), dict(row.comments)) == (result.answers, result.comments)
    if same and row.state in (SubmissionState.SENT, SubmissionState.DRAFT):
        return
    await answers.replace_answers(
        session,
        actor,
        held,
        result.answers,
        result.comments,
        now,
        file_sha256=file.sha256,
        file_name=file.name[:200],
    )
    log.info("answers.taken", assignment=held.line.assignment_id, person=actor.person_id)


async def _answer_letter(
    session: AsyncSession, actor: Actor, held: Held, found: Understood, now: datetime
) -> Message:
    """Complete answers are handed in; of others it is said what is missing."""
    say = held.tenant.say
    done = await submissions.hand_in(session, actor, held, now)
    if done.problems:
        return words.incomplete(found.form, held.line, done.problems, say)
    receipt = filling_sheets.receipt_of(held, None, actor)
    receipt = replace(receipt, buttons=())
    return words.taken(receipt, held.line, found.sent.odd, say, older=found.older)


async def decide(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    holds: Side,
    address: str,
    now: datetime,
) -> Message:
    """«Взять из файла» or «Оставить», for all that both sides changed. Raises `Denied`,
    `RoundIsOver`, `AcceptedAlready`."""
    held = await answers.held(session, actor, assignment_id, ACTION)
    if held.form is None:
        raise rights.deny(actor, ACTION, assignment=assignment_id)
    step = await conversations.standing(session, address)
    if step is None or step.step != STEP or step.data.get("assignment") != assignment_id:
        return plain(words.refused(Refusal.FORGOTTEN, held.tenant.say))
    found, file = _recalled(step.data, held.form, address)
    await conversations.forget(session, address, STEP)
    answer = await _kept(session, actor, assignment_id, found, file, now, holds)
    return answer if isinstance(answer, Message) else answer.message


def _remembered(found: Understood, file: _File, assignment_id: int) -> dict[str, Any]:
    return {
        "assignment": assignment_id,
        "rows": {label: dict(row) for label, row in found.sent.rows.items()},
        "comments": dict(found.sent.comments),
        "asks_comments": found.sent.asks_comments,
        "stood": dict(found.stood),
        "stood_comments": dict(found.stood_comments),
        "older": found.older,
        "sha256": file.sha256,
        "name": file.name,
    }


def _recalled(data: Mapping[str, Any], form: Form, address: str) -> tuple[Understood, _File]:
    sent = Returned(data["rows"], data["comments"], asks_comments=data["asks_comments"])
    found = Understood(form, sent, data["stood"], data["stood_comments"], data["older"])
    return found, _File(data["sha256"], data["name"], address)
