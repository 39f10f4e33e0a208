"""Where somebody stands in an entry of several steps: one step a chat, until it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import ConversationRow


async def remember(
    session: AsyncSession, address: str, step: str, data: dict[str, Any], now: datetime
) -> None:
    """The next words in the chat at `address` answer `step`; an earlier step is forgotten."""
    row = await session.get(ConversationRow, address)
    if row is None:
        row = ConversationRow(address=address, step=step, changed_at=now)
    row.step, row.data, row.changed_at = step, data, now
    session.add(row)
    await session.flush()


async def standing(session: AsyncSession, address: str) -> ConversationRow | None:
    """What is waited for in a chat, or None."""
    return await session.get(ConversationRow, address)


async def forget(session: AsyncSession, address: str, step: str | None = None) -> bool:
    """Nothing is waited for any more (of `step` only, when given); whether something was."""
    row = await session.get(ConversationRow, address)
    if row is None or (step is not None and row.step != step):
        return False
    await session.delete(row)
    await session.flush()
    return True
