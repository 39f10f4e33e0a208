"""A school's own copy of the blank of a round, marked so that it is known when it comes back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from channels.message import Attachment, Message
from roadmap.blanks.layout import Layout, from_data
from services import blank_work
from services.answers import Held
from services.rights import Actor
from storage.files import FileStore
from storage.tables import SubmissionState
from views import blank_returns as words
from views.lines import shortened

log = structlog.get_logger()

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE_CHARS, OWNER_CHARS = 60, 40
_TOKEN = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})")
BEGUN = (SubmissionState.DRAFT, SubmissionState.RETURNED)


@dataclass(frozen=True, slots=True)
class Token:
    """Whose copy a file is, as its mark says; it gives no rights."""

    municipality_id: int
    round_id: int
    assignment_id: int

    def __str__(self) -> str:
        """«1.7.42»"""
        return f"{self.municipality_id}.{self.round_id}.{self.assignment_id}"


def token_in(text: str) -> Token | None:
    """The token of a mark, None for another's."""
    found = _TOKEN.fullmatch(text)
    return Token(*map(int, found.groups())) if found else None


def token_of(held: Held) -> Token:
    """The token of a respondent's copy."""
    return Token(held.tenant.id, held.round.id or 0, held.line.assignment_id)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is to be made; it needs nothing of the database any more."""

    blank: bytes
    layout: Layout
    school: str
    token: str
    title: str


async def kept(copy: Copy, files: FileStore) -> Attachment:
    """The copy in the file store; no transaction may be open. Raises a DocumentError."""
    data = await blank_work.copy(copy.blank, copy.layout, copy.school, copy.token)
    sha256 = await asyncio.to_thread(files.put, data)
    return Attachment(sha256, file_name(copy.title, copy.school), MIME)


def file_name(title: str, school: str) -> str:
    """«Кадры – МОУ «СОШ № 2».xlsx»"""
    parts = shortened(title, TITLE_CHARS), shortened(school, OWNER_CHARS)
    return f"{safe_name(' – '.join(part.rstrip('…. ') for part in parts))}.xlsx"


async def table(session: AsyncSession, actor: Actor, held: Held, files: FileStore) -> Message:
    """«Получить таблицу» of a round by a blank: the copy, or what was sent last where that was not
    handed in. Nothing is held open while it is made. Raises a DocumentError."""
    row, line, say = held.submission, held.line, held.tenant.say
    begun = row.file_sha256 if row.state in BEGUN else ""
    last = Attachment(begun, row.file_name or file_name(line.title, line.owner), MIME)
    token, sha256 = str(token_of(held)), held.round.blank_sha256
    layout = from_data(held.round.layout)
    await session.rollback()
    is_there = bool(begun) and await asyncio.to_thread(files.path(begun).exists)
    if is_there:
        return words.table(line, last, say, is_last=True)
    blank = await asyncio.to_thread(files.get, sha256)
    attachment = await kept(Copy(blank, layout, line.owner, token, line.title), files)
    log.info("blank.copied", assignment=line.assignment_id, person=actor.person_id)
    return words.table(line, attachment, say)
