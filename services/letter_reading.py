"""A person's letter: who wrote it, what it says line by line, and the letter in answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.replies.kinds import without_prefixes
from services import (
    announcement_replies,
    edition_replies,
    letter_answering,
    letter_doubts,
    letter_files,
    letter_lines,
    letter_placing,
    letter_preferences,
    letter_shown,
    letter_writers,
    municipalities,
    submission_papers,
    unreachable,
)
from services.letter_lines import Found
from services.letter_mail import Desk, Mail, Taken
from services.letter_shown import VOUCHED
from services.letter_writers import Doubt, Writer
from services.municipalities import Tenant
from services.rights import Actor
from storage import letter_queries
from storage.database import Database
from storage.tables import (
    LetterRow,
    LetterState,
    NoticeKind,
    NoticeRow,
    PersonRow,
)
from views import letter_alerts, letter_answers
from views.letter_preferences import of_others

log = structlog.get_logger()

TEXT_CHARS = 20_000
SHORT = 200
"""A longer letter says more than that somebody wants no more letters."""


async def read(database: Database, desk: Desk, row: LetterRow, mail: Mail, now: datetime) -> None:
    """Do what a letter asks, in one transaction after the workbooks in it, and answer it."""
    async with database.read() as session:
        writer = await _writer(session, row, mail)
    taken = Taken()
    if isinstance(writer, Writer):
        by, files, about = _actor(row, writer, now), mail.letter.attachments, writer.notice.id
        taken = await letter_files.take_workbooks(database, desk.files, by, files, about, now)
    async with database.write(urgent=True) as session:
        held = await letter_queries.held(session, row.id or 0)
        if held is None or held.state is not LetterState.WAITING:
            return
        held.text = mail.words.text[:TEXT_CHARS]
        writer = await _writer(session, held, mail)
        if isinstance(writer, Doubt):
            await letter_doubts.settle(session, held, mail, writer, now)
        else:
            await _take(session, desk, held, mail, writer, taken, now)


async def _writer(session: AsyncSession, row: LetterRow, mail: Mail) -> Writer | Doubt:
    notice = None
    if mail.notice_id is not None:
        notice = await session.get(NoticeRow, mail.notice_id)
    return await letter_writers.who(
        session,
        mail.letter.sender.address,
        notice,
        forged=mail.letter.verdicts.is_forged,
        vouched=row.fault == VOUCHED,
    )


def _actor(row: LetterRow, writer: Writer, now: datetime) -> Actor:
    town, person_id = writer.municipality_id, writer.person_id
    return Actor(town, person_id, Channel.EMAIL.value, f"letter:{row.id}", now)


async def _take(
    session: AsyncSession,
    desk: Desk,
    row: LetterRow,
    mail: Mail,
    writer: Writer,
    taken: Taken,
    now: datetime,
) -> None:
    """The writer is who they should be: everything the letter says is done, and answered."""
    tenant = await municipalities.by_id(session, writer.municipality_id)
    actor, notice = _actor(row, writer, now), writer.notice
    row.municipality_id, row.notice_id = tenant.id, notice.id
    row.person_id, row.settled_at, row.state = actor.person_id, now, LetterState.UNDERSTOOD
    row.fault = ""
    session.add(row)
    await unreachable.wrote(session, tenant.id, mail.letter.sender.address)
    message = await _said_at_once(session, desk, tenant, actor, row, mail, notice, now)
    if message is None:
        asked = await letter_placing.asked_about(session, notice)
        found = await letter_lines.understand(session, desk, tenant, actor, mail, taken, asked, now)
        message = await _worded(session, tenant, actor, row, found, notice, now)
    if message is not None:
        await letter_answering.answer(session, row, mail, message, now, actor=actor)
    await session.flush()
    log.info("letter.understood", letter=row.id, person=actor.person_id, state=row.state)


async def _said_at_once(
    session: AsyncSession,
    desk: Desk,
    tenant: Tenant,
    actor: Actor,
    row: LetterRow,
    mail: Mail,
    notice: NoticeRow,
    now: datetime,
) -> Message | None:
    """The answer to a letter that was too large, or that goes on to somebody else."""
    subject = Message.from_data(notice.message).subject
    if not mail.is_whole:
        return letter_answers.too_large(row.size >> 20, subject, tenant.say)
    said = await _about_letters(session, tenant, actor, row, mail, notice, now)
    if said is not None:
        return replace(said, buttons=(), subject=letter_answers.again(subject, tenant.say))
    for answered in (edition_replies.by_letter, letter_shown.vouch_by_letter):
        told = await answered(session, actor, notice, row.text, tenant.say, now)
        if told is not None:
            return replace(told, buttons=(), subject=letter_answers.again(subject, tenant.say))
    if notice.kind is not NoticeKind.ANNOUNCEMENT:
        return None
    files = letter_files.to_pass_on(desk.files, letter_files.of_people(mail.letter.attachments))
    passed = await announcement_replies.by_letter(session, actor, notice, row.text, files, now)
    return replace(passed, subject=letter_answers.again(subject, tenant.say)) if passed else None


async def _about_letters(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: LetterRow,
    mail: Mail,
    notice: NoticeRow,
    now: datetime,
) -> Message | None:
    """The answer to who wants no more of such letters. The link in them puts it into the subject
    and leaves the letter empty."""
    text = row.text if row.text.strip() else without_prefixes(mail.letter.subject)
    if len(text) > SHORT or not letter_preferences.asks(text):
        return None
    person = await session.get_one(PersonRow, actor.person_id)
    if not person.email or notice.person_id != actor.person_id:
        return of_others(tenant.say)
    return await letter_preferences.asked_by_letter(session, actor, notice.kind, text, now)


async def _worded(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: LetterRow,
    found: Found,
    notice: NoticeRow,
    now: datetime,
) -> Message | None:
    """What came of it, in words; what is for people to read goes to the coordinators."""
    understood = found.understood
    if found.for_coordinators:
        row.state, row.fault = LetterState.SHOWN, found.for_coordinators
        spoken = await letter_shown.came(session, row, None, row.text)
        spoken = replace(spoken, name=await letter_shown.name_of(session, tenant, actor.person_id))
        shown = letter_alerts.unclear(spoken, understood.unclear or row.text, tenant.say)
        told = await letter_shown.tell(
            session, tenant, row, letter_shown.to_all(shown), now, but=actor.person_id
        )
        understood = replace(understood, passed_on=bool(told))
    elif found.unplaced:
        row.fault = letter_placing.fault_of(found.unplaced)
    if not found.wants_answer:
        return None
    asked = Message.from_data(notice.message)
    if understood.leaves_to_fill:
        tables = tuple(file for file in asked.attachments if file.mime == submission_papers.MIME)
        understood = replace(understood, tables=tables)
    return letter_answers.answer(understood, asked.subject, tenant.say)
