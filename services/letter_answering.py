"""The letter in answer to a letter: once for each, and never round and round with a machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services.letter_mail import Mail
from services.rights import Actor
from storage import letter_queries, outbox
from storage.letter_queries import ANSWER_KEY
from storage.tables import LetterRow, NoticeItemRow, NoticeKind, NoticeRow, Urgency

log = structlog.get_logger()

AN_HOUR = 12
"""So many answers to one address in an hour: a machine that nobody recognised answers each."""


async def reply(
    session: AsyncSession,
    municipality_id: int,
    row: LetterRow,
    mail: Mail,
    message: Message,
    now: datetime,
    *,
    person_id: int | None = None,
) -> int | None:
    """Answer a letter, to the address that it came from; the notice's id, None for a replay or
    where this address has had too many."""
    sent = await letter_queries.answers_since(session, row.sender, now - timedelta(hours=1))
    if sent >= AN_HOUR:
        log.warning("letter.not_answered", letter=row.id, hint="too many in an hour: a loop?")
        return None
    return await outbox.add(
        session,
        NoticeRow(
            municipality_id=municipality_id,
            person_id=person_id,
            channel=Channel.EMAIL,
            address=row.sender,
            kind=NoticeKind.ANSWER,
            urgency=Urgency.ANSWER,
            dedup_key=f"{ANSWER_KEY}{row.id}:{row.attempts}",
            message=replace(message, answers=mail.letter.message_id).to_data(),
            not_before=now,
            created_at=now,
        ),
    )


async def answer(
    session: AsyncSession,
    row: LetterRow,
    mail: Mail,
    message: Message,
    now: datetime,
    *,
    actor: Actor,
) -> None:
    """The same to somebody known; the numbers of the lines of the letter's notice hold in it too,
    so that it can be answered in turn."""
    town = actor.municipality_id
    notice_id = await reply(session, town, row, mail, message, now, person_id=actor.person_id)
    if notice_id is None:
        return
    numbered = await letter_queries.lines_of_notice(session, town, mail.notice_id or 0)
    for number, assignment_id in numbered:
        session.add(
            NoticeItemRow(
                notice_id=notice_id,
                assignment_id=assignment_id,
                municipality_id=town,
                line=number,
            )
        )
    await session.flush()
