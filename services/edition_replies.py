"""The letter to management before it goes, held, let go or explained by an answer to the letter
that shows it."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.coordinator_words import Asked, Deed, asked
from services import weekly_previews
from services.rights import Actor, Denied
from services.weekly_previews import LetterGone
from storage.letter_queries import ANSWER_KEY
from storage.tables import LetterRow, NoticeRow
from views import editions as words
from views.answers import plain
from views.speech import Speech


async def by_letter(
    session: AsyncSession, actor: Actor, notice: NoticeRow, text: str, say: Speech, now: datetime
) -> Message | None:
    """Do what an answer asks; None where it answers something else, or asks for nothing of the
    sort."""
    week = await _week(session, notice)
    wish = asked(text) if week is not None else None
    if week is None or wish is None:
        return None
    try:
        return await _done(session, actor, week, wish, now)
    except LetterGone:
        return plain(words.gone(say))
    except Denied:  # who coordinates no more
        return plain(say.gettext("You have no right to do this."))


async def _week(session: AsyncSession, notice: NoticeRow) -> date | None:
    """The week of the edition that a notice shows, or that it answers about."""
    if notice.dedup_key.startswith(ANSWER_KEY):
        number = int(notice.dedup_key.removeprefix(ANSWER_KEY).partition(":")[0])
        letter = await session.get(LetterRow, number)
        before = letter.notice_id if letter is not None else None
        shown = await session.get(NoticeRow, before) if before is not None else None
        return await _week(session, shown) if shown is not None else None
    return weekly_previews.week_shown(notice.dedup_key)


async def _done(
    session: AsyncSession, actor: Actor, week: date, wish: Asked, now: datetime
) -> Message:
    match wish.deed:
        case Deed.HOLD | Deed.GO:
            stop = wish.deed is Deed.HOLD
            return await weekly_previews.hold(session, actor, week, now, stop=stop)
        case Deed.LINE:
            return await weekly_previews.explain(session, actor, week, wish.line, now)
        case Deed.NO_LINE:
            return await weekly_previews.no_line(session, actor, week, now)
