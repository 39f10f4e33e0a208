"""Who wrote a letter: a token names the notice it answers, the address must be its reader's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import letter_queries, people_queries
from storage.people_queries import Writers
from storage.tables import NoticeRow, OrganizationRow, PersonRow


class Doubt(StrEnum):
    """Why a letter changes nothing."""

    NO_TOKEN = "no_token"  # noqa: S105 - the name of a reason
    OTHER_ADDRESS = "other_address"
    FORGED = "forged"
    NOBODY = "nobody"
    """An organisation whose members nobody has named."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answers `notice`: a person, for themselves or for an organisation."""

    notice: NoticeRow
    municipality_id: int
    person_id: int


async def who(
    session: AsyncSession,
    address: str,
    notice: NoticeRow | None,
    *,
    forged: bool = False,
    vouched: bool = False,
) -> Writer | Doubt:
    """The writer of a letter from `address` (in lower case) that answers `notice`.

    `forged`: the receiving server says that the address is not the sender's; `vouched`: a
    coordinator has said that this letter is its reader's.
    """
    if notice is None or notice.municipality_id is None:
        return Doubt.NO_TOKEN
    if forged and not vouched:
        return Doubt.FORGED
    town = notice.municipality_id
    writers = await _writers(session, town, address)
    if notice.person_id is not None and (vouched or notice.person_id in writers.people):
        return Writer(notice, town, notice.person_id)
    person_id = await _of_office(session, town, notice, writers, vouched=vouched)
    if person_id is not None:
        return Writer(notice, town, person_id)
    known = notice.organization_id in writers.organizations or vouched
    return Doubt.NOBODY if known else Doubt.OTHER_ADDRESS


async def _writers(session: AsyncSession, municipality_id: int, address: str) -> Writers:
    own = await people_queries.may_write_for(session, municipality_id, address)
    confirmed = await letter_queries.confirmed(session, municipality_id, address)
    return Writers(own.people | confirmed.people, own.organizations | confirmed.organizations)


async def _of_office(
    session: AsyncSession,
    municipality_id: int,
    notice: NoticeRow,
    writers: Writers,
    *,
    vouched: bool,
) -> int | None:
    """Who answers for the organisation that a notice is about: the member who writes, else, from
    the organisation's own mailbox, whom the notice went to or who is asked first."""
    office = notice.organization_id
    if office is None:
        offices = await letter_queries.offices_of_notice(session, municipality_id, notice.id or 0)
        office = next(iter(offices)) if len(offices) == 1 else None
    if office is None or not (vouched or office in writers.organizations):
        return None
    members = (await people_queries.contacts(session, municipality_id, [office])).get(office, [])
    for person_id in (*(m for m in members if m in writers.people), notice.person_id):
        if person_id is not None and person_id in members:
            return person_id
    return await _first(session, municipality_id, office, members)


async def _first(
    session: AsyncSession, municipality_id: int, office: int, members: list[int]
) -> int | None:
    """Its head, else its first contact who has not left."""
    row = await session.get(OrganizationRow, office)
    head = row.head_id if row is not None and row.municipality_id == municipality_id else None
    for person_id in (head, *members):
        person = await session.get(PersonRow, person_id) if person_id is not None else None
        if person is not None and person.left_on is None:
            return person.id
    return None
