"""Operators hear by themselves of what they alone can mend: a message to each, once a cause."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.installation import Broken, DayFull, GoesOn, Stopped, Trouble
from services.municipalities import DEFAULT_ZONE
from storage import outbox
from storage.tables import NoticeKind, NoticeRow, Urgency
from views import operator_alerts
from views.speech import speech

POINTLESS_AFTER = timedelta(days=1)


async def tell(
    session: AsyncSession, operators: Collection[int], trouble: Trouble, now: datetime
) -> int:
    """Tell each of the `operators` (ids of users) in the chat with the bot; how many were not told
    before. Of a channel at most once an hour, of its day once a day.

    That Telegram itself is out nobody can be told this way: it stands in the log.
    """
    if isinstance(trouble, Stopped | GoesOn) and trouble.channel == Channel.TELEGRAM:
        return 0
    message = operator_alerts.alert(trouble, speech(), ZoneInfo(DEFAULT_ZONE))
    told = 0
    for user in sorted(operators):
        stored = await outbox.add(
            session,
            NoticeRow(
                channel=Channel.TELEGRAM,
                address=str(user),
                kind=NoticeKind.ALERT,
                urgency=Urgency.ALERT,
                dedup_key=f"operator:{_cause(trouble, now)}:{user}",
                message=message.to_data(),
                not_before=now,
                expires_at=now + POINTLESS_AFTER,
                created_at=now,
            ),
        )
        told += stored is not None
    return told


def _cause(trouble: Trouble, now: datetime) -> str:
    match trouble:
        case Stopped(channel):
            return f"stopped:{channel}:{now:%Y-%m-%dT%H}"
        case GoesOn(channel):
            return f"goes-on:{channel}:{now:%Y-%m-%dT%H}"
        case DayFull():
            return f"day-full:{now:%Y-%m-%d}"
        case Broken(notice_id):
            return f"broken:{notice_id}"
