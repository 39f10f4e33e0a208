"""Which files of the store anything still speaks of."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Base, ConversationRow, NoticeRow, table

SUFFIX = "sha256"
"""What the name of a column ends with that holds the hash of a file."""
BATCH = 500
_HASH = re.compile(r"[0-9a-f]{64}")
_notices, _conversations = table(NoticeRow), table(ConversationRow)
_message = sa.cast(_notices.c.message, sa.Text)
IN_JSON = (_notices.c.message, _conversations.c.data)
"""The columns of JSON that hold hashes of files; of all others none does."""


async def named(session: AsyncSession) -> set[str]:
    """The hashes of all files that a row of any municipality speaks of."""
    found = set[str]()
    for each in Base.metadata.sorted_tables:
        for column in each.columns:
            if column.name.endswith(SUFFIX):
                rows = await session.execute(sa.select(column).distinct())
                found.update(one for one in rows.scalars() if one)
    texts = await session.execute(sa.select(sa.cast(_conversations.c.data, sa.Text)))
    found.update(one for text in texts.scalars() for one in _HASH.findall(text))
    return found | await _in_notices(session)


async def _in_notices(session: AsyncSession) -> set[str]:
    """Files and pages that notices carry, read a little at a time."""
    found, after = set[str](), 0
    carries = sa.or_(_message.contains('"attachments"'), _message.contains('"page"'))
    while True:
        statement = (
            sa.select(_notices.c.id, _message.label("said"))
            .where(_notices.c.id > after, carries)
            .order_by(_notices.c.id)
            .limit(BATCH)
        )
        rows = (await session.execute(statement)).all()
        found.update(one for row in rows for one in _HASH.findall(row.said))
        if len(rows) < BATCH:
            return found
        after = rows[-1].id
