"""A coordinator puts somebody down as away, with a stand-in, or as back; they are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.absence_words import Days, read_days
from services import absences, conversations, people_desk, telling
from services.people_access import require_person
from services.rights import Actor
from storage.tables import NoticeKind
from views import people_editing

DAYS = "person_away"


async def ask(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    month: date | None,
    address: str,
    now: datetime,
) -> Message:
    """Until when? A calendar that shows `month`; both days may be written. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.away")
    today = tenant.today(now)
    await conversations.remember(session, address, DAYS, {"person": person_id}, now)
    return people_editing.ask_last_day(
        person_id, row.full_name, month or today, today, actor.person_id, tenant.say
    )


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The days, typed. Raises `Denied`, `NoSuchDays`."""
    tenant, _ = await require_person(session, actor, asked["person"], "person.away")
    days = read_days(text, tenant.today(now))
    if days is None:
        return people_editing.days_not_read(tenant.say)
    return await ask_stand_in(session, actor, asked["person"], days, 0, address, now)


async def ask_stand_in(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    days: Days,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Who stands in? Raises `Denied`, `NoSuchDays`."""
    tenant, row = await require_person(session, actor, person_id, "person.away")
    today = absences.checked(tenant, days, now)
    await conversations.forget(session, address, DAYS)
    people = await absences.candidates(session, tenant, person_id, today)
    return people_editing.ask_stand_in(
        person_id, row.full_name, people, days, page, actor.person_id, tenant.say
    )


async def begin(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    days: Days,
    stand_in: int | None,
    now: datetime,
) -> Message:
    """The absence is agreed; the card as it is now. Raises `Denied`, `NoSuchDays`."""
    tenant, _ = await require_person(session, actor, person_id, "person.away", lock=True)
    agreed = await absences.begin(session, actor, days, stand_in, now, of=person_id)
    if person_id != actor.person_id:
        message = people_editing.said_away(agreed, tenant.say)
        cause = f"away:{actor.origin}"
        await telling.tell(session, tenant, person_id, NoticeKind.ANSWER, message, cause, now)
    return await people_desk.card(session, actor, person_id, now)


async def end(session: AsyncSession, actor: Actor, person_id: int, now: datetime) -> Message:
    """Somebody is back; the card as it is now. Raises `Denied`."""
    tenant, _ = await require_person(session, actor, person_id, "person.back", lock=True)
    was_away = await absences.end_for(session, actor, person_id, now)
    if was_away and person_id != actor.person_id:
        message = people_editing.back_again(tenant.say)
        cause = f"back:{actor.origin}"
        await telling.tell(session, tenant, person_id, NoticeKind.ANSWER, message, cause, now)
    return await people_desk.card(session, actor, person_id, now)
