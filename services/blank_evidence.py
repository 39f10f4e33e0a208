"""A table that turned out to be no answer to a round: it goes the way of every confirming
document."""

from __future__ import annotations

import asyncio
from datetime import datetime

from channels.message import Channel
from roadmap.evidence_kinds import NotKept
from roadmap.evidence_limits import TooMuch
from services import blank_returns, keeping, municipalities
from services.keeping import File, Receipt, Target
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore
from views import blank_returns as words
from views import evidence
from views.blank_returns import Refusal
from views.evidence_refusals import Refused


async def it_is_not(
    database: Database,
    files: FileStore,
    actor: Actor,
    assignment_id: int,
    address: str,
    now: datetime,
) -> Receipt:
    """«Нет, подтверждающий документ»: kept, and asked what it confirms where that is not plain."""
    known = await blank_returns.asked_about(database, actor, assignment_id, address)
    async with database.read() as session:
        say = (await municipalities.by_id(session, actor.municipality_id)).say
    if known is None:
        return Receipt(words.refused(Refusal.FORGOTTEN, say))
    file = File(await asyncio.to_thread(files.get, known["sha256"]), known["name"])
    try:
        async with database.write(urgent=True) as session:
            tenant = await municipalities.by_id(session, actor.municipality_id)
            kept = await keeping.keep_file(session, tenant, actor, files, file, now)
            target = Target(address, Channel.TELEGRAM)
            return await keeping.receipt(session, tenant, actor, [kept], target, now)
    except NotKept as error:
        refused = Refused(file.name, error.reason)
    except TooMuch as error:
        refused = Refused(file.name, error.over, error.most)
    return Receipt(evidence.nothing_kept([refused], say))
