"""Reading people: who can be reached, how, and what they may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.tables import (
    AccountRow,
    AccountState,
    MembershipRow,
    OrganizationRow,
    PersonRow,
    Preference,
    Role,
    RoleRow,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """A person with the addresses that work. `ways` is where a notice goes, preferred first."""

    person_id: int
    name: str
    preference: Preference
    telegram: str | None
    email: str | None
    roles: frozenset[Role] = field(default_factory=frozenset)

    @property
    def ways(self) -> tuple[tuple[Channel, str], ...]:
        """Both where asked for; otherwise the preferred channel, or the other one; may be empty."""
        known = {Channel.TELEGRAM: self.telegram, Channel.EMAIL: self.email}
        order = (
            (Channel.EMAIL, Channel.TELEGRAM)
            if self.preference is Preference.EMAIL
            else (Channel.TELEGRAM, Channel.EMAIL)
        )
        working = [(channel, at) for channel in order if (at := known[channel])]
        return tuple(working if self.preference is Preference.BOTH else working[:1])


async def reach(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int] | None = None
) -> dict[int, Reach]:
    """How to reach the named people of a municipality (None: all of them)."""
    wanted = [col(PersonRow.municipality_id) == municipality_id]
    accounts = [
        col(AccountRow.municipality_id) == municipality_id,
        col(AccountRow.state) == AccountState.ALIVE,
    ]
    roles = [col(RoleRow.municipality_id) == municipality_id]
    if person_ids is not None:
        wanted.append(col(PersonRow.id).in_(person_ids))
        accounts.append(col(AccountRow.person_id).in_(person_ids))
        roles.append(col(RoleRow.person_id).in_(person_ids))
    chats = {
        account.person_id: str(account.chat_id)
        for account in await session.exec(
            select(AccountRow).where(*accounts).order_by(col(AccountRow.id))
        )
    }
    held: dict[int, set[Role]] = {}
    for role in await session.exec(select(RoleRow).where(*roles)):
        held.setdefault(role.person_id, set()).add(Role(role.role))
    return {
        person.id or 0: Reach(
            person.id or 0,
            person.full_name,
            Preference(person.preference),
            chats.get(person.id or 0),
            person.email if person.email and not person.email_fault else None,
            frozenset(held.get(person.id or 0, ())),
        )
        for person in await session.exec(select(PersonRow).where(*wanted))
    }


async def with_role(session: AsyncSession, municipality_id: int, role: Role) -> list[int]:
    """The people of a municipality who hold a role, in the order they came."""
    statement = (
        select(RoleRow.person_id)
        .where(RoleRow.municipality_id == municipality_id, RoleRow.role == role)
        .order_by(col(RoleRow.person_id))
    )
    return list(await session.exec(statement))


async def contacts(
    session: AsyncSession, municipality_id: int, organization_ids: Collection[int]
) -> dict[int, list[int]]:
    """The people of each organisation, in the order in which they are asked."""
    statement = (
        select(MembershipRow)
        .where(
            MembershipRow.municipality_id == municipality_id,
            col(MembershipRow.organization_id).in_(organization_ids),
        )
        .order_by(col(MembershipRow.rank), col(MembershipRow.person_id))
    )
    found: dict[int, list[int]] = {}
    for member in await session.exec(statement):
        found.setdefault(member.organization_id, []).append(member.person_id)
    return found


async def mailboxes(
    session: AsyncSession, municipality_id: int, organization_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """The name and the working mailbox («» when none) of each organisation."""
    statement = select(OrganizationRow).where(
        OrganizationRow.municipality_id == municipality_id,
        col(OrganizationRow.id).in_(organization_ids),
    )
    return {
        row.id or 0: (row.name, "" if row.email_fault else row.email)
        for row in await session.exec(statement)
    }


async def organizations_of(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[int]:
    """The organisations a person belongs to."""
    statement = select(MembershipRow.organization_id).where(
        MembershipRow.municipality_id == municipality_id, MembershipRow.person_id == person_id
    )
    return list(await session.exec(statement))


async def roles_of(session: AsyncSession, municipality_id: int, person_id: int) -> frozenset[Role]:
    """What a person may do."""
    statement = select(RoleRow.role).where(
        RoleRow.municipality_id == municipality_id, RoleRow.person_id == person_id
    )
    return frozenset(Role(role) for role in await session.exec(statement))


async def names(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int]
) -> list[str]:
    """Full names, in the order of ids given."""
    rows = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == municipality_id, col(PersonRow.id).in_(person_ids)
        )
    )
    known = {row[0]: row[1] for row in rows}
    return [known[i] for i in person_ids if i in known]


_accounts_of_user = (
    select(AccountRow)
    .where(AccountRow.user_id == sa.bindparam("user_id"))
    .order_by(col(AccountRow.id))
)


async def accounts_of_user(session: AsyncSession, user_id: int) -> list[AccountRow]:
    """Every person that a Telegram user stands for."""
    return list(await session.exec(_accounts_of_user, params={"user_id": user_id}))
