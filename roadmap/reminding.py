"""When to remind, and when to stop: a ladder of working days around a due date.

Pure: an obligation, today and a policy in; what to do and when to look again out. The planner, the
simulation and the coordinator's preview all ask these functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from roadmap.progress import LadderMove
from roadmap.working_calendar import WorkingCalendar


class RungKind(StrEnum):
    """What a rung says."""

    OPENS = "opens"
    BEFORE = "before"
    ON_DAY = "on_day"
    LATE = "late"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Policy:
    """The ladder and the hours. Rungs are in working days; hours are local times of a day."""

    before: tuple[int, ...] = (10, 3)
    on_day: bool = True
    late: tuple[int, ...] = (2,)
    opens: time = time(9)
    closes: time = time(18)
    lines: int = 8


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one responsible side owes: `start` opens a window; rungs before `since` do not count."""

    due: date
    since: date
    start: date | None = None
    ladder: LadderMove = LadderMove.GOES_ON


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder, on a local day."""

    day: date
    kind: RungKind


@dataclass(frozen=True, slots=True)
class Say:
    """Something is to be said today."""

    rung: Rung


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Not yet: look again on the morning of `day`."""

    day: date


@dataclass(frozen=True, slots=True)
class Nothing:
    """The ladder is over, or waits for somebody else."""


Decision = Say | LookAgain | Nothing


def rungs(obligation: Obligation, policy: Policy, calendar: WorkingCalendar) -> tuple[Rung, ...]:
    """The whole ladder in order of days, on working days, whatever the day today."""
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
    last_late = max(policy.late, default=0)
    steps.append(Rung(calendar.shift(obligation.due, last_late + 1), RungKind.HANDOVER))
    return tuple(sorted(steps, key=lambda step: step.day))


def decide(
    obligation: Obligation, today: date, policy: Policy, calendar: WorkingCalendar
) -> Decision:
    """The nearest rung already reached, even if its day was slept through; else when to look again.

    A rung is said on working days only. Hours are the caller's: see `opening` and `closing`.
    """
    if obligation.ladder is not LadderMove.GOES_ON:
        return Nothing()
    counted = [r for r in rungs(obligation, policy, calendar) if r.day >= obligation.since]
    reached = [rung for rung in counted if rung.day <= today]
    if reached:
        if calendar.is_working(today):
            return Say(reached[-1])
        return LookAgain(calendar.on_or_after(today))
    return LookAgain(counted[0].day) if counted else Nothing()


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
    """The day of the next rung once today's is said, or None when that was the last."""
    later = [r.day for r in rungs(obligation, policy, calendar) if r.day > today]
    return later[0] if later else None


def opening(day: date, policy: Policy, zone: tzinfo) -> datetime:
    """The instant (UTC) from which reminders go out on a local day."""
    return datetime.combine(day, policy.opens, zone).astimezone(UTC)


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
