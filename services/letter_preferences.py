"""Which letters a person wants, chosen by a press or asked for in a letter."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.letter_wishes import Series, Wishes, asked_off, wishes_from
from services import municipalities, rights
from services.rights import Actor
from storage import outbox
from storage.people_queries import Reach
from storage.tables import NoticeKind, PersonRow
from views import letter_preferences as words
from views.letter_preferences import OFFERED

ACTION = "letters"
OF_KIND = {NoticeKind.WEEKLY: Series.WEEKLY, NoticeKind.DIGEST: Series.DIGEST}
Ways = tuple[tuple[Channel, str], ...]


def ways_for(reach: Reach, series: Series) -> Ways:
    """The ways of a person without the letters of a series that they do not want."""
    if series not in reach.letters.off:
        return reach.ways
    return tuple(way for way in reach.ways if way[0] is not Channel.EMAIL)


async def board(session: AsyncSession, actor: Actor) -> Message:
    """What is chosen."""
    person = await session.get_one(PersonRow, actor.person_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return words.board(person.email, wishes_from(person.letters), actor.person_id, tenant.say)


async def switch(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """A series comes, or does no more. Raises `Denied` for none that is offered."""
    if number >= len(OFFERED):
        raise rights.deny(actor, ACTION, series=number)
    person = await _own(session, actor)
    changed = wishes_from(person.letters).without(OFFERED[number])
    return await _keep(session, actor, person, changed, now)


async def switch_day(session: AsyncSession, actor: Actor, day: int, now: datetime) -> Message:
    """Reminders come on a weekday, or do no more; the last day stays. What waits is planned anew.
    Raises `Denied`."""
    person = await _own(session, actor)
    changed = wishes_from(person.letters).other_day(day)
    waiting = await outbox.waiting_reminders(session, actor.municipality_id, actor.person_id)
    await outbox.take_back(session, waiting, now)
    return await _keep(session, actor, person, changed, now)


async def asked_by_letter(
    session: AsyncSession, actor: Actor, kind: NoticeKind, text: str, now: datetime
) -> Message | None:
    """The answer to a letter that asks for no more of those of a kind («unsubscribe» in its
    subject or first words), which it answers; None for one that asks for nothing of the sort."""
    asked = asked_off(text)
    if asked is None:
        return None
    series = next((one for one in OFFERED if one in asked), OF_KIND.get(kind))
    if series is None:
        return await board(session, actor)
    person = await _own(session, actor)
    wishes = wishes_from(person.letters)
    await _keep(session, actor, person, Wishes(wishes.off | {series}, wishes.days), now)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return words.stopped(series, tenant.say)


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
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return words.board(person.email, wishes, actor.person_id, tenant.say)
