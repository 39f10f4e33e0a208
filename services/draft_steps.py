"""What was asked about a draft in a chat is asked no longer once something else is looked at."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from services import conversations, draft_naming, draft_parties, draft_questions

STEPS = (draft_questions.STEP, draft_parties.STEP, draft_naming.STEP)


async def leave(session: AsyncSession, address: str) -> None:
    """Words in the chat at `address` answer no question about a draft any more."""
    for step in STEPS:
        await conversations.forget(session, address, step)
