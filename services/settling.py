"""What came by a chat and is settled later: how often it is tried, where its sender is by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import saying, telling
from services.municipalities import Tenant
from services.rights import Actor
from storage import account_queries
from storage.tables import NoticeKind
from views.discretion import as_letter

RETRY = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""The pauses between tries; after the last one it is given up."""


async def is_there(session: AsyncSession, actor: Actor, address: str) -> bool:
    """Whether the chat at `address` still stands for the actor, who wants to be written to there.

    What is no private chat belongs to nobody, so nobody can leave it.
    """
    if not address.isdigit():
        return True
    return any(
        str(account.chat_id) == address and not account_queries.unwanted(account)
        for account in await account_queries.of_person(
            session, actor.municipality_id, actor.person_id
        )
    )


async def answer(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    address: str,
    message: Message,
    now: datetime,
    *,
    about: tuple[int, ...] = (),
) -> None:
    """The answer, in the chat that it came by, or else by the ways that the actor has now;
    `about` are the assignments it shows. Once for each `actor.origin`."""
    if await is_there(session, actor, address):
        await saying.answer(session, actor, address, message, now, about=about)
        return
    letter = replace(message, subject=as_letter(message, tenant.say).subject)
    cause = f"settled:{actor.origin}"
    await telling.tell(session, tenant, actor.person_id, NoticeKind.ANSWER, letter, cause, now)
