"""When a state changes, what was said about it changes too: waiting notices and sent messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from services import desk_cards, morning_lists, own_cards, request_lists, round_counts
from services.municipalities import Tenant
from services.rights import Actor
from services.standing_in import as_read
from services.steps import step_of
from storage import outbox, plan_queries
from storage.tables import (
    REMINDERS,
    AssignmentRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
)
from views import escalations, nudges, reminders
from views.scheduled_digests import kept

LIVE = (NoticeState.PLANNED, NoticeState.SENDING, NoticeState.SENT)
SHOWS_STATE = (
    *REMINDERS,
    NoticeKind.CARD,
    NoticeKind.APPOINTMENT,
    NoticeKind.OBJECTION,
    NoticeKind.EXTENSION,
    NoticeKind.HANDOVER,
    NoticeKind.ALERT,
    NoticeKind.NUDGE,
    NoticeKind.STATUS,
    NoticeKind.DESK,
    NoticeKind.REVIEW,
    NoticeKind.QUESTION,
)
SHRINKS = (
    *REMINDERS,
    NoticeKind.NUDGE,
    NoticeKind.STATUS,
    NoticeKind.HANDOVER,
    NoticeKind.ALERT,
)
EMPTIES = (*SHRINKS, NoticeKind.EXTENSION, NoticeKind.REVIEW)
"""Lists that nobody needs once nothing on them is left to do."""
PASSED_ON = (*REMINDERS, NoticeKind.NUDGE, NoticeKind.STATUS, NoticeKind.CARD)
LISTS = {NoticeKind.HANDOVER: escalations.handed_over, NoticeKind.ALERT: escalations.silent}
ASKS = {NoticeKind.NUDGE: nudges.several, NoticeKind.STATUS: nudges.status}

OF_ONE = (NoticeKind.DESK, NoticeKind.CARD, NoticeKind.QUESTION)
REQUESTS = (
    NoticeKind.OBJECTION,
    NoticeKind.EXTENSION,
    NoticeKind.REVIEW,
    NoticeKind.APPOINTMENT,
)

_about = select(NoticeItemRow.notice_id).where(
    col(NoticeItemRow.assignment_id).in_(sa.bindparam("assignment_ids", expanding=True))
)
_showing = (
    select(NoticeRow)
    .where(
        col(NoticeRow.id).in_(_about),
        col(NoticeRow.kind).in_(SHOWS_STATE),
        col(NoticeRow.state).in_(LIVE),
    )
    .order_by(col(NoticeRow.id))
    .with_for_update()  # or a courier elsewhere takes it while it is worded anew
)


async def refresh(
    session: AsyncSession,
    tenant: Tenant,
    assignment_ids: Collection[int],
    now: datetime,
    *,
    by: Actor | None = None,
) -> None:
    """Re-word what waits (or withdraw it when nothing is left), edit what was sent.

    What was sent to `by`, who has just answered, has been read.
    """
    notices = await session.exec(_showing, params={"assignment_ids": list(assignment_ids)})
    for notice in notices.all():
        if by is not None and _read_by(notice, by):
            notice.read_at = now
            session.add(notice)
        if notice.channel is Channel.EMAIL and notice.state is not NoticeState.PLANNED:
            continue  # a letter that has gone cannot be changed
        message, anything_open = await word(session, tenant, notice, now)
        if notice.state is NoticeState.PLANNED:
            if not anything_open and notice.kind in EMPTIES:
                await outbox.withdraw(session, notice.id or 0, now)
            else:
                notice.message = _with_files(notice, message).to_data()
                session.add(notice)
        else:
            await outbox.edit(session, notice, message, now)
    await session.flush()


def _with_files(notice: NoticeRow, message: Message) -> Message:
    """The message worded anew, with what was to go along with it and what is said of that."""
    before = Message.from_data(notice.message)
    message = replace(message, calendar=before.calendar, quiet=before.quiet)
    if not before.attachments:
        return message
    return replace(
        message,
        letter_hint=before.letter_hint if message.letter_hint else "",
        reply_hint=before.reply_hint if message.reply_hint else "",
        attachments=before.attachments,
    )


def _read_by(notice: NoticeRow, by: Actor) -> bool:
    return (
        notice.read_at is None
        and notice.state is NoticeState.SENT
        and (notice.person_id, notice.channel.value) == (by.person_id, by.via)
    )


async def word(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, now: datetime
) -> tuple[Message, bool]:
    """What a notice says today, and whether anything in it is still open; the digest's line below
    it stays as it was."""
    message, is_open = await _word(session, tenant, notice, now)
    return kept(Message.from_data(notice.message), message, tenant.say), is_open


async def _word(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, now: datetime
) -> tuple[Message, bool]:
    items = (
        await session.exec(
            select(NoticeItemRow)
            .where(NoticeItemRow.notice_id == notice.id)
            .order_by(col(NoticeItemRow.line))
        )
    ).all()
    if notice.kind in OF_ONE:
        return await _of_one(session, tenant, notice, items[0], now)
    numbered = await _numbered(session, tenant, notice, items, now)
    if notice.kind in REQUESTS:
        return await request_lists.worded(session, tenant, notice, numbered)
    if notice.kind in REMINDERS:
        own, listed = await morning_lists.parted(session, tenant, notice, numbered, now)
        if listed:
            return morning_lists.worded(tenant, notice, own, listed, tenant.today(now))
    return _listed(tenant, notice, numbered, tenant.today(now))


async def _of_one(
    session: AsyncSession, tenant: Tenant, notice: NoticeRow, item: NoticeItemRow, now: datetime
) -> tuple[Message, bool]:
    """A card, or the question after a mark."""
    person_id, assignment_id = notice.person_id or 0, item.assignment_id
    if notice.kind is NoticeKind.DESK:
        return await desk_cards.worded(session, tenant, assignment_id, person_id, now)
    if notice.kind is NoticeKind.CARD:
        return await own_cards.worded(
            session, tenant, assignment_id, person_id, now, settled=item.answered
        )
    line = await plan_queries.full_line(session, assignment_id)
    return await step_of(session, tenant, line, person_id, now), line.state in OPEN


async def _numbered(
    session: AsyncSession,
    tenant: Tenant,
    notice: NoticeRow,
    items: Sequence[NoticeItemRow],
    now: datetime,
) -> list[tuple[int, Line]]:
    """The lines as their reader meets them; what was passed on is closed."""
    lines = await plan_queries.lines(session, [item.assignment_id for item in items])
    if notice.kind in PASSED_ON:
        read = await as_read(
            session, tenant.id, list(lines.values()), notice.person_id or 0, tenant.today(now)
        )
        lines = {line.assignment_id: line for line in read}
    if notice.kind in LISTS:
        lines = await round_counts.counted(session, tenant.id, lines)
    found = [(item, lines[item.assignment_id]) for item in items]
    return [(item.line, _settled(line) if item.answered else line) for item, line in found]


def _listed(
    tenant: Tenant, notice: NoticeRow, numbered: list[tuple[int, Line]], today: date
) -> tuple[Message, bool]:
    """A reminder, a nudge, or a list for coordinators."""
    person_id, calendar, say = notice.person_id or 0, tenant.calendar, tenant.say
    if notice.kind in LISTS:
        over = notice.kind is NoticeKind.HANDOVER
        waits = [line.needs_coordinator if over else line.state in OPEN for _, line in numbered]
        return LISTS[notice.kind](numbered, person_id, today, calendar, say), any(waits)
    most = tenant.lines_by(notice.channel)
    shown, rest = numbered[:most], numbered[most:]
    hidden = sum(line.state in OPEN for _, line in rest)
    wording = ASKS.get(notice.kind, reminders.reminder)
    message = wording(shown, person_id, today, calendar, say, hidden=hidden)
    return message, any(line.state in OPEN for _, line in numbered)


def _settled(line: Line) -> Line:
    """What is somebody else's by now is closed for its reader."""
    return replace(line, state=State.CALLED_OFF)


