"""«Кому позвонить»: the silent, the late and the unreachable; what came of the call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.calling import AHEAD, Callee, Owed, Who, callees
from roadmap.plan import Line
from services import conversations, municipalities, rights
from services.missing import missing
from services.municipalities import Tenant
from services.refreshing import SHRINKS, refresh, take_out
from services.rights import Actor
from storage import calling_queries, contact_queries, people_queries, plan_queries
from storage.calling_queries import MISSED, NOTED, PROMISED
from storage.tables import AssignmentRow, NoticeKind, Role
from views import calling as words
from views.desk import Contact

log = structlog.get_logger()

NOTE_STEP = "call_note"
NOTE_CHARS = 600
CALLED_WITHIN = timedelta(days=30)
"""How long a call is spoken of."""
LONGEST = timedelta(days=60)
"""How far ahead a promise can be."""
PEOPLE = 3
LETS_GO = tuple(kind for kind in SHRINKS if kind is not NoticeKind.HANDOVER)


class NobodyToCall(Exception):
    """They owe nothing any more that would be a reason to call."""


class NotADay(Exception):
    """A promise is of a day after today, at most two months ahead."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with all that is open and due soon; `owed` as `roadmap.calling` has it."""

    tenant: Tenant
    who: Who
    name: str
    owed: tuple[Owed, ...]


def subject(who: Who) -> str:
    """How the audit trail names an owner."""
    person_id, organization_id = who
    return f"person:{person_id}" if person_id is not None else f"organization:{organization_id}"


async def shown(session: AsyncSession, actor: Actor, page: int, now: datetime) -> Message:
    """A page of the list, counted from 0. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="calls")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    everybody = await listed(session, tenant, now, but=actor.person_id)
    page = max(0, min(page, (len(everybody) - 1) // words.PAGE))
    part = everybody[page * words.PAGE : (page + 1) * words.PAGE]
    entries = await _entries(session, tenant, part, now)
    return words.calls(
        entries, len(everybody), page, actor.person_id, tenant.today(now), tenant.say
    )


async def listed(
    session: AsyncSession, tenant: Tenant, now: datetime, *, but: int | None = None
) -> list[Callee]:
    """Everybody to call, the most important first, without the person `but`."""
    today = tenant.today(now)
    patience = tenant.policy.patience
    found = await calling_queries.owed(session, tenant.id, today + AHEAD, silent=patience)
    owed = [one for one in found if one.who[0] is None or one.who[0] != but]
    reachable = await reached(session, tenant, {one.who for one in owed}, now)
    return callees(owed, reachable, today, tenant.calendar, patience)


async def reached(
    session: AsyncSession, tenant: Tenant, everybody: Collection[Who], now: datetime
) -> set[Who]:
    """Those of these owners to whom some message leads."""
    offices = {office for _, office in everybody if office is not None}
    contacts = await people_queries.contacts(session, tenant.id, offices)
    ids = {person for person, _ in everybody if person is not None}
    ids |= {person for own in contacts.values() for person in own}
    reach = await people_queries.reach(session, tenant.id, ids, now)
    boxes = await people_queries.mailboxes(session, tenant.id, offices, now)
    there = {number for number, one in reach.items() if one.ways}
    found: set[Who] = {who for who in everybody if who[0] in there}
    for office in offices:
        if there.intersection(contacts.get(office, ())) or boxes[office].address:
            found.add((None, office))
    return found


async def _entries(
    session: AsyncSession, tenant: Tenant, part: Collection[Callee], now: datetime
) -> list[words.Entry]:
    lines = await plan_queries.lines(
        session, [one.owed[0].assignment_id for one in part if one.owed]
    )
    names = await calling_queries.names(session, tenant.id, [one.who for one in part])
    subjects = [subject(one.who) for one in part]
    calls = await calling_queries.last_calls(session, tenant.id, subjects, now - CALLED_WITHIN)
    today = tenant.today(now)
    gone = await missing(session, tenant, [one.who for one in part], PEOPLE, today)
    return [
        words.Entry(
            callee=one,
            name=names[one.who],
            contacts=await contacts_of(session, tenant, one.who),
            first=lines[one.owed[0].assignment_id],
            call=_told(tenant, calls.get(subject(one.who))),
            missing=gone[one.who],
        )
        for one in part
    ]


def _told(tenant: Tenant, call: calling_queries.Call | None) -> words.Told | None:
    if call is None:
        return None
    on = tenant.today(call.at)
    return words.Told(on, missed=call.action == MISSED, until=call.until, text=call.text)


async def contacts_of(session: AsyncSession, tenant: Tenant, who: Who) -> tuple[Contact, ...]:
    """Whom to ask for, and at which number: the person, or the organisation with its people."""
    person_id, office_id = who
    if person_id is not None:
        (person,) = await contact_queries.people(session, tenant.id, [person_id])
        phones = await calling_queries.office_phones(session, tenant.id, [person_id])
        phone = person.phone or phones.get(person_id, "")
        return (Contact(person.name, phone, person.email),)
    members = await people_queries.contacts(session, tenant.id, [office_id or 0])
    found = [
        await contact_queries.office(session, tenant.id, office_id or 0),
        *await contact_queries.people(session, tenant.id, members.get(office_id or 0, [])[:PEOPLE]),
    ]
    return tuple(Contact(one.name, one.phone, one.email) for one in found)


async def owner_of(
    session: AsyncSession, actor: Actor, who: Who, now: datetime, action: str
) -> Owner:
    """An owner of the actor's municipality with what is open. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    names = await calling_queries.names(session, tenant.id, [who])
    if who not in names:
        raise rights.deny(actor, action, about=subject(who))
    found = await calling_queries.owed(
        session, tenant.id, tenant.today(now) + AHEAD, silent=tenant.policy.patience, who=who
    )
    owed = tuple(sorted(found, key=lambda one: (one.due, one.assignment_id)))
    return Owner(tenant, who, names[who], owed)


