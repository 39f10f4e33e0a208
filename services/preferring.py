"""By which channel somebody wants to be written to: Telegram, email, or both."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services import rights
from services.rights import Actor
from storage import outbox
from storage.tables import PersonRow, Preference

CHOICES = (Preference.TELEGRAM, Preference.EMAIL, Preference.BOTH)


async def preferred(session: AsyncSession, actor: Actor) -> int | None:
    """Which of `CHOICES` holds; None where there is no email to choose."""
    person = await session.get_one(PersonRow, actor.person_id)
    return CHOICES.index(Preference(person.preference)) if person.email else None


async def prefer(session: AsyncSession, actor: Actor, choice: int, now: datetime) -> bool:
    """Write to the actor so from now on; whether it changed. Raises `Denied` for no choice, or
    for email where none is known."""
    person = await session.get_one(PersonRow, actor.person_id, with_for_update=True)
    if choice >= len(CHOICES) or not person.email:
        raise rights.deny(actor, "channel.prefer", choice=choice)
    if person.preference == CHOICES[choice]:
        return False
    person.preference = CHOICES[choice]
    session.add(person)
    await session.flush()
    waiting = await outbox.waiting_reminders(session, actor.municipality_id, actor.person_id)
    await outbox.take_back(session, waiting, now)
    subject = f"person:{person.id}"
    rights.audit(
        session, actor, actor.municipality_id, "channel.preferred", now, subject, to=CHOICES[choice]
    )
    return True
