"""When to remind, and when to stop: a ladder of working days around a due date.

Pure: an obligation, today and a policy in; what to do and when to look again out. The planner, the
simulation and the coordinator's preview all ask these functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from roadmap.progress import LadderMove
from roadmap.school_year import SchoolYear
from roadmap.working_calendar import WorkingCalendar


class RungKind(StrEnum):
    """What a rung says."""

    OPENS = "opens"
    BEFORE = "before"
    SNOOZED = "snoozed"
    ON_DAY = "on_day"
    LATE = "late"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Policy:
    """The ladder and the hours. Rungs are in working days; hours are local times of a day.

    `cap` is how many messages of the kind that waits for working hours a person gets a day;
    after `patience` unanswered reminders in Telegram the next goes by email too; what is
    `escalates_after` working days late is in the management's letter.
    """

    before: tuple[int, ...] = (10, 3)
    on_day: bool = True
    late: tuple[int, ...] = (2,)
    opens: time = time(9)
    school_opens: time = time(14)
    closes: time = time(18)
    lines: int = 8
    cap: int = 3
    patience: int = 2
    escalates_after: int = 7


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one responsible side owes: `start` opens a window; rungs before `since` do not count.

    `school` is the school year of an owner who is left in peace in holidays; before
    `snoozed_until` the owner asked for peace; one who has `answered` is not on the list of the
    silent.
    """

    due: date
    since: date
    start: date | None = None
    ladder: LadderMove = LadderMove.GOES_ON
    school: SchoolYear | None = None
    snoozed_until: date | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder, on a local day."""

    day: date
    kind: RungKind


@dataclass(frozen=True, slots=True)
class Say:
    """Something is to be said today: a rung, and on the `eve` of the date the coordinators are
    told that nothing was heard."""

    rung: Rung | None
    eve: bool = False


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Not yet: look again on the morning of `day`."""

    day: date


@dataclass(frozen=True, slots=True)
class Nothing:
    """The ladder is over, or waits for somebody else."""


Decision = Say | LookAgain | Nothing


def rungs(obligation: Obligation, policy: Policy, calendar: WorkingCalendar) -> tuple[Rung, ...]:
    """The whole ladder in order of days, on working days, whatever the day today.

    To a school none falls into holidays: before the date it moves to the day of lessons before
    (over summer to the one after, when the date is later still), once late to the one after.
    A snooze ends on the due date at the latest, unless only days after it count yet: then a
    coordinator has agreed on another.
    """
    aim = calendar.aim(obligation.due)
    steps = [Rung(calendar.shift(aim, -n), RungKind.BEFORE) for n in policy.before]
    if policy.on_day:
        steps.append(Rung(aim, RungKind.ON_DAY))
    if obligation.start is not None and obligation.start < obligation.due:
        opening = calendar.on_or_after(obligation.start)
        steps = [step for step in steps if step.day > opening]
        if opening < aim:
            steps.append(Rung(opening, RungKind.OPENS))
    steps += [Rung(calendar.shift(obligation.due, n), RungKind.LATE) for n in policy.late]
    if obligation.school is not None:
        steps = [_in_lessons(step, aim, obligation.school, calendar) for step in steps]
    if obligation.snoozed_until is not None:
        until = obligation.snoozed_until
        if obligation.since <= obligation.due:
            until = min(until, aim)
        steps = _after_snooze(steps, until, obligation, calendar)
    last = max([obligation.due, *(step.day for step in steps)])
    steps.append(Rung(calendar.shift(last, 1), RungKind.HANDOVER))
    return tuple(sorted(steps, key=lambda step: step.day))


def _in_lessons(step: Rung, aim: date, school: SchoolYear, calendar: WorkingCalendar) -> Rung:
    if not school.is_quiet(step.day):
        return step
    if step.kind is RungKind.LATE:
        return Rung(school.after(step.day, calendar), step.kind)
    later = school.after(step.day, calendar)
    if school.is_summer(step.day) and later <= aim:
        return Rung(later, step.kind)
    return Rung(school.before(step.day, calendar), step.kind)


def _after_snooze(
    steps: Sequence[Rung], until: date, obligation: Obligation, calendar: WorkingCalendar
) -> list[Rung]:
    """Nothing before `until`, a word on that day, and the rest of the ladder after it."""
    day = calendar.on_or_after(until)
    if obligation.school is not None:
        day = obligation.school.after(until, calendar)
    return [Rung(day, RungKind.SNOOZED), *(step for step in steps if step.day > day)]


