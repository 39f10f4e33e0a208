"""«Без даты: 4»: once a month coordinators are asked about what has no date, and on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.reminding import end_of_day, opening
from roadmap.undated import due_on, next_first_working
from services import conversations, editing, municipalities, planning, rights
from services.municipalities import Tenant
from services.planned import Planned
from services.rights import Actor
from services.working_hours import wait_until
from storage import people_queries, undated_queries
from storage.database import Database
from storage.people_queries import Reach
from storage.tables import NoticeKind, Role
from storage.undated_queries import Undated
from views import undated as words

log = structlog.get_logger()

STEP = "why_no_date"
ACTION = "undated"
POINTLESS_AFTER = 10  # working days
NOTE_CHARS = 300


class HasDate(Exception):
    """The activity has a date by now."""


async def plan_due(database: Database, now: datetime) -> int:
    """Ask the coordinators of every municipality whose day has come; the notices stored."""
    async with database.read() as session:
        due = [town for town, at in await _towns(session) if at <= now]
    return sum([await _plan_for(database, town, now) for town in due])


async def _towns(session: AsyncSession) -> list[tuple[int, datetime]]:
    """When each municipality is to be asked."""
    days: dict[int, date] = {}
    tenants: dict[int, Tenant] = {}
    for one in await undated_queries.asked(session):
        town = one.municipality_id
        if town not in tenants:
            tenants[town] = await municipalities.by_id(session, town)
        day = due_on(one.asked_from, one.launched_on, tenants[town].calendar)
        days[town] = min(day, days.get(town, day))
    return [
        (town, opening(day, tenants[town].policy, tenants[town].zone))
        for town, day in days.items()
        if day != date.min
    ]


async def next_at(session: AsyncSession) -> datetime | None:
    """When coordinators are to be asked next, in any municipality."""
    return min((at for _, at in await _towns(session)), default=None)


async def _plan_for(database: Database, municipality_id: int, now: datetime) -> int:
    async with database.write() as session:
        tenant = await municipalities.by_id(session, municipality_id)
        if wait_until(tenant, now) is not None:
            return 0
        today = tenant.today(now)
        due = due_now(tenant, await undated_queries.of(session, tenant.id), today)
        if not due:
            return 0
        ids = [one.activity_id for one in due]
        until = next_first_working(today, tenant.calendar)
        await undated_queries.put_off(session, tenant.id, ids, until)
        stored = 0
        for planned in notices(tenant, await coordinators(session, tenant), due, today):
            stored += len(await planning.store(session, tenant.id, planned, now))
        log.info("undated.asked", municipality=tenant.id, activities=len(due), notices=stored)
        return stored


def due_now(tenant: Tenant, found: Sequence[Undated], today: date) -> list[Undated]:
    """Those of them whose day has come."""
    return [
        one for one in found if due_on(one.asked_from, one.launched_on, tenant.calendar) <= today
    ]


async def coordinators(session: AsyncSession, tenant: Tenant) -> list[Reach]:
    """Whom to ask."""
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    reach = await people_queries.reach(session, tenant.id, ids)
    return [reach[i] for i in ids if i in reach]


def notices(
    tenant: Tenant, people: Sequence[Reach], due: Sequence[Undated], today: date
) -> list[Planned]:
    """The question to each coordinator who can be reached. Pure."""
    lines = _lines(due)
    later = tenant.calendar.shift(today, POINTLESS_AFTER)
    return [
        Planned(
            kind=NoticeKind.DIGEST,
            day=today.replace(day=1),
            person_id=one.person_id,
            organization_id=None,
            ways=one.ways,
            message=words.undated(lines, 0, one.person_id, tenant.say),
            expires_at=end_of_day(later, tenant.zone),
            items=(),
            cause="undated",
        )
        for one in people
        if one.ways
    ]


def _lines(found: Sequence[Undated], today: date | None = None) -> list[words.Line]:
    return [
        words.Line(
            one.activity_id,
            one.code,
            one.title,
            one.deadline_text,
            one.section,
            one.number,
            one.asked_from if today is not None and _waits(one, today) else None,
        )
        for one in found
    ]


def _waits(one: Undated, today: date) -> bool:
    return one.asked_from is not None and one.asked_from > today


async def shown(session: AsyncSession, actor: Actor, page: int, now: datetime) -> Message:
    """All without a date, a page counted from 0. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    found = await undated_queries.of(session, tenant.id)
    lines = _lines(found, tenant.today(now))
    return words.undated(lines, page, actor.person_id, tenant.say)


async def not_yet(
    session: AsyncSession, actor: Actor, activity_id: int, address: str, now: datetime
) -> Message:
    """«Ещё не вышел приказ»: it is asked about again next month; why may be typed.

    A replay changes nothing. Raises `Denied`, `NotEditable`, `HasDate`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    tenant = found.tenant
    if all(one.activity_id != activity_id for one in await undated_queries.of(session, tenant.id)):
        raise HasDate
    until = next_first_working(tenant.today(now), tenant.calendar)
    known = found.activity.ask_date_from == until
    await undated_queries.put_off(session, tenant.id, [activity_id], until)
    data = {"activity": activity_id, "until": until.isoformat()}
    await conversations.remember(session, address, STEP, data, now)
    if not known:
        facts = {"until": until.isoformat(), "note": ""}
        await editing.note(session, actor, found, "activity.not_yet", now, **facts)
    return words.put_off(found.activity.title, until, tenant.say)


async def note_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Why there is no date yet, typed; it stands in the history. Raises `Denied`."""
    found = await editing.held(session, actor, asked["activity"], ACTION)
    await conversations.forget(session, address, STEP)
    note = " ".join(text.split())[:NOTE_CHARS]
    facts = {"until": asked["until"], "note": note}
    await editing.note(session, actor, found, "activity.not_yet", now, **facts)
    return words.noted(found.activity.title, note, found.tenant.say)


def coming(
    tenant: Tenant,
    found: Sequence[Undated],
    people: Sequence[Reach],
    begin: datetime,
    until: datetime,
) -> list[tuple[datetime, Planned]]:
    """What would be asked between two instants if nothing got a date. Pure."""
    calendar, today = tenant.calendar, tenant.today(begin)
    waits = [(due_on(one.asked_from, one.launched_on, calendar), one) for one in found]
    sent: list[tuple[datetime, Planned]] = []
    while waits and tenant.paused_on is None:
        day = calendar.on_or_after(max(min(day for day, _ in waits), today))
        at = max(opening(day, tenant.policy, tenant.zone), begin)
        if at >= until:
            break
        due = [one for on, one in waits if on <= day]
        sent += [(at, planned) for planned in notices(tenant, people, due, day)]
        later = next_first_working(day, calendar)
        waits = [(later if on <= day else on, one) for on, one in waits]
    return sent
