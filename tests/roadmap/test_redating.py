"""Another deadline typed by a coordinator: what its words mean from today on."""

from __future__ import annotations

from datetime import date

import pytest

from roadmap.deadlines import NoDeadline, OnDate, Window, read
from roadmap.period import Period
from roadmap.redating import propose, with_year

PERIOD = Period(date(2018, 1, 1), date(2020, 12, 31))
TODAY = date(2018, 10, 10)
ONE = OnDate(date(2018, 10, 20))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("до 15 декабря", date(2018, 12, 15)),
        ("до 15 сентября", date(2019, 9, 15)),
        ("10.10", TODAY),
        ("декабрь", date(2018, 12, 31)),
    ],
)
def test_a_day_without_a_year_is_the_next_such_day_for_what_has_one_date(
    text: str, due: date
) -> None:
    found = propose(text, PERIOD, ONE, {"once"}, TODAY)
    assert (found.rule, found.moves, found.years) == (OnDate(due), due, ())
    assert found.question is None


def test_the_next_such_day_may_be_after_the_period() -> None:
    found = propose("до 15 сентября", PERIOD, ONE, {"once"}, date(2020, 10, 1))
    assert found.moves == date(2021, 9, 15)


def test_a_window_without_a_year_is_the_next_such_window() -> None:
    found = propose("с 1 по 20 октября", PERIOD, Window(TODAY, ONE.due), {"once"}, TODAY)
    assert found.rule == Window(date(2018, 10, 1), date(2018, 10, 20))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("до 15 декабря", (2018, 2019, 2020)),
        ("до 15 сентября", (2019, 2020)),
        ("до 15 декабря 2019", ()),
        ("ежегодно до 15 декабря", ()),
    ],
)
def test_elsewhere_the_year_is_asked_for(text: str, years: tuple[int, ...]) -> None:
    for before in (NoDeadline(), read("ежеквартально", PERIOD).rule):
        assert propose(text, PERIOD, before, (), TODAY).years == years


@pytest.mark.parametrize("text", ["до 15 декабря", "15.11", "декабрь", "с 1 по 20 октября"])
def test_a_year_makes_one_date_of_it_and_every_year_one_a_year(text: str) -> None:
    one = propose(with_year(text, 2019, PERIOD), PERIOD, NoDeadline(), (), TODAY)
    assert [day.year for day in one.days] == [2019]
    assert (one.question, one.years) == (None, ())
    every = propose(with_year(text, 0, PERIOD), PERIOD, NoDeadline(), (), TODAY)
    assert [day.year for day in every.days] == [2018, 2019, 2020]
    assert (every.question, every.years) == (None, ())
