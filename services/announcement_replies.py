"""Answers to an announcement go to its author; a file sent while one is written goes along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Channel, Message
from roadmap.evidence_kinds import NotKept, kind_of
from services import announcing, conversations, municipalities, telling
from services.announcing import STEP, Deleted, SentAlready, TooManyFiles
from services.rights import Actor
from storage import announcement_queries, people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import AnnouncementRow, NoticeKind, NoticeRow, Role
from views import announced, evidence
from views import announcing as words
from views.evidence_refusals import Refused

if TYPE_CHECKING:
    from services.intake import Sent


async def replied(
    session: AsyncSession, actor: Actor, address: str, replies_to: str, text: str, now: datetime
) -> Message | None:
    """Words in reply to a message: passed on where it was an announcement, else None."""
    row = await _announcement(session, actor, address, replies_to)
    return None if row is None else await _pass_on(session, actor, row, text, (), now)


async def by_letter(
    session: AsyncSession,
    actor: Actor,
    notice: NoticeRow,
    text: str,
    files: Sequence[Attachment],
    now: datetime,
) -> Message | None:
    """The same for a letter that answers `notice`, by its token."""
    if notice.external_id is None:
        return None
    row = await announcement_queries.replied_to(
        session, actor.municipality_id, notice.channel, notice.address, notice.external_id
    )
    return None if row is None else await _pass_on(session, actor, row, text, files, now)


async def _announcement(
    session: AsyncSession, actor: Actor, address: str, replies_to: str
) -> AnnouncementRow | None:
    return await announcement_queries.replied_to(
        session, actor.municipality_id, Channel.TELEGRAM, address, replies_to
    )


async def _pass_on(
    session: AsyncSession,
    actor: Actor,
    row: AnnouncementRow,
    text: str,
    files: Sequence[Attachment],
    now: datetime,
) -> Message:
    tenant = await municipalities.by_id(session, actor.municipality_id)
    who, author = await people_queries.names(session, tenant.id, [actor.person_id, row.person_id])
    on = tenant.today(row.sent_at or row.at)
    message = announced.answer(on, row.text, who, text.strip(), files, tenant.say)
    cause = f"announcement_reply:{actor.origin}"
    await telling.tell(session, tenant, row.person_id, NoticeKind.ANSWER, message, cause, now)
    return announced.passed_on(author, tenant.say)


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file answers an announcement, or is to go along with one that is being written."""
    if sent.replies_to is not None:
        row = await _announcement(session, actor, sent.address, sent.replies_to)
        return row is not None
    step = await conversations.standing(session, sent.address)
    if step is None or step.step != STEP:
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Pass the file on, or let it go along; what to answer."""
    async with database.read() as session:
        say = (await municipalities.by_id(session, actor.municipality_id)).say
    try:
        mime = kind_of(sent.data, sent.name)
    except NotKept as error:
        return evidence.nothing_kept([Refused(sent.name, error.reason)], say)
    file = Attachment(files.put(sent.data), sent.name, mime)
    async with database.write(urgent=True) as session:
        if sent.replies_to is not None:
            row = await _announcement(session, actor, sent.address, sent.replies_to)
            assert row is not None  # noqa: S101 - wanted for it
            return await _pass_on(session, actor, row, sent.caption, (file,), now)
        step = await conversations.standing(session, sent.address)
        if step is None or step.step != STEP:
            return words.not_sent(say)
        try:
            return await announcing.attach(
                session, actor, step.data["announcement"], file, sent.caption, now
            )
        except TooManyFiles:
            return words.too_many_files(say)
        except (SentAlready, Deleted):
            return words.not_sent(say)
