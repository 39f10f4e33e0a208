"""Periods and the dates of a round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.monitoring.periods import (
    NoPeriod,
    PeriodKind,
    SchoolDates,
    following,
    period_by_key,
    period_of,
    periods_between,
    previous,
    round_dates,
    year_before,
)
from roadmap.school_year import SchoolYear
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("kind", "day", "key", "start", "end"),
    [
        ("quarter", date(2019, 2, 5), "2019-Q1", date(2019, 1, 1), date(2019, 3, 31)),
        ("quarter", date(2019, 12, 31), "2019-Q4", date(2019, 10, 1), date(2019, 12, 31)),
        ("half", date(2019, 7, 1), "2019-H2", date(2019, 7, 1), date(2019, 12, 31)),
        ("year", date(2019, 7, 1), "2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("term", date(2018, 9, 1), "2018/19-T1", date(2018, 9, 1), date(2018, 10, 28)),
        ("term", date(2018, 11, 1), "2018/19-T1", date(2018, 9, 1), date(2018, 10, 28)),
        ("term", date(2018, 11, 5), "2018/19-T2", date(2018, 11, 5), date(2018, 12, 28)),
        ("term", date(2019, 7, 1), "2018/19-T4", date(2019, 4, 1), date(2019, 5, 31)),
        ("trimester", date(2020, 2, 29), "2019/20-TR2", date(2019, 12, 1), date(2020, 2, 29)),
        ("school_half", date(2019, 3, 1), "2018/19-H2", date(2019, 1, 9), date(2019, 5, 31)),
        ("school_year", date(2019, 6, 20), "2018/19", date(2018, 9, 1), date(2019, 5, 31)),
        ("school_year", date(1999, 9, 20), "1999/00", date(1999, 9, 1), date(2000, 5, 31)),
    ],
)
def test_the_period_of_a_day(kind, day, key, start, end):
    period = period_of(day, PeriodKind(kind))
    assert (period.key, period.start, period.end) == (key, start, end)


def test_a_municipality_has_its_own_holidays_terms_and_trimesters():
    holidays = SchoolYear(
        [(date(2018, 10, 27), date(2018, 11, 4)), (date(2019, 2, 18), date(2019, 2, 24))]
    )
    dates = SchoolDates(holidays)
    assert period_of(date(2018, 12, 1), PeriodKind.TERM, dates).start == date(2018, 11, 5)
    assert period_of(date(2019, 3, 1), PeriodKind.TERM, dates).start == date(2019, 1, 9)
    own = (
        (date(2018, 9, 3), date(2018, 11, 18)),
        (date(2018, 11, 26), date(2019, 2, 17)),
        (date(2019, 2, 25), date(2019, 5, 25)),
    )
    dates = SchoolDates(own={PeriodKind.TRIMESTER: {2018: own}})
    spans = periods_between(date(2018, 9, 1), date(2019, 8, 31), PeriodKind.TRIMESTER, dates)
    assert tuple((one.start, one.end) for one in spans) == own


@settings(max_examples=150, deadline=None)
@given(DAYS, KINDS)
def test_neighbours_are_neighbours(day, kind):
    period = period_of(day, kind)
    assert previous(following(period)) == period == following(previous(period))
    assert following(period).start > period.end
    assert period_by_key(kind, period.key) == period
    assert period_of(period.start, kind) == period == period_of(period.end, kind)
    assert period.start <= day
    assert year_before(period).start < period.start


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 900), KINDS)
def test_periods_between_are_those_that_touch(day, length, kind):
    end = day + timedelta(days=length)
    found = periods_between(day, end, kind)
    assert list(found) == sorted(found, key=lambda one: one.start)
    for one in found:
        assert one.start <= end
        assert one.end >= day
    if found:
        assert previous(found[0]).end < day
        assert following(found[-1]).start > end


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("quarter", "2019-Q5"),
        ("quarter", "2019-H1"),
        ("half", "2019-H3"),
        ("term", "2018-T1"),
        ("term", "2018/20-T1"),
        ("year", "year"),
        ("trimester", "2018/19-TR4"),
        ("year", "0000"),
    ],
)
def test_a_key_of_nothing_is_refused(kind, key):
    with pytest.raises(NoPeriod):
        period_by_key(PeriodKind(kind), key)


@pytest.mark.parametrize(
    ("kind", "key", "opens", "due"),
    [
        # 10 April 2019 is a Wednesday
        ("quarter", "2019-Q1", date(2019, 4, 1), date(2019, 4, 10)),
        # 10 July 2021 is a Saturday: the Friday before
        ("quarter", "2021-Q2", date(2021, 7, 1), date(2021, 7, 9)),
        # the new year's holidays leave the 9th and the 10th: three working days are given
        ("quarter", "2018-Q4", date(2019, 1, 9), date(2019, 1, 14)),
        ("year", "2019", date(2020, 1, 9), date(2020, 1, 14)),
        # ends on 28 October, so due in November
        ("term", "2018/19-T1", date(2018, 10, 29), date(2018, 11, 9)),
        ("school_year", "2018/19", date(2019, 6, 3), date(2019, 6, 10)),
    ],
)
def test_when_a_round_opens_and_is_due(kind, key, opens, due):
    assert round_dates(period_by_key(PeriodKind(kind), key), CALENDAR) == (opens, due)


def test_the_last_day_of_a_short_month_is_taken_for_the_31st():
    period = period_by_key(PeriodKind.QUARTER, "2019-Q1")
    assert round_dates(period, CALENDAR, due_day=31)[1] == date(2019, 4, 30)


@settings(max_examples=100, deadline=None)
@given(DAYS, KINDS, st.integers(1, 31))
def test_a_round_always_leaves_three_working_days(day, kind, due_day):
    period = period_of(day, kind)
    opens, due = round_dates(period, CALENDAR, due_day)
    assert period.end < opens
    assert CALENDAR.is_working(opens)
    assert CALENDAR.is_working(due)
    assert due >= CALENDAR.shift(opens, 3)
