"""What is said to whom, decided from what was read before; the planner and the simulation ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from channels.message import Channel, Message
from roadmap.letter_wishes import Series, next_day
from roadmap.plan import Line
from roadmap.progress import LADDER, State
from roadmap.reminding import (
    LookAgain,
    Nothing,
    Obligation,
    Policy,
    RungKind,
    Say,
    after_saying,
    closing,
    decide,
    morning_to_look,
    opening,
)
from services import coordinator_lists
from services.coordinator_lists import Desk
from services.municipalities import Tenant
from services.planned import Item, Plan, Planned, Wake
from services.situations import Reader, Situation, had_enough, is_own, line_for, reader
from storage.tables import (
    NoticeKind,
    Role,
)
from storage.work_queries import Work
from views import reminders


def obligation(work: Work, tenant: Tenant) -> Obligation:
    """The policy's view of an assignment."""
    return Obligation(
        work.due,
        work.since,
        work.start,
        LADDER[work.state],
        tenant.school_year if work.school else None,
        work.snoozed_until,
        answered=work.state is not State.NOT_STARTED,
    )


def wake_of(owed: Obligation, tenant: Tenant, now: datetime, policy: Policy) -> datetime | None:
    """When planning must look at an assignment that has just changed."""
    today = morning_to_look(now, policy, tenant.calendar, tenant.zone)
    match decide(owed, today, policy, tenant.calendar):
        case Say():
            return opening(today, policy, tenant.zone)
        case LookAgain(day):
            return opening(day, policy, tenant.zone)
        case Nothing():
            return None


@dataclass(frozen=True, slots=True)
class _Decided:
    """One assignment of which something is to be said now."""

    work: Work
    say: Say
    to: Reader | None

    @property
    def is_handover(self) -> bool:
        return self.say.rung is not None and self.say.rung.kind is RungKind.HANDOVER

    @property
    def is_reminder(self) -> bool:
        return self.say.rung is not None and not self.is_handover


def plan(tenant: Tenant, situation: Situation, now: datetime) -> Plan:
    """Decide for everything in `situation` at `now`; pure."""
    today = tenant.today(now)
    open_now = opening(today, tenant.policy, tenant.zone) <= now
    open_now = open_now and now < closing(today, tenant.policy, tenant.zone)
    wakes: dict[int, Wake] = {}
    saying: list[_Decided] = []
    for work in situation.work:
        policy, owed = tenant.policy_of(work.settings), obligation(work, tenant)
        speaks = work.live and tenant.paused_on is None
        decision = decide(owed, today, policy, tenant.calendar) if speaks else Nothing()
        match decision:
            case Nothing():
                wakes[work.assignment_id] = Wake(work.since, None, work.handed_over, work.silent)
            case Say() if open_now:
                one = _Decided(work, decision, reader(work, situation, today))
                wakes[work.assignment_id] = _spent(one, owed, policy, tenant, today)
                saying.append(one)
            case _:
                at = wake_of(owed, tenant, now, policy)
                wakes[work.assignment_id] = Wake(work.since, at, silent=work.silent)
    return _planned(tenant, situation, saying, wakes, now)


def _spent(one: _Decided, owed: Obligation, policy: Policy, tenant: Tenant, today: date) -> Wake:
    """The wake-up of an assignment once this is said."""
    following = after_saying(owed, today, policy, tenant.calendar)
    at = opening(following, tenant.policy, tenant.zone) if following else None
    silent = one.work.silent + one.is_reminder
    return Wake(today + timedelta(days=1), at, one.is_handover, silent)


def _planned(
    tenant: Tenant,
    situation: Situation,
    saying: Sequence[_Decided],
    wakes: dict[int, Wake],
    now: datetime,
) -> Plan:
    """The notices, and the wake-ups of what could not be said after all: no rung is spent."""
    today = tenant.today(now)
    lessons_end = opening(today, tenant.policy, tenant.zone, school=True)
    reminded: list[_Decided] = []
    for one in saying:
        if not one.is_reminder:
            continue
        if one.to is None:
            later = next_morning(tenant, today)
        elif one.to.school and now < lessons_end:
            later = lessons_end
        elif (on := _letter_day(one.to, situation, tenant, today)) > today:
            later = opening(on, tenant.policy, tenant.zone, school=one.to.school)
        elif had_enough(one.to, situation, tenant.policy.cap):
            later = next_morning(tenant, today)
        else:
            reminded.append(one)
            continue
        wakes[one.work.assignment_id] = Wake(one.work.since, later, silent=one.work.silent)
    handed = [one.work for one in saying if one.is_handover]
    silent = [one.work for one in saying if one.say.eve]
    notices = _notices(tenant, situation, reminded, handed, silent, today)
    reached = {item.assignment_id for notice in notices for item in notice.items}
    for work in handed:
        if work.assignment_id not in reached and _somebody_else(work, situation, today):
            wakes[work.assignment_id] = Wake(
                work.since, next_morning(tenant, today), silent=work.silent
            )
    lost = {
        (one.work.person_id, one.work.organization_id)
        for one in saying
        if one.is_reminder and one.to is None
    }
    return Plan(tuple(notices), wakes, frozenset(lost))


