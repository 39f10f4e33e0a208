"""The working calendar against the decrees of several years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2018, 9, 28), True),
        (date(2018, 9, 30), False),
        (date(2018, 11, 4), False),
        (date(2018, 11, 5), False),  # a Monday, for the Sunday holiday
        (date(2018, 4, 28), True),  # a worked Saturday
        (date(2018, 4, 30), False),
        (date(2024, 11, 2), True),
        (date(2024, 12, 28), True),
        (date(2024, 12, 30), False),
        (date(2025, 5, 2), False),
        (date(2026, 1, 9), False),
        (date(2026, 12, 31), False),
        (date(2027, 2, 20), True),
        (date(2027, 2, 22), False),
    ],
)
def test_it_knows_holidays_and_transferred_days(day, worked):
    assert CALENDAR.is_working(day) is worked


@pytest.mark.parametrize(("year", "days"), [(2023, 247), (2024, 248), (2025, 247), (2026, 247)])
def test_a_year_has_the_decreed_number_of_working_days(year, days):
    year_days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert sum(CALENDAR.is_working(day) for day in year_days if day.year == year) == days


def test_a_due_date_on_a_day_off_is_aimed_at_the_day_before():
    assert CALENDAR.aim(date(2018, 9, 30)) == date(2018, 9, 28)
    assert CALENDAR.aim(date(2018, 9, 28)) == date(2018, 9, 28)
    assert CALENDAR.on_or_after(date(2018, 9, 29)) == date(2018, 10, 1)


def test_lateness_begins_on_the_first_working_day_after_the_written_date():
    sunday = date(2018, 9, 30)
    assert CALENDAR.working_days_late(sunday, date(2018, 9, 30)) == 0
    assert CALENDAR.working_days_late(sunday, date(2018, 10, 1)) == 1
    assert CALENDAR.working_days_late(sunday, date(2018, 10, 8)) == 6
    assert CALENDAR.working_days_late(date(2018, 9, 28), date(2018, 9, 30)) == 0
    assert CALENDAR.working_days_late(date(2018, 9, 28), date(2018, 9, 1)) == 0


def test_shifting_counts_working_days_only():
    friday = date(2026, 3, 6)
    assert CALENDAR.shift(friday, 1) == date(2026, 3, 10)  # over 8 March and its Monday
    assert CALENDAR.shift(date(2026, 3, 10), -1) == friday
    assert CALENDAR.shift(date(2026, 3, 8), 0) == date(2026, 3, 8)


def test_overrides_go_first():
    regional = WorkingCalendar({date(2026, 3, 2): False, date(2026, 3, 7): True})
    assert not regional.is_working(date(2026, 3, 2))
    assert regional.aim(date(2026, 3, 7)) == date(2026, 3, 7)
    assert CALENDAR.is_working(date(2026, 3, 2))


def test_a_year_without_a_decree_is_said_to_be_unpublished():
    assert CALENDAR.is_published(2027)
    assert not CALENDAR.is_published(2028)
    one_day = WorkingCalendar({date(2028, 3, 9): False})
    assert not one_day.is_published(2028)
    assert WorkingCalendar({date(2028, 3, 9): False}, published=[2028]).is_published(2028)


@given(DAYS, st.integers(1, 30))
def test_shifting_forth_and_back_returns_to_a_working_day(day, n):
    start = CALENDAR.on_or_before(day)
    assert CALENDAR.shift(CALENDAR.shift(start, n), -n) == start
    assert CALENDAR.working_days_late(start, CALENDAR.shift(start, n)) == n


@given(
    DAYS,
    st.integers(-5, 500),
    st.dictionaries(st.dates(date(2017, 1, 1), date(2019, 12, 31)), st.booleans(), max_size=9),
)
def test_days_late_are_the_working_days_that_have_begun_since(day, n, overrides):
    calendar = WorkingCalendar(overrides)
    span = (day + timedelta(days=i) for i in range(1, n + 1))
    late = calendar.working_days_late(day, day + timedelta(days=n))
    assert late == sum(calendar.is_working(one) for one in span)
