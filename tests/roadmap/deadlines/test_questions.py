"""Every kind of question is one polite sentence."""

from datetime import date

import pytest

from roadmap.deadlines import Frequency
from roadmap.deadlines import questions as q
from views.questions import question_text
from views.speech import Speech

DAY = date(2018, 12, 31)
QUESTIONS = [
    q.NotUnderstood("абв", rest=True),
    q.NotUnderstood("абв", rest=False),
    q.YearMissing(()),
    q.YearMissing((2018, 2019)),
    q.RepeatsEveryYear((2018, 2019)),
    q.UpToMonth(DAY, DAY),
    q.UpToMonth(None, None),
    q.YearWorkedOut(DAY, DAY),
    q.Misprint("Марть", "март"),
    q.Misprint("II", "II"),
    q.OutsidePeriod(DAY, DAY, DAY),
    q.DayNotNamed(Frequency.WEEKLY),
    q.DayNotNamed(Frequency.DAILY),
    q.MonthsNotNamed(3, Frequency.YEARLY),
    q.MonthOfCycle(5, Frequency.MONTHLY),
    q.MonthOfCycle(5, Frequency.QUARTERLY),
    q.TwoRules("по плану"),
    q.TwoRules(""),
    q.DependsOnNeed("по мере необходимости"),
    q.SeveralDeadlines(2),
    q.SchoolTerm(DAY),
    q.SchoolTerm(None),
    q.Approximate(DAY),
    q.Approximate(None),
    q.EndNotNamed(DAY),
    q.EndNotNamed(None),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_one_finished_question(question):
    text = question_text(question, Speech("en"))
    assert text.endswith("?")
    assert text.count("?") == 1
    assert "{" not in text and "None" not in text


def test_the_facts_are_in_the_sentence():
    text = question_text(q.YearMissing((2018, 2019)), Speech("en"))
    assert "2018, 2019" in text
