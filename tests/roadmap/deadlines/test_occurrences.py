"""Keys of occurrences name the cycle, not the date."""

from datetime import date

import pytest

from roadmap.deadlines import (
    CycleMonth,
    Frequency,
    Occurrence,
    OnDate,
    OnDays,
    OnYearDays,
    Recurring,
    Stacked,
    Window,
    YearDay,
    occurrences,
    read,
)
from roadmap.period import Period

PERIOD = Period.parse("2018-01-01..2019-12-31")
YEAR = Period.parse("2019-01-01..2019-12-31")


def keys(text: str, period: Period = YEAR) -> list[str]:
    return [each.key for each in occurrences(read(text, period).rule, period)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 октября 2019", ["once"]),
        ("ежегодно", ["2019"]),
        ("сентябрь, ежегодно", ["2019"]),
        ("раз в полугодие", ["2019-H1", "2019-H2"]),
        ("ежеквартально", ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"]),
        ("январь, июнь ежегодно", ["2019-01", "2019-06"]),
        ("10 и 20 марта ежегодно", ["2019-03#10", "2019-03#20"]),
        ("15 октября 2019; 20 ноября 2019", ["a:once", "b:once"]),
        ("раз в четверть", ["2018-T3", "2018-T4", "2019-T1", "2019-T2"]),
    ],
)
def test_each_occurrence_has_the_key_of_its_cycle(text, expected):
    assert keys(text) == expected


def test_months_and_weeks_have_keys_too():
    assert keys("ежемесячно")[0] == "2019-01"
    assert keys("1 и 15 числа каждого месяца")[:2] == ["2019-01#01", "2019-01#15"]
    assert keys("по пятницам")[0] == "2019-W01"


def test_a_report_carries_the_key_of_the_cycle_it_reports_on():
    rule = read("до 10 числа месяца, следующего за отчётным кварталом", PERIOD).rule
    assert rule == Recurring(Frequency.QUARTERLY, OnDays((10,), CycleMonth.NEXT))
    first, *_ = occurrences(rule, PERIOD)
    assert first == Occurrence("2017-Q4", None, date(2018, 1, 10))


def test_a_changed_day_keeps_the_keys():
    before = Recurring(Frequency.YEARLY, OnYearDays((YearDay(9, 1),)))
    after = Recurring(Frequency.YEARLY, OnYearDays((YearDay(10, 15),)))
    assert [o.key for o in occurrences(before, PERIOD)] == ["2018", "2019"]
    assert [o.key for o in occurrences(after, PERIOD)] == ["2018", "2019"]


def test_windows_open_before_they_are_due():
    over_new_year = Recurring(Frequency.YEARLY, OnYearDays((YearDay(1, None, (12, 1)),)))
    first, second = occurrences(over_new_year, PERIOD)
    assert (first.start, first.due) == (date(2017, 12, 1), date(2018, 1, 31))
    assert second.key == "2019"


def test_the_day_is_clipped_to_a_short_month():
    dues = [o.due for o in occurrences(read("ежемесячно до 31 числа", YEAR).rule, YEAR)]
    assert dues[1] == date(2019, 2, 28)


def test_bounds_and_the_period_limit_a_repetition():
    rule = read("ежемесячно с октября 2019 г. по февраль 2020 г.", PERIOD).rule
    assert [o.key for o in occurrences(rule, PERIOD)] == ["2019-10", "2019-11", "2019-12"]


def test_a_date_outside_the_period_makes_no_occurrence():
    reading = read("ноябрь 2021", PERIOD)
    assert reading.rule == OnDate(date(2021, 11, 30))
    assert (reading.dues, reading.confident) == ((), False)


def test_the_latest_date_leads_a_stack():
    stack = Stacked((Window(date(2018, 1, 1), date(2018, 5, 1)), OnDate(date(2018, 3, 1))))
    assert stack.leading == stack.items[0]
