"""Where somebody stands in an entry of several steps: one step a chat, until it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import ConversationRow

_WHOSE = "asked"
WAITS = timedelta(hours=12)
"""How long words in a chat are taken for the answer to what was asked there."""


async def remember(
    session: AsyncSession, address: str, step: str, data: dict[str, Any], now: datetime
) -> None:
    """The next words in the chat at `address` answer `step`; an earlier step is forgotten."""
    row = await session.get(ConversationRow, address)
    if row is None:
        row = ConversationRow(address=address, step=step, changed_at=now)
    whose = session.info.get(_WHOSE)
    row.step, row.changed_at = step, now
    row.data = data if whose is None else data | {_WHOSE: whose}
    session.add(row)
    await session.flush()


def begin_for(session: AsyncSession, person_id: int) -> None:
    """What is asked in this session from now on is asked of that person."""
    session.info[_WHOSE] = person_id


async def whose(session: AsyncSession, address: str) -> int | None:
    """The person who was asked what a chat waits for; None where nothing is, or nobody knows."""
    row = await session.get(ConversationRow, address)
    return row.data.get(_WHOSE) if row is not None else None


async def standing(
    session: AsyncSession, address: str, now: datetime | None = None
) -> ConversationRow | None:
    """What is waited for in a chat, or None; with `now`, None for what was asked too long ago for
    words to be its answer. A press names what it answers, whenever that was asked."""
    row = await session.get(ConversationRow, address)
    if row is not None and now is not None and now - row.changed_at > WAITS:
        return None
    return row


async def forget(session: AsyncSession, address: str, step: str | None = None) -> bool:
    """Nothing is waited for any more (of `step` only, when given); whether something was."""
    row = await session.get(ConversationRow, address)
    if row is None or (step is not None and row.step != step):
        return False
    await session.delete(row)
    await session.flush()
    return True
