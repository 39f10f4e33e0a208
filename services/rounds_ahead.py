"""The rounds that will open by themselves, as the simulation supposes them: nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.asking import Due, asking_from, due_of_schools, opens_next
from roadmap.monitoring.periods import PeriodKind
from roadmap.plan import Asked, Line, section_number
from roadmap.progress import State, Tally
from roadmap.reminding import Obligation, first_look
from roadmap.school_settings import school_dates_from
from services import owners
from services.municipalities import Tenant
from services.owners import Owner
from services.situations import Situation
from storage import form_queries, round_queries, work_queries
from storage.tables import ActivityRow, RoadmapRow, SectionRow
from storage.work_queries import Work
from views.monitoring_desk import ongoing_title
from views.monitoring_periods import said

NAMELESS = 0
"""The code of what has none yet."""


@dataclass
class Supposed:
    """A round that will open: it is due on a local day, and asks these supposed assignments."""

    kind: Asked
    title: str
    due: date
    members: list[int] = field(default_factory=list)


@dataclass
class Ahead:
    """Supposed rounds and assignments, numbered below zero: the work, when planning looks, and
    the lines."""

    work: dict[int, Work] = field(default_factory=dict)
    wakes: dict[int, datetime] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    rounds: list[Supposed] = field(default_factory=list)

    def add(self, work: Work, wake: datetime | None, line: Line) -> None:
        """One more of the last round, under a number of its own."""
        number, asked = -1 - len(self.work), -len(self.rounds)
        self.work[number] = replace(work, assignment_id=number)
        self.lines[number] = replace(line, assignment_id=number, round_id=asked)
        self.rounds[-1].members.append(number)
        if wake is not None:
            self.wakes[number] = wake


async def coming(session: AsyncSession, tenant: Tenant, first: date, last: date) -> Ahead:
    """What opens after the local day `first`, until `last` inside."""
    ahead = Ahead()
    if tenant.paused_on is not None:
        return ahead
    at_school = await work_queries.school_owners(session, tenant.id)
    asking = asking_from(tenant.settings)
    for due in _openings(tenant, asking.every, asking.due_day, first, last):
        await _ongoing(session, tenant, due, at_school, ahead)
    for row in await round_queries.askings(session, tenant.id):
        form = await form_queries.newest(session, tenant.id, row.form_key)
        if row.next_at is None or form is None:
            continue
        everybody = await owners.schools(session, tenant.id)
        for usual in _openings(tenant, PeriodKind(row.period_kind), row.due_day, first, last):
            due = _of_schools(tenant, usual)
            title = tenant.say.gettext("{form}: {period}").format(
                form=form.title, period=said(due.period, tenant.say)
            )
            line = _line(NAMELESS, title, due, Asked.FORM, title)
            ahead.rounds.append(Supposed(Asked.FORM, title, due.due))
            for school in everybody:
                if not row.audience or school in row.audience:
                    owner = Owner(None, school, is_lead=False, separate=True)
                    _suppose(tenant, owner, due, line, {}, at_school, ahead)
    return ahead


def named(ahead: Ahead, known: Situation) -> dict[int, Line]:
    """The supposed lines with the names of whoever is asked, and how many their round asks."""
    found = {}
    totals = {-n: len(one.members) for n, one in enumerate(ahead.rounds, start=1)}
    for number, line in ahead.lines.items():
        person = known.reach.get(line.person_id or 0)
        office = known.mailboxes.get(line.organization_id or 0)
        one = person or office
        total = totals[line.round_id or 0]
        owner = one.name if one is not None else ""
        found[number] = replace(line, owner=owner, tally=Tally(0, total, 0, total))
    return found


def _openings(
    tenant: Tenant, kind: PeriodKind | None, due_day: int, first: date, last: date
) -> Iterator[Due]:
    """Every round of a kind that opens after `first`, until `last` inside."""
    if kind is None:
        return
    dates, day = school_dates_from(tenant.settings), first
    while True:
        due = opens_next(day, kind, due_day, tenant.calendar, dates)
        if due.opens > last:
            return
        yield due
        day = due.opens


async def _ongoing(
    session: AsyncSession,
    tenant: Tenant,
    due: Due,
    at_school: set[tuple[int | None, int | None]],
    ahead: Ahead,
) -> None:
    found = await round_queries.ongoing(session, tenant.id, due.period.start, due.period.end)
    for roadmap_id, activities in found.items():
        roadmap = await session.get_one(RoadmapRow, roadmap_id)
        parties = await owners.parties(session, [one.id or 0 for one in activities])
        schools = await owners.taking_part(session, roadmap)
        title = ongoing_title(said(due.period, tenant.say), "", tenant.say)
        ahead.rounds.append(Supposed(Asked.ONGOING, title, due.due))
        for activity in activities:
            section = await session.get(SectionRow, activity.section_id or 0)
            line = _of_activity(activity, roadmap, section, due, tenant)
            for owner in owners.resolve(parties[activity.id or 0], schools):
                _suppose(tenant, owner, due, line, roadmap.settings, at_school, ahead)


def _of_activity(
    activity: ActivityRow,
    roadmap: RoadmapRow,
    section: SectionRow | None,
    due: Due,
    tenant: Tenant,
) -> Line:
    line = _line(activity.code, activity.title, due, Asked.ONGOING, said(due.period, tenant.say))
    return replace(
        line,
        activity_id=activity.id or 0,
        section=section_number(section.title) if section is not None else "",
        number=activity.number,
        deadline_text=activity.deadline_text,
        expected_result=activity.expected_result,
        roadmap=roadmap.title,
        roadmap_id=roadmap.id or 0,
    )


def _line(code: int, title: str, due: Due, asked_as: Asked, period: str) -> Line:
    return Line(
        assignment_id=0,
        activity_id=0,
        code=code,
        title=title,
        due=due.due,
        document_due=due.due,
        state=State.NOT_STARTED,
        start=due.opens,
        separate=True,
        asked_as=asked_as,
        asked_for_period=period,
    )


def _of_schools(tenant: Tenant, due: Due) -> Due:
    """The same with the day on which schools owe it."""
    day = due_of_schools(due.opens, due.due, tenant.school_year, tenant.calendar)
    return replace(due, due=day)


def _suppose(
    tenant: Tenant,
    owner: Owner,
    due: Due,
    line: Line,
    settings: Mapping[str, object],
    at_school: set[tuple[int | None, int | None]],
    ahead: Ahead,
) -> None:
    school = (owner.person_id, owner.organization_id) in at_school
    if school:
        due = _of_schools(tenant, due)
    work = Work(
        0,
        tenant.id,
        owner.person_id,
        owner.organization_id,
        due.due,
        due.opens,
        due.opens,
        State.NOT_STARTED,
        handed_over=False,
        school=school,
        settings=settings,
    )
    owed = Obligation(due.due, due.opens, due.opens, school=tenant.school_year if school else None)
    wake = first_look(owed, tenant.policy_of(settings), tenant.calendar, tenant.zone)
    own = replace(
        line, due=due.due, person_id=owner.person_id, organization_id=owner.organization_id
    )
    ahead.add(work, wake, own)
