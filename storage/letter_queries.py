"""Letters that came back: what waits, what answers what, whose an address is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.outbox import insert_for
from storage.people_queries import Writers
from storage.tables import (
    AssignmentRow,
    ConfirmedAddressRow,
    LetterRow,
    LetterState,
    MembershipRow,
    NoticeItemRow,
    NoticeRow,
    OrganizationRow,
    PersonRow,
    table,
)

ANSWER_KEY = "answer:letter:"
"""What the cause of a letter in answer to a letter begins with."""
WHICH_LINE = "which_line"
"""What the fault of a letter begins with whose files wait for a word what they confirm."""
_letters = table(LetterRow)
_waiting = select(LetterRow).where(  # in the words of the partial index
    col(LetterRow.state) == sa.literal_column("'waiting'")
)


async def store(session: AsyncSession, letter: LetterRow) -> int | None:
    """Keep a letter; its id, or None where it lay there before under this key or Message-ID."""
    statement = (
        insert_for(session)(LetterRow)
        .values(**letter.model_dump(exclude={"id"}))
        .on_conflict_do_nothing()
        .returning(_letters.c.id)
    )
    found: int | None = (await session.execute(statement)).scalar()
    return found


async def is_known(session: AsyncSession, source: str, key: str) -> bool:
    """Whether a letter was kept before from this place."""
    statement = select(LetterRow.id).where(LetterRow.source == source, LetterRow.key == key)
    return (await session.exec(statement)).first() is not None


async def received_since(session: AsyncSession, instants: Sequence[datetime]) -> list[int]:
    """How many letters were taken in after each of the instants."""
    counts = [sa.func.count().filter(_letters.c.received_at > at) for at in instants]
    statement = sa.select(*counts).where(_letters.c.received_at > min(instants))
    return list((await session.execute(statement)).one())


async def waiting(session: AsyncSession, limit: int) -> list[int]:
    """The ids of the letters that wait to be read, of any municipality, oldest first."""
    rows = await session.exec(_waiting.order_by(col(LetterRow.id)).limit(limit))
    return [row.id or 0 for row in rows]


async def next_at(session: AsyncSession) -> datetime | None:
    """Since when the oldest of them waits; None where nothing does."""
    row = (await session.exec(_waiting.order_by(col(LetterRow.id)).limit(1))).first()
    return row.received_at if row is not None else None


async def unplaced(session: AsyncSession) -> list[LetterRow]:
    """The letters of any municipality with files that wait for a word what they confirm."""
    statement = select(LetterRow).where(
        LetterRow.state == LetterState.UNDERSTOOD, col(LetterRow.fault).startswith(WHICH_LINE)
    )
    return list(await session.exec(statement))


async def held(session: AsyncSession, letter_id: int) -> LetterRow | None:
    """A letter, this transaction's to change."""
    return await session.get(LetterRow, letter_id, with_for_update=True, populate_existing=True)


async def towns_of(session: AsyncSession, address: str) -> list[int]:
    """The municipalities that know an address as a person's or an organisation's; the case of
    letters does not matter."""
    if not address:
        return []
    found = set[int]()
    for model in (PersonRow, OrganizationRow):
        statement = select(model.municipality_id).where(sa.func.lower(model.email) == address)
        found |= set(await session.exec(statement))
    confirmed = select(ConfirmedAddressRow.municipality_id).where(
        ConfirmedAddressRow.address == address
    )
    return sorted(found | set(await session.exec(confirmed)))


async def confirmed(session: AsyncSession, municipality_id: int, address: str) -> Writers:
    """For whom a coordinator confirmed an address: people who have not left, organisations, and
    those whose members these people are."""
    statement = (
        select(ConfirmedAddressRow)
        .outerjoin(
            PersonRow,
            sa.and_(
                col(PersonRow.municipality_id) == col(ConfirmedAddressRow.municipality_id),
                col(PersonRow.id) == col(ConfirmedAddressRow.person_id),
            ),
        )
        .where(
            ConfirmedAddressRow.municipality_id == municipality_id,
            ConfirmedAddressRow.address == address,
            col(PersonRow.left_on).is_(None),
        )
    )
    rows = (await session.exec(statement)).all()
    people = {row.person_id for row in rows if row.person_id is not None}
    offices = {row.organization_id for row in rows if row.organization_id is not None}
    theirs = select(MembershipRow.organization_id).where(
        MembershipRow.municipality_id == municipality_id, col(MembershipRow.person_id).in_(people)
    )
    return Writers(frozenset(people), frozenset(offices | set(await session.exec(theirs))))


