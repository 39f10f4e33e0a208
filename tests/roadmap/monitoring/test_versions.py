"""A changed form never damages old answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.monitoring.fields import Field, FieldType, Form, rows_of
from roadmap.monitoring.versions import carried, compared, still_counts
from tests.roadmap.monitoring.strategies import forms, submissions

AGE = Field("age", "Возраст", FieldType.NUMBER, unit="лет")
SHIFT = Field("shift", "Смена", FieldType.CHOICE, choices=("первая", "вторая"))
NOTE = Field("note", "Примечание", FieldType.TEXT)
FORM = Form("f", "Форма", (AGE, SHIFT, NOTE))
ANSWERS = {"age": 7, "shift": "вторая", "note": "нет"}


def test_an_unchanged_form_carries_everything():
    assert not compared(FORM, FORM)
    assert carried(FORM, FORM, ANSWERS).answers == ANSWERS


def test_what_has_changed_is_told():
    new = Form(
        "f",
        "Форма 2",
        (
            replace(SHIFT, label="Смены", choices=("первая",)),
            AGE,
            Field("new", "Новое", FieldType.DATE),
        ),
    )
    found = compared(FORM, new)
    assert (found.added, found.removed, found.moved, found.headed) == (
        ("new",),
        ("note",),
        True,
        True,
    )
    (change,) = found.changed
    assert (change.key, change.what, change.counts) == ("shift", {"label", "choices"}, True)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        (AGE, replace(AGE, label="Лет"), True),
        (AGE, replace(AGE, type=FieldType.DECIMAL), True),
        (replace(AGE, type=FieldType.DECIMAL), AGE, False),
        (AGE, replace(AGE, unit="мес."), False),
        (AGE, replace(AGE, unit=""), True),
        (SHIFT, replace(SHIFT, type=FieldType.CHOICES), True),
        (SHIFT, replace(SHIFT, type=FieldType.TEXT, choices=()), True),
        (NOTE, replace(SHIFT, key="note"), False),
    ],
)
def test_which_answers_still_count(old, new, counts):
    assert still_counts(old, new) is counts


def test_what_does_not_fit_is_kept_aside():
    new = Form(
        "f", "Форма", (replace(AGE, type=FieldType.DECIMAL), replace(SHIFT, choices=("первая",)))
    )
    found = carried(FORM, new, ANSWERS)
    assert found.answers == {"age": "7"}
    assert found.aside == {"": {"shift": "вторая", "note": "нет"}}


def test_asking_by_class_from_now_on_keeps_the_school_aside():
    found = carried(FORM, replace(FORM, per_class=True), ANSWERS)
    assert found.answers == {}
    assert found.aside == {"": ANSWERS}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_answer_is_ever_lost(data):
    old, new = data.draw(forms()), data.draw(forms())
    answers = data.draw(submissions(old))
    found = carried(old, new, answers)
    kept = dict(rows_of(new, found.answers))
    for label, row in rows_of(old, answers):
        for key, value in row.items():
            if value is None:
                continue
            on = kept.get(label, {}).get(key)
            aside = found.aside.get(label, {}).get(key)
            assert (on is None) != (aside is None)
            assert aside == value or on in (value, str(value), [value])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_same_fields_in_another_order_keep_all_answers(data):
    old = data.draw(forms())
    new = replace(old, fields=tuple(data.draw(st.permutations(old.fields))), comparisons=())
    answers = data.draw(submissions(old))
    found = carried(old, new, answers)
    assert not found.aside
    assert dict(rows_of(new, found.answers)) == dict(rows_of(old, answers))
