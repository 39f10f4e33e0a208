"""Everything about a person in every table: read for an export, blanked on erasing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from storage import plan_queries
from storage.tables import (
    AbsenceRow,
    AccountRow,
    AdmissionRow,
    AlbumRow,
    Base,
    ConsentRow,
    ConversationRow,
    DocumentRow,
    FileFetchRow,
    InboxRow,
    InboxState,
    InvitationRow,
    MembershipRow,
    NoticeItemRow,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
    RoleRow,
    table,
)

notices, inbox, conversations = table(NoticeRow), table(InboxRow), table(ConversationRow)
people, accounts = table(PersonRow), table(AccountRow)
GONE = tuple(
    table(model)
    for model in (
        RoleRow,
        MembershipRow,
        AccountRow,
        InvitationRow,
        ConsentRow,
        AbsenceRow,
        AdmissionRow,
        FileFetchRow,
    )
)
"""What is only about the person, and goes with them."""
LOOKED_AT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where somebody was written to: their chats, users of the messenger, and addresses."""

    chats: frozenset[str]
    users: frozenset[int]
    email: str = ""

    @property
    def all(self) -> list[str]:
        """Every address as notices and letters have it."""
        return sorted({*self.chats, *({self.email} if self.email else ())})


async def addresses(session: AsyncSession, row: PersonRow) -> Addresses:
    """Where a person is and was written to, by their accounts, requests and notices."""
    own = [AccountRow.municipality_id == row.municipality_id, AccountRow.person_id == row.id]
    bound = (await session.exec(select(AccountRow).where(*own))).all()
    asked = (
        await session.exec(
            select(AdmissionRow).where(
                AdmissionRow.municipality_id == row.municipality_id,
                AdmissionRow.person_id == row.id,
            )
        )
    ).all()
    told = await session.exec(
        select(NoticeRow.address)
        .where(
            NoticeRow.municipality_id == row.municipality_id,
            NoticeRow.person_id == row.id,
        )
        .distinct()
    )
    known = set(told) - {""}
    pairs = [(one.user_id, one.chat_id) for one in bound]
    pairs += [(one.user_id, one.chat_id) for one in asked]
    chats = {one for one in known if one.isdigit()} | {str(chat) for _, chat in pairs}
    users = {user for user, _ in pairs} | {int(one) for one in chats}
    return Addresses(frozenset(chats), frozenset(users), row.email)


async def others_words(session: AsyncSession, row: PersonRow) -> frozenset[str]:
    """The words of the names of everybody else in the municipality."""
    found = await session.exec(
        select(PersonRow.key).where(
            PersonRow.municipality_id == row.municipality_id, PersonRow.id != row.id
        )
    )
    return frozenset(word for key in found for word in key.replace(".", " ").split())


async def forget_parts(session: AsyncSession, row: PersonRow) -> None:
    """Delete what is only about the person: roles, accounts, consents, requests and the like."""
    for one in GONE:
        await session.execute(
            one.delete().where(
                one.c.municipality_id == row.municipality_id, one.c.person_id == row.id
            )
        )
    named = [
        (table(AbsenceRow).c.stand_in_id, None),
        (table(OrganizationRow).c.head_id, None),
    ]
    for column, value in named:
        await session.execute(
            column.table.update()
            .where(column.table.c.municipality_id == row.municipality_id, column == row.id)
            .values({column.name: value})
        )


async def forget_chats(session: AsyncSession, row: PersonRow, at: Addresses) -> None:
    """Blank what came from and went to somebody: nothing of it is worked, sent or edited; but for
    what is still to be worked in a chat that stands for somebody else too."""
    mine = sa.and_(notices.c.municipality_id == row.municipality_id, notices.c.person_id == row.id)
    strange = sa.and_(notices.c.municipality_id.is_(None), notices.c.address.in_(at.all))
    ids = sa.select(notices.c.id).where(sa.or_(mine, strange))
    await session.execute(
        table(NoticeItemRow).delete().where(table(NoticeItemRow).c.notice_id.in_(ids))
    )
    await session.execute(
        notices.update()
        .where(sa.or_(mine, strange))
        .values(
            address="",
            message=Message("").to_data(),
            last_error="",
            state=sa.case(
                (notices.c.state == NoticeState.PLANNED, NoticeState.WITHDRAWN.value),
                else_=notices.c.state,
            ),
        )
    )
    shared = await _shared(session, row, at)
    alone = sorted(set(at.all) - shared)
    theirs = sa.or_(inbox.c.chat.in_(alone), inbox.c.state != InboxState.NEW)
    await session.execute(
        inbox.update()
        .where(inbox.c.chat.in_(at.all), theirs)
        .values(chat="", payload={}, last_error="", state=InboxState.DONE)
    )
    await session.execute(conversations.delete().where(conversations.c.address.in_(alone)))
    begun = await session.exec(
        select(ConversationRow).where(conversations.c.address.in_(sorted(shared)))
    )
    for waits in begun:
        if waits.data.get("asked") in (None, row.id):
            await session.delete(waits)
    for model in (AlbumRow, DocumentRow):
        one = table(model)
        await session.execute(
            one.update()
            .where(one.c.municipality_id == row.municipality_id, one.c.person_id == row.id)
            .values(address=sa.literal("gone:") + sa.cast(one.c.id, sa.String))
        )