async def offices_of_notice(
    session: AsyncSession, municipality_id: int, notice_id: int
) -> set[int | None]:
    """The organisations that answer for what a notice is about; None among them for what a person
    answers for."""
    statement = (
        select(AssignmentRow.organization_id)
        .join(NoticeItemRow, col(NoticeItemRow.assignment_id) == col(AssignmentRow.id))
        .where(
            NoticeItemRow.notice_id == notice_id,
            NoticeItemRow.municipality_id == municipality_id,
        )
    )
    return set(await session.exec(statement))


async def lines_of_notice(
    session: AsyncSession, municipality_id: int, notice_id: int
) -> list[tuple[int, int]]:
    """(printed number, assignment id) of what a notice is about."""
    statement = (
        select(NoticeItemRow.line, NoticeItemRow.assignment_id)
        .where(
            NoticeItemRow.notice_id == notice_id,
            NoticeItemRow.municipality_id == municipality_id,
        )
        .order_by(col(NoticeItemRow.line))
    )
    return [(line, assignment_id) for line, assignment_id in await session.exec(statement)]


async def confirm(session: AsyncSession, row: ConfirmedAddressRow) -> bool:
    """Write down whose an address is; False where it was written down before."""
    statement = select(ConfirmedAddressRow.id).where(
        ConfirmedAddressRow.municipality_id == row.municipality_id,
        ConfirmedAddressRow.address == row.address,
        col(ConfirmedAddressRow.person_id).is_not_distinct_from(row.person_id),
        col(ConfirmedAddressRow.organization_id).is_not_distinct_from(row.organization_id),
    )
    if (await session.exec(statement)).first() is not None:
        return False
    session.add(row)
    await session.flush()
    return True


async def forget_confirmed(session: AsyncSession, municipality_id: int, person_id: int) -> None:
    """No address counts as a person's because a coordinator said so."""
    await session.execute(
        sa.delete(table(ConfirmedAddressRow)).where(
            table(ConfirmedAddressRow).c.municipality_id == municipality_id,
            table(ConfirmedAddressRow).c.person_id == person_id,
        )
    )


async def written_by(
    session: AsyncSession, municipality_id: int, person_id: int, address: str
) -> list[LetterRow]:
    """The letters of a person: taken as theirs, or from their address («»: none)."""
    theirs = col(LetterRow.person_id) == person_id
    if address:
        theirs = sa.or_(theirs, col(LetterRow.sender) == address)
    statement = select(LetterRow).where(
        LetterRow.municipality_id == municipality_id, theirs, col(LetterRow.sha256) != ""
    )
    return list(await session.exec(statement))


async def settled_before(session: AsyncSession, before: datetime, limit: int) -> list[LetterRow]:
    """The oldest letters that came before an instant, are settled, and still say something."""
    statement = (
        select(LetterRow)
        .where(
            LetterRow.received_at < before,
            col(LetterRow.settled_at).is_not(None),
            col(LetterRow.sha256) != "",
        )
        .order_by(col(LetterRow.id))
        .limit(limit)
        .with_for_update()
    )
    return list(await session.exec(statement))


async def answers_since(session: AsyncSession, address: str, since: datetime) -> int:
    """How many letters were written to an address in answer to its letters after an instant."""
    statement = select(sa.func.count()).where(
        NoticeRow.channel == Channel.EMAIL,
        NoticeRow.address == address,
        NoticeRow.created_at > since,
        col(NoticeRow.dedup_key).startswith(ANSWER_KEY),
    )
    return (await session.exec(statement)).one()
