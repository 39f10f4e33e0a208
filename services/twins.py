"""Messages that arrived and were never recorded: a crash came between sending and writing down.

A press shows such a message; from then on it is edited like any other.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services.rights import Actor
from storage import outbox
from storage.tables import REMINDERS, NoticeItemRow, NoticeKind, NoticeRow, NoticeState

log = structlog.get_logger()

KINDS = (*REMINDERS, NoticeKind.NUDGE, NoticeKind.CARD, NoticeKind.QUESTION)
CANDIDATES = 10


async def adopt(
    session: AsyncSession,
    actor: Actor,
    address: str,
    message_id: str,
    text: str,
    assignment_id: int,
    now: datetime,
) -> bool:
    """Record the message `message_id` of a chat if it is not known, as the notice to the actor
    about `assignment_id` that begins like `text`, or the newest; whether that was done.

    A notice that waits to be sent once more has arrived as this message.
    """
    where = (NoticeRow.channel == Channel.TELEGRAM, NoticeRow.address == address)
    known = select(NoticeRow.id).where(*where, NoticeRow.external_id == message_id)
    if (await session.exec(known)).first() is not None:
        return False
    original = await _original(session, actor, address, text, assignment_id)
    if original is None:
        return False
    if original.state is NoticeState.PLANNED:
        original.state, original.external_id = NoticeState.SENT, message_id
        original.settled_at = now
        session.add(original)
    elif not await _copy(session, original, message_id, now):
        return False
    await session.flush()
    log.info("notice.adopted", notice=original.id, message=message_id)
    return True


async def _original(
    session: AsyncSession, actor: Actor, address: str, text: str, assignment_id: int
) -> NoticeRow | None:
    found = await session.exec(
        select(NoticeRow)
        .join(NoticeItemRow, col(NoticeItemRow.notice_id) == col(NoticeRow.id))
        .where(
            NoticeItemRow.assignment_id == assignment_id,
            NoticeRow.municipality_id == actor.municipality_id,
            NoticeRow.person_id == actor.person_id,
            NoticeRow.channel == Channel.TELEGRAM,
            NoticeRow.address == address,
            col(NoticeRow.kind).in_(KINDS),
        )
        .order_by(col(NoticeRow.id).desc())
        .limit(CANDIDATES)
        .with_for_update(of=NoticeRow)
    )
    arrived = [
        notice
        for notice in found
        if notice.state is NoticeState.SENT
        or (notice.state is NoticeState.PLANNED and notice.attempts > 0)
    ]
    head = text.split("\n", 1)[0]
    alike = [n for n in arrived if Message.from_data(n.message).plain.split("\n", 1)[0] == head]
    plain = [notice for notice in arrived if notice.kind is not NoticeKind.QUESTION]
    return next(iter(alike or plain), None)


async def _copy(session: AsyncSession, original: NoticeRow, message_id: str, now: datetime) -> bool:
    fields = original.model_dump(exclude={"id", "dedup_key", "external_id", "settled_at"})
    twin = NoticeRow(
        **fields,
        dedup_key=f"twin:{original.id}:{message_id}",
        external_id=message_id,
        settled_at=now,
    )
    twin_id = await outbox.add(session, twin)
    if twin_id is None:
        return False
    items = await session.exec(select(NoticeItemRow).where(NoticeItemRow.notice_id == original.id))
    for item in items.all():
        kept = item.model_dump(exclude={"notice_id", "since_before"})
        session.add(NoticeItemRow(notice_id=twin_id, **kept))
    return True