async def _shared(session: AsyncSession, row: PersonRow, at: Addresses) -> set[str]:
    """The chats that stand for somebody else too, here or in another municipality."""
    found = await session.execute(
        sa.select(accounts.c.chat_id).where(
            accounts.c.chat_id.in_([int(chat) for chat in at.chats]),
            accounts.c.person_id != row.id,
        )
    )
    return {str(chat) for chat in found.scalars()}


async def parts(session: AsyncSession, row: PersonRow) -> Mapping[str, list[dict[str, Any]]]:
    """The rows of every table that name a person, as they are stored, by table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in Base.metadata.sorted_tables:
        if "municipality_id" not in one.c or "person_id" not in one.c:
            continue
        rows = await session.execute(
            sa.select(one).where(
                one.c.municipality_id == row.municipality_id, one.c.person_id == row.id
            )
        )
        found[one.name] = [dict(each) for each in rows.mappings()]
    audit = Base.metadata.tables["audit"]
    mine = f"person:{row.id}"
    trail = await session.execute(
        sa.select(audit)
        .where(
            audit.c.municipality_id == row.municipality_id,
            sa.or_(audit.c.actor == mine, audit.c.subject == mine),
        )
        .order_by(audit.c.id)
    )
    found["audit"] = [dict(each) for each in trail.mappings()]
    return found


async def exports_of(session: AsyncSession, municipality_id: int, name: str) -> list[str]:
    """The hashes of files of this name that notices of the municipality carried."""
    return await _attached(session, municipality_id, name)


async def copies_before(
    session: AsyncSession, municipality_id: int, beginning: str, before: datetime
) -> list[str]:
    """The same for names that begin so, in notices of the two months before an instant."""
    recent = [notices.c.created_at < before, notices.c.created_at > before - LOOKED_AT]
    return await _attached(session, municipality_id, beginning, *recent)


async def _attached(
    session: AsyncSession,
    municipality_id: int,
    beginning: str,
    *more: sa.ColumnElement[bool],
) -> list[str]:
    rows = await session.execute(
        sa.select(notices.c.message).where(
            notices.c.municipality_id == municipality_id,
            sa.cast(notices.c.message, sa.Text).contains(beginning, autoescape=True),
            *more,
        )
    )
    return sorted(
        {
            attachment.sha256
            for row in rows
            for attachment in Message.from_data(row.message).attachments
            if attachment.name.startswith(beginning)
        }
    )


async def titles(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The titles of the activities of assignments."""
    lines = await plan_queries.lines(session, sorted(ids))
    return {number: line.title for number, line in lines.items()}


async def everybody(session: AsyncSession, municipality_id: int) -> list[PersonRow]:
    """Everybody who is known by name, those who have left too."""
    found = await session.exec(
        select(PersonRow)
        .where(
            PersonRow.municipality_id == municipality_id,
            people.c.erased_at.is_(None),
        )
        .order_by(people.c.id)
    )
    return list(found)


async def left_before(
    session: AsyncSession, municipality_id: int, today: date, days: int
) -> list[PersonRow]:
    """Those who left more than so many days before the local day `today`, not erased yet."""
    found = await session.exec(
        select(PersonRow)
        .where(
            PersonRow.municipality_id == municipality_id,
            people.c.erased_at.is_(None),
            people.c.left_on < today - timedelta(days=days),
        )
        .order_by(people.c.id)
        .with_for_update()
    )
    return list(found)
