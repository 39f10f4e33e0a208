"""Putting an answer into the outbox: urgent, once for each cause."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services.rights import Actor
from storage import outbox
from storage.tables import NoticeItemRow, NoticeKind, NoticeRow, Urgency


async def answer(
    session: AsyncSession,
    actor: Actor,
    address: str,
    message: Message,
    now: datetime,
    *,
    kind: NoticeKind = NoticeKind.ANSWER,
    about: tuple[int, ...] = (),
) -> int | None:
    """An answer in the chat the actor writes from; `about` are the assignments it shows.

    The notice's id, or None on a replay.
    """
    notice_id = await outbox.add(
        session,
        NoticeRow(
            municipality_id=actor.municipality_id,
            person_id=actor.person_id,
            channel=Channel.TELEGRAM,
            address=address,
            kind=kind,
            urgency=Urgency.ANSWER,
            dedup_key=f"answer:{actor.origin}",
            message=message.to_data(),
            not_before=now,
            created_at=now,
        ),
    )
    if notice_id is not None and about:
        for line, assignment_id in enumerate(about, start=1):
            session.add(
                NoticeItemRow(
                    notice_id=notice_id,
                    assignment_id=assignment_id,
                    municipality_id=actor.municipality_id,
                    line=line,
                )
            )
        await session.flush()
    return notice_id


async def tell_stranger(
    session: AsyncSession, address: str, message: Message, origin: str, now: datetime
) -> None:
    """An answer to a chat that stands for nobody."""
    await outbox.add(
        session,
        NoticeRow(
            channel=Channel.TELEGRAM,
            address=address,
            kind=NoticeKind.ANSWER,
            urgency=Urgency.ANSWER,
            dedup_key=f"answer:{origin}",
            message=message.to_data(),
            not_before=now,
            created_at=now,
        ),
    )
