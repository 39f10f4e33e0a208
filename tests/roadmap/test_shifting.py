"""Deadlines moved to another period."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.deadlines import OnDate, Window, occurrences, read
from roadmap.deadlines.questions import OutsidePeriod, YearWorkedOut
from roadmap.period import Period
from roadmap.shifting import between, choices, following, renamed, shifted

OLD = Period(date(2018, 1, 1), date(2020, 12, 31))
NEW = Period(date(2021, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, NEW),
        (Period.parse("2018-09-01..2019-08-31"), Period.parse("2019-09-01..2020-08-31")),
        (Period.parse("2018-01-01..2018-06-30"), Period.parse("2018-07-01..2018-12-31")),
        (Period.parse("2018-01-10..2018-01-20"), Period.parse("2018-01-21..2018-01-31")),
        (Period.parse("2018-09-01..2019-05-31"), Period.parse("2019-09-01..2020-05-31")),
        (Period.parse("2018-08-15..2019-06-30"), Period.parse("2019-08-15..2020-06-30")),
        (Period.parse("2018-09-01..2018-12-31"), Period.parse("2019-09-01..2019-12-31")),
    ],
)
def test_the_next_period_is_as_long(old: Period, new: Period) -> None:
    assert following(old) == new


@pytest.mark.parametrize(
    ("old", "known"),
    [
        ("2018-01-01..2020-12-31", ["2021-01-01..2023-12-31"]),
        ("2018-09-01..2019-05-31", ["2019-09-01..2020-05-31"]),
        ("2018-09-01..2018-12-31", ["2019-09-01..2019-12-31", "2019-01-01..2019-04-30"]),
        ("2018-01-01..2018-06-30", ["2018-07-01..2018-12-31", "2019-01-01..2019-06-30"]),
        ("2018-09-01..2020-05-31", ["2020-06-01..2022-02-28", "2020-09-01..2022-05-31"]),
    ],
)
def test_two_periods_are_offered_where_both_make_sense(old: str, known: list[str]) -> None:
    assert [str(one) for one in choices(Period.parse(old))] == known


def test_the_title_of_a_school_year_moves_with_it() -> None:
    old = Period.parse("2018-09-01..2019-05-31")
    title = "План на 2018–2019 учебный год"
    assert renamed(title, old, following(old)) == "План на 2019–2020 учебный год"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("до 15 октября 2018", OnDate(date(2021, 10, 15))),
        ("до 29 февраля 2020", OnDate(date(2023, 2, 28))),
        ("март – апрель 2019", Window(date(2022, 3, 1), date(2022, 4, 30))),
    ],
)
def test_dates_with_a_year_move_by_the_length(written: str, rule: object) -> None:
    moved = shifted(read(written, OLD).rule, OLD, NEW)
    assert (moved.rule, moved.questions, moved.changed) == (rule, (), True)


@pytest.mark.parametrize("written", ["ежеквартально", "ежегодно, до 1 сентября", "постоянно"])
def test_what_repeats_stays(written: str) -> None:
    rule = read(written, OLD).rule
    moved = shifted(rule, OLD, NEW)
    assert (moved.rule, moved.changed, moved.questions) == (rule, False, ())
    assert len(occurrences(moved.rule, NEW)) == len(occurrences(rule, OLD))


def test_what_falls_outside_or_has_no_firm_place_is_asked_about() -> None:
    rule = OnDate(date(2020, 10, 15))
    (asked,) = shifted(rule, OLD, Period.parse("2021-01-01..2021-12-31")).questions
    assert asked == OutsidePeriod(date(2023, 10, 15), date(2021, 1, 1), date(2021, 12, 31))
    half = shifted(
        OnDate(date(2018, 3, 31)),
        Period.parse("2018-01-01..2018-06-30"),
        Period.parse("2018-07-01..2018-12-31"),
    )
    assert half.rule == OnDate(date(2018, 9, 30))
    assert half.questions == (YearWorkedOut(date(2018, 9, 30), date(2018, 9, 30)),)


@given(st.dates(OLD.start, OLD.end))
@settings(max_examples=50)
def test_a_date_of_the_period_stays_in_the_next_one(day: date) -> None:
    moved = shifted(OnDate(day), OLD, NEW)
    assert isinstance(moved.rule, OnDate)
    assert NEW.contains(moved.rule.due)
    assert (moved.rule.due.year, moved.rule.due.month) == (day.year + 3, day.month)


def test_years_of_the_period_in_a_title_move_and_others_stay() -> None:
    title = "План на 2018–2020 годы (указ 2012 года, № 20181)"
    assert renamed(title, OLD, NEW) == "План на 2021–2023 годы (указ 2012 года, № 20181)"
    assert between(OLD, NEW).years == 3
