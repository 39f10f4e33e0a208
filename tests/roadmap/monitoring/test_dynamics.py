"""Changes, targets and those who stand apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from roadmap.monitoring.dynamics import Course, change, outliers, series
from roadmap.monitoring.fields import Field, FieldType, Target

NUMBER = Field("x", "Сколько", FieldType.NUMBER)
PERCENT = Field("x", "Доля", FieldType.PERCENT)
UP, DOWN = Target(Decimal(80)), Target(Decimal(5), at_least=False)


def numbers(*values: float) -> dict[int, Decimal]:
    return {place: Decimal(str(value)) for place, value in enumerate(values)}


@pytest.mark.parametrize(
    ("before", "now", "target", "course"),
    [
        (60, 70, UP, Course.BETTER),
        (70, 60, UP, Course.WORSE),
        (70, 60, DOWN, Course.BETTER),
        (60, 70, DOWN, Course.WORSE),
        (60, 60, DOWN, Course.SAME),
        (60, 70, None, Course.CHANGED),
    ],
)
def test_the_target_says_which_way_is_good(before, now, target, course):
    found = change(Decimal(before), Decimal(now), target)
    assert found is not None
    assert found.course is course


def test_a_change_is_told_in_numbers_and_per_cent():
    found = change(Decimal(8), Decimal(9), None)
    assert (found.difference, found.per_cent) == (1, Decimal("12.5"))
    assert change(Decimal(0), Decimal(9), None).per_cent is None
    assert change(Decimal(-4), Decimal(-2), None).per_cent == 50
    assert change(None, Decimal(9), None) is None


def test_a_period_without_a_value_does_not_break_the_series():
    steps = series([("a", Decimal(70)), ("b", None), ("c", Decimal(85))], UP)
    assert [step.reached for step in steps] == [False, None, True]
    assert [step.change and step.change.difference for step in steps] == [None, None, 15]


def test_the_one_who_stands_apart_is_found():
    (one,) = outliers(NUMBER, numbers(20, 22, 25, 19, 24, 21, 250))
    assert (one.who, one.value, one.median) == (6, 250, 22)
    assert one.score > 3


def test_below_is_negative_and_the_farthest_comes_first():
    found = outliers(NUMBER, numbers(50, 51, 52, 49, 48, 50, 51, 5, 300))
    assert [one.who for one in found] == [8, 7]
    assert found[1].score < 0


@pytest.mark.parametrize(
    ("field", "values"),
    [
        (NUMBER, (1, 1, 1, 1, 50)),  # too few to judge
        (NUMBER, (3, 3, 3, 3, 3, 3)),
        (NUMBER, (0, 0, 0, 0, 0, 0, 1)),  # a single one is nothing
        (PERCENT, (98, 98.5, 99, 99, 99.5, 100, 95)),  # all of them are near
        (NUMBER, (10, 20, 30, 40, 50, 60, 70)),
    ],
)
def test_nobody_is_blamed_without_reason(field, values):
    assert outliers(field, numbers(*values)) == ()


def test_one_among_equals_is_still_found():
    assert [one.who for one in outliers(NUMBER, numbers(5, 5, 5, 5, 5, 5, 5, 90))] == [7]
