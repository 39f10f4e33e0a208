"""A chat lives on under another id, as when a group becomes a supergroup: all that holds its id."""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.tables import (
    AccountRow,
    AlbumRow,
    ConversationRow,
    DocumentRow,
    FileFetchRow,
    GroupChatRow,
    NoticeRow,
    table,
)

log = structlog.get_logger()


async def move_chat(session: AsyncSession, old: str, new: str) -> None:
    """A chat lives on under another id: every row that holds it, or a topic of it, follows, in
    this transaction."""
    for model in (NoticeRow, FileFetchRow, DocumentRow, AlbumRow):
        await _readdress(session, table(model), old, new)
    accounts = table(AccountRow)
    await session.execute(
        sa.update(accounts).where(accounts.c.chat_id == int(old)).values(chat_id=int(new))
    )
    await _rebind_group(session, int(old), int(new))
    await _go_on_talking(session, old, new)
    log.info("chat.moved", old=old, new=new)


def _is_in(address: sa.ColumnElement[str], chat: str) -> sa.ColumnElement[bool]:
    return sa.or_(address == chat, address.startswith(f"{chat}/"))


async def _readdress(session: AsyncSession, rows: sa.Table, old: str, new: str) -> None:
    topic = sa.func.substr(rows.c.address, len(old) + 1)  # «/17» of «-100500/17»
    statement = sa.update(rows).where(_is_in(rows.c.address, old))
    if "channel" in rows.c:
        statement = statement.where(rows.c.channel == Channel.TELEGRAM)
    await session.execute(statement.values(address=sa.literal(new) + topic))


async def _rebind_group(session: AsyncSession, old: int, new: int) -> None:
    """The binding follows, unless the new chat has one of its own already."""
    groups = table(GroupChatRow)
    bound = await session.scalar(sa.select(groups.c.id).where(groups.c.chat_id == new))
    if bound is not None:
        await session.execute(sa.delete(groups).where(groups.c.chat_id == old))
        return
    await session.execute(sa.update(groups).where(groups.c.chat_id == old).values(chat_id=new))


async def _go_on_talking(session: AsyncSession, old: str, new: str) -> None:
    """What was begun goes on, unless something has begun in the new chat already."""
    begun = await session.exec(
        select(ConversationRow).where(_is_in(table(ConversationRow).c.address, old))
    )
    for one in begun.all():
        address = new + one.address.removeprefix(old)
        if await session.get(ConversationRow, address) is None:
            session.add(ConversationRow.model_validate(one.model_dump() | {"address": address}))
        await session.delete(one)
