"""Tables that schools send back, by the chat or by a letter: taken whole or not at all.

A file is known by the mark of its copy. One without a mark is taken where it answers the message or
the letter of a round, and in the chat asked about where exactly one table is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.blanks import marking, values
from roadmap.blanks.answered import Answered, needed
from roadmap.blanks.errors import OtherCopy
from roadmap.blanks.problems import Accepted, Refused, Warned
from roadmap.documents.errors import DocumentError
from roadmap.documents.kinds import Kind, sniff
from roadmap.plan import Line
from roadmap.progress import Impossible
from services import (
    answers,
    blank_copies,
    blank_targets,
    blank_work,
    conversations,
    municipalities,
    submissions,
)
from services.answers import AcceptedAlready, Held
from services.blank_copies import Token
from services.blank_targets import ACTION, NotTaken
from services.children import ChildTookTooLong
from services.rights import Actor, Denied
from services.rounds import RoundIsOver
from storage import plan_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import SubmissionState
from views import blank_faults
from views import blank_returns as words
from views.blank_returns import Refusal
from views.speech import Speech

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

STEP = "blank_is"
NAME_CHARS = 200
CLOSED = (AcceptedAlready, RoundIsOver, Impossible, Denied)


@dataclass(frozen=True, slots=True)
class File:
    """A table that came: its bytes are kept under their hash only when it is taken."""

    data: bytes
    name: str


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file is a copy of ours, or a table that may be the one that is waited for."""
    if sniff(sent.data) is not Kind.XLSX:
        return False
    if await asyncio.to_thread(marking.mark_of, sent.data) is not None:
        return True
    if sent.in_album:
        return False
    return await blank_targets.meant(session, actor, sent) is not None


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Hand it in, or keep it as a draft and say what is missing, or say by cell what is wrong and
    keep nothing; a file without a mark may be asked about first."""
    mark = await asyncio.to_thread(marking.mark_of, sent.data)
    if mark is not None:
        token = blank_copies.token_in(mark.token)
        return await _taken(database, files, actor, token, File(sent.data, sent.name), now)
    async with database.read() as session:
        meant = await blank_targets.meant(session, actor, sent)
    if meant is None:
        return await _refused(database, actor, NotTaken(Refusal.FORGOTTEN))
    if meant.sure:
        file = File(sent.data, sent.name)
        return await _taken(database, files, actor, meant.assignment_id, file, now)
    return await _ask(database, files, actor, meant.assignment_id, sent, now)


async def _ask(
    database: Database,
    files: FileStore,
    actor: Actor,
    assignment_id: int,
    sent: Sent,
    now: datetime,
) -> Message:
    sha256 = await asyncio.to_thread(files.put, sent.data)
    data = {"assignment": assignment_id, "sha256": sha256, "name": sent.name[:NAME_CHARS]}
    async with database.write(urgent=True) as session:
        conversations.begin_for(session, actor.person_id)
        tenant = await municipalities.by_id(session, actor.municipality_id)
        line = (await plan_queries.lines(session, [assignment_id]))[assignment_id]
        await conversations.remember(session, sent.address, STEP, data, now)
        return words.is_it(line, sent.name, actor.person_id, tenant.say)


async def asked_about(
    database: Database, actor: Actor, assignment_id: int, address: str
) -> Mapping[str, Any] | None:
    """The file that a press about an assignment is about, once; None where that is over."""
    async with database.write(urgent=True) as session:
        step = await conversations.standing(session, address)
        if step is None or step.step != STEP or step.data["assignment"] != assignment_id:
            return None
        data = dict(step.data)
        await conversations.forget(session, address, STEP)
        return data


async def it_is(
    database: Database,
    files: FileStore,
    actor: Actor,
    assignment_id: int,
    address: str,
    now: datetime,
) -> Message:
    """«Да, это она»: taken as a copy is."""
    known = await asked_about(database, actor, assignment_id, address)
    if known is None:
        return await _refused(database, actor, NotTaken(Refusal.FORGOTTEN))
    data = await asyncio.to_thread(files.get, known["sha256"])
    return await _taken(database, files, actor, assignment_id, File(data, known["name"]), now)


async def _taken(
    database: Database,
    files: FileStore,
    actor: Actor,
    meant: Token | int | None,
    file: File,
    now: datetime,
) -> Message:
    """The file is read with no transaction open, then stored in one."""
    try:
        async with database.read() as session:
            target = await blank_targets.target(session, actor, meant)
        blank = await asyncio.to_thread(files.get, target.blank_sha256)
        line, say = target.line, target.tenant.say
        try:
            found, shown = await blank_work.read(
                file.data, blank, target.layout, line.owner, target.token
            )
        except DocumentError as error:
            log.info("blank.unread", person=actor.person_id, reason=type(error).__name__)
            if isinstance(error, OtherCopy):
                raise NotTaken(Refusal.OTHER_COPY) from error
            return words.unread(line, _unread(error, say), actor.person_id, say)
        if isinstance(found, Refused):
            log.info("blank.faults", person=actor.person_id, faults=len(found.problems))
            return words.faults(line, found, actor.person_id, say)
        sha256 = await asyncio.to_thread(files.put, file.data)
        async with database.write(urgent=True) as session:
            conversations.begin_for(session, actor.person_id)
            return await _kept(session, actor, line, found, shown, sha256, file.name, now)
    except CLOSED as error:
        return await _refused(database, actor, NotTaken(_why(error)))
    except NotTaken as error:
        return await _refused(database, actor, error)


async def _kept(
    session: AsyncSession,
    actor: Actor,
    line: Line,
    found: Accepted,
    shown: Sequence[Answered],
    sha256: str,
    name: str,
    now: datetime,
) -> Message:
    held = await answers.held(session, actor, line.assignment_id, ACTION, change=True)
    row, say = held.submission, held.tenant.say
    by_letter = actor.via == Channel.EMAIL
    if row.state is not SubmissionState.SENT or row.file_sha256 != sha256:
        await _store(session, actor, held, found, sha256, name, now)
    left = needed(found.missing)
    if left and row.state is not SubmissionState.SENT:
        return words.incomplete(
            held.line,
            len(found.values),
            left,
            found.warnings,
            actor.person_id,
            say,
            letter=by_letter,
        )
    await submissions.hand_in(session, actor, held, now)
    when = row.sent_at or now
    return words.receipt(held.line, when, held.tenant.zone, shown, found.warnings, say)


async def _store(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    found: Accepted,
    sha256: str,
    name: str,
    now: datetime,
) -> None:
    await answers.replace_answers(
        session,
        actor,
        held,
        values.to_data(found.values),
        {},
        now,
        warnings=[_as_data(one) for one in found.warnings],
        file_sha256=sha256,
        file_name=name[:NAME_CHARS],
    )
    by = held.by(actor)
    answers.audit(session, by, held.submission, "submission.file", now, sha256=sha256, file=name)


def _as_data(one: Warned) -> dict[str, str]:
    return {
        "sheet": one.sheet,
        "cell": one.cell,
        "oddity": one.oddity.value,
        "text": one.text,
        "was": one.was,
    }


def _unread(error: DocumentError, say: Speech) -> str:
    if isinstance(error, ChildTookTooLong):
        return say.gettext("Opening the table takes too long. Please make it smaller.")
    return blank_faults.unread(error, say)


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


async def _refused(database: Database, actor: Actor, error: NotTaken) -> Message:
    log.info("blank.not_taken", person=actor.person_id, why=error.why.name)
    async with database.read() as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
    return words.refused(error.why, tenant.say, error.title)
