"""Cleaning every text of a municipality of the traces that somebody left in it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.sqltypes import AutoString

from roadmap.anonymising import Traces, cleaned
from storage.tables import (
    AccountRow,
    ActivityRow,
    Base,
    ConversationRow,
    InboxRow,
    InboxState,
    InvitationRow,
    MunicipalityRow,
    NoticeRow,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
    SectionRow,
    table,
)

notices, inbox, conversations = table(NoticeRow), table(InboxRow), table(ConversationRow)
accounts, parties = table(AccountRow), table(PartyRow)
DOCUMENTS = frozenset(table(m) for m in (ActivityRow, SectionRow, RoadmapRow, PartyRow))
"""What a document says: surnames alone are words there."""


NOT_CLEANED = frozenset(
    table(model)
    for model in (
        PersonRow,
        MunicipalityRow,
        OrganizationRow,
        InvitationRow,
        AccountRow,
        InboxRow,
        ConversationRow,
        NoticeRow,
    )
)
"""What holds nobody else's words, or is cleaned in a way of its own."""


WORDS = (AutoString, sa.String, sa.JSON)


async def clean(session: AsyncSession, municipality_id: int, traces: Traces) -> int:
    """Clean every text of a municipality of somebody's traces; how many rows had any."""
    await session.flush()
    count = 0
    for one in Base.metadata.sorted_tables:
        if "municipality_id" in one.c and one not in NOT_CLEANED:
            own = one.c.municipality_id == municipality_id
            count += await _clean(session, one, own, traces)
    chats = sa.select(sa.cast(accounts.c.chat_id, sa.String)).where(
        accounts.c.municipality_id == municipality_id
    )
    strange = sa.and_(notices.c.municipality_id.is_(None), notices.c.address.in_(chats))
    count += await _clean(
        session, notices, sa.or_(notices.c.municipality_id == municipality_id, strange), traces
    )
    done = sa.and_(inbox.c.state != InboxState.NEW, inbox.c.chat.in_(chats))
    count += await _clean(session, inbox, done, traces)
    count += await _clean(session, conversations, conversations.c.address.in_(chats), traces)
    session.expire_all()
    return count


async def _clean(
    session: AsyncSession, one: sa.Table, own: sa.ColumnElement[bool], traces: Traces
) -> int:
    """Rows of one table, found by a hint in them before they are read."""
    columns = [column for column in one.c if _has_words(column)]
    hints = [one_of for column in columns for one_of in _hinted(session, column, traces)]
    if not hints:
        return 0
    keys = list(one.primary_key)
    rows = await session.execute(sa.select(*keys, *columns).where(own, sa.or_(*hints)))
    text = traces.document if one in DOCUMENTS else traces.talk
    count = 0
    for row in rows.mappings().all():
        values = {
            column.name: after
            for column in columns
            if (after := cleaned(row[column.name], text, traces.numbers)) != row[column.name]
        }
        if not values:
            continue
        if one is parties and "name" in values:
            values["name"] = f"{values['name']} ({row['id']})"
        key = sa.and_(*(column == row[column.name] for column in keys))
        await session.execute(one.update().where(key).values(values))
        count += 1
    return count


def _has_words(column: sa.Column[Any]) -> bool:
    return (
        isinstance(column.type, WORDS)
        and not isinstance(column.type, sa.Enum)
        and not column.primary_key
        and not column.unique
    )


def _hinted(
    session: AsyncSession, column: sa.Column[Any], traces: Traces
) -> list[sa.ColumnElement[bool]]:
    """Whether a hint is in a column; JSON is stored with its letters escaped."""
    at = sa.func.instr if session.get_bind().dialect.name == "sqlite" else sa.func.strpos
    stored = sa.cast(column, sa.Text)
    in_json = isinstance(column.type, sa.JSON)
    return [at(stored, json.dumps(hint)[1:-1] if in_json else hint) > 0 for hint in traces.hints()]
