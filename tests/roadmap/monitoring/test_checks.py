"""What keeps a submission from being sent, and what deserves a second look."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.monitoring.checks import ProblemKind, problems
from roadmap.monitoring.doubts import DoubtKind, doubts, is_far
from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, Op, RollUp
from roadmap.monitoring.persons import person_in
from roadmap.monitoring.shipped import shipped
from roadmap.monitoring.values import ValueFault
from tests.roadmap.monitoring.strategies import forms, submissions

PUPILS = Field("pupils", "Обучающихся", FieldType.NUMBER, minimum=Decimal(0), maximum=Decimal(60))
BOYS = Field("boys", "Мальчиков", FieldType.NUMBER, required=False)
GIRLS = Field("girls", "Девочек", FieldType.NUMBER, required=False)
FLOOR = Field("floor", "Этаж", FieldType.CHOICE, choices=("первый", "второй"), required=False)
NOTE = Field("note", "Что сделано", FieldType.TEXT, required=False)
SHARE = Field("share", "Доля", FieldType.PERCENT, roll_up=RollUp.SHARE, part="boys", whole="pupils")
FORM = Form(
    "f",
    "Классы",
    (PUPILS, BOYS, GIRLS, FLOOR, NOTE, SHARE),
    (
        Comparison("boys", Op.NOT_MORE, "pupils"),
        Comparison("pupils", Op.EQUAL, ("boys", "girls")),
        Comparison("girls", Op.LESS, Decimal(40)),
    ),
    per_class=True,
)


def kinds(answers):
    return [(one.label, one.key, one.kind) for one in problems(FORM, answers)]


def test_a_full_submission_can_go():
    assert problems(FORM, {"1А": {"pupils": 20, "boys": 12, "girls": 8}}) == ()


def test_a_form_by_class_needs_a_class():
    assert [one.kind for one in problems(FORM, {})] == [ProblemKind.NO_CLASSES]


def test_what_is_missing_is_told_by_class_and_a_share_is_never_asked():
    assert kinds({"1А": {"pupils": 20}, "1Б": {"pupils": None}}) == [
        ("1Б", "pupils", ProblemKind.REQUIRED)
    ]


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("pupils", 61, ValueFault.TOO_LARGE),
        ("pupils", -1, ValueFault.TOO_SMALL),
        ("pupils", "20.5", ValueFault.TOO_PRECISE),
        ("pupils", "many", ValueFault.WRONG_KIND),
        ("pupils", "NaN", ValueFault.WRONG_KIND),
        ("pupils", True, ValueFault.WRONG_KIND),
        ("floor", "третий", ValueFault.NO_SUCH_CHOICE),
        ("note", 5, ValueFault.WRONG_KIND),
        ("note", "я" * 2001, ValueFault.TOO_LONG),
    ],
)
def test_a_kept_value_is_checked_again(key, value, fault):
    found = problems(FORM, {"1А": {"pupils": 20, key: value}})
    assert [(one.kind, one.fault) for one in found] == [(ProblemKind.BAD_VALUE, fault)]


def test_a_broken_comparison_tells_both_numbers():
    (more, unequal) = problems(FORM, {"1А": {"pupils": 20, "boys": 21, "girls": 5}})
    assert (more.comparison, more.left, more.right) == (FORM.comparisons[0], 21, 20)
    assert (unequal.left, unequal.right) == (20, 26)


def test_a_comparison_with_nothing_on_a_side_is_not_judged():
    assert problems(FORM, {"1А": {"pupils": 20, "girls": 25}}) == ()
    assert len(problems(FORM, {"1А": {"pupils": 20, "girls": 40}})) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_problems_are_of_fields_and_classes_that_are_there(data):
    form = data.draw(forms())
    answers = data.draw(submissions(form))
    keys = {field.key for field in form.asked}
    for one in problems(form, answers):
        assert one.kind is ProblemKind.NO_CLASSES or one.key in keys
        assert one.kind is ProblemKind.NO_CLASSES or not form.per_class or one.label in answers


@pytest.mark.parametrize(
    ("kind", "was", "now", "far"),
    [
        ("number", 25, 30, False),
        ("number", 25, 250, True),
        ("number", 25, 2, True),
        ("number", 0, 3, False),
        ("number", 0, 30, True),
        ("number", 2, 6, False),
        ("number", 500, 480, False),
        ("number", 500, 300, True),
        ("percent", 60, 79, False),
        ("percent", 60, 100, True),
        ("money", 1000, 1900, False),
        ("money", 1000, 100_000, True),
        ("money", 1000, 10, True),
        ("money", 0, 10_000, False),
        ("decimal", 10, -10, True),
    ],
)
def test_how_far_is_far(kind, was, now, far):
    assert is_far(FieldType(kind), Decimal(now), Decimal(was)) is far


def test_doubts_compare_the_same_class_of_the_period_before():
    before = {"1А": {"pupils": 25}, "1Б": {"pupils": 25}}
    now = {"1А": {"pupils": 2}, "1Б": {"pupils": 24}, "1В": {"pupils": 1, "note": "Иванов Пётр"}}
    found = doubts(FORM, now, before)
    assert [(one.label, one.key, one.kind) for one in found] == [
        ("1А", "pupils", DoubtKind.FAR),
        ("1В", "note", DoubtKind.PERSON),
    ]
    assert (found[0].before, found[0].now) == (25, 2)
    assert found[1].text == "Иванов Пётр"


@pytest.mark.parametrize(
    "text",
    [
        "Не аттестован Сидоров И.И.",
        "Ученица Мария Петрова",
        "Мария Семёновна Кац болеет",
        "работали с Иваном Кузнецовым",
        "Петровой Насте нужна помощь",
        "ПЕТРОВ ИВАН не аттестован",
    ],
)
def test_a_pupils_name_is_noticed(text):
    assert person_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Экскурсия в музей им. Юрия Гагарина",
        "МБОУ СОШ имени Героя Советского Союза Ивана Петрова",
        "Роман «Война и мир»",
        "курсы в Великом Новгороде",
        "Проведены занятия по математике, 5 педагогов",
        "Пушкинская карта",
    ],
)
def test_what_is_no_pupil_is_left_alone(text):
    assert not person_in(text)


def test_shipped_forms_let_plausible_answers_go():
    form = shipped("context")
    row = dict.fromkeys((field.key for field in form.asked), 0) | {"pupils": 25, "extra": 20}
    assert problems(form, {"5А": row}) == ()
    assert len(problems(form, {"5А": row | {"extra": 26}})) == 1
