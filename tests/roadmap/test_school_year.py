"""Schools are left in peace in holidays; what falls due in August is announced in May."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.reminding import (
    LookAgain,
    Nothing,
    Obligation,
    Policy,
    Rung,
    RungKind,
    Say,
    after_pause,
    decide,
    eve,
    rungs,
)
from roadmap.school_year import SchoolYear, usual_holidays
from roadmap.working_calendar import WorkingCalendar

CALENDAR, YEAR, POLICY = WorkingCalendar(), SchoolYear(), Policy()
DAY = timedelta(days=1)
dates = st.dates(date(2018, 1, 10), date(2027, 6, 30))


def ladder(due: date, since: date = date(2018, 1, 1), school: SchoolYear = YEAR) -> list[Rung]:
    """What a school hears, and when."""
    return list(rungs(Obligation(due, since, school=school), POLICY, CALENDAR))


def test_what_is_due_in_august_is_announced_in_the_last_week_of_may() -> None:
    said = ladder(date(2019, 8, 20))
    assert said == [
        Rung(date(2019, 5, 31), RungKind.BEFORE),
        Rung(date(2019, 5, 31), RungKind.BEFORE),
        Rung(date(2019, 5, 31), RungKind.ON_DAY),
        Rung(date(2019, 9, 2), RungKind.LATE),
        Rung(date(2019, 9, 3), RungKind.HANDOVER),
    ]


def test_early_in_september_nobody_is_woken_in_august() -> None:
    before = [rung for rung in ladder(date(2019, 9, 6)) if rung.kind is RungKind.BEFORE]
    assert [rung.day for rung in before] == [date(2019, 9, 2), date(2019, 9, 3)]


def test_a_rung_in_the_autumn_holidays_moves_to_the_day_of_lessons_before() -> None:
    # three working days before 1 November 2018 is Monday the 29th, the first day of holidays
    assert Rung(date(2018, 10, 26), RungKind.BEFORE) in ladder(date(2018, 11, 1))
    own = SchoolYear([(date(2018, 11, 5), date(2018, 11, 11))])
    assert Rung(date(2018, 10, 29), RungKind.BEFORE) in ladder(date(2018, 11, 1), school=own)


def test_the_usual_holidays() -> None:
    assert usual_holidays(2018) == (
        (date(2018, 10, 29), date(2018, 11, 4)),
        (date(2018, 12, 29), date(2019, 1, 8)),
        (date(2019, 3, 25), date(2019, 3, 31)),
    )


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        ("2019-05-31", False),
        ("2019-06-01", True),
        ("2019-08-31", True),
        ("2019-09-01", False),
        ("2018-10-30", True),
        ("2019-01-08", True),
        ("2019-01-09", False),
    ],
)
def test_days(day: str, quiet: bool) -> None:
    assert YEAR.is_quiet(date.fromisoformat(day)) == quiet


def test_a_year_with_holidays_of_its_own_has_no_others() -> None:
    own = SchoolYear([(date(2018, 11, 5), date(2018, 11, 11))])
    assert not own.is_quiet(date(2018, 10, 30))
    assert own.is_quiet(date(2018, 11, 6))
    assert own.is_quiet(date(2019, 10, 30))  # of the next year nothing was said


@given(dates, st.integers(-90, 20))
def test_in_holidays_no_school_hears_anything(due: date, offset: int) -> None:
    owed = Obligation(due, due + offset * DAY, school=YEAR, answered=True)
    for n in range(220):
        today = owed.since + n * DAY
        decision = decide(owed, today, POLICY, CALENDAR)
        if isinstance(decision, Say):
            assert decision.rung is not None
            assert decision.rung.kind is RungKind.HANDOVER or not YEAR.is_quiet(today)
            owed = Obligation(due, today + DAY, school=YEAR, answered=True)


@given(dates, st.integers(-60, 20), st.booleans())
def test_every_look_again_leads_somewhere(due: date, offset: int, answered: bool) -> None:
    owed = Obligation(due, due - 100 * DAY, school=YEAR, answered=answered)
    today = due + offset * DAY
    decision = decide(owed, today, POLICY, CALENDAR)
    if isinstance(decision, LookAgain):
        assert decision.day > today
        assert isinstance(decide(owed, decision.day, POLICY, CALENDAR), Say)


@given(dates)
def test_on_the_eve_the_silent_are_named_once(due: date) -> None:
    owed = Obligation(due, due - 40 * DAY)
    named = []
    for n in range(60):
        today = owed.since + n * DAY
        decision = decide(owed, today, POLICY, CALENDAR)
        if isinstance(decision, Say) and decision.eve:
            named.append(today)
    assert named == [eve(owed, CALENDAR)]
    assert CALENDAR.shift(named[0], 1) == CALENDAR.aim(due)


@given(dates, st.integers(-60, 0))
def test_who_has_answered_is_not_among_the_silent(due: date, offset: int) -> None:
    owed = Obligation(due, due - 70 * DAY, answered=True)
    decision = decide(owed, due + offset * DAY, POLICY, CALENDAR)
    assert not (isinstance(decision, Say) and decision.eve)


@given(dates, st.integers(1, 40), st.integers(0, 60))
def test_after_a_pause_nothing_of_it_is_made_up_for(due: date, before: int, length: int) -> None:
    owed = Obligation(due, due - before * DAY)
    today = owed.since + length * DAY
    since = after_pause(owed, today, POLICY, CALENDAR)
    resumed = Obligation(due, since)
    decision = decide(resumed, today, POLICY, CALENDAR)
    if isinstance(decision, Say) and decision.rung is not None:
        assert decision.rung.day == today or decision.rung.kind is RungKind.HANDOVER
    if rungs(owed, POLICY, CALENDAR)[-1].day >= owed.since:
        assert decision != Nothing()
