"""Invitation links: made, opened, confirmed once, and then a chat stands for a person."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.settings_keys import TelegramUse, telegram_use
from services import municipalities, rights, unreachable
from services.rights import Actor
from storage import people_queries
from storage.tables import (
    AccountRow,
    AccountState,
    ConversationRow,
    InvitationRow,
    PersonRow,
    Role,
    table,
)
from views import answers

log = structlog.get_logger()

STEP = "invitation"
VALID_FOR = timedelta(days=14)
TOKEN_BYTES = 18  # 24 characters of base64url; Bot API allows 64 in a start parameter


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh link's token, told once and kept only as a hash."""

    person_id: int
    name: str
    token: str


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
    people = await _whom(session, municipality_id, name)
    made = []
    for person in people:
        await session.execute(
            sa.update(table(InvitationRow))
            .where(
                col(InvitationRow.person_id) == person.id,
                col(InvitationRow.used_at).is_(None),
                col(InvitationRow.revoked_at).is_(None),
            )
            .values(revoked_at=now)
        )
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session.add(
            InvitationRow(
                municipality_id=municipality_id,
                person_id=person.id or 0,
                token_hash=_hash(token),
                created_at=now,
                expires_at=now + VALID_FOR,
            )
        )
        made.append(Invitation(person.id or 0, person.full_name, token))
    await session.flush()
    return made


async def _whom(session: AsyncSession, municipality_id: int, name: str | None) -> list[PersonRow]:
    own = select(PersonRow).where(PersonRow.municipality_id == municipality_id)
    if name is None:
        bound = select(AccountRow.person_id).where(AccountRow.municipality_id == municipality_id)
        statement = own.where(col(PersonRow.id).not_in(bound)).order_by(col(PersonRow.id))
        return list(await session.exec(statement))
    from services.people import matching

    found = matching(name, list(await session.exec(own)))
    if len(found) != 1:
        raise NoSuchPerson(name, tuple(person.full_name for person in found))
    return found


async def opened(session: AsyncSession, token: str, address: str, now: datetime) -> Message:
    """What somebody who opened a link in the chat `address` sees. Raises `BadInvitation`."""
    row = (
        await session.exec(select(InvitationRow).where(InvitationRow.token_hash == _hash(token)))
    ).first()
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
        who, position = person.full_name, person.position
    else:  # no names in the chat
        who, position = tenant.say.gettext("the owner of this link"), ""
    return answers.please_confirm(
        who, position, tenant.name, row.id or 0, person.id or 0, tenant.say
    )


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
    await _bind(session, row, already, user_id, chat_id, now)
    return await welcome(session, row.municipality_id, person_id)


async def _account(session: AsyncSession, row: InvitationRow, user_id: int) -> AccountRow | None:
    statement = select(AccountRow).where(
        AccountRow.user_id == user_id,
        AccountRow.municipality_id == row.municipality_id,
        AccountRow.person_id == row.person_id,
    )
    return (await session.exec(statement)).first()


async def _bind(
    session: AsyncSession,
    row: InvitationRow,
    known: AccountRow | None,
    user_id: int,
    chat_id: int,
    now: datetime,
) -> None:
    account = known or AccountRow(
        municipality_id=row.municipality_id,
        person_id=row.person_id,
        user_id=user_id,
        chat_id=chat_id,
        bound_at=now,
    )
    account.state, account.fault, account.chat_id = AccountState.ALIVE, "", chat_id
    account.refused_at = None
    session.add(account)
    await session.flush()
    await unreachable.back(session, row.municipality_id, row.person_id)
    actor = Actor(row.municipality_id, row.person_id, "telegram", f"invitation:{row.id}")
    rights.audit(session, actor, row.municipality_id, "account.bound", now, f"user:{user_id}")
    log.info("account.bound", person=row.person_id, user=user_id)


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
        .where(AccountRow.user_id == user_id, AccountRow.state != state)
        .with_for_update()
    )
    changed = list(found)
    for row in changed:
        row.state, row.fault, row.chat_id, row.refused_at = state, fault, chat_id, refused_at
        session.add(row)
    await session.flush()
    log.info("account.state", user=user_id, state=state)
    return changed
