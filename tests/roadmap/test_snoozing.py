"""Putting off: only until days that are worked, never past the date, and always one if any."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap.school_year import SchoolYear
from roadmap.snoozing import Preset, choices, has_others, peace
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
DAY = timedelta(days=1)
dates = st.dates(date(2018, 1, 10), date(2027, 6, 30))
schools = st.sampled_from([None, SchoolYear()])


@given(dates, st.integers(-40, 20), schools)
def test_choices_are_days_that_are_worked_after_today_and_not_past_the_date(
    due: date, offset: int, school: SchoolYear | None
) -> None:
    today = due + offset * DAY
    offered = [choice.day for choice in choices(peace(due, today, CALENDAR, school))]
    assert offered == sorted(set(offered))
    for day in offered:
        assert today < day <= CALENDAR.aim(due)
        assert CALENDAR.is_working(day)
        assert school is None or not school.is_quiet(day)


@given(dates, st.integers(-40, 20), schools)
def test_something_is_offered_exactly_where_something_can_be_put_off_soon(
    due: date, offset: int, school: SchoolYear | None
) -> None:
    today = due + offset * DAY
    span = peace(due, today, CALENDAR, school)
    assert bool(choices(span)) == span.is_possible
    if today >= CALENDAR.aim(due):
        assert not span.is_possible


@given(dates, st.integers(-40, 20))
def test_another_day_is_asked_for_where_there_is_one(due: date, offset: int) -> None:
    today = due + offset * DAY
    span = peace(due, today, CALENDAR)
    ahead = [today + n * DAY for n in range(1, (span.latest - today).days + 1)]
    working = {day for day in ahead if CALENDAR.is_working(day)}
    assert has_others(span) == bool(working - {choice.day for choice in choices(span)})


@given(dates, st.integers(1, 40), st.integers(-5, 60), schools)
def test_any_day_wished_for_ends_on_a_day_that_is_worked(
    due: date, ahead: int, offset: int, school: SchoolYear | None
) -> None:
    today = due - ahead * DAY
    span = peace(due, today, CALENDAR, school)
    wanted = today + offset * DAY
    if span.is_possible:
        until = span.until(wanted)
        assert today < until <= span.latest
        assert until == span.latest or until >= wanted
        assert CALENDAR.is_working(until)
        assert span.until(until) == until


def test_on_wednesday_tomorrow_three_days_on_and_monday_are_two_days() -> None:
    offered = choices(peace(date(2018, 10, 31), date(2018, 10, 10), CALENDAR))
    assert [(c.preset, str(c.day)) for c in offered] == [
        (Preset.NEXT, "2018-10-11"),
        (Preset.IN_THREE_DAYS, "2018-10-15"),
    ]


def test_on_monday_all_three_differ() -> None:
    offered = choices(peace(date(2018, 10, 31), date(2018, 10, 8), CALENDAR))
    assert [(c.preset, str(c.day)) for c in offered] == [
        (Preset.NEXT, "2018-10-09"),
        (Preset.IN_THREE_DAYS, "2018-10-11"),
        (Preset.MONDAY, "2018-10-15"),
    ]


def test_on_the_eve_only_the_day_itself_is_left() -> None:
    offered = choices(peace(date(2018, 10, 15), date(2018, 10, 12), CALENDAR))
    assert [str(c.day) for c in offered] == ["2018-10-15"]


def test_a_school_is_not_woken_in_its_holidays() -> None:
    before = date(2018, 10, 26)  # Friday; the autumn holidays begin on Monday the 29th
    span = peace(date(2018, 11, 20), before, CALENDAR, SchoolYear())
    assert span.until(date(2018, 10, 30)) == date(2018, 11, 6)
