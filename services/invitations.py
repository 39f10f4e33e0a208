"""Invitation links: made, opened, confirmed once, and then a chat stands for a person."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.settings_keys import TelegramUse, telegram_use
from services import accounts, consents, invitation_letters, municipalities, rights, unreachable
from services.accounts import Chat
from services.rights import Actor
from storage import contact_queries, people_queries, school_queries
from storage.account_queries import NO_CONSENT
from storage.tables import (
    AccountRow,
    AccountState,
    ConversationRow,
    InvitationRow,
    PersonRow,
    Role,
)
from views import answers

log = structlog.get_logger()

STEP = "invitation"
VALID_FOR = timedelta(days=14)
TOKEN_BYTES = 18  # 24 characters of base64url; Bot API allows 64 in a start parameter


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh link's token, told once and kept only as a hash; `email` «» when there is none."""

    id: int
    person_id: int
    name: str
    token: str
    email: str = ""


class NoSuchPerson(Exception):
    """Nobody of that name, or more than one."""

    def __init__(self, name: str, found: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.found = name, found


class BadInvitation(Exception):
    """Used, revoked, run out, or never made."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def invite(
    session: AsyncSession,
    municipality_id: int,
    now: datetime,
    *,
    name: str | None = None,
) -> list[Invitation]:
    """Links for the person of that name, or (None) for all who have no account yet.

    Raises `NoSuchPerson`. Earlier links of the same people stop working.
    """
    return await make(session, await _whom(session, municipality_id, name), now)


async def make(
    session: AsyncSession, people: Sequence[PersonRow], now: datetime
) -> list[Invitation]:
    """A fresh link for each of these people; their earlier links stop working."""
    made = []
    for person in people:
        await revoke_links(session, person, now)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = InvitationRow(
            municipality_id=person.municipality_id,
            person_id=person.id or 0,
            token_hash=_hash(token),
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        session.add(row)
        await session.flush()
        made.append(Invitation(row.id or 0, person.id or 0, person.full_name, token, person.email))
    return made


async def revoke(session: AsyncSession, municipality_id: int, name: str, now: datetime) -> int:
    """No link of the person of that name works any more; how many did. Raises `NoSuchPerson`."""
    (person,) = await _whom(session, municipality_id, name)
    revoked = await revoke_links(session, person, now)
    subject = f"person:{person.id}"
    rights.audit(session, None, municipality_id, "invitation.revoked", now, subject, n=revoked)
    return revoked


async def revoke_links(session: AsyncSession, person: PersonRow, now: datetime) -> int:
    """No link of the person works any more; how many did."""
    open_ones = await session.exec(
        select(InvitationRow)
        .where(
            InvitationRow.person_id == person.id,
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.revoked_at).is_(None),
        )
        .with_for_update()
    )
    worked = 0
    for row in open_ones:
        row.revoked_at = now
        worked += row.expires_at > now
        session.add(row)
        await invitation_letters.forget(session, row.id or 0, now)
    await session.flush()
    return worked


async def _whom(session: AsyncSession, municipality_id: int, name: str | None) -> list[PersonRow]:
    own = select(PersonRow).where(
        PersonRow.municipality_id == municipality_id, col(PersonRow.left_on).is_(None)
    )
    if name is None:
        bound = select(AccountRow.person_id).where(AccountRow.municipality_id == municipality_id)
        statement = own.where(col(PersonRow.id).not_in(bound)).order_by(col(PersonRow.id))
        return list(await session.exec(statement))
    from services.people import matching

    found = matching(name, list(await session.exec(own)))
    if len(found) != 1:
        raise NoSuchPerson(name, tuple(person.full_name for person in found))
    return found


async def opened(
    session: AsyncSession, token: str, address: str, now: datetime, user_id: int | None = None
) -> Message:
    """What somebody who opened a link in the chat `address` sees: the question whose it is; who
    has used it already is greeted again. Raises `BadInvitation`."""
    row = (
        await session.exec(select(InvitationRow).where(InvitationRow.token_hash == _hash(token)))
    ).first()
    if row is not None and row.used_at and user_id is not None:
        own = await _account(session, row, user_id)
        if own is not None and own.state is AccountState.ALIVE:
            return await welcome(session, row.municipality_id, row.person_id)
    _require_good(row, now)
    assert row is not None  # noqa: S101 - _require_good
    person = await session.get_one(PersonRow, row.person_id)
    tenant = await municipalities.by_id(session, row.municipality_id)
    # only the chat that showed the token may confirm: callback data alone can be made up
    opening = await session.get(ConversationRow, address)
    if opening is not None:
        await session.delete(opening)
        await session.flush()
    session.add(
        ConversationRow(
            address=address, step=STEP, data={"invitation": row.id or 0}, changed_at=now
        )
    )
    if telegram_use(tenant.settings) is TelegramUse.ON:
        offices = await contact_queries.offices(session, tenant.id, [row.person_id])
        who = person.full_name
        place = ", ".join(filter(None, (person.position, offices.get(row.person_id, ""))))
    else:  # no names in the chat
        who, place = tenant.say.gettext("the owner of this link"), ""
    return answers.please_confirm(who, place, tenant.name, row.id or 0, person.id or 0, tenant.say)


def _require_good(row: InvitationRow | None, now: datetime) -> None:
    if row is None or row.used_at or row.revoked_at or row.expires_at <= now:
        raise BadInvitation


async def confirm(
    session: AsyncSession,
    invitation_id: int,
    person_id: int,
    user_id: int,
    chat_id: int,
    now: datetime,
    *,
    accepted: bool,
) -> Message:
    """«Да, это я» binds the account; «Нет» leaves the link unused. Raises `BadInvitation`."""
    row = await session.get(InvitationRow, invitation_id, with_for_update=True)
    if row is None or row.person_id != person_id:
        raise BadInvitation
    already = await _account(session, row, user_id)
    if already is not None and already.state is AccountState.ALIVE:
        return await welcome(session, row.municipality_id, person_id)
    opening = await session.get(ConversationRow, str(chat_id))
    if opening is None or opening.data.get("invitation") != invitation_id:
        raise BadInvitation
    await session.delete(opening)
    if not accepted:
        tenant = await municipalities.by_id(session, row.municipality_id)
        return answers.declined(tenant.say)
    _require_good(row, now)
    row.used_at = now
    person = await session.get_one(PersonRow, person_id)
    actor = Actor(row.municipality_id, person_id, "telegram", f"invitation:{row.id}")
    await accounts.bind(session, actor, person, Chat(user_id, chat_id), now)
    await invitation_letters.forget(session, row.id or 0, now)
    tenant = await municipalities.by_id(session, row.municipality_id)
    await consents.ask(session, tenant, person_id, str(chat_id), actor.origin, now)
    return await welcome(session, row.municipality_id, person_id)


async def _account(session: AsyncSession, row: InvitationRow, user_id: int) -> AccountRow | None:
    statement = select(AccountRow).where(
        AccountRow.user_id == user_id,
        AccountRow.municipality_id == row.municipality_id,
        AccountRow.person_id == row.person_id,
    )
    return (await session.exec(statement)).first()


async def welcome(session: AsyncSession, municipality_id: int, person_id: int) -> Message:
    """The greeting with the permanent keyboard."""
    tenant = await municipalities.by_id(session, municipality_id)
    person = await session.get_one(PersonRow, person_id)
    coordinators = await people_queries.with_role(session, municipality_id, Role.COORDINATOR)
    roles = await people_queries.roles_of(session, municipality_id, person_id)
    return answers.welcome(
        person.full_name,
        await people_queries.names(
            session, municipality_id, [i for i in coordinators if i != person_id]
        ),
        tenant.say,
        coordinates=bool(roles & {Role.COORDINATOR, Role.MANAGEMENT}),
        heads=bool(await school_queries.headed(session, municipality_id, person_id)),
    )


async def alive_again(session: AsyncSession, user_id: int, chat_id: int) -> None:
    """Somebody who had blocked the bot is back."""
    for account in await _mark(session, user_id, AccountState.ALIVE, "", chat_id):
        await unreachable.back(session, account.municipality_id, account.person_id)


async def refuses(session: AsyncSession, user_id: int, chat_id: int, now: datetime) -> None:
    """Somebody blocked the bot: they are reached another way, or shown as not reachable."""
    for account in await _mark(session, user_id, AccountState.REFUSES, "blocked", chat_id, now):
        await unreachable.tell_if_lost(session, account.municipality_id, account.person_id, now)


async def _mark(
    session: AsyncSession,
    user_id: int,
    state: AccountState,
    fault: str,
    chat_id: int,
    refused_at: datetime | None = None,
) -> list[AccountRow]:
    """The accounts of a user that this changed."""
    found = await session.exec(
        select(AccountRow)
        .where(
            AccountRow.user_id == user_id,
            AccountRow.state != state,
            AccountRow.fault != NO_CONSENT,
        )
        .with_for_update()
    )
    changed = list(found)
    for row in changed:
        row.state, row.fault, row.chat_id, row.refused_at = state, fault, chat_id, refused_at
        session.add(row)
    await session.flush()
    log.info("account.state", user=user_id, state=state)
    return changed
