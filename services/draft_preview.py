"""The first month after a launch, before it: what would go to whom, and any of it tried on oneself.

Nothing is stored: the milestones and assignments that a launch would make are made in memory, with
ids below zero, and the simulation steps through them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.deadlines import Occurrence, occurrences, rule_from_data
from roadmap.period import Period
from roadmap.plan import Line, section_number
from roadmap.progress import State
from roadmap.reminding import opening
from services import appointing, launching, owners, simulation, stored_plans
from services.appointing import Named
from services.draft_desk import draft_of
from services.municipalities import Tenant
from services.owners import Owner
from services.planned import Planned
from services.rights import Actor
from services.simulation import as_if_registered
from services.situations import Situation, situation
from storage import draft_queries, outbox, people_queries, work_queries
from storage.tables import (
    ActivityRow,
    NoticeKind,
    NoticeRow,
    RoadmapRow,
    Urgency,
)
from storage.work_queries import Work
from views import drafts_preview as words
from views.drafts_preview import Ahead
from views.lines import code

DAYS = 31


@dataclass(frozen=True, slots=True)
class Imagined:
    """A draft as if launched on a day: its assignments as planning would see them, when each is
    looked at first, whom the list on launch goes to, and who reads about what."""

    base: Situation
    work: Mapping[int, Work]
    wakes: Mapping[int, datetime]
    named: Sequence[Named]

    def past(self, day: date) -> int:
        """How many activities of the roadmap have a date before a local day."""
        return len({self.base.lines[i].activity_id for i, w in self.work.items() if w.due < day})


@dataclass
class _Making:
    """What the imagined assignments are made from and collected in."""

    tenant: Tenant
    row: RoadmapRow
    today: date
    sections: Mapping[int, str]
    names: Mapping[tuple[int | None, int | None], str]
    at_school: set[tuple[int | None, int | None]]
    work: dict[int, Work]
    wakes: dict[int, datetime]
    lines: dict[int, Line]

    def add(self, activity: ActivityRow, occurrence: Occurrence, owner: Owner) -> None:
        """One assignment, with its line and the first look at it."""
        number = -1 - len(self.work)
        who = owner.person_id, owner.organization_id
        school = who in self.at_school
        policy = self.tenant.policy_of(self.row.settings)
        self.work[number] = Work(
            number,
            self.tenant.id,
            *who,
            occurrence.due,
            occurrence.start,
            self.today,
            State.NOT_STARTED,
            handed_over=False,
            school=school,
            settings=self.row.settings,
        )
        self.lines[number] = self._line(number, activity, occurrence, owner)
        at = launching.look_at(occurrence, policy, self.tenant, self.today, school=school)
        if at is not None:
            self.wakes[number] = at

    def _line(
        self, number: int, activity: ActivityRow, occurrence: Occurrence, owner: Owner
    ) -> Line:
        return Line(
            assignment_id=number,
            activity_id=activity.id or 0,
            code=activity.code,
            title=activity.title,
            due=occurrence.due,
            document_due=occurrence.due,
            state=State.NOT_STARTED,
            section=section_number(self.sections.get(activity.section_id or 0, "")),
            number=activity.number,
            deadline_text=activity.deadline_text,
            start=occurrence.start,
            roadmap=self.row.title,
            expected_result=activity.expected_result,
            is_lead=owner.is_lead,
            separate=owner.separate,
            owner=self.names.get((owner.person_id, owner.organization_id), ""),
            roadmap_id=self.row.id or 0,
            person_id=owner.person_id,
            organization_id=owner.organization_id,
        )


async def imagine(
    session: AsyncSession, tenant: Tenant, row: RoadmapRow, now: datetime
) -> Imagined:
    """The draft `row` as if it were launched at `now`; activities of nobody are left out."""
    making = await _making(session, tenant, row, now)
    activities = await stored_plans.live_activities(session, row.id or 0)
    parties = await owners.parties(session, [one.id or 0 for one in activities])
    taking_part = await owners.schools(session, tenant.id, owners.left_out(row.settings))
    period = Period(row.period_start, row.period_end)
    for activity in activities:
        own = owners.resolve(parties[activity.id or 0], taking_part)
        for occurrence in occurrences(rule_from_data(activity.rule), period):
            for owner in own:
                making.add(activity, occurrence, owner)
    known = await situation(session, tenant, list(making.work.values()), now)
    base = replace(known, lines=making.lines, said={})
    return Imagined(base, making.work, making.wakes, _named(making))


async def _making(session: AsyncSession, tenant: Tenant, row: RoadmapRow, now: datetime) -> _Making:
    places = await stored_plans.sections(session, row.id or 0)
    names: dict[tuple[int | None, int | None], str] = {}
    names |= {(i, None): name for i, name in await draft_queries.people(session, tenant.id)}
    names |= {(None, i): name for i, name in await draft_queries.offices(session, tenant.id)}
    return _Making(
        tenant,
        row,
        tenant.today(now),
        {key: inner or outer for (outer, inner), key in places.items()},
        names,
        await work_queries.school_owners(session, tenant.id),
        {},
        {},
        {},
    )


def _named(making: _Making) -> list[Named]:
    """Everybody named, with the nearest date of each of their activities."""
    tenant, today = making.tenant, making.today
    at = opening(tenant.calendar.on_or_after(today), tenant.policy, tenant.zone)
    owed: dict[tuple[int | None, int | None], dict[int, list[Work]]] = {}
    for number, work in making.work.items():
        own = owed.setdefault((work.person_id, work.organization_id), {})
        own.setdefault(making.lines[number].activity_id, []).append(work)
    return [
        Named(
            place,
            making.row.id or 0,
            at,
            tuple(appointing.nearest(dates, today) for dates in own.values()),
        )
        for place, own in enumerate(owed.values(), start=1)
    ]


def month_of(tenant: Tenant, imagined: Imagined, now: datetime) -> list[tuple[datetime, Planned]]:
    """What goes out in the first month, in order of time, everybody taken as registered."""
    supposed = {i: as_if_registered(known) for i, known in imagined.base.reach.items()}
    last = tenant.today(now) + timedelta(days=DAYS)
    until = datetime.combine(last, time(0), tenant.zone).astimezone(UTC)
    sent = simulation.steps(
        tenant,
        replace(imagined.base, supposed=supposed),
        dict(imagined.work),
        dict(imagined.wakes),
        list(imagined.named),
        now,
        until,
        (),
    )
    return sorted(sent, key=lambda pair: pair[0])


async def _sent(
    session: AsyncSession, actor: Actor, number: int, now: datetime
) -> tuple[Tenant, list[Ahead]]:
    tenant, row = await draft_of(session, actor, number, "draft.preview")
    imagined = await imagine(session, tenant, row, now)
    names = {known.person_id: known.name for known in imagined.base.reach.values()}
    offices = {i: box.name for i, box in imagined.base.mailboxes.items()}
    return tenant, [
        Ahead(
            day=tenant.today(at),
            at=at,
            reader=names.get(planned.person_id or 0)
            or offices.get(planned.organization_id or 0, ""),
            kind=planned.kind.value,
            about=tuple(
                code(imagined.base.lines[item.assignment_id].code, tenant.say)
                for item in planned.items
            ),
            person_id=planned.person_id or 0,
            organization_id=planned.organization_id or 0,
            message=planned.message,
            by_email=all(channel is Channel.EMAIL for channel, _ in planned.ways),
        )
        for at, planned in month_of(tenant, imagined, now)
    ]


async def month(
    session: AsyncSession, actor: Actor, number: int, page: int, now: datetime
) -> Message:
    """A page, counted from 0, of what the first month brings. Raises `Denied`, `NotADraft`."""
    tenant, sent = await _sent(session, actor, number, now)
    return words.month(number, sent, page, actor.person_id, tenant.say, tenant.zone)


async def text(
    session: AsyncSession,
    actor: Actor,
    number: int,
    day: date,
    reader: tuple[int, int],
    now: datetime,
) -> Message:
    """What a person or an organisation (their ids, one of them 0) would get on a local day. Raises
    `Denied`, `NotADraft`."""
    tenant, sent = await _sent(session, actor, number, now)
    own = _of(sent, day, reader)
    return words.opened(number, own, actor.person_id, tenant.say)


def _of(sent: Sequence[Ahead], day: date, reader: tuple[int, int]) -> list[Ahead]:
    return [
        one for one in sent if one.day == day and (one.person_id, one.organization_id) == reader
    ]


async def try_on_me(
    session: AsyncSession,
    actor: Actor,
    number: int,
    day: date,
    reader: tuple[int, int],
    now: datetime,
) -> Message:
    """The same as its reader will see it, marked as a trial; what would go by email goes to the
    actor's own mailbox too. Raises `Denied`, `NotADraft`."""
    tenant, sent = await _sent(session, actor, number, now)
    own = _of(sent, day, reader)
    if not own:
        return words.opened(number, own, actor.person_id, tenant.say)
    message = words.trial(own[0], actor.person_id, tenant.say)
    known = (await people_queries.reach(session, tenant.id, [actor.person_id]))[actor.person_id]
    if own[0].by_email and known.email:
        await outbox.add(
            session,
            NoticeRow(
                municipality_id=tenant.id,
                person_id=actor.person_id,
                channel=Channel.EMAIL,
                address=known.email,
                kind=NoticeKind.ANSWER,
                urgency=Urgency.ALERT,
                dedup_key=f"trial:{actor.origin}",
                message=message.to_data(),
                not_before=now,
                created_at=now,
            ),
        )
    return message
