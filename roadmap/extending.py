"""Another date for what is owed: which days can be asked for or set, and why others cannot."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar

WEEKS = (1, 2)


class Basis(StrEnum):
    """On what grounds a date moves: an order, a letter, the chief's decision, by word of mouth."""

    ORDER = "order"
    LETTER = "letter"
    DECISION = "decision"
    ORAL = "oral"


NUMBERED = frozenset({Basis.ORDER, Basis.LETTER})
"""Papers that have a number and a date."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a date moves: the kind of decision, and its number and date where it has them.

    Without a basis the date is one among colleagues: a report goes by the document's.
    """

    basis: Basis | None
    text: str = ""


class Fault(StrEnum):
    """Why a date does not move."""

    PAST = "past"
    NOT_LATER = "not_later"
    TOO_FAR = "too_far"
    SAME = "same"
    CLOSED = "closed"
    DECIDED = "decided"
    OWN_REQUEST = "own_request"


class CannotMove(Exception):
    """The date does not move to `day` (None where no day is to blame)."""

    def __init__(self, fault: Fault, day: date | None = None) -> None:
        super().__init__(fault, day)
        self.fault, self.day = fault, day


@dataclass(frozen=True, slots=True)
class Span:
    """The local days that can be chosen, both inside."""

    first: date
    last: date


def span(
    due: date, today: date, period_end: date, calendar: WorkingCalendar, *, decides: bool
) -> Span:
    """Days from the next working day after the date and today to a year after the roadmap ends.

    Who `decides` may also set an earlier date, from today on.
    """
    first = today if decides else calendar.shift(max(today, due), 1)
    last = _year_after(period_end)
    return Span(first, last if last >= first else _year_after(first))


def choices(due: date, today: date, span: Span, calendar: WorkingCalendar) -> tuple[date, ...]:
    """What is asked for most: one week more, two weeks, the end of the month; working days in
    order."""
    base = max(due, today)
    found = {calendar.on_or_after(base + timedelta(weeks=n)) for n in WEEKS}
    found.add(calendar.on_or_before(_month_end(max(span.first, base))))
    return tuple(sorted(day for day in found if base < day and span.first <= day <= span.last))


def check(day: date, due: date, today: date, span: Span, state: State) -> None:
    """Raises `CannotMove` unless what is due on `due` can be moved to `day`."""
    if state not in OPEN:
        raise CannotMove(Fault.CLOSED)
    if day < today:
        raise CannotMove(Fault.PAST, day)
    if day == due:
        raise CannotMove(Fault.SAME, day)
    if day < span.first:
        raise CannotMove(Fault.NOT_LATER, day)
    if day > span.last:
        raise CannotMove(Fault.TOO_FAR, day)


def _year_after(day: date) -> date:
    last = months.monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))


def _month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])
