"""A notice that never arrives: whose fault it was, another way to the person, or said anew."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Fault, Outcome, Refused, chat_of
from services import group_chats, municipalities, unreachable
from storage import outbox
from storage.account_queries import NO_CONSENT
from storage.tables import (
    AccountRow,
    AccountState,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
    table,
)


async def follow(session: AsyncSession, notice_id: int, outcome: Outcome, now: datetime) -> None:
    """After a notice was settled as failed: an address that is dead is marked, and the message
    goes the person's other way, or the planner has back what it was to say."""
    notice = await session.get_one(NoticeRow, notice_id)
    if notice.state is not NoticeState.FAILED:
        return  # it was taken for ours no more, and is another's to settle
    match outcome:
        case Refused(reason, Fault.ADDRESS) if notice.kind is NoticeKind.GROUP and (
            notice.person_id is None
        ):
            await group_chats.lost(session, int(chat_of(notice.address)), reason, now)
        case Refused(reason, Fault.ADDRESS):
            await _mark_address(session, notice, reason, now)
            if await _other_way(session, notice, now):
                return
            await _tell_if_lost(session, notice, now)
    await outbox.give_back(session, [notice_id], now)


async def _mark_address(
    session: AsyncSession, notice: NoticeRow, reason: str, now: datetime
) -> None:
    if notice.channel is Channel.TELEGRAM:
        accounts = table(AccountRow)
        await session.execute(
            sa.update(accounts)
            .where(
                accounts.c.chat_id == int(chat_of(notice.address)), accounts.c.fault != NO_CONSENT
            )
            .values(state=AccountState.REFUSES, fault=reason[:300], refused_at=now)
        )
        return
    for model in (PersonRow, OrganizationRow):
        rows = table(model)
        await session.execute(
            sa.update(rows)
            .where(
                rows.c.email == notice.address,
                rows.c.municipality_id == notice.municipality_id,
            )
            .values(email_fault=reason[:300], email_refused_at=now)
        )


async def _tell_if_lost(session: AsyncSession, notice: NoticeRow, now: datetime) -> None:
    """Whom no way leads to any more, the coordinators hear of."""
    if notice.municipality_id is None:
        return
    if notice.person_id is not None:
        await unreachable.tell_if_lost(session, notice.municipality_id, notice.person_id, now)
    elif notice.organization_id is not None:
        tenant = await municipalities.by_id(session, notice.municipality_id)
        await unreachable.tell(session, tenant, [(None, notice.organization_id)], now)


async def _other_way(session: AsyncSession, notice: NoticeRow, now: datetime) -> bool:
    """The same message by the person's other channel, at once; False when there is none, or when
    it went that way from the beginning."""
    if notice.person_id is None or not notice.dedup_key.endswith(f":{notice.channel}"):
        return False  # an answer in a chat is of no use elsewhere
    address = await _second_address(session, notice)
    if address is None:
        return False
    other = Channel.EMAIL if notice.channel is Channel.TELEGRAM else Channel.TELEGRAM
    sibling = NoticeRow.model_validate(
        notice.model_dump()
        | {
            "id": None,
            "channel": other,
            "address": address,
            "dedup_key": notice.dedup_key.removesuffix(notice.channel) + other,
            "state": NoticeState.PLANNED,
            "attempts": 0,
            "last_error": "",
            "external_id": None,
            "worker_id": None,
            "not_before": now,
            "created_at": now,
            "settled_at": None,
        }
    )
    made = await outbox.add(session, sibling)
    if made is None:
        return False
    for rows in (outbox.items, outbox.appointments):
        await session.execute(
            sa.update(rows).where(rows.c.notice_id == notice.id).values(notice_id=made)
        )
    return True


async def _second_address(session: AsyncSession, notice: NoticeRow) -> str | None:
    person = await session.get_one(PersonRow, notice.person_id)
    if notice.channel is Channel.TELEGRAM:
        return person.email if person.email and not person.email_fault else None
    account = (
        await session.exec(
            select(AccountRow).where(
                AccountRow.municipality_id == notice.municipality_id,
                AccountRow.person_id == notice.person_id,
                AccountRow.state == AccountState.ALIVE,
            )
        )
    ).first()
    return str(account.chat_id) if account is not None else None
