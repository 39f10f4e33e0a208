"""Folded questions and what their answers make of a rule."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from roadmap import drafts
from roadmap.deadlines import OnDate, Question, Stacked, Window, read
from roadmap.deadlines.wording import russian
from roadmap.review.answering import answered, every_year, only_in
from roadmap.review.folding import _TOPICS, Answer, Choice, Topic, fold
from roadmap.stored_doubts import DoubtDataError, doubt_from_data, doubt_to_data
from tests.roadmap.review.editing import PERIOD, drafted, stored


def test_every_kind_of_doubt_has_a_topic() -> None:
    kinds = {*get_args(drafts.Doubt), *get_args(Question)} - {drafts.DeadlineUnsure}
    assert kinds == set(_TOPICS)


def test_alike_doubts_are_one_question() -> None:
    plan = stored(
        drafted("октябрь"),
        drafted("до 15 октября 2018"),
        drafted("март"),
        drafted("До января 2019"),
    )
    first, second = fold(plan.activities)
    assert (first.topic, first.codes) == (Topic.YEAR, (1, 3))
    assert first.choices[:2] == (Choice(Answer.EVERY_YEAR), Choice(Answer.ONLY_YEAR, 2018))
    assert (second.topic, second.codes) == (Topic.UP_TO, (4,))
    assert first.choices[-1] == second.choices[-1] == Choice(Answer.SHOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ноябрь", OnDate(date(2019, 11, 30))),
        ("октябрь-ноябрь", Window(date(2019, 10, 1), date(2019, 11, 30))),
        ("декабрь-январь", Window(date(2019, 12, 1), date(2020, 1, 31))),
        ("март, июнь", Stacked((OnDate(date(2019, 3, 31)), OnDate(date(2019, 6, 30))))),
    ],
)
def test_one_year_instead_of_every(text: str, expected: object) -> None:
    assert only_in(read(text, PERIOD).rule, 2019) == expected


@pytest.mark.parametrize("text", ["до 15 октября 2018", "с 1 марта 2019 г. по 30 апреля 2019 г."])
def test_every_year_and_back_to_one(text: str) -> None:
    rule = read(text, PERIOD).rule
    again = every_year(rule)
    assert again != rule
    year = 2018 if "2018" in text else 2019
    assert only_in(again, year) == rule
    assert read(russian(again), PERIOD).rule == again


def test_an_answer_settles_its_own_topic_only() -> None:
    (one,) = stored(drafted("До января 2019")).activities
    by_end = answered(one, Topic.UP_TO, Choice(Answer.END))
    assert by_end.rule == OnDate(date(2019, 1, 31))
    assert by_end.confident
    assert answered(one, Topic.UP_TO, Choice(Answer.SHOW)) == one
    assert answered(one, Topic.YEAR, Choice(Answer.CONFIRM)).doubts == one.doubts


@pytest.mark.parametrize(
    "text", ["ноябрь", "До января 2019", "Марть 2018", "декабрь 2031", "еженедельно", "??", "весна"]
)
def test_doubts_are_stored_without_loss(text: str) -> None:
    for doubt in drafted(text).doubts:
        assert doubt_from_data(doubt_to_data(doubt)) == doubt
    for doubt in (drafts.GarbledWords(("ннa", "б")), drafts.NoOwners(), drafts.SplitRow(None)):
        assert doubt_from_data(doubt_to_data(doubt)) == doubt


@pytest.mark.parametrize("data", [{}, {"doubt": "Nothing"}, {"doubt": "SplitRow", "x": 1}])
def test_other_data_is_no_doubt(data: dict[str, object]) -> None:
    with pytest.raises(DoubtDataError):
        doubt_from_data(data)
