"""Whom to call: those whom messages do not move, in the order of how much it matters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from roadmap.working_calendar import WorkingCalendar

AHEAD = timedelta(days=14)
"""How far ahead a date is worth a call to somebody whom no message reaches."""

Who = tuple[int | None, int | None]
"""Who answers: (person id, organisation id), one of them None."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something open that somebody answers for: `silent` counts the reminders in a row that went
    unanswered; until `quiet_until` (a local day) it is agreed to leave them in peace."""

    assignment_id: int
    who: Who
    due: date
    silent: int = 0
    quiet_until: date | None = None


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to call about `owed`, the earliest date first: at most `late` working days overdue,
    at most `silent` reminders unanswered; not `reachable`: no message leads there."""

    who: Who
    owed: tuple[Owed, ...]
    late: int
    silent: int
    reachable: bool = True


def callees(
    owed: Iterable[Owed],
    reachable: Collection[Who],
    today: date,
    calendar: WorkingCalendar,
    patience: int,
) -> list[Callee]:
    """Those to call on a local day, the most important first.

    A reason to call is what is late, what stayed silent for `patience` reminders, and, where no
    message leads, what is due soon. Who has one is called about everything that is open and due
    soon, but for what was promised for a later day.
    """
    grouped: dict[Who, list[Owed]] = {}
    for one in owed:
        if one.quiet_until is None or one.quiet_until <= today:
            grouped.setdefault(one.who, []).append(one)
    found = [
        _callee(who, own, today, calendar, reachable=who in reachable)
        for who, own in grouped.items()
    ]
    return sorted((one for one in found if _matters(one, today, patience)), key=_importance)


def _callee(
    who: Who, own: list[Owed], today: date, calendar: WorkingCalendar, *, reachable: bool
) -> Callee:
    return Callee(
        who=who,
        owed=tuple(sorted(own, key=lambda one: (one.due, one.assignment_id))),
        late=max(calendar.working_days_late(one.due, today) for one in own),
        silent=max(one.silent for one in own),
        reachable=reachable,
    )


def _matters(one: Callee, today: date, patience: int) -> bool:
    if one.late > 0 or one.silent >= patience:
        return True
    return not one.reachable and one.owed[0].due <= today + AHEAD


def _importance(one: Callee) -> tuple[int, bool, int, date, int]:
    """Late longest; then those whom nothing reaches; then the silent; then the nearest date."""
    number = one.who[0] or one.who[1] or 0
    return -one.late, one.reachable, -one.silent, one.owed[0].due, number


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A key that puts «№ 2» before «№ 10»: digits count as numbers."""
    parts: list[tuple[int, int | str]] = []
    digits = ""
    for char in f"{name.casefold()} ":
        if char.isdecimal():
            digits += char
            continue
        if digits:
            parts.append((0, int(digits)))
            digits = ""
        parts.append((1, char))
    return tuple(parts)
