"""People and organisations as the coordinator's desk lists and shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.people_sheet import fold
from roadmap.progress import OPEN
from storage import people_queries
from storage.people_queries import Reach
from storage.tables import (
    AccountRow,
    AccountState,
    AssignmentRow,
    InvitationRow,
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    Role,
)


class Show(IntEnum):
    """Which part of the people, or which organisations; the number goes into buttons."""

    ALL = 0
    NOT_JOINED = 1
    UNREACHABLE = 2
    MANAGEMENT = 3
    COORDINATORS = 4
    SCHOOLS = 5
    OFFICES = 6
    FOUND = 7


OF_OFFICES = frozenset({Show.SCHOOLS, Show.OFFICES})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with how they are reached; `joined_at` and `invited_at` where they were."""

    row: PersonRow
    reach: Reach
    joined_at: datetime | None = None
    invited_at: datetime | None = None

    @property
    def reachable(self) -> bool:
        """Whether any way leads to them."""
        return bool(self.reach.ways)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in an organisation, first in `rank` asked first."""

    organization_id: int
    person_id: int
    rank: int


def _staying(municipality_id: int) -> list[sa.ColumnElement[bool]]:
    return [
        col(PersonRow.municipality_id) == municipality_id,
        col(PersonRow.erased_at).is_(None),
    ]


async def people(
    session: AsyncSession,
    municipality_id: int,
    now: datetime,
    person_ids: Collection[int] | None = None,
) -> list[Known]:
    """The people of a municipality (or the named ones) by name, with how they are reached."""
    wanted = _staying(municipality_id)
    if person_ids is not None:
        wanted.append(col(PersonRow.id).in_(person_ids))
    rows = list(
        await session.exec(
            select(PersonRow).where(*wanted).order_by(col(PersonRow.key), col(PersonRow.id))
        )
    )
    reach = await people_queries.reach(session, municipality_id, person_ids)
    joined = await _joined(session, municipality_id)
    invited = await _invited(session, municipality_id, now)
    return [
        Known(row, reach[row.id or 0], joined.get(row.id or 0), invited.get(row.id or 0))
        for row in rows
    ]


async def _joined(session: AsyncSession, municipality_id: int) -> dict[int, datetime]:
    """Since when somebody has an account."""
    rows = await session.exec(
        select(AccountRow.person_id, AccountRow.bound_at).where(
            AccountRow.municipality_id == municipality_id
        )
    )
    found: dict[int, datetime] = {}
    for person_id, at in rows:
        found[person_id] = min(at, found.get(person_id, at))
    return found


async def _invited(
    session: AsyncSession, municipality_id: int, now: datetime
) -> dict[int, datetime]:
    """When the link that still works was made."""
    rows = await session.exec(
        select(InvitationRow.person_id, InvitationRow.created_at).where(
            InvitationRow.municipality_id == municipality_id,
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.revoked_at).is_(None),
            InvitationRow.expires_at > now,
        )
    )
    return dict(rows.all())


async def organizations(session: AsyncSession, municipality_id: int) -> list[OrganizationRow]:
    """Every organisation, by name as people count: «№ 2» before «№ 10»."""
    rows = await session.exec(
        select(OrganizationRow).where(OrganizationRow.municipality_id == municipality_id)
    )
    return sorted(rows, key=lambda row: as_counted(row.key))


def as_counted(key: str) -> list[tuple[int, int, str]]:
    """The order of folded names as people count them: «№ 2» before «№ 10»."""
    words = "".join(letter if letter.isalnum() else " " for letter in key).split()
    return [(0, int(word), "") if word.isdecimal() else (1, 0, word) for word in words]


async def memberships(session: AsyncSession, municipality_id: int) -> list[Membership]:
    """Who belongs where, in the order in which they are asked."""
    rows = await session.exec(
        select(MembershipRow)
        .where(MembershipRow.municipality_id == municipality_id)
        .order_by(
            col(MembershipRow.organization_id),
            col(MembershipRow.rank),
            col(MembershipRow.person_id),
        )
    )
    return [Membership(row.organization_id, row.person_id, row.rank) for row in rows]


async def open_work(
    session: AsyncSession,
    municipality_id: int,
    *,
    person_id: int | None = None,
    organization_id: int | None = None,
) -> int:
    """How many open dates a person or an organisation answers for."""
    owner = (
        col(AssignmentRow.person_id) == person_id
        if person_id is not None
        else col(AssignmentRow.organization_id) == organization_id
    )
    statement = select(sa.func.count(col(AssignmentRow.id))).where(
        AssignmentRow.municipality_id == municipality_id,
        owner,
        col(AssignmentRow.state).in_(sorted(OPEN)),
    )
    return (await session.exec(statement)).one()


async def live_accounts(
    session: AsyncSession, municipality_id: int, person_id: int
) -> list[AccountRow]:
    """The chats that somebody can be written to in."""
    rows = await session.exec(
        select(AccountRow)
        .where(
            AccountRow.municipality_id == municipality_id,
            AccountRow.person_id == person_id,
            AccountRow.state == AccountState.ALIVE,
        )
        .order_by(col(AccountRow.id))
    )
    return list(rows)


def shows(one: Known, which: Show) -> bool:
    """Whether somebody is on a list of people."""
    gone = one.row.left_on is not None
    return {
        Show.NOT_JOINED: one.joined_at is None and not gone,
        Show.UNREACHABLE: not one.reachable and not gone,
        Show.MANAGEMENT: Role.MANAGEMENT in one.reach.roles,
        Show.COORDINATORS: Role.COORDINATOR in one.reach.roles,
    }.get(which, True)


def is_on(row: OrganizationRow, which: Show) -> bool:
    """Whether an organisation is on a list of them."""
    school = row.kind == OrganizationKind.SCHOOL
    return school if which is Show.SCHOOLS else not school


def fits(text: str, *fields: str) -> bool:
    """Whether every word of `text` begins a word in one of the fields, or its digits are in a
    number there."""
    typed = fold(text.replace(".", " ")).split()
    known = [word for one in fields for word in _words(one)]
    digits = "".join(letter for letter in text if letter.isdigit())
    numbers = ["".join(letter for letter in one if letter.isdigit()) for one in fields]
    by_number = len(digits) >= 4 and not any(letter.isalpha() for letter in text)
    if by_number and any(digits in number for number in numbers):
        return True
    return bool(typed) and all(any(word.startswith(part) for word in known) for part in typed)


def _words(field: str) -> list[str]:
    plain = fold(field)
    apart = "".join(letter if letter.isalnum() else " " for letter in plain)
    return [*plain.split(), *apart.split()]