def eve(obligation: Obligation, calendar: WorkingCalendar) -> date | None:
    """The working day before the date, when coordinators hear who has not answered; None when
    the owner has."""
    if obligation.answered:
        return None
    return calendar.shift(calendar.aim(obligation.due), -1)


def decide(
    obligation: Obligation, today: date, policy: Policy, calendar: WorkingCalendar
) -> Decision:
    """The nearest rung already reached, even if its day was slept through; else when to look again.

    A rung is said on working days only, to a school not in holidays. Hours are the caller's: see
    `opening` and `closing`.
    """
    if obligation.ladder is not LadderMove.GOES_ON:
        return Nothing()
    counted = [r for r in rungs(obligation, policy, calendar) if r.day >= obligation.since]
    reached = [rung for rung in counted if rung.day <= today]
    before = eve(obligation, calendar)
    on_eve = before == today and before >= obligation.since
    if reached and (speaks := _speaks_on(reached[-1], obligation, today, calendar)) == today:
        return Say(reached[-1], on_eve)
    if on_eve:
        return Say(None, eve=True)
    ahead = [rung.day for rung in counted if rung.day > today]
    if reached:
        ahead.append(speaks)
    if before is not None and before > today and before >= obligation.since:
        ahead.append(before)
    return LookAgain(min(ahead)) if ahead else Nothing()


def _speaks_on(rung: Rung, obligation: Obligation, today: date, calendar: WorkingCalendar) -> date:
    """The first day from today on which a rung that has been reached may be said."""
    if obligation.school is not None and rung.kind is not RungKind.HANDOVER:
        return obligation.school.after(today, calendar)
    return calendar.on_or_after(today)


def first_look(
    obligation: Obligation, policy: Policy, calendar: WorkingCalendar, zone: tzinfo
) -> datetime | None:
    """The instant (UTC) at which planning must look at a fresh or changed obligation."""
    match decide(obligation, obligation.since, policy, calendar):
        case Say():
            return opening(obligation.since, policy, zone)
        case LookAgain(day):
            return opening(day, policy, zone)
        case Nothing():
            return None


def after_saying(
    obligation: Obligation, today: date, policy: Policy, calendar: WorkingCalendar
) -> date | None:
    """The day on which to look again once today's is said, or None when that was the last."""
    later = [r.day for r in rungs(obligation, policy, calendar) if r.day > today]
    before = eve(obligation, calendar)
    if before is not None and before > today:
        later.append(before)
    return min(later) if later else None


def after_pause(
    obligation: Obligation, today: date, policy: Policy, calendar: WorkingCalendar
) -> date:
    """The `since` of an obligation that nobody spoke of until today: what was missed is not made
    up for, but what came to its end meanwhile is handed over."""
    last = rungs(obligation, policy, calendar)[-1].day
    return last if obligation.since <= last < today else max(obligation.since, today)


AFTER_RETURN = 2
"""Working days to mend what was returned when hardly anything is left of the ladder."""

AFTER_ANSWER = 5
"""Working days for whoever answers after the end of the ladder that the work goes on."""


def resumed(
    obligation: Obligation, today: date, policy: Policy, calendar: WorkingCalendar, days: int
) -> tuple[date, date]:
    """(`since`, the day to look again) of an obligation that its owner takes up today: the ladder
    goes on from today; where it has run out, only its end is left, `days` working days later."""
    last, later = rungs(obligation, policy, calendar)[-1].day, calendar.shift(today, days)
    return (today, today) if last > later else (last, later)


def opening(day: date, policy: Policy, zone: tzinfo, *, school: bool = False) -> datetime:
    """The instant (UTC) from which reminders go out on a local day; to people of a school later,
    when lessons are over."""
    hour = policy.school_opens if school else policy.opens
    return datetime.combine(day, hour, zone).astimezone(UTC)


def closing(day: date, policy: Policy, zone: tzinfo) -> datetime:
    """The instant (UTC) after which no reminder goes out on a local day."""
    return datetime.combine(day, policy.closes, zone).astimezone(UTC)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The instant (UTC) at which a text that counts days stops being true."""
    return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)


def morning_to_look(now: datetime, policy: Policy, calendar: WorkingCalendar, zone: tzinfo) -> date:
    """The local day on which to plan: today within hours, else the next working day."""
    today = now.astimezone(zone).date()
    if now >= closing(today, policy, zone):
        return calendar.on_or_after(today + timedelta(days=1))
    return today
