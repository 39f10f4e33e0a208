"""What people type about being away is understood, or asked about; nothing else is taken for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.absence_words import LONGEST, Away, Back, Days, read_absence

WEDNESDAY = date(2018, 10, 10)


def day(number: int, month: int = 10, year: int = 2018) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Меня нет до 25 октября", WEDNESDAY, day(25)),
        ("меня нет до 25.10", WEDNESDAY, day(25)),
        ("Меня не будет до 25.10.2018!", WEDNESDAY, day(25)),
        ("я в отпуске по 25 октября включительно", WEDNESDAY, day(25)),
        ("Меня нет до понедельника", WEDNESDAY, day(14)),
        ("Меня нет по понедельник", WEDNESDAY, day(15)),
        ("на больничном до среды", WEDNESDAY, day(16)),
        ("меня нет до конца недели", WEDNESDAY, day(14)),
        ("меня нет сегодня", WEDNESDAY, WEDNESDAY),
        ("меня нет до завтра", WEDNESDAY, WEDNESDAY),
        ("меня не будет завтра", day(11), day(11)),
        ("меня не будет 25 октября", day(25), day(25)),
        ("В командировке с 15 по 25 октября", day(15), day(25)),
        ("меня нет с 1 по 25 октября", WEDNESDAY, day(25)),
        ("Меня нет до 1 марта", WEDNESDAY, day(1, 3, 2019)),
        ("Меня нет до 9 октября", WEDNESDAY, day(9, 10, 2019)),
    ],
)
def test_the_days_away(text: str, first: date, last: date) -> None:
    assert read_absence(text, WEDNESDAY) == Away(Days(first, last))


@pytest.mark.parametrize(
    "text", ["Меня нет…", "меня нет", "Я в отпуске", "меня нет до 25.10.2017", "меня нет на неделю"]
)
def test_days_that_are_not_understood_are_asked(text: str) -> None:
    assert read_absence(text, WEDNESDAY) == Away(None)


@pytest.mark.parametrize("text", ["Я на месте", "я вернулась!", "Вышел на работу."])
def test_back(text: str) -> None:
    assert read_absence(text, WEDNESDAY) == Back()


@pytest.mark.parametrize(
    "text", ["меня нетрудно найти", "до 25 октября", "сделано", "", "У меня нет отчёта"]
)
def test_anything_else(text: str) -> None:
    assert read_absence(text, WEDNESDAY) is None


@given(st.text(max_size=60), st.dates(date(2018, 1, 1), date(2027, 12, 31)))
def test_days_never_lie_in_the_past_nor_beyond_a_year(text: str, today: date) -> None:
    said = read_absence(f"меня нет {text}", today)
    if isinstance(said, Away) and said.days is not None:
        assert today <= said.days.first <= said.days.last
        assert said.days.last <= today + timedelta(days=LONGEST)
