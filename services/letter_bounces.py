"""A letter of ours that came back: a dead address is marked, as where a server refuses it."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Fault, Refused
from roadmap.replies.bounces import Bounce, Failed
from services import undelivered
from storage.refusal_queries import RETURNED
from storage.tables import LetterRow, LetterState, NoticeRow, NoticeState

log = structlog.get_logger()


async def take(
    session: AsyncSession,
    letter: LetterRow,
    bounce: Bounce | None,
    notice: NoticeRow | None,
    now: datetime,
) -> None:
    """Write the bounce down. Where it names a notice of ours by its token and the address that
    this went to, and says that the address is dead, the address is marked: what was to be said
    goes another way, and coordinators hear of it once.

    A bounce without a token could be anybody's invention, and a soft one passes by itself: both
    are only recorded.
    """
    failed = _failed(bounce, notice)
    letter.state, letter.settled_at = LetterState.BOUNCE, now
    letter.fault = (failed.status or failed.reason)[:200] if failed else "unknown"
    if notice is not None:
        letter.notice_id, letter.municipality_id = notice.id, notice.municipality_id
    session.add(letter)
    await session.flush()
    if notice is None or failed is None or not failed.is_dead:
        log.info("bounce.recorded", letter=letter.id, status=letter.fault)
        return
    if notice.state is not NoticeState.SENT:
        return  # it is settled otherwise already
    reason = f"{RETURNED}{failed.status} {failed.reason}".strip()
    notice.state, notice.last_error = NoticeState.FAILED, reason[:300]
    session.add(notice)
    await session.flush()
    log.warning("bounce.dead_address", letter=letter.id, notice=notice.id, status=failed.status)
    await undelivered.follow(session, notice.id or 0, Refused(reason, Fault.ADDRESS), now)


def _failed(bounce: Bounce | None, notice: NoticeRow | None) -> Failed | None:
    """What is said of the address that the notice went to, else of the first one."""
    if bounce is None or not bounce.failed:
        return None
    if notice is None:
        return bounce.failed[0]
    if notice.channel is not Channel.EMAIL:
        return None
    wanted = notice.address.lower()
    return next((one for one in bounce.failed if one.recipient.lower() == wanted), None)
