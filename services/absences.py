"""«I am away»: the days, who stands in, and coming back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.absence_words import LONGEST, Away, Days, read_absence
from services import municipalities, rights, telling
from services.municipalities import Tenant
from services.refreshing import take_out
from services.rights import Actor
from services.situations import away
from storage import absence_queries, people_queries
from storage.absence_queries import Absence
from storage.tables import REMINDERS, AbsenceRow, NoticeKind, PersonRow
from views import absences
from views.absences import Agreed

log = structlog.get_logger()


class NoSuchDays(Exception):
    """The days of an absence lie in the past, too far ahead, or end before they begin."""

    def __init__(self, days: Days) -> None:
        super().__init__(days)
        self.days = days


async def ask(
    session: AsyncSession, actor: Actor, now: datetime, *, month: date | None = None
) -> Message:
    """Until when? A calendar that shows `month`, and the absence that is known already."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today = tenant.today(now)
    known = await absence_queries.absences_of(session, tenant.id, actor.person_id, today)
    current = await _agreed(session, tenant, known[0]) if known else None
    return absences.ask_last_day(month or today, today, actor.person_id, current, tenant.say)


async def ask_stand_in(
    session: AsyncSession, actor: Actor, days: Days, now: datetime, *, page: int = 0
) -> Message:
    """Who stands in? Raises `NoSuchDays`."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today = checked(tenant, days, now)
    people = await candidates(session, tenant, actor.person_id, today)
    return absences.ask_stand_in(people, days, today, page, actor.person_id, tenant.say)


def checked(tenant: Tenant, days: Days, now: datetime) -> date:
    """The local day, once the days are known to make sense. Raises `NoSuchDays`."""
    today = tenant.today(now)
    if days.last < today or days.first > days.last or (days.last - today).days > LONGEST:
        raise NoSuchDays(days)
    return today


async def candidates(
    session: AsyncSession, tenant: Tenant, person_id: int, today: date
) -> list[tuple[int, str]]:
    """Everybody who can be reached and is there: colleagues first, then all others by name."""
    beside = await people_queries.colleagues(session, tenant.id, [person_id])
    known = await absence_queries.absences(session, tenant.id, today)
    there = {
        who: reach.name
        for who, reach in (await people_queries.reach(session, tenant.id)).items()
        if who != person_id and reach.ways and away(who, known, today) is None
    }
    first = [who for who in dict.fromkeys(beside.get(person_id, ())) if who in there]
    rest = sorted((who for who in there if who not in first), key=lambda who: there[who])
    return [(who, there[who]) for who in (*first, *rest)]


async def begin(
    session: AsyncSession,
    actor: Actor,
    days: Days,
    stand_in: int | None,
    now: datetime,
    *,
    of: int | None = None,
) -> Message:
    """The actor, or the person `of` for whom the actor may say it, is away on `days`; an absence
    that overlaps is replaced. The answer is worded to who is away.

    Said twice it is the same absence. Raises `NoSuchDays`, `Denied` for a stand-in who is none.
    """
    tenant = await municipalities.by_id(session, actor.municipality_id)
    who = actor.person_id if of is None else of
    today = checked(tenant, days, now)
    known = await absence_queries.absences_of(session, tenant.id, who, today)
    days = Days(max(days.first, today), days.last)
    same = [row for row in known if _is_same(row, days, stand_in, today)]
    if not same:
        await _check_stand_in(session, tenant, actor, who, stand_in)
        same = [await _add(session, tenant, actor, who, days, stand_in, now)]
        for row in known:
            if row.first <= days.last and row.last >= days.first:
                await _close(session, row, now)
        await _hand_over(session, tenant, who, now, waiting=days.first <= today)
    return absences.agreed(await _agreed(session, tenant, same[0]), today, who, tenant.say)


def _is_same(row: AbsenceRow, days: Days, stand_in: int | None, today: date) -> bool:
    said = Days(max(row.first, today), row.last)
    return said == days and row.stand_in_id == stand_in


async def _check_stand_in(
    session: AsyncSession, tenant: Tenant, actor: Actor, who: int, stand_in: int | None
) -> None:
    if stand_in is None:
        return
    row = await session.get(PersonRow, stand_in)
    here = row is not None and row.municipality_id == tenant.id and row.left_on is None
    if not here or stand_in == who:
        raise rights.deny(actor, "absence.stand_in", wanted=stand_in)


async def _add(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    who: int,
    days: Days,
    stand_in: int | None,
    now: datetime,
) -> AbsenceRow:
    row = AbsenceRow(
        municipality_id=tenant.id,
        person_id=who,
        first=days.first,
        last=days.last,
        stand_in_id=stand_in,
        said_by=actor.person_id,
        said_at=now,
    )
    session.add(row)
    await session.flush()
    rights.audit(
        session,
        actor,
        tenant.id,
        "absence.begun",
        now,
        f"person:{who}",
        first=days.first.isoformat(),
        last=days.last.isoformat(),
        stand_in=stand_in,
    )
    log.info("absence.begun", person=who, stand_in=stand_in, last=days.last.isoformat())
    if stand_in is not None:
        name = await _name(session, tenant, who)
        message = absences.stands_in(name, days, tenant.today(now), stand_in, tenant.say)
        cause = f"stand-in:{row.id}"
        await telling.tell(session, tenant, stand_in, NoticeKind.ANSWER, message, cause, now)
    return row


async def _close(session: AsyncSession, row: AbsenceRow, now: datetime) -> None:
    row.ended_at = now
    session.add(row)
    await session.flush()


async def _hand_over(
    session: AsyncSession, tenant: Tenant, who: int, now: datetime, *, waiting: bool
) -> None:
    """Planning looks anew at what `who` and their organisations owe; where the absence has begun,
    what is still `waiting` to be told to them goes to somebody else."""
    own = await people_queries.organizations_of(session, tenant.id, who)
    ids = await absence_queries.open_work(session, tenant.id, who, own)
    if waiting:
        await take_out(session, tenant, ids, now, kinds=REMINDERS, reader=who)
    await absence_queries.wake(session, ids, now)


async def end(session: AsyncSession, actor: Actor, absence_id: int, now: datetime) -> Message:
    """The actor is back. Raises `Denied` for somebody else's absence."""
    row = await session.get(AbsenceRow, absence_id, with_for_update=True)
    if row is None or row.person_id != actor.person_id:
        raise rights.deny(actor, "absence.end", absence=absence_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await _end(session, tenant, actor, [row], now)


async def end_for(session: AsyncSession, actor: Actor, person_id: int, now: datetime) -> bool:
    """Somebody for whom the actor may say it is back, or will not be away; whether they were."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today = tenant.today(now)
    known = await absence_queries.absences_of(session, tenant.id, person_id, today)
    await _end(session, tenant, actor, known, now)
    return bool(known)


async def _end(
    session: AsyncSession, tenant: Tenant, actor: Actor, rows: Sequence[AbsenceRow], now: datetime
) -> Message:
    today = tenant.today(now)
    lasting = [row for row in rows if row.ended_at is None and row.last >= today]
    for row in lasting:
        await _close(session, row, now)
        rights.audit(session, actor, tenant.id, "absence.ended", now, f"person:{row.person_id}")
        if row.stand_in_id is not None:
            name = await _name(session, tenant, row.person_id)
            message = absences.stands_in_no_more(name, tenant.say)
            cause = f"stand-in-over:{row.id}"
            await telling.tell(
                session, tenant, row.stand_in_id, NoticeKind.ANSWER, message, cause, now
            )
    for who in {row.person_id for row in lasting}:
        await _hand_over(session, tenant, who, now, waiting=False)
        log.info("absence.ended", person=who)
    return absences.back(tenant.say, was_away=bool(lasting))


async def heard(session: AsyncSession, actor: Actor, text: str, now: datetime) -> Message | None:
    """The answer to words about being away or back; None for any other words."""
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today = tenant.today(now)
    said = read_absence(text, today)
    if said is None:
        return None
    if not isinstance(said, Away):
        known = await absence_queries.absences_of(session, tenant.id, actor.person_id, today)
        return await _end(session, tenant, actor, [r for r in known if r.first <= today], now)
    if said.days is None:
        return await ask(session, actor, now)
    return await ask_stand_in(session, actor, said.days, now)


async def _agreed(session: AsyncSession, tenant: Tenant, row: AbsenceRow) -> Agreed:
    absence = Absence(row.person_id, row.first, row.last, row.stand_in_id)
    name = await _name(session, tenant, absence.stand_in_id) if absence.stand_in_id else ""
    beside = await people_queries.colleagues(session, tenant.id, [row.person_id])
    return Agreed(row.id or 0, Days(row.first, row.last), name, others=bool(beside))


async def _name(session: AsyncSession, tenant: Tenant, person_id: int) -> str:
    return (await people_queries.names(session, tenant.id, [person_id]))[0]
