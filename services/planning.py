"""Planning: what falls due becomes notices. The simulation runs the same `plan`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from roadmap.progress import LADDER
from roadmap.reminding import (
    LookAgain,
    Nothing,
    Obligation,
    RungKind,
    Say,
    after_saying,
    closing,
    decide,
    end_of_day,
    morning_to_look,
    opening,
)
from services import municipalities
from services.municipalities import Tenant
from storage import outbox, people_queries, plan_queries
from storage.database import Database
from storage.people_queries import Reach
from storage.plan_queries import Work
from storage.tables import (
    AssignmentRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    Role,
    Urgency,
    table,
)
from views import answers, reminders

log = structlog.get_logger()

BATCH = 200


@dataclass(frozen=True, slots=True)
class Wake:
    """What becomes of an assignment: its `since`, and when planning looks again (None: never)."""

    since: date
    at: datetime | None
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a planned notice."""

    assignment_id: int
    line: int
    since_before: date | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice before it is stored."""

    kind: NoticeKind
    day: date
    person_id: int | None
    organization_id: int | None
    ways: tuple[tuple[Channel, str], ...]
    message: Message
    expires_at: datetime
    items: tuple[Item, ...]

    def key(self, channel: Channel) -> str:
        """The cause: who, what kind, which day, which way; a launch list takes a reminder's day."""
        who = self.person_id if self.person_id is not None else f"o{self.organization_id}"
        kind = NoticeKind.REMINDER if self.kind is NoticeKind.APPOINTMENT else self.kind
        return f"{kind}:{who}:{self.day.isoformat()}:{channel}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The decision: notices to store, and the next wake-up of every assignment looked at."""

    notices: tuple[Planned, ...]
    wakes: Mapping[int, Wake]


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a plan is made from, read beforehand."""

    work: Sequence[Work]
    lines: Mapping[int, Line]
    reach: Mapping[int, Reach]
    contacts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    mailboxes: Mapping[int, tuple[str, str]] = field(default_factory=dict)


def obligation(work: Work) -> Obligation:
    """The policy's view of an assignment."""
    return Obligation(work.due, work.since, work.start, LADDER[work.state])


def wake_of(owed: Obligation, tenant: Tenant, now: datetime) -> datetime | None:
    """When planning must look at an assignment that has just changed."""
    today = morning_to_look(now, tenant.policy, tenant.calendar, tenant.zone)
    match decide(owed, today, tenant.policy, tenant.calendar):
        case Say():
            return opening(today, tenant.policy, tenant.zone)
        case LookAgain(day):
            return opening(day, tenant.policy, tenant.zone)
        case Nothing():
            return None


def plan(tenant: Tenant, situation: Situation, now: datetime) -> Plan:
    """Decide for everything in `situation` at `now`; pure."""
    today = tenant.today(now)
    too_early = now < opening(today, tenant.policy, tenant.zone)
    too_late = now >= closing(today, tenant.policy, tenant.zone)
    wakes: dict[int, Wake] = {}
    said: list[Work] = []
    handed: list[Work] = []
    for work in situation.work:
        owed = obligation(work)
        decision = decide(owed, today, tenant.policy, tenant.calendar) if work.live else Nothing()
        if isinstance(decision, Nothing):
            wakes[work.assignment_id] = Wake(work.since, None, work.handed_over)
        elif isinstance(decision, LookAgain) or too_early or too_late:
            wakes[work.assignment_id] = Wake(work.since, wake_of(owed, tenant, now))
        else:
            following = after_saying(owed, today, tenant.policy, tenant.calendar)
            at = opening(following, tenant.policy, tenant.zone) if following else None
            over = decision.rung.kind is RungKind.HANDOVER
            wakes[work.assignment_id] = Wake(today + timedelta(days=1), at, over)
            (handed if over else said).append(work)
    notices = [*_reminders(tenant, situation, said, today)]
    notices += _handovers(tenant, situation, handed, today)
    reached = {item.assignment_id for notice in notices for item in notice.items}
    for work in [*said, *handed]:
        if work.assignment_id not in reached:  # nobody can be reached: no rung is spent
            wakes[work.assignment_id] = Wake(work.since, next_morning(tenant, today))
    return Plan(tuple(notices), wakes)


