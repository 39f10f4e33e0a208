"""A letter that changes nothing: coordinators look at it, and who is known hears so."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import letter_answering, letter_shown, municipalities
from services.letter_mail import Mail
from services.letter_writers import Doubt
from storage import letter_queries
from storage.tables import LetterRow, LetterState, NoticeRow
from views import letter_alerts, letter_answers

log = structlog.get_logger()


async def settle(
    session: AsyncSession,
    row: LetterRow,
    mail: Mail,
    doubt: Doubt,
    now: datetime,
) -> None:
    """Whom it concerns looks at it. An address that the municipality does not know hears nothing,
    nor does one that may be forged: an answer would say who is known here."""
    row.settled_at, row.fault, row.state = now, doubt.value, LetterState.SHOWN
    session.add(row)
    notice = await session.get(NoticeRow, mail.notice_id) if mail.notice_id else None
    if notice is None or notice.municipality_id is None:
        await _without_notice(session, row, mail, now)
        return
    tenant = await municipalities.by_id(session, notice.municipality_id)
    row.municipality_id, row.notice_id = tenant.id, notice.id
    await session.flush()
    came = await letter_shown.came(session, row, notice, row.text)
    if doubt is Doubt.NOBODY:
        message = letter_alerts.nobody(came, tenant.say)
        await letter_shown.tell(session, tenant, row, letter_shown.to_all(message), now)
    else:
        forged = doubt is Doubt.FORGED
        await letter_shown.tell(
            session,
            tenant,
            row,
            lambda reader: letter_alerts.doubtful(came, reader, tenant.say, forged=forged),
            now,
        )
    known = tenant.id in await letter_queries.towns_of(session, row.sender)
    if known and doubt is not Doubt.FORGED:
        subject = Message.from_data(notice.message).subject
        message = letter_answers.not_taken(subject, tenant.say)
        await letter_answering.reply(session, tenant.id, row, mail, message, now)


async def _without_notice(session: AsyncSession, row: LetterRow, mail: Mail, now: datetime) -> None:
    """It answers nothing of ours: the coordinators of those who know the address have it; of a
    stranger nothing is kept in anybody's way."""
    towns = await letter_queries.towns_of(session, row.sender)
    if not towns or mail.letter.verdicts.is_forged:
        row.state = LetterState.IGNORED
        await session.flush()
        log.info("letter.of_a_stranger", letter=row.id)
        return
    row.municipality_id = towns[0] if len(towns) == 1 else None
    await session.flush()
    for town in towns:
        tenant = await municipalities.by_id(session, town)
        came = await letter_shown.came(session, row, None, row.text)
        message = letter_alerts.without_notice(came, tenant.say)
        await letter_shown.tell(session, tenant, row, letter_shown.to_all(message), now)
    tenant = await municipalities.by_id(session, towns[0])
    message = letter_answers.without_notice(row.subject, tenant.say)
    await letter_answering.reply(session, tenant.id, row, mail, message, now)
