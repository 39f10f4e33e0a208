"""What a draft needs next: the years, the questions, the launch."""

from __future__ import annotations

from datetime import date

import pytest

from roadmap import party_candidates
from roadmap.deadlines import OnDate, read
from roadmap.drafting_steps import (
    Gaps,
    Step,
    key_of,
    likely_periods,
    questions,
    rule_said,
    says_roadmap,
    takes_a_date,
    typed_period,
)
from roadmap.drafts import DeadlineUnsure, Repeated
from roadmap.period import Period
from roadmap.review.folding import Topic
from roadmap.review.values import Planned

PERIOD = Period(date(2018, 1, 1), date(2020, 12, 31))
TODAY = date(2018, 10, 10)


def planned(code: int, deadline: str) -> Planned:
    """An activity as read, with what is doubted about its deadline."""
    reading = read(deadline, PERIOD)
    doubts = (DeadlineUnsure(reading.question),) if reading.question else ()
    return Planned(code, f"Дело {code}", reading.rule, deadline_text=deadline, doubts=doubts)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2018–2020", date(2018, 1, 1), date(2020, 12, 31)),
        ("на 2018 год", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018/2019", date(2018, 9, 1), date(2019, 8, 31)),
        ("2018/19 учебный год", date(2018, 9, 1), date(2019, 8, 31)),
        ("2018-2019 учебный год", date(2018, 9, 1), date(2019, 8, 31)),
        ("2018-2019", date(2018, 1, 1), date(2019, 12, 31)),
        ("с 01.09.2018 по 31.05.2019", date(2018, 9, 1), date(2019, 5, 31)),
    ],
)
def test_years_are_understood_as_people_write_them(typed: str, first: date, last: date) -> None:
    assert typed_period(typed) == Period(first, last)


@pytest.mark.parametrize(
    "typed",
    ["", "не знаю", "2020–2018", "2018–2099", "2018, 2020, 2022", "31.02.2018 – 01.03.2018", "18"],
)
def test_what_is_no_period_is_not_guessed(typed: str) -> None:
    assert typed_period(typed) is None


def test_years_named_in_the_deadlines_are_offered_first() -> None:
    offered = likely_periods(TODAY, ["до мая 2019", "октябрь 2017", "постоянно"])
    assert offered[0] == Period(date(2017, 1, 1), date(2019, 12, 31))
    assert Period(date(2018, 9, 1), date(2019, 8, 31)) in offered
    assert len(offered) == len(set(offered))
    assert likely_periods(TODAY)[0] == Period(date(2018, 1, 1), date(2018, 12, 31))


def test_alike_doubts_are_one_question_until_they_are_taken_apart() -> None:
    rows = [planned(1, "май"), planned(2, "июнь"), planned(3, "до 5 мая 2018")]
    (together,) = questions(rows)
    assert (together.topic, together.codes) == (Topic.YEAR, (1, 2))
    assert not takes_a_date(together)
    apart = questions(rows, {Topic.YEAR})
    assert [one.codes for one in apart] == [(1,), (2,)]
    assert all(takes_a_date(one) for one in apart)
    assert len({key_of(one) for one in (together, *apart)}) == 3


def test_a_question_about_words_takes_no_date() -> None:
    (asked,) = questions([Planned(1, "Дело", OnDate(TODAY), doubts=(Repeated(1),))])
    assert not takes_a_date(asked)


def test_a_typed_deadline_must_be_one_and_lie_in_the_period() -> None:
    assert rule_said("до 15 октября 2018", PERIOD) == OnDate(date(2018, 10, 15))
    assert rule_said("когда-нибудь потом", PERIOD) is None
    assert rule_said("до 15 октября 2030", PERIOD) is None


def test_only_owners_hold_a_launch_up() -> None:
    assert Gaps(2, 1, 1).step is Step.QUESTIONS
    assert Gaps(0, 1, 1).step is Step.PARTIES
    assert Gaps(0, 0, 1).step is Step.OWNERS
    assert Gaps().step is Step.LAUNCH


def test_a_caption_says_that_it_is_a_roadmap() -> None:
    assert says_roadmap("Наша  ДОРОЖНАЯ карта")
    assert not says_roadmap("Приказ об утверждении")


def test_parties_are_offered_to_those_they_may_mean() -> None:
    people = ["Осотова Ирина Васильевна", "Пономарева Ольга Ивановна"]
    assert party_candidates.people("методист И.В. Осотова", people) == (0,)
    assert party_candidates.people("МЦ", people) == ()
    offices = ["Методический центр", "Отдел образования", "МОУ «СОШ № 1»", "МОУ «СОШ № 2»"]
    assert party_candidates.offices("МЦ", offices) == (0,)
    assert party_candidates.offices("СОШ № 2", offices) == (3,)
    assert party_candidates.offices("О.И. Пономарева", offices) == ()
    assert party_candidates.name_in("методист И.В. Осотова") == "И.В. Осотова"
