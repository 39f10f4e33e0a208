"""Roll-up: parts make the whole, what is skipped is left out and counted."""

from __future__ import annotations

import random
import time
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.monitoring.fields import Field, FieldType, Form, RollUp
from roadmap.monitoring.rolling import NOTHING, merge, of_all, of_school, result
from tests.roadmap.monitoring.strategies import forms, submissions

PUPILS = Field("pupils", "Обучающихся", FieldType.NUMBER, roll_up=RollUp.SUM)
GOOD = Field("good", "На «4» и «5»", FieldType.NUMBER, roll_up=RollUp.SUM)
SHARE = Field(
    "share", "Качество", FieldType.PERCENT, roll_up=RollUp.SHARE, part="good", whole="pupils"
)
MARK = Field("mark", "Средняя отметка", FieldType.DECIMAL, roll_up=RollUp.MEAN, weight="pupils")
SPEED = Field("speed", "Скорость", FieldType.NUMBER, roll_up=RollUp.MIN)
CHECKED = Field("checked", "Проверено", FieldType.DATE, roll_up=RollUp.MAX)
STAGE = Field("stage", "Этап", FieldType.TEXT, roll_up=RollUp.LAST)
ONLINE = Field("online", "Есть интернет", FieldType.YES_NO, roll_up=RollUp.SUM)
FORM = Form("f", "Форма", (PUPILS, GOOD, SHARE, MARK, SPEED, CHECKED, STAGE, ONLINE), (), True)
SCHOOL = {
    "10А": {"pupils": 10, "good": 5, "mark": "4.5", "speed": 50, "stage": "третий"},
    "2А": {"pupils": 30, "good": 12, "mark": "3.7", "checked": "2019-02-01", "online": True},
    "1А": {"pupils": 20, "checked": "2019-01-15", "stage": "первый", "online": False},
}


def test_a_school_is_made_of_its_classes():
    rolled = of_school(FORM, SCHOOL)
    found = {field.key: result(field, rolled[field.key]) for field in FORM.fields}
    assert found == {
        "pupils": 60,
        "good": 17,
        "share": "42.5",  # the class that gave only one of the two numbers is left out of both
        "mark": "3.9",
        "speed": 50,
        "checked": "2019-02-01",
        "stage": "третий",
        "online": 1,
    }
    assert (rolled["good"].answered, rolled["good"].skipped) == (2, 1)
    assert rolled["good"].respondents == 1
    assert rolled["online"].counts == (("да", 1), ("нет", 1))


def test_nobody_makes_nothing():
    rolled = of_school(FORM, {"1А": {}})
    assert all(result(field, rolled[field.key]) is None for field in FORM.fields)
    assert rolled["pupils"].skipped == 1
    assert rolled["pupils"].respondents == 0
    assert of_all([]) == {}


def test_a_share_of_nothing_and_a_mean_of_nobody_are_unknown():
    rolled = of_school(FORM, {"1А": {"pupils": 0, "good": 0, "mark": "4"}})
    assert result(SHARE, rolled["share"]) is None
    assert result(MARK, rolled["mark"]) is None


def test_the_mean_of_schools_is_weighted_by_pupils_and_not_by_schools():
    big = of_school(FORM, {"1А": {"pupils": 900, "mark": "3"}})
    small = of_school(FORM, {"1А": {"pupils": 100, "mark": "5"}})
    assert result(MARK, of_all([big, small])["mark"]) == "3.2"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_parts_rolled_up_are_the_whole_rolled_up(data):
    form = data.draw(forms(per_class=True))
    answers = data.draw(submissions(form))
    whole = of_school(form, answers)
    labels = sorted(answers)
    cut = data.draw(st.integers(0, len(labels)))
    parts = [{label: answers[label] for label in part} for part in (labels[:cut], labels[cut:])]
    merged = of_all(of_school(form, part) for part in parts)
    for field in form.fields:
        if field.roll_up is not RollUp.LAST:
            assert result(field, merged[field.key]) == result(field, whole[field.key])
        one, other = merged[field.key], whole[field.key]
        assert (one.answered, one.skipped, one.counts, one.total) == (
            other.answered,
            other.skipped,
            other.counts,
            other.total,
        )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_schools_merge_in_any_order_and_grouping(data):
    form = data.draw(forms())
    schools = [
        of_school(form, data.draw(submissions(form)), order)
        for order in range(data.draw(st.integers(1, 4)))
    ]
    whole = of_all(schools)
    assert of_all(data.draw(st.permutations(schools))) == whole
    cut = data.draw(st.integers(0, len(schools)))
    grouped = of_all([of_all(schools[:cut]), of_all(schools[cut:])])
    assert grouped == whole
    assert all(merge(partial, NOTHING) == partial for partial in whole.values())


def test_a_district_of_60_000_values_is_rolled_up_in_a_moment():
    """Ten times as much has 5 s, storage and export included; it takes about one."""
    chance = random.Random(7)
    fields = tuple(
        Field(
            f"f{n}",
            f"Вопрос {n}",
            FieldType.NUMBER if n % 2 else FieldType.DECIMAL,
            roll_up=RollUp.MEAN if n % 3 == 0 else RollUp.SUM,
            weight="f1" if n % 3 == 0 else "",
        )
        for n in range(30)
    )
    form = Form("big", "Большая", fields, (), True)
    school = {
        f"{n // 2 + 1}{'АБ'[n % 2]}": {
            field.key: chance.randint(0, 30)
            if field.type is FieldType.NUMBER
            else f"{chance.randint(0, 900) / 10}"
            for field in fields
        }
        for n in range(20)
    }
    began = time.process_time()
    whole = of_all(of_school(form, school, n) for n in range(100))
    assert time.process_time() - began < 1.0
    assert whole["f1"].answered == 2000
    assert whole["f1"].total == Decimal(sum(row["f1"] for row in school.values()) * 100)
