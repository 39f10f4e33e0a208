"""Accounts: whom a messenger's user stands for, and what waits to go to a chat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.tables import (
    AccountRow,
    AccountState,
    AppointmentRow,
    NoticeItemRow,
    NoticeRow,
    NoticeState,
)

NO_CONSENT = "consent"
"""`AccountRow.fault` of who does not want a personal messenger used; such an account is not tried
again by itself, so its `refused_at` is None."""


def unwanted(account: AccountRow) -> bool:
    """Whether its person has refused, or withdrawn, the consent to be written to in a messenger."""
    return account.state == AccountState.REFUSES and account.fault == NO_CONSENT


async def of_person(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[AccountRow]:
    """The accounts of a person, held for a change."""
    statement = (
        select(AccountRow)
        .where(AccountRow.municipality_id == municipality_id, AccountRow.person_id == person_id)
        .order_by(col(AccountRow.id))
        .with_for_update()
    )
    return list(await session.exec(statement))


async def waiting_in_chats(
    session: AsyncSession, municipality_id: int, person_id: int, chats: Sequence[str]
) -> list[NoticeRow]:
    """What waits to be said to a person in some chats, held for a change."""
    statement = (
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == municipality_id,
            NoticeRow.person_id == person_id,
            NoticeRow.channel == Channel.TELEGRAM,
            col(NoticeRow.address).in_(chats),
            NoticeRow.state == NoticeState.PLANNED,
        )
        .order_by(col(NoticeRow.id))
        .with_for_update()
    )
    return list(await session.exec(statement))


async def is_given_back(session: AsyncSession, notice_id: int) -> bool:
    """Whether the planner says anew what a notice was to say, should it never go."""
    items = select(NoticeItemRow.notice_id).where(
        NoticeItemRow.notice_id == notice_id, col(NoticeItemRow.since_before).is_not(None)
    )
    lists = select(AppointmentRow.id).where(
        AppointmentRow.notice_id == notice_id, col(AppointmentRow.read_at).is_(None)
    )
    found = (await session.exec(items)).first() or (await session.exec(lists)).first()
    return found is not None


async def may_be_edited(session: AsyncSession, sent: NoticeRow) -> bool:
    """Whether a sent message may still change: not in a private chat that its person has left for
    another account, or does not want to be written to in."""
    if sent.channel != Channel.TELEGRAM or sent.person_id is None or not sent.address.isdigit():
        return True
    statement = select(AccountRow).where(
        AccountRow.municipality_id == sent.municipality_id, AccountRow.person_id == sent.person_id
    )
    accounts = list(await session.exec(statement))
    here = [account for account in accounts if str(account.chat_id) == sent.address]
    return not accounts or any(not unwanted(account) for account in here)
