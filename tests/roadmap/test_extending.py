"""Which days a date can move to: the choices are always allowed, what is not has its reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.extending import CannotMove, Fault, Span, check, choices, span
from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
END = date(2020, 12, 31)
days = st.dates(date(2018, 1, 1), date(2022, 12, 31))


@given(days, days, st.booleans())
def test_every_choice_is_a_working_day_that_may_be_chosen(
    due: date, today: date, decides: bool
) -> None:
    allowed = span(due, today, END, CALENDAR, decides=decides)
    found = choices(due, today, allowed, CALENDAR)
    assert list(found) == sorted(set(found))
    for day in found:
        assert CALENDAR.is_working(day)
        assert day > max(due, today)
        check(day, due, today, allowed, State.NOT_STARTED)


@given(days, days, st.booleans(), days)
def test_a_day_is_allowed_or_its_refusal_has_a_reason(
    due: date, today: date, decides: bool, day: date
) -> None:
    allowed = span(due, today, END, CALENDAR, decides=decides)
    assert allowed.first <= allowed.last
    try:
        check(day, due, today, allowed, State.IN_PROGRESS)
    except CannotMove as refused:
        assert refused.day == day
        inside = allowed.first <= day <= allowed.last
        assert not inside or refused.fault is Fault.SAME
    else:
        assert day >= today
        assert day != due


def test_people_ask_for_later_dates_and_coordinators_set_earlier_ones_too() -> None:
    due, today = date(2018, 10, 15), date(2018, 10, 10)
    asks = span(due, today, END, CALENDAR, decides=False)
    sets = span(due, today, END, CALENDAR, decides=True)
    assert asks == Span(date(2018, 10, 16), date(2021, 12, 31))
    assert sets == Span(today, date(2021, 12, 31))


def test_one_week_two_weeks_and_the_end_of_the_month_as_working_days() -> None:
    due, today = date(2018, 10, 13), date(2018, 10, 10)  # a Saturday
    allowed = span(due, today, END, CALENDAR, decides=False)
    assert choices(due, today, allowed, CALENDAR) == (
        date(2018, 10, 22),
        date(2018, 10, 29),
        date(2018, 10, 31),
    )


@pytest.mark.parametrize(
    ("day", "decides", "fault"),
    [
        (date(2018, 10, 9), True, Fault.PAST),
        (date(2018, 10, 9), False, Fault.PAST),
        (date(2018, 10, 15), True, Fault.SAME),
        (date(2018, 10, 12), False, Fault.NOT_LATER),
        (date(2022, 1, 1), True, Fault.TOO_FAR),
    ],
)
def test_what_is_refused(day: date, decides: bool, fault: Fault) -> None:
    due, today = date(2018, 10, 15), date(2018, 10, 10)
    allowed = span(due, today, END, CALENDAR, decides=decides)
    with pytest.raises(CannotMove) as refused:
        check(day, due, today, allowed, State.NOT_STARTED)
    assert refused.value.fault is fault


@pytest.mark.parametrize("state", State)
def test_what_is_not_open_does_not_move(state: State) -> None:
    due = date(2018, 10, 15)
    allowed = span(due, due, END, CALENDAR, decides=True)
    try:
        check(due + timedelta(days=7), due, due, allowed, state)
    except CannotMove as refused:
        assert state not in OPEN
        assert refused.fault is Fault.CLOSED
    else:
        assert state in OPEN
