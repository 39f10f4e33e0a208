"""Telegram accounts of people: bound, replaced by another, chosen to speak for, left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.settings_keys import TelegramUse, telegram_use
from services import commanding, municipalities, rights, saying, unreachable
from services.municipalities import Tenant
from services.rights import Actor
from storage import account_queries, contact_queries, outbox, people_queries
from storage.account_queries import NO_CONSENT
from storage.tables import (
    AccountRow,
    AccountState,
    ConversationRow,
    NoticeKind,
    NoticeRow,
    PersonRow,
)
from views import discretion, speaking
from views.speech import speech

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chat:
    """A messenger's user and the private chat with them."""

    user_id: int
    chat_id: int


async def bind(
    session: AsyncSession, by: Actor, person: PersonRow, chat: Chat, now: datetime
) -> None:
    """From now on the chat stands for the person; another account that did is told and let go.

    `by` is who acts: the person, or the coordinator who admits them.
    """
    person_id = person.id or 0
    known = None
    for account in await account_queries.of_person(session, person.municipality_id, person_id):
        if account.user_id == chat.user_id:
            known = account
        else:
            await _replace(session, account, chat, by, now)
    account = known or AccountRow(
        municipality_id=person.municipality_id,
        person_id=person_id,
        user_id=chat.user_id,
        chat_id=chat.chat_id,
        bound_at=now,
    )
    account.state, account.fault, account.refused_at = AccountState.ALIVE, "", None
    account.chat_id, account.bound_at = chat.chat_id, now
    commanding.note(session, chat.chat_id)
    session.add(account)
    await session.flush()
    await unreachable.back(session, person.municipality_id, person_id)
    subject = f"user:{chat.user_id}"
    rights.audit(
        session, by, person.municipality_id, "account.bound", now, subject, person=person_id
    )
    log.info("account.bound", person=person_id, user=chat.user_id)


async def _replace(
    session: AsyncSession, old: AccountRow, new: Chat, by: Actor, now: datetime
) -> None:
    """What waits for the old chat goes to the new one; the old one hears it once, nothing more."""
    address = str(old.chat_id)
    waiting = await account_queries.waiting_in_chats(
        session, old.municipality_id, old.person_id, [address]
    )
    for notice in waiting:
        if notice.edits_notice_id is not None:
            await outbox.withdraw(session, notice.id or 0, now)
        else:
            notice.address = str(new.chat_id)
            session.add(notice)
    begun = await session.get(ConversationRow, address)
    if begun is not None:
        await session.delete(begun)
    tenant = await municipalities.by_id(session, old.municipality_id)
    message = speaking.moved_away(tenant.name, tenant.say)
    await saying.tell_stranger(session, address, message, f"replaced:{old.id}:{by.origin}", now)
    subject = f"user:{old.user_id}"
    rights.audit(
        session, by, old.municipality_id, "account.replaced", now, subject, person=old.person_id
    )
    commanding.note(session, old.chat_id)
    await session.delete(old)
    await session.flush()


async def leave_alone(
    session: AsyncSession, tenant: Tenant, person: PersonRow, now: datetime
) -> bool:
    """Nothing more goes to the person's chats: what waits goes by letter where there is an
    address, or back to the planner. Whether anything changed."""
    person_id = person.id or 0
    accounts = await account_queries.of_person(session, tenant.id, person_id)
    wanted = [account for account in accounts if not account_queries.unwanted(account)]
    for account in wanted:
        account.state, account.fault, account.refused_at = AccountState.REFUSES, NO_CONSENT, None
        session.add(account)
    await session.flush()
    chats = [str(account.chat_id) for account in accounts]
    waiting = await account_queries.waiting_in_chats(session, tenant.id, person_id, chats)
    for notice in waiting:
        await _by_letter(session, tenant, person, notice, now)
    return bool(wanted)


async def _by_letter(
    session: AsyncSession, tenant: Tenant, person: PersonRow, notice: NoticeRow, now: datetime
) -> None:
    notice_id = notice.id or 0
    await outbox.withdraw(session, notice_id, now)
    planned = await account_queries.is_given_back(session, notice_id)
    await outbox.give_back(session, [notice_id], now)
    address = people_queries.working_email(person)
    in_chat_only = not notice.dedup_key.endswith(f":{notice.channel}")  # an answer to words there
    if planned or not address or in_chat_only:
        return
    message = discretion.as_letter(Message.from_data(notice.message), tenant.say)
    letter = NoticeRow(
        municipality_id=tenant.id,
        person_id=person.id,
        channel=Channel.EMAIL,
        address=address,
        kind=NoticeKind(notice.kind),
        urgency=notice.urgency,
        dedup_key=f"letter:{notice_id}",
        message=message.to_data(),
        not_before=notice.not_before,
        created_at=now,
    )
    await outbox.add(session, letter)


async def let_write(session: AsyncSession, municipality_id: int, person_id: int) -> bool:
    """The person's accounts that had been left alone are written to again; whether any was."""
    back = False
    for account in await account_queries.of_person(session, municipality_id, person_id):
        if account_queries.unwanted(account):
            account.state, account.fault, back = AccountState.ALIVE, "", True
            session.add(account)
    await session.flush()
    if back:
        await unreachable.back(session, municipality_id, person_id)
    return back


async def speak_as(
    session: AsyncSession, account: AccountRow, last: AccountRow, now: datetime
) -> None:
    """Plain words of the account's user are for this person from now on, not for `last`."""
    held = await session.get_one(AccountRow, account.id, with_for_update=True)
    held.bound_at = max(now, last.bound_at + timedelta.resolution)
    session.add(held)
    await session.flush()


async def people_of(session: AsyncSession, user_id: int) -> list[speaking.Voice]:
    """Everybody a user stands for, in the order in which they came; brief municipalities are named
    without their people."""
    accounts = sorted(
        await people_queries.accounts_of_user(session, user_id), key=lambda one: one.id or 0
    )
    current = rights.main_account(await people_queries.accounts_of_user(session, user_id))
    return [
        await _voice(session, account, chosen=current is not None and account.id == current.id)
        for account in accounts
    ]


async def _voice(session: AsyncSession, account: AccountRow, *, chosen: bool) -> speaking.Voice:
    tenant = await municipalities.by_id(session, account.municipality_id)
    if telegram_use(tenant.settings) is not TelegramUse.ON:
        return speaking.Voice(account.person_id, "", tenant.name, chosen)
    (name,) = await people_queries.names(session, tenant.id, [account.person_id])
    offices = await contact_queries.offices(session, tenant.id, [account.person_id])
    office = offices.get(account.person_id, tenant.name)
    return speaking.Voice(account.person_id, name, office, chosen)


async def voices(session: AsyncSession, user_id: int) -> Message:
    """The list to choose from whom plain words are for."""
    return speaking.choose(await people_of(session, user_id), speech())
