"""What of a municipality may be said in Telegram: the one gate in front of the messenger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.settings_keys import TelegramUse, telegram_use
from storage import outbox
from storage.books import Claimed, Driver, Settlement
from storage.tables import (
    MunicipalityRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
    table,
)
from views import discretion
from views.speech import Speech, speech

BY_LETTER = frozenset(
    {
        NoticeKind.HANDOVER,
        NoticeKind.ALERT,
        NoticeKind.OBJECTION,
        NoticeKind.EXTENSION,
        NoticeKind.UNREACHABLE,
        NoticeKind.REVIEW,
        NoticeKind.ADMISSION,
        NoticeKind.ANNOUNCEMENT,
        NoticeKind.STATUS,
        NoticeKind.NUDGE,
    }
)
"""What somebody must hear of, by whatever way is left."""

_towns = table(MunicipalityRow)
# nearly always none: the usual price of the gate is one look at a table of a few rows
_restricted = sa.select(_towns.c.id, _towns.c.settings).where(
    sa.cast(_towns.c.settings, sa.Text).contains('"telegram"')
)


async def use_of(session: AsyncSession, municipality_id: int) -> TelegramUse:
    """What a municipality allows in Telegram."""
    row = await session.get_one(MunicipalityRow, municipality_id)
    return telegram_use(row.settings)


async def let_out(
    session: AsyncSession, driver: Driver, claimed: Sequence[Claimed], now: datetime
) -> list[Claimed]:
    """What of the claimed may be carried, and in which words.

    Where a municipality says brief, a message goes in its brief form, and one without such a form
    or with files goes by letter, with a word about it in the chat. Where it says off, nothing
    goes: the planner has the items back, and what it would not say again goes by letter.
    """
    towns = {row.id: telegram_use(row.settings) for row in await session.execute(_restricted)}
    careful = {town for town, use in towns.items() if use is not TelegramUse.ON}
    if not claimed or not careful:
        return list(claimed)
    rows = table(NoticeRow)
    found = await session.execute(
        sa.select(rows).where(
            rows.c.id.in_([one.envelope.notice_id for one in claimed]),
            rows.c.municipality_id.in_(careful),
        )
    )
    notices = {row.id: row for row in found}
    going, held = [], []
    for one in claimed:
        row = notices.get(one.envelope.notice_id)
        if row is None:
            going.append(one)
        elif towns[row.municipality_id] is TelegramUse.OFF or _edits_into_names(one):
            if one.envelope.edits is None:
                await _by_letter(session, row, one.envelope.message, now)
            held.append(one.envelope.notice_id)
        else:
            message = await _brief(session, row, one.envelope.message, now)
            going.append(replace(one, envelope=replace(one.envelope, message=message)))
    if held:
        await driver.settle([Settlement(i, NoticeState.WITHDRAWN) for i in held], now, None)
        await outbox.give_back(session, held, now)
    return going


def _edits_into_names(one: Claimed) -> bool:
    """A message that has gone in brief cannot become one that has no brief form."""
    return one.envelope.edits is not None and not one.envelope.message.brief


async def _brief(session: AsyncSession, notice: Any, message: Message, now: datetime) -> Message:
    if message.brief and not message.attachments:
        return Message(message.brief, buttons=message.buttons, menu=message.menu)
    town = await session.get_one(MunicipalityRow, notice.municipality_id)
    say = speech(town.language)
    if not await _written(session, notice, message, say, now):
        return discretion.nowhere_to_write(say)
    return discretion.sent_by_letter(message, say)


async def _by_letter(session: AsyncSession, notice: Any, message: Message, now: datetime) -> None:
    """What the planner would not say again goes by letter, where there is an address."""
    kept = await outbox.is_planned_again(session, notice.id)
    if not kept and NoticeKind(notice.kind) in BY_LETTER:
        town = await session.get_one(MunicipalityRow, notice.municipality_id)
        await _written(session, notice, message, speech(town.language), now)


async def _written(
    session: AsyncSession, notice: Any, message: Message, say: Speech, now: datetime
) -> bool:
    """Whether a letter with the message is on its way to the person."""
    person = await session.get(PersonRow, notice.person_id) if notice.person_id else None
    if person is None or not person.email or person.email_fault:
        return False
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=notice.municipality_id,
            person_id=notice.person_id,
            channel=Channel.EMAIL,
            address=person.email,
            kind=NoticeKind(notice.kind),
            urgency=notice.urgency,
            dedup_key=f"letter:{notice.id}",
            message=discretion.as_letter(message, say).to_data(),
            not_before=now,
            created_at=now,
        ),
    )
    return True
