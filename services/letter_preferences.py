"""Which letters a person wants, chosen by a press or asked for in a letter."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.letter_wishes import (
    Series,
    Wishes,
    asked_days,
    asked_off,
    asked_on,
    asks_what_comes,
    wishes_from,
)
from services import municipalities, rights
from services.rights import Actor
from storage import outbox, people_queries
from storage.tables import NoticeKind, PersonRow
from views import letter_preferences as words
from views.letter_preferences import OFFERED

ACTION = "letters"
OF_KIND = {
    NoticeKind.WEEKLY: Series.WEEKLY,
    NoticeKind.DIGEST: Series.DIGEST,
    NoticeKind.ANNOUNCEMENT: Series.ANNOUNCEMENTS,
    NoticeKind.REMINDER: Series.REMINDERS,
    NoticeKind.MONITORING: Series.REMINDERS,
    NoticeKind.NUDGE: Series.REMINDERS,
    NoticeKind.STATUS: Series.REMINDERS,
}


async def board(session: AsyncSession, actor: Actor) -> Message:
    """What is chosen."""
    person = await session.get_one(PersonRow, actor.person_id)
    return await _shown(session, actor, person)


async def _shown(session: AsyncSession, actor: Actor, person: PersonRow) -> Message:
    tenant = await municipalities.by_id(session, actor.municipality_id)
    chat = await _has_chat(session, actor)
    wishes = wishes_from(person.letters)
    return words.board(person.email, wishes, chat, actor.person_id, tenant.say)


async def _has_chat(session: AsyncSession, actor: Actor) -> bool:
    """Whether what is said to them in person reaches them without letters."""
    town, one = actor.municipality_id, actor.person_id
    return (await people_queries.reach(session, town, [one]))[one].telegram is not None


async def switch(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """A series comes, or does no more; what is said in person goes on where nothing but letters
    reaches them. Raises `Denied` for none that is offered."""
    if number >= len(OFFERED):
        raise rights.deny(actor, ACTION, series=number)
    person = await _own(session, actor)
    series, wishes = OFFERED[number], wishes_from(person.letters)
    if series not in wishes.off and not await _may_stop(session, actor, series):
        return await _shown(session, actor, person)
    changed = wishes.without(series)
    return await _keep(session, actor, person, changed, now)


async def _may_stop(session: AsyncSession, actor: Actor, series: Series) -> bool:
    return not series.is_personal or await _has_chat(session, actor)


async def switch_day(session: AsyncSession, actor: Actor, day: int, now: datetime) -> Message:
    """Reminders come on a weekday, or do no more; the last day stays. What waits is planned anew.
    Raises `Denied`."""
    person = await _own(session, actor)
    changed = wishes_from(person.letters).other_day(day)
    waiting = await outbox.waiting_reminders(session, actor.municipality_id, actor.person_id)
    await outbox.take_back(session, waiting, now)
    return await _keep(session, actor, person, changed, now)


def asks(text: str) -> bool:
    """Whether a letter is about which letters come, and when."""
    named = (asked_days(text), asked_on(text), asked_off(text))
    return asks_what_comes(text) or any(one is not None for one in named)


async def asked_by_letter(
    session: AsyncSession, actor: Actor, kind: NoticeKind, text: str, now: datetime
) -> Message | None:
    """The answer to a letter that asks for no more of those of a kind («unsubscribe» in its
    subject or first words), which it answers, for all or some of them again («subscribe»), for
    reminders on some days, or what there is to choose; None for one that asks for nothing of the
    sort."""
    if asks_what_comes(text):
        return await _by_letter(session, actor)
    days = asked_days(text)
    if days is not None:
        return await _days_by_letter(session, actor, days, now)
    again = asked_on(text)
    if again is not None:
        person = await _own(session, actor)
        wishes = wishes_from(person.letters)
        off = wishes.off - again if again else frozenset[Series]()
        await _keep(session, actor, person, Wishes(off, wishes.days), now)
        return await _by_letter(session, actor)
    asked = asked_off(text)
    if asked is None:
        return None
    series = next((one for one in OFFERED if one in asked), OF_KIND.get(kind))
    if series is None:
        return await _by_letter(session, actor)
    person = await _own(session, actor)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if not await _may_stop(session, actor, series):
        return words.goes_on(series, tenant.say)
    wishes = wishes_from(person.letters)
    await _keep(session, actor, person, Wishes(wishes.off | {series}, wishes.days), now)
    return words.stopped(series, tenant.say)


async def _by_letter(session: AsyncSession, actor: Actor) -> Message:
    """What is chosen, and what to write to choose otherwise."""
    person = await session.get_one(PersonRow, actor.person_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    chat = await _has_chat(session, actor)
    return words.by_letter(person.email, wishes_from(person.letters), chat, tenant.say)


async def _days_by_letter(
    session: AsyncSession, actor: Actor, days: frozenset[int], now: datetime
) -> Message:
    person = await _own(session, actor)
    wishes = wishes_from(person.letters)
    waiting = await outbox.waiting_reminders(session, actor.municipality_id, actor.person_id)
    await outbox.take_back(session, waiting, now)
    await _keep(session, actor, person, Wishes(wishes.off, days), now)
    return await _by_letter(session, actor)


async def _own(session: AsyncSession, actor: Actor) -> PersonRow:
    person = await session.get_one(PersonRow, actor.person_id, with_for_update=True)
    if not person.email:
        raise rights.deny(actor, ACTION)
    return person


async def _keep(
    session: AsyncSession, actor: Actor, person: PersonRow, wishes: Wishes, now: datetime
) -> Message:
    if wishes.to_data() != person.letters:
        person.letters = wishes.to_data()
        session.add(person)
        await session.flush()
        subject = f"person:{person.id}"
        rights.audit(
            session, actor, actor.municipality_id, "letters.chosen", now, subject, **person.letters
        )
    return await _shown(session, actor, person)