def _reminders(
    tenant: Tenant, situation: Situation, said: Sequence[Work], today: date
) -> list[Planned]:
    by_person: dict[int, list[Work]] = {}
    by_mailbox: dict[int, list[Work]] = {}
    for work in said:
        reader = contact(work, situation)
        if reader is not None:
            by_person.setdefault(reader, []).append(work)
        elif work.organization_id is not None and mailbox(work.organization_id, situation):
            by_mailbox.setdefault(work.organization_id, []).append(work)
    made = [
        _reminder(tenant, situation, own, today, person_id, None, situation.reach[person_id].ways)
        for person_id, own in by_person.items()
    ]
    made += [
        _reminder(
            tenant,
            situation,
            own,
            today,
            None,
            organization_id,
            ((Channel.EMAIL, mailbox(organization_id, situation)),),
        )
        for organization_id, own in by_mailbox.items()
    ]
    return made


def contact(work: Work, situation: Situation) -> int | None:
    """The first person behind an assignment who can be reached."""
    candidates = (
        [work.person_id]
        if work.person_id is not None
        else situation.contacts.get(work.organization_id or 0, ())
    )
    for person_id in candidates:
        reach = situation.reach.get(person_id)
        if reach is not None and reach.ways:
            return person_id
    return None


def mailbox(organization_id: int, situation: Situation) -> str:
    """The working mailbox of an organisation, or «»."""
    return situation.mailboxes.get(organization_id, ("", ""))[1]


def _reminder(
    tenant: Tenant,
    situation: Situation,
    own: Sequence[Work],
    today: date,
    person_id: int | None,
    organization_id: int | None,
    ways: tuple[tuple[Channel, str], ...],
) -> Planned:
    ordered = sorted(own, key=lambda work: (work.due, situation.lines[work.assignment_id].code))
    numbered = [(n, situation.lines[w.assignment_id]) for n, w in enumerate(ordered, start=1)]
    shown = numbered[: tenant.policy.lines]
    message = reminders.reminder(
        shown,
        person_id or 0,
        today,
        tenant.calendar,
        tenant.say,
        hidden=len(numbered) - len(shown),
    )
    return Planned(
        kind=NoticeKind.REMINDER,
        day=today,
        person_id=person_id,
        organization_id=organization_id,
        ways=ways,
        message=message,
        expires_at=end_of_day(today, tenant.zone),
        items=tuple(
            Item(work.assignment_id, n, work.since) for n, work in enumerate(ordered, start=1)
        ),
    )


def _handovers(
    tenant: Tenant, situation: Situation, handed: Sequence[Work], today: date
) -> list[Planned]:
    """One list for each coordinator, without what is the coordinator's own work."""
    made = []
    for person_id, reach in situation.reach.items():
        own = [work for work in handed if work.person_id != person_id]
        if Role.COORDINATOR not in reach.roles or not own or not reach.ways:
            continue
        lines = [situation.lines[work.assignment_id] for work in own]
        made.append(
            Planned(
                kind=NoticeKind.HANDOVER,
                day=today,
                person_id=person_id,
                organization_id=None,
                ways=reach.ways,
                message=answers.handover(lines, today, tenant.say),
                expires_at=end_of_day(tenant.calendar.shift(today, 5), tenant.zone),
                items=tuple(
                    Item(work.assignment_id, n, work.since) for n, work in enumerate(own, start=1)
                ),
            )
        )
    return made


async def plan_due(database: Database, now: datetime) -> int:
    """Plan everything whose time has come, in short transactions; the notices stored."""
    stored = 0
    while True:
        async with database.write() as session:
            due = await plan_queries.due_work(session, now, BATCH)
            by_municipality: dict[int, list[Work]] = {}
            for work in due:
                by_municipality.setdefault(work.municipality_id, []).append(work)
            for municipality_id, own in by_municipality.items():
                stored += await _plan_for(session, municipality_id, own, now)
        if not due:
            return stored


