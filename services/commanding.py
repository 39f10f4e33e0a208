"""Which chats are offered other commands than everybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.helping import SEES_DIGEST
from storage import people_queries, school_queries
from storage.tables import AccountRow, AccountState, Role, RoleRow

SPECIAL = SEES_DIGEST | {Role.SCHOOL}


_CHANGED = "commands"


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat: whether its person reads the digest, coordinates, or heads a school."""

    chat_id: int
    reads_digest: bool = False
    coordinates: bool = False
    heads: bool = False


def note(session: AsyncSession, chat_id: int) -> None:
    """What a private chat is offered may be something else once this transaction is through."""
    session.info.setdefault(_CHANGED, set()).add(chat_id)


def changed(session: AsyncSession) -> frozenset[int]:
    """The chats that were noted in this session."""
    return frozenset(session.info.get(_CHANGED, ()))


async def special(session: AsyncSession, chat_id: int | None = None) -> list[Chat]:
    """The chats (or the one) of those who coordinate, manage or head a school."""
    statement = (
        select(AccountRow)
        .where(
            AccountRow.state == AccountState.ALIVE,
            select(RoleRow)
            .where(
                RoleRow.municipality_id == AccountRow.municipality_id,
                RoleRow.person_id == AccountRow.person_id,
                col(RoleRow.role).in_(SPECIAL),
            )
            .exists(),
        )
        .order_by(col(AccountRow.id))
    )
    if chat_id is not None:
        statement = statement.where(AccountRow.chat_id == chat_id)
    found: dict[int, Chat] = {}
    for account in (await session.exec(statement)).all():
        town, person = account.municipality_id, account.person_id
        roles = await people_queries.roles_of(session, town, person)
        heads = bool(await school_queries.headed(session, town, person))
        before = found.get(account.chat_id, Chat(account.chat_id))
        found[account.chat_id] = Chat(
            account.chat_id,
            reads_digest=before.reads_digest or bool(roles & SEES_DIGEST),
            coordinates=before.coordinates or Role.COORDINATOR in roles,
            heads=before.heads or heads,
        )
    return [chat for chat in found.values() if chat.reads_digest or chat.heads]