async def settle_for_readers(
    session: AsyncSession, assignment_ids: Collection[int], but: int
) -> None:
    """These assignments have become the person `but`'s: what was sent to others to be answered
    shows them closed from the next `refresh` on."""
    told = select(NoticeRow.id).where(
        col(NoticeRow.kind).in_(PASSED_ON),
        sa.or_(col(NoticeRow.person_id) != but, col(NoticeRow.person_id).is_(None)),
    )
    await session.execute(
        sa.update(NoticeItemRow)
        .where(
            col(NoticeItemRow.assignment_id).in_(assignment_ids),
            col(NoticeItemRow.notice_id).in_(told),
        )
        .values(answered=True)
    )


async def take_out(
    session: AsyncSession,
    tenant: Tenant,
    assignment_ids: Collection[int],
    now: datetime,
    *,
    kinds: Collection[NoticeKind] = SHRINKS,
    reader: int | None = None,
    rungs_only: bool = False,
) -> None:
    """Nothing of these kinds that still waits (for the person `reader`, where given) speaks of
    these assignments: what is left empty is withdrawn.

    The rung that a waiting notice was to say is given back. With `rungs_only` a coordinator's
    list keeps what came onto it by somebody's word, such as «I need help».
    """
    notices = await session.exec(_showing, params={"assignment_ids": list(assignment_ids)})
    for notice in notices.all():
        if notice.state is not NoticeState.PLANNED or notice.kind not in kinds:
            continue
        if reader is not None and notice.person_id != reader:
            continue
        items = await session.exec(
            select(NoticeItemRow).where(NoticeItemRow.notice_id == notice.id)
        )
        left = 0
        for item in items.all():
            by_word = notice.kind is NoticeKind.HANDOVER and item.since_before is None
            if item.assignment_id not in assignment_ids or (rungs_only and by_word):
                left += 1
                continue
            if item.since_before is not None:
                row = await session.get_one(AssignmentRow, item.assignment_id)
                row.since = item.since_before
                if notice.kind in REMINDERS and not row.handed_over:
                    row.silent = max(0, row.silent - 1)
                session.add(row)
            await session.delete(item)
        await session.flush()
        if left:
            message, _ = await word(session, tenant, notice, now)
            notice.message = _with_files(notice, message).to_data()
            session.add(notice)
        else:
            await outbox.withdraw(session, notice.id or 0, now)
    await session.flush()
