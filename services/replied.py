"""What the message or the letter is about that a file answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from services.rights import Actor
from storage import evidence_queries, letter_queries

if TYPE_CHECKING:
    from services.intake import Sent


async def assignments(session: AsyncSession, actor: Actor, sent: Sent) -> list[int]:
    """The assignments of its lines, in order; none for a file that answers nothing."""
    town = actor.municipality_id
    if sent.notice_id is not None:
        named = await letter_queries.lines_of_notice(session, town, sent.notice_id)
    elif sent.replies_to is not None:
        named = await evidence_queries.lines_of_message(
            session, town, Channel.TELEGRAM, sent.address, sent.replies_to
        )
    else:
        return []
    return [number for _, number in named]
