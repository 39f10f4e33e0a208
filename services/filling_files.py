"""A file sent in the chat where a question of a form waits for one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.evidence_kinds import NotKept
from roadmap.evidence_limits import TooMuch
from services import filling, keeping, municipalities
from services.answers import AcceptedAlready, HandedInAlready
from services.filling_rows import NoSuchClass, PartIsSent, open_row
from services.keeping import File
from services.rights import Actor, Denied
from services.rounds import RoundIsOver
from storage.database import Database
from storage.files import FileStore
from views import evidence as words
from views.evidence_refusals import Refused
from views.filling import file_too_late

if TYPE_CHECKING:
    from services.intake import Sent

CLOSED = (AcceptedAlready, HandedInAlready, NoSuchClass, PartIsSent, RoundIsOver, Denied)
"""Why a question takes nothing any more."""


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether the chat waits for a file as the answer to a question."""
    if sent.replies_to is not None or actor.at is None:
        return False
    try:
        return await filling.file_field(session, actor, sent.address, actor.at) is not None
    except CLOSED:
        return False


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """Keep it with what confirms the assignment, and ask on."""
    file = File(sent.data, sent.name, sent.caption)
    async with database.write(urgent=True) as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
        try:
            waiting = await filling.file_field(session, actor, sent.address, now)
            if waiting is None:
                return file_too_late(tenant.say)
            where, n = waiting
            row = await open_row(session, actor, where, "submission.fill", change=True)
            kept = await keeping.keep_file(session, tenant, actor, files, file, now)
        except CLOSED:
            return file_too_late(tenant.say)
        except NotKept as error:
            return words.nothing_kept([Refused(sent.name, error.reason)], tenant.say)
        except TooMuch as error:
            return words.nothing_kept([Refused(sent.name, error.over, error.most)], tenant.say)
        number = kept.row.id or 0
        await keeping.link(session, tenant, [kept.row], row.held.line.assignment_id, now)
        return await filling.file_came(session, actor, where, n, number, sent.address, now)
