"""What a reading says beside the dates: unread words and the question to ask."""

from datetime import date

import pytest

from roadmap.deadlines import (
    External,
    NoDeadline,
    OnDate,
    RuleDataError,
    Window,
    read,
    rule_from_data,
)
from roadmap.deadlines.questions import (
    DayNotNamed,
    Misprint,
    NotUnderstood,
    OutsidePeriod,
    SeveralDeadlines,
    TwoRules,
    UpToMonth,
    YearMissing,
    YearWorkedOut,
)
from roadmap.deadlines.rules import Frequency
from roadmap.deadlines.wording import english, russian
from roadmap.period import Period, PeriodError

PERIOD = Period.parse("2018-01-01..2019-12-31")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("до 1 сентября", YearMissing((2018, 2019))),
        ("Марть 2018", Misprint("Марть", "март")),
        ("I5.10.2018", Misprint("I5.10.2018", "15.10.2018")),
        ("31.09.2018", Misprint("31.09", "30.09")),
        ("до января 2019", UpToMonth(date(2018, 12, 31), date(2019, 1, 31))),
        ("Декабрь-январь 2019", YearWorkedOut(date(2018, 12, 1), date(2019, 1, 31))),
        ("май 2020", OutsidePeriod(date(2020, 5, 31), PERIOD.start, PERIOD.end)),
        ("еженедельно", DayNotNamed(Frequency.WEEKLY)),
        ("ежегодно по плану", TwoRules("по плану")),
        ("май 2018; июнь 2018", SeveralDeadlines(2)),
        ("сделать хорошо", NotUnderstood("сделать хорошо", rest=False)),
    ],
)
def test_what_is_doubtful_is_asked(text, question):
    reading = read(text, PERIOD)
    assert (reading.question, reading.confident) == (question, False)


def test_unread_words_are_named_and_the_rest_is_kept():
    reading = read("сентябрь 2018, торжественно", PERIOD)
    assert reading.rule == OnDate(date(2018, 9, 30))
    assert reading.unread == "торжественно"


def test_nothing_is_guessed_from_words_alone():
    reading = read("сделать хорошо", PERIOD)
    assert (reading.rule, reading.dues) == (NoDeadline(), ())


@pytest.mark.parametrize("text", ["", " ", "-", "—", "нет"])
def test_an_empty_cell_is_no_deadline_and_no_question(text):
    reading = read(text, PERIOD)
    assert (reading.rule, reading.confident) == (NoDeadline(), True)


def test_a_condition_keeps_its_words():
    rule = read("В соответствии с планом курсовых мероприятий ТОИПКРО", PERIOD).rule
    assert isinstance(rule, External)
    assert rule.condition == "В соответствии с планом курсовых мероприятий ТОИПКРО"


@pytest.mark.parametrize(
    "text",
    [
        "Сентябрь-\nоктябрь 2018",
        "сен-\nтябрь-октябрь 2018",
        "Сентябрь–\n октябрь 2018",
        "CEНТЯБРЬ - ОКТЯБРЬ 2018г.",
        "с сентября\u00a0по октябрь 2018 года",
        "сентя\u00adбрь-октябрь 2018",
    ],
)
def test_line_breaks_and_look_alikes_change_nothing(text):
    reading = read(text, PERIOD)
    assert reading.rule == Window(date(2018, 9, 1), date(2018, 10, 31))
    assert reading.confident


def test_rules_are_worded():
    rule = read("ежегодно, до 30 сентября", PERIOD).rule
    assert russian(rule) == "ежегодно, до 30 сентября"
    assert english(rule) == "every year, by 30 September"


@pytest.mark.parametrize("data", [{}, {"rule": "often"}, {"rule": "date", "due": "soon"}])
def test_stored_nonsense_is_refused(data):
    with pytest.raises(RuleDataError):
        rule_from_data(data)


def test_periods():
    school_year = Period.parse("2022-09-01..2023-08-31")
    assert school_year.is_one_year and school_year.is_school_year
    assert PERIOD.years == range(2018, 2020)
    assert not PERIOD.is_one_year
    assert Period.parse("2019-01-01..2019-12-31").is_one_year
    assert not Period.parse("2019-01-01..2019-12-31").is_school_year
    for text in ("", "2018..2020", "2020-01-01..2019-01-01", "2019-01-01"):
        with pytest.raises(PeriodError):
            Period.parse(text)
