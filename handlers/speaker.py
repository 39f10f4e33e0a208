"""Who speaks: the person that an account stands for, where it stands for several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram.types import CallbackQuery, Message, TelegramObject
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from services import accounts, conversations, rights
from services.rights import Actor
from storage import account_queries, people_queries
from storage.tables import AccountRow, NoticeRow
from views.actions import Verb, unpack

FREE_OF_CONSENT = frozenset({Verb.CONSENT, Verb.SPEAK_AS, Verb.JOIN, Verb.ASK_IN})
"""What may be pressed in a chat that its person does not want to be written to in."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person who acts, as this arrival has it; `actor` is None for a stranger.

    `several`: the account stands for others too. `unwanted`: the person does not want the
    messenger, so that nothing but the consent itself is talked about here.
    """

    actor: Actor | None = None
    several: bool = False
    unwanted: bool = False


async def speaker(
    session: AsyncSession, event: TelegramObject, origin: str, now: datetime, *, writes: bool
) -> Speaker:
    """Who acts. A button speaks for the person it names, a reply for the one the message was
    sent to, words that answer a question for the one who was asked, other words for the one
    spoken for last; with `writes` that is remembered."""
    if not isinstance(event, Message | CallbackQuery) or event.from_user is None:
        return Speaker()
    own = await people_queries.accounts_of_user(session, event.from_user.id)
    last = rights.main_account(own)
    account = await _named(session, event, own) if own else None
    if account is None and isinstance(event, Message) and len(own) > 1:
        asked = await conversations.whose(session, str(event.chat.id))
        account = next((one for one in own if one.person_id == asked), None)
    if account is None and isinstance(event, Message):
        account = last
    if account is None:
        return Speaker()
    if writes and last is not None and account.id != last.id:
        await accounts.speak_as(session, account, last, now)
    telegram = Channel.TELEGRAM.value
    return Speaker(
        Actor(account.municipality_id, account.person_id, telegram, origin, now),
        several=len(own) > 1,
        unwanted=account_queries.unwanted(account) and not _is_free(event),
    )


async def _named(
    session: AsyncSession, event: Message | CallbackQuery, own: list[AccountRow]
) -> AccountRow | None:
    if isinstance(event, CallbackQuery):
        action = unpack(event.data or "")
        wanted = action.person_id if action else None
    elif event.reply_to_message is not None and len(own) > 1:
        wanted = await _told(session, event.chat.id, event.reply_to_message.message_id)
    else:
        return None
    return next((one for one in own if one.person_id == wanted), None)


async def _told(session: AsyncSession, chat_id: int, message_id: int) -> int | None:
    """Whom a message of the bot was sent to."""
    statement = select(NoticeRow.person_id).where(
        NoticeRow.channel == Channel.TELEGRAM,
        NoticeRow.address == str(chat_id),
        NoticeRow.external_id == str(message_id),
    )
    return (await session.exec(statement)).first()


def _is_free(event: Message | CallbackQuery) -> bool:
    if isinstance(event, CallbackQuery):
        action = unpack(event.data or "")
        return action is not None and action.verb in FREE_OF_CONSENT
    return (event.text or "").startswith("/start ")
