"""The forms that come with the product."""

from __future__ import annotations

import pytest

from roadmap.monitoring.fields import FieldType, RollUp
from roadmap.monitoring.shipped import NAMES, all_shipped, shipped
from roadmap.monitoring.soundness import flaws

FORMS = pytest.mark.parametrize("form", all_shipped(), ids=lambda form: form.key)


def test_the_six_are_there():
    assert [form.key for form in all_shipped()] == list(NAMES)
    assert [form.key for form in all_shipped() if form.per_class] == ["context", "results"]


@FORMS
def test_a_shipped_form_is_sound(form):
    assert flaws(form) == ()
    assert 6 <= len(form.fields) <= 20
    assert form.about
    assert any(field.indicator for field in form.fields)


@FORMS
def test_numbers_have_a_unit_a_least_value_and_a_roll_up(form):
    for field in form.asked:
        if field.type is FieldType.NUMBER:
            assert field.unit, field.key
            assert field.minimum is not None, field.key
            assert field.roll_up is RollUp.SUM, field.key


@FORMS
def test_no_shipped_form_asks_for_names(form):
    for field in form.fields:
        assert "фио" not in field.label.casefold()
        assert "фамили" not in field.label.casefold()


def test_a_part_of_the_pupils_is_never_more_than_all_of_them():
    form = shipped("context")
    bounded = {one.left for one in form.comparisons} | {
        key for one in form.comparisons for key in one.right_keys
    }
    moving = {"arrived", "left"}
    assert {field.key for field in form.asked} - moving <= bounded
