"""Files that are work for the bot, not confirming documents: workbooks that come back filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import (
    announcement_replies,
    blank_requests,
    blank_returns,
    filling_files,
    forms,
    incoming,
    marks_back,
    people_import,
    returning,
    submission_files,
)
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Sent:
    """A file with its bytes as somebody sent it: the chat it came by, the message it replies to,
    or the notice that its letter answers, the words under it, and whether it came with others."""

    data: bytes
    name: str
    address: str
    replies_to: str | None = None
    caption: str = ""
    in_album: bool = False
    notice_id: int | None = None


class Taker(Protocol):
    """A module that takes one sort of files."""

    async def wants(self, session: AsyncSession, actor: Actor, sent: Sent) -> bool:
        """Whether the file is of that sort, and the sender somebody to send it."""
        ...

    async def take(
        self, database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
    ) -> Message:
        """Do what it is for, in transactions of its own, idempotent by `actor.origin`; what to
        answer. What is wrong with the file is an answer too."""
        ...


TAKERS: tuple[Taker, ...] = (
    submission_files,
    blank_requests,
    blank_returns,
    announcement_replies,
    filling_files,
    returning,
    marks_back,
    forms,
    people_import,
    incoming,
)
"""In the order in which they are asked; `incoming` takes whatever can be read: it is the last."""


async def taker_of(session: AsyncSession, actor: Actor, sent: Sent) -> Taker | None:
    """The first that wants the file; None: it is a confirming document."""
    for taker in TAKERS:
        if await taker.wants(session, actor, sent):
            return taker
    return None


BY_LETTER: tuple[Taker, ...] = (submission_files, blank_returns, returning)
"""Those who finish without a press, so that a letter is enough."""
IN_CHAT: tuple[Taker, ...] = (marks_back, forms, people_import)
"""Those who show first what they would do, and wait for a press."""


async def is_for_chat(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file attached to a letter is to be sent to the bot in a chat instead."""
    for taker in IN_CHAT:
        if await taker.wants(session, actor, sent):
            return True
    return False


async def taker_by_letter(session: AsyncSession, actor: Actor, sent: Sent) -> Taker | None:
    """The first that wants a file attached to a letter; None: it is a confirming document."""
    for taker in BY_LETTER:
        if await taker.wants(session, actor, sent):
            return taker
    return None
