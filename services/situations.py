"""What a plan is made from, read beforehand: the work, who answers for it, who reads about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.letter_wishes import Series
from roadmap.plan import Line
from services import round_counts
from services.municipalities import Tenant
from storage import absence_queries, outbox, people_queries, plan_queries
from storage.absence_queries import Absence
from storage.people_queries import Mailbox, Reach
from storage.tables import Role
from storage.work_queries import Work


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads about an assignment: a person, or the mailbox of an organisation.

    `school`: reminded after lessons only.
    """

    person_id: int | None
    organization_id: int | None
    ways: tuple[tuple[Channel, str], ...]
    school: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a plan is made from.

    `contacts` are the people of an organisation and `colleagues` those of a person's, as they are
    asked; `said` counts what each reader has been told by planning on the local day. `supposed`
    is how those nobody can reach yet would be reached: the simulation's, empty in earnest.
    """

    work: Sequence[Work]
    lines: Mapping[int, Line]
    reach: Mapping[int, Reach]
    contacts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    mailboxes: Mapping[int, Mailbox] = field(default_factory=dict)
    colleagues: Mapping[int, Sequence[int]] = field(default_factory=dict)
    absences: Sequence[Absence] = ()
    said: Mapping[outbox.Reader, int] = field(default_factory=dict)
    supposed: Mapping[int, Reach] = field(default_factory=dict)


def had_enough(to: Reader, situation: Situation, cap: int) -> bool:
    """Whether a reader has had the day's messages."""
    of = (to.person_id, None if to.person_id is not None else to.organization_id)
    return situation.said.get(of, 0) >= cap


def reader(work: Work, situation: Situation, today: date) -> Reader | None:
    """Who is told about `work` on a local day: the person, or the delegate, or the first contact
    of the organisation who can be reached; whoever is away is stood in for; else the mailbox."""
    for person_id in (*_present(work, situation, today), *asked(work, situation)):
        reach = situation.reach.get(person_id)
        if reach is not None and reach.ways:
            ways = reach.ways_of(Series.REMINDERS)
            return Reader(person_id, None, ways, reach.only_at_school)
    box = situation.mailboxes.get(work.organization_id or 0)
    if box is not None and box.address:
        ways = ((Channel.EMAIL, box.address),)
        return Reader(None, work.organization_id, ways, box.is_school)
    for person_id in asked(work, situation):
        reach = situation.supposed.get(person_id)
        if reach is not None and reach.ways:
            ways = reach.ways_of(Series.REMINDERS)
            return Reader(person_id, None, ways, reach.only_at_school)
    return None


def asked(work: Work, situation: Situation) -> Sequence[int]:
    """Whom an assignment is for, in the order in which they are asked: of an organisation first
    the one whom it was handed to, while they belong to it."""
    if work.person_id is not None:
        return [work.person_id]
    contacts = situation.contacts.get(work.organization_id or 0, ())
    if work.delegate_id is None or work.delegate_id not in contacts:
        return contacts
    return [work.delegate_id, *(one for one in contacts if one != work.delegate_id)]


def is_own(work: Work, person_id: int, situation: Situation, today: date) -> bool:
    """Whether an assignment is a person's own on a local day: by name, or as the one of an
    organisation who is asked for it."""
    if work.person_id is not None:
        return work.person_id == person_id
    to = reader(work, situation, today)
    return to is not None and to.person_id == person_id and person_id in asked(work, situation)


def _present(work: Work, situation: Situation, today: date) -> Iterable[int]:
    """Those asked who are there, and instead of those who are not whoever stands in."""
    for person_id in asked(work, situation):
        away = _away(person_id, situation, today)
        if away is None:
            yield person_id
        elif away.stand_in_id is not None and _away(away.stand_in_id, situation, today) is None:
            yield away.stand_in_id
        elif work.person_id is not None:
            for other in situation.colleagues.get(person_id, ()):
                if _away(other, situation, today) is None:
                    yield other


def _away(person_id: int, situation: Situation, today: date) -> Absence | None:
    return away(person_id, situation.absences, today)


def away(person_id: int, absences: Iterable[Absence], today: date) -> Absence | None:
    """The absence of a person on a local day; `absences` with the one said last first."""
    for absence in absences:
        if absence.person_id == person_id and absence.first <= today <= absence.last:
            return absence
    return None


def stood_in(
    line: Line,
    reader_id: int,
    contacts: Mapping[int, Sequence[int]],
    absences: Sequence[Absence],
    today: date,
) -> Absence | None:
    """Whose absence makes `reader_id` read of `line`; None for one's own and one's school's."""
    if line.person_id is not None:
        return away(line.person_id, absences, today) if line.person_id != reader_id else None
    members = contacts.get(line.organization_id or 0, ())
    if reader_id in members:
        return None
    there = (away(person_id, absences, today) for person_id in members)
    return next((a for a in there if a is not None and a.stand_in_id == reader_id), None)


def line_for(work: Work, to: Reader, situation: Situation, today: date) -> Line:
    """The line of `work` as its reader meets it: whose it is, where they stand in."""
    line = situation.lines[work.assignment_id]
    behind = stood_in(line, to.person_id or 0, situation.contacts, situation.absences, today)
    if behind is None or behind.person_id not in situation.reach:
        return line
    return replace(line, instead_of=situation.reach[behind.person_id].name, away_until=behind.last)


async def situation(
    session: AsyncSession, tenant: Tenant, work: Sequence[Work], now: datetime
) -> Situation:
    """Read what a plan for `work` needs at `now`."""
    today = tenant.today(now)
    organization_ids = {w.organization_id for w in work if w.organization_id is not None}
    contacts = await people_queries.contacts(session, tenant.id, organization_ids)
    coordinators = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    absences = await absence_queries.absences(session, tenant.id, today)
    away = {absence.person_id for absence in absences}
    owners = {w.person_id for w in work if w.person_id is not None}
    colleagues = await people_queries.colleagues(session, tenant.id, owners & away)
    wanted = owners | {person for own in contacts.values() for person in own} | set(coordinators)
    wanted |= {a.stand_in_id for a in absences if a.stand_in_id is not None}
    wanted |= {person for own in colleagues.values() for person in own}
    midnight = datetime.combine(today, time(0), tenant.zone).astimezone(UTC)
    readers = [*((one, None) for one in wanted), *((None, one) for one in organization_ids)]
    lines = await plan_queries.lines(session, [w.assignment_id for w in work])
    return Situation(
        work,
        await round_counts.counted(session, tenant.id, lines),
        await people_queries.reach(session, tenant.id, wanted, now),
        contacts,
        await people_queries.mailboxes(session, tenant.id, organization_ids, now),
        colleagues,
        absences,
        await outbox.said_to(session, tenant.id, readers, midnight),
    )