async def entry(
    session: AsyncSession, actor: Actor, who: Who, page: int, now: datetime, before: str = ""
) -> Message:
    """What somebody owes, a page (from 0) of it, and what can be done; `before` is what was just
    done. Raises `Denied`."""
    owner = await owner_of(session, actor, who, now, "calls.entry")
    tenant = owner.tenant
    lines = await lines_of(session, owner)
    calls = await calling_queries.last_calls(
        session, tenant.id, [subject(who)], now - CALLED_WITHIN
    )
    gone = await missing(session, tenant, [who], PEOPLE, tenant.today(now))
    card = words.Card(
        who=who,
        name=owner.name,
        contacts=await contacts_of(session, tenant, who),
        lines=tuple(zip(owner.owed, lines, strict=True)),
        reachable=who in await reached(session, tenant, [who], now),
        call=_told(tenant, calls.get(subject(who))),
        before=before,
        missing=gone[who],
    )
    return words.card(card, page, actor.person_id, tenant.today(now), tenant.calendar, tenant.say)


async def lines_of(session: AsyncSession, owner: Owner) -> list[Line]:
    """What an owner owes, in its order."""
    known = await plan_queries.lines(session, [one.assignment_id for one in owner.owed])
    return [known[one.assignment_id] for one in owner.owed]


async def missed(session: AsyncSession, actor: Actor, who: Who, now: datetime) -> Message:
    """«Не дозвонился»: written down. Raises `Denied`."""
    owner = await owner_of(session, actor, who, now, MISSED)
    rights.audit(session, actor, owner.tenant.id, MISSED, now, subject(who))
    await session.flush()
    before = owner.tenant.say.gettext("Written down: nobody answered.")
    return await entry(session, actor, who, 0, now, before)


async def ask_day(
    session: AsyncSession, actor: Actor, who: Who, month: date | None, now: datetime
) -> Message:
    """«Обещали к …»: a calendar of that month. Raises `Denied`, `NobodyToCall`."""
    owner = await owner_of(session, actor, who, now, PROMISED)
    if not owner.owed:
        raise NobodyToCall
    today = owner.tenant.today(now)
    return words.ask_day(
        who, owner.name, month or today, today, today + LONGEST, actor.person_id, owner.tenant.say
    )


async def promised(
    session: AsyncSession, actor: Actor, who: Who, day: date, address: str, now: datetime
) -> Message:
    """They promised it by the local day `day`: no reminder before it about anything that they
    owe. What they said can be added in words in the chat at `address`.

    Raises `Denied`, `NobodyToCall`, `NotADay`.
    """
    owner = await owner_of(session, actor, who, now, PROMISED)
    tenant, today = owner.tenant, owner.tenant.today(now)
    if not owner.owed:
        raise NobodyToCall
    if not today < day <= today + LONGEST:
        raise NotADay(day)
    await _leave_in_peace(session, tenant, owner, day, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        PROMISED,
        now,
        subject(who),
        until=day.isoformat(),
        assignments=[one.assignment_id for one in owner.owed],
        before=[one.quiet_until.isoformat() if one.quiet_until else None for one in owner.owed],
    )
    log.info("call.promised", person=actor.person_id, about=subject(who), n=len(owner.owed))
    await session.flush()
    data = {"person": who[0], "organization": who[1]}
    await conversations.remember(session, address, NOTE_STEP, data, now)
    return words.promised(
        who, owner.name, day, await lines_of(session, owner), actor.person_id, tenant.say
    )


async def _leave_in_peace(
    session: AsyncSession, tenant: Tenant, owner: Owner, day: date, now: datetime
) -> None:
    """Nothing is said of it before `day`; past the due date only days after it count yet."""
    ids = [one.assignment_id for one in owner.owed]
    await take_out(session, tenant, ids, now, kinds=LETS_GO)
    due = {one.assignment_id: one.due for one in owner.owed}
    rows = await session.exec(
        select(AssignmentRow)
        .where(col(AssignmentRow.id).in_(ids))
        .order_by(col(AssignmentRow.id))
        .with_for_update()
    )
    for row in rows:
        row.snoozed_until, row.silent = day, 0
        if day > (date_due := due[row.id or 0]):
            row.since = max(row.since, date_due + timedelta(days=1))
        row.next_notice_at = now
        session.add(row)
    await session.flush()
    await refresh(session, tenant, ids, now)


async def note_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """What they said on the telephone. Raises `Denied`."""
    who = (asked["person"], asked["organization"])
    owner = await owner_of(session, actor, who, now, NOTED)
    await conversations.forget(session, address, NOTE_STEP)
    said = text.strip()[:NOTE_CHARS]
    rights.audit(session, actor, owner.tenant.id, NOTED, now, subject(who), text=said)
    return words.noted(owner.name, said, owner.tenant.say)