async def _plan_for(
    session: AsyncSession, municipality_id: int, work: Sequence[Work], now: datetime
) -> int:
    tenant = await municipalities.by_id(session, municipality_id)
    decided = plan(tenant, await situation(session, municipality_id, work), now)
    made = [await store(session, municipality_id, planned, now) for planned in decided.notices]
    said = [planned for planned, stored in zip(decided.notices, made, strict=True) if stored]
    late = [planned for planned, stored in zip(decided.notices, made, strict=True) if not stored]
    await _write_wakes(session, dict(decided.wakes) | postponed(tenant, late, said))
    return sum(len(stored) for stored in made)


def postponed(tenant: Tenant, late: Sequence[Planned], said: Sequence[Planned]) -> dict[int, Wake]:
    """A second notice of a kind on one day waits for the next working morning; no rung is spent.

    What another notice that is `said` speaks of (to a second coordinator) does not wait.
    """
    spoken = {item.assignment_id for planned in said for item in planned.items}
    return {
        item.assignment_id: Wake(item.since_before, next_morning(tenant, planned.day))
        for planned in late
        for item in planned.items
        if item.since_before is not None and item.assignment_id not in spoken
    }


def next_morning(tenant: Tenant, day: date) -> datetime:
    """When the first working day after `day` begins."""
    return opening(tenant.calendar.shift(day, 1), tenant.policy, tenant.zone)


async def situation(session: AsyncSession, municipality_id: int, work: Sequence[Work]) -> Situation:
    """Read what a plan for `work` needs."""
    organization_ids = {w.organization_id for w in work if w.organization_id is not None}
    contacts = await people_queries.contacts(session, municipality_id, organization_ids)
    coordinators = await people_queries.with_role(session, municipality_id, Role.COORDINATOR)
    wanted = {w.person_id for w in work if w.person_id is not None}
    wanted |= {person for own in contacts.values() for person in own} | set(coordinators)
    return Situation(
        work,
        await plan_queries.lines(session, [w.assignment_id for w in work]),
        await people_queries.reach(session, municipality_id, wanted),
        contacts,
        await people_queries.mailboxes(session, municipality_id, organization_ids),
    )


async def store(
    session: AsyncSession, municipality_id: int, planned: Planned, now: datetime
) -> list[int]:
    """Write a planned notice, one row a channel; the ids: none when its cause is stored already."""
    stored: list[int] = []
    for channel, address in planned.ways:
        notice_id = await outbox.add(
            session,
            NoticeRow(
                municipality_id=municipality_id,
                person_id=planned.person_id,
                organization_id=planned.organization_id,
                channel=channel,
                address=address,
                kind=planned.kind,
                urgency=Urgency.ALERT if planned.kind is NoticeKind.HANDOVER else Urgency.MASS,
                dedup_key=planned.key(channel),
                message=planned.message.to_data(),
                not_before=now,
                expires_at=planned.expires_at,
                created_at=now,
            ),
        )
        if notice_id is None:
            continue
        for item in planned.items:
            session.add(
                NoticeItemRow(
                    notice_id=notice_id,
                    assignment_id=item.assignment_id,
                    municipality_id=municipality_id,
                    line=item.line,
                    since_before=None if stored else item.since_before,
                )
            )
        await session.flush()
        stored.append(notice_id)
        log.info(
            "notice.planned",
            notice=notice_id,
            kind=planned.kind,
            person=planned.person_id,
            channel=channel,
            items=len(planned.items),
        )
    return stored


async def _write_wakes(session: AsyncSession, wakes: Mapping[int, Wake]) -> None:
    if not wakes:
        return
    rows = table(AssignmentRow)
    connection = await session.connection()
    await connection.execute(
        rows.update()
        .where(rows.c.id == sa.bindparam("row_id"))
        .values(
            since=sa.bindparam("new_since"),
            next_notice_at=sa.bindparam("at"),
            handed_over=sa.bindparam("over"),
        ),
        [
            {"row_id": row_id, "new_since": w.since, "at": w.at, "over": w.handed_over}
            for row_id, w in wakes.items()
        ],
    )
