"""«Не присылайте»: somebody writes in answer to a letter that they want no more of its kind."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.letter_wishes import Series, Wishes, asked_off, wishes_from
from roadmap.replies.kinds import without_prefixes
from services import rights
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import NoticeKind, NoticeRow, PersonRow
from views import letter_answers

OF_KIND = {
    NoticeKind.REMINDER: Series.REMINDERS,
    NoticeKind.NUDGE: Series.REMINDERS,
    NoticeKind.DIGEST: Series.DIGEST,
    NoticeKind.WEEKLY: Series.WEEKLY,
    NoticeKind.ANNOUNCEMENT: Series.ANNOUNCEMENTS,
}
SHORT = 200
"""A longer letter says more than that."""


def asks(subject: str, text: str) -> Set[Series] | None:
    """Which series a letter asks to stop; empty where it names none, None for other letters. The
    link in our letters puts it into the subject and leaves the letter empty."""
    if text.strip():
        return asked_off(text) if len(text) <= SHORT else None
    return asked_off(without_prefixes(subject))


async def stop(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    notice: NoticeRow,
    named: Set[Series],
    now: datetime,
) -> Message | None:
    """The named series, or the one of the notice, comes no more by letter; what to answer. None
    where it is of no series: what is asked of somebody in person always comes."""
    of_notice = OF_KIND.get(notice.kind)
    series = set(named) or ({of_notice} if of_notice is not None else set())
    if not series:
        return None
    person = await session.get_one(PersonRow, actor.person_id, with_for_update=True)
    wishes = wishes_from(person.letters)
    person.letters = Wishes(wishes.off | series, wishes.days).to_data()
    session.add(person)
    rights.audit(
        session,
        actor,
        tenant.id,
        "letters.stopped",
        now,
        f"person:{actor.person_id}",
        series=sorted(series),
    )
    return letter_answers.stopped(sorted(series), tenant.say)
