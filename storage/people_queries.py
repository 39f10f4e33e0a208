"""Reading people: who can be reached, how, and what they may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.letter_wishes import Series, Wishes, wishes_from
from roadmap.settings_keys import TelegramUse, telegram_use
from storage.tables import (
    AccountRow,
    AccountState,
    MembershipRow,
    MunicipalityRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    Preference,
    Role,
    RoleRow,
    table,
)

TRIED_AGAIN = timedelta(days=7)
"""After so long an address that refused is tried once more."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An organisation's own address, «» when there is none that works."""

    name: str
    address: str
    is_school: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """A person with the addresses that work. `ways` is where a notice goes, preferred first;
    `letters` are those wanted by email."""

    person_id: int
    name: str
    preference: Preference
    telegram: str | None
    email: str | None
    roles: frozenset[Role] = field(default_factory=frozenset)
    letters: Wishes = field(default_factory=Wishes)

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

    def ways_of(self, series: Series) -> tuple[tuple[Channel, str], ...]:
        """The same for a series of letters: without email where they do not want it. What is said
        to them in person comes by another way then, and by letter where there is no other."""
        if series not in self.letters.off:
            return self.ways
        if not series.is_personal:
            return tuple(way for way in self.ways if way[0] is not Channel.EMAIL)
        return ((Channel.TELEGRAM, self.telegram),) if self.telegram else self.ways

    @property
    def only_at_school(self) -> bool:
        """Somebody of a school and nothing else: written to when lessons are over."""
        return self.roles == {Role.SCHOOL}


async def reach(
    session: AsyncSession,
    municipality_id: int,
    person_ids: Collection[int] | None = None,
    now: datetime | None = None,
) -> dict[int, Reach]:
    """How to reach the named people of a municipality (None: all of them).

    With `now` an address that refused counts again once it was left alone for a week. Whoever has
    left is not written to.
    """
    wanted = [col(PersonRow.municipality_id) == municipality_id]
    usable = col(AccountRow.state) == AccountState.ALIVE
    if now is not None:
        usable = sa.or_(usable, col(AccountRow.refused_at) <= now - TRIED_AGAIN)
    accounts = [col(AccountRow.municipality_id) == municipality_id, usable]
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
    if chats and not await uses_telegram(session, municipality_id):
        chats = {}
    held: dict[int, set[Role]] = {}
    for role in await session.exec(select(RoleRow).where(*roles)):
        held.setdefault(role.person_id, set()).add(Role(role.role))
    return {
        person.id or 0: Reach(
            person.id or 0,
            person.full_name,
            Preference(person.preference),
            chats.get(person.id or 0) if person.left_on is None else None,
            (working_email(person, now) or None) if person.left_on is None else None,
            frozenset(held.get(person.id or 0, ())),
            wishes_from(person.letters),
        )
        for person in await session.exec(select(PersonRow).where(*wanted))
    }


async def uses_telegram(session: AsyncSession, municipality_id: int) -> bool:
    """Whether a municipality has not switched Telegram off."""
    row = await session.get_one(MunicipalityRow, municipality_id)
    return telegram_use(row.settings) is not TelegramUse.OFF


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


def working_email(row: PersonRow | OrganizationRow, now: datetime | None = None) -> str:
    """The address, «» when there is none or it refused; tried again as `reach` says."""
    if not row.email_fault:
        return row.email
    rested = now is not None and row.email_refused_at is not None
    if rested and row.email_refused_at <= now - TRIED_AGAIN:  # type: ignore[operator]
        return row.email
    return ""


async def mailboxes(
    session: AsyncSession,
    municipality_id: int,
    organization_ids: Collection[int],
    now: datetime | None = None,
) -> dict[int, Mailbox]:
    """The mailbox of each organisation."""
    statement = select(OrganizationRow).where(
        OrganizationRow.municipality_id == municipality_id,
        col(OrganizationRow.id).in_(organization_ids),
    )
    return {
        row.id or 0: Mailbox(row.name, working_email(row, now), row.kind == OrganizationKind.SCHOOL)
        for row in await session.exec(statement)
    }


async def colleagues(
    session: AsyncSession, municipality_id: int, person_ids: Collection[int]
) -> dict[int, list[int]]:
    """For each person the others of their organisations, in the order in which they are asked."""
    if not person_ids:
        return {}
    own = table(MembershipRow).alias("own")
    others = table(MembershipRow).alias("others")
    found: dict[int, list[int]] = {}
    rows = await session.execute(
        sa.select(own.c.person_id, others.c.person_id.label("other"))
        .join(
            others,
            sa.and_(
                others.c.municipality_id == own.c.municipality_id,
                others.c.organization_id == own.c.organization_id,
                others.c.person_id != own.c.person_id,
            ),
        )
        .where(own.c.municipality_id == municipality_id, own.c.person_id.in_(person_ids))
        .order_by(own.c.organization_id, others.c.rank, others.c.person_id)
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(row.other)
    return found


async def organizations_of(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[int]:
    """The organisations a person belongs to."""
    statement = select(MembershipRow.organization_id).where(
        MembershipRow.municipality_id == municipality_id, MembershipRow.person_id == person_id
    )
    return list(await session.exec(statement))


@dataclass(frozen=True, slots=True)
class Writers:
    """For whom a mailbox may answer: its people, and the organisations that are theirs or whose
    own address it is."""

    people: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()


async def may_write_for(session: AsyncSession, municipality_id: int, address: str) -> Writers:
    """Whose answers letters from `address` are; the case of letters does not matter. A reply from
    any member of an organisation counts for it."""
    wanted = address.strip().lower()
    if not wanted:
        return Writers()
    people = await session.exec(
        select(PersonRow.id).where(
            PersonRow.municipality_id == municipality_id,
            sa.func.lower(PersonRow.email) == wanted,
            col(PersonRow.left_on).is_(None),
        )
    )
    known = {number for number in people if number is not None}
    own = await session.exec(
        select(OrganizationRow.id).where(
            OrganizationRow.municipality_id == municipality_id,
            sa.func.lower(OrganizationRow.email) == wanted,
        )
    )
    offices = {number for number in own if number is not None}
    theirs = select(MembershipRow.organization_id).where(
        MembershipRow.municipality_id == municipality_id, col(MembershipRow.person_id).in_(known)
    )
    offices |= set(await session.exec(theirs))
    return Writers(frozenset(known), frozenset(offices))


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
    .order_by(col(AccountRow.bound_at), col(AccountRow.id))
)


async def accounts_of_user(session: AsyncSession, user_id: int) -> list[AccountRow]:
    """Every person that a Telegram user stands for, the one they spoke for last at the end."""
    return list(await session.exec(_accounts_of_user, params={"user_id": user_id}))