def _letter_day(to: Reader, situation: Situation, tenant: Tenant, today: date) -> date:
    """When who is reminded by letters alone is reminded: on the next of the days they chose."""
    known = situation.reach.get(to.person_id or 0)
    if known is None or any(channel is not Channel.EMAIL for channel, _ in to.ways):
        return today
    return next_day(today, known.letters, tenant.calendar)


def _somebody_else(work: Work, situation: Situation, today: date) -> bool:
    """Whether anybody but the owner coordinates, who may be reachable tomorrow."""
    return any(
        Role.COORDINATOR in reach.roles and not is_own(work, person_id, situation, today)
        for person_id, reach in situation.reach.items()
    )


def _notices(
    tenant: Tenant,
    situation: Situation,
    reminded: Iterable[_Decided],
    handed: Sequence[Work],
    silent: Sequence[Work],
    today: date,
) -> list[Planned]:
    """One message for each reader: a coordinator's lists stand below what is their own."""
    found = coordinator_lists.desks(situation, handed, silent, today)
    desks = {desk.reach.person_id: desk for desk in found}
    grouped: dict[tuple[int | None, int | None], list[_Decided]] = {}
    for one in reminded:
        if one.to is not None:
            grouped.setdefault((one.to.person_id, one.to.organization_id), []).append(one)
    made = []
    for (person_id, _), own in grouped.items():
        desk = desks.pop(person_id, None) if person_id is not None else None
        made.append(_reminder(tenant, situation, own, desk, today))
    for desk in desks.values():
        made += coordinator_lists.notices(tenant, situation, desk, today)
    return made


def _reminder(
    tenant: Tenant, situation: Situation, own: Sequence[_Decided], desk: Desk | None, today: date
) -> Planned:
    to = own[0].to
    assert to is not None  # noqa: S101 - grouped by it
    lines = situation.lines
    ordered = sorted(
        (one.work for one in own), key=lambda work: (work.due, lines[work.assignment_id].code)
    )
    numbered = [
        (n, line_for(work, to, situation, today)) for n, work in enumerate(ordered, start=1)
    ]

    def worded(channel: Channel) -> Message:
        shown = numbered[: tenant.lines_by(channel)]
        hidden = len(numbered) - len(shown)
        return reminders.reminder(
            shown, to.person_id or 0, today, tenant.calendar, tenant.say, hidden=hidden
        )

    planned = Planned(
        kind=reminder_kind([line for _, line in numbered]),
        day=today,
        person_id=to.person_id,
        organization_id=to.organization_id,
        ways=ways(to, ordered, situation, tenant),
        message=worded(Channel.TELEGRAM),
        expires_at=closing(today, tenant.policy, tenant.zone),
        items=tuple(
            Item(work.assignment_id, n, work.since) for n, work in enumerate(ordered, start=1)
        ),
        letter=worded(Channel.EMAIL) if len(numbered) > tenant.policy.lines else None,
    )
    if desk is None:
        return planned
    return coordinator_lists.joined(tenant, situation, planned, numbered, desk, today)


def reminder_kind(lines: Sequence[Line]) -> NoticeKind:
    """What reminds of nothing but rounds of monitoring is told apart."""
    asked = all(line.asked_as is not None for line in lines)
    return NoticeKind.MONITORING if asked else NoticeKind.REMINDER


def ways(
    to: Reader, work: Sequence[Work], situation: Situation, tenant: Tenant
) -> tuple[tuple[Channel, str], ...]:
    """As the person wants it; by email too where reminders in Telegram go unanswered."""
    known = situation.reach.get(to.person_id or 0)
    email = known.email if known is not None else None
    wanted = known is not None and Series.REMINDERS not in known.letters.off
    unheard = wanted and any(one.silent >= tenant.policy.patience for one in work)
    if unheard and email and all(channel is Channel.TELEGRAM for channel, _ in to.ways):
        return (*to.ways, (Channel.EMAIL, email))
    return to.ways


def postponed(
    tenant: Tenant,
    wakes: Mapping[int, Wake],
    late: Sequence[Planned],
    said: Sequence[Planned],
) -> dict[int, Wake]:
    """A second notice of a kind on one day waits for the next working morning; no rung is spent.

    What another notice that is `said` speaks of (to a second coordinator) does not wait.
    """
    spoken = {item.assignment_id for planned in said for item in planned.items}
    return {
        item.assignment_id: Wake(
            item.since_before,
            next_morning(tenant, planned.day),
            silent=_unsaid(wakes[item.assignment_id]),
        )
        for planned in late
        for item in planned.items
        if item.since_before is not None and item.assignment_id not in spoken
    }


def _unsaid(wake: Wake) -> int:
    """How many reminders went unanswered, without the one that is not said; a handover is none."""
    return wake.silent if wake.handed_over else max(0, wake.silent - 1)


def next_morning(tenant: Tenant, day: date) -> datetime:
    """When the first working day after `day` begins."""
    return opening(tenant.calendar.shift(day, 1), tenant.policy, tenant.zone)
