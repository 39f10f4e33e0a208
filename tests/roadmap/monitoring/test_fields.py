"""A form kept as data is the same form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from roadmap.monitoring.fields import UnreadableForm, from_data, to_data
from roadmap.monitoring.shipped import all_shipped
from tests.roadmap.monitoring.strategies import forms


@settings(max_examples=60, deadline=None)
@given(forms())
def test_a_form_survives_the_database(form):
    assert from_data(json.loads(json.dumps(to_data(form)))) == form


def test_what_a_later_version_has_added_is_passed_over():
    form = all_shipped()[0]
    data = to_data(form)
    data["colour"] = "green"
    data["fields"][0]["smell"] = "rose"
    assert from_data(data) == form


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("title"),
        lambda data: data["fields"][0].update(type="dream"),
        lambda data: data["fields"][0].update(minimum="few"),
        lambda data: data["comparisons"][0].update(op="~"),
        lambda data: data.update(fields=None),
    ],
)
def test_what_is_no_form_is_refused(spoil):
    data = to_data(all_shipped()[0])
    spoil(data)
    with pytest.raises(UnreadableForm):
        from_data(data)
