"""Labels of classes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.monitoring.classes import NoClass, class_label, in_order


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("5 «а»", "5А"),
        ("5-A класс", "5А"),
        ("5 а кл.", "5А"),
        ('класс 7 "б"', "7Б"),
        ("10.В", "10В"),
        (5.0, "5"),
        (11, "11"),
        ("1 – 3", "1-3"),
        ("9 кадетский", "9 КАДЕТСКИЙ"),
        ("гкп", "ГКП"),
    ],
)
def test_one_class_has_one_label(written, label):
    assert class_label(written) == label


@pytest.mark.parametrize("written", ["", "  ", "«»", "класс", "-", "ученики, которые болеют давно"])
def test_what_is_no_label_is_refused(written):
    with pytest.raises(NoClass):
        class_label(written)


def test_classes_stand_as_people_list_them():
    assert in_order(["10А", "ГКП", "2А", "1Б", "1А", "1-3", "1А"]) == [
        "1-3",
        "1А",
        "1Б",
        "2А",
        "10А",
        "ГКП",
    ]


@settings(max_examples=200, deadline=None)
@given(st.text("5 аАaA«»-.класс12", max_size=12))
def test_a_label_is_its_own_label(text):
    try:
        label = class_label(text)
    except NoClass:
        return
    assert class_label(label) == label
