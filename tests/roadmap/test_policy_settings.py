"""The ladder and hours of a municipality: what it says holds, the rest is as usual."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.policy_settings import BadSetting, names_in_letter, policy_from
from roadmap.reminding import Policy


def test_without_settings_all_is_as_usual() -> None:
    assert policy_from({}) == policy_from({"ladder": {}, "overrides": {}}) == Policy()


@given(
    st.lists(st.integers(1, 60), max_size=4, unique=True),
    st.booleans(),
    st.lists(st.integers(1, 60), max_size=4, unique=True),
    st.integers(0, 22),
)
def test_what_is_said_holds(before: list[int], on_day: bool, late: list[int], hour: int) -> None:
    said = policy_from(
        {
            "ladder": {"before": before, "on_day": on_day, "late": late},
            "hours": [f"{hour:02}:30", f"{hour + 1:02}:00"],
        }
    )
    assert (said.before, said.on_day, said.late) == (tuple(before), on_day, tuple(late))
    assert (said.opens, said.closes) == (time(hour, 30), time(hour + 1))


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"ladder": [10, 3]}, "ladder"),
        ({"ladder": {"before": 10}}, "ladder.before"),
        ({"ladder": {"before": [0]}}, "ladder.before"),
        ({"ladder": {"late": [True]}}, "ladder.late"),
        ({"ladder": {"late": [61]}}, "ladder.late"),
        ({"ladder": {"on_day": "yes"}}, "ladder.on_day"),
        ({"hours": ["18:00", "09:00"]}, "hours"),
        ({"hours": ["9"]}, "hours"),
        ({"hours": ["09:00", "18:00+03:00"]}, "hours"),
        ({"hours": 9}, "hours"),
    ],
)
def test_what_cannot_be_meant_is_named(settings: dict[str, Any], key: str) -> None:
    with pytest.raises(BadSetting) as refused:
        policy_from(settings)
    assert refused.value.key == key


def test_persons_are_named_in_the_letter_where_it_is_said() -> None:
    assert not names_in_letter({})
    assert names_in_letter({"letter_names": True})
    with pytest.raises(BadSetting) as refused:
        names_in_letter({"letter_names": "да"})
    assert refused.value.key == "letter_names"
