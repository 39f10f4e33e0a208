"""Settings as typed: read, shown again the same, refused when they cannot be meant."""

from __future__ import annotations

import pytest

from roadmap.policy_settings import BadSetting
from roadmap.settings_keys import COLUMNS, KEYS, UnknownKey, changed, read_value, value_of

KEPT = [key for key in KEYS.values() if key not in COLUMNS]


@pytest.mark.parametrize("key", KEPT, ids=lambda key: key.name)
def test_the_example_of_every_key_can_be_typed_and_is_shown_as_typed(key: object) -> None:
    name, example = key.name, key.example  # type: ignore[attr-defined]
    settings = changed({}, name, read_value(name, example))
    assert value_of(settings, name) == (example, True)
    shown, is_set = value_of({}, name)
    assert not is_set
    assert changed({}, name, read_value(name, shown))  # what is usual can be typed as shown too


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telegram", "sometimes"),
        ("hours", "09:00"),
        ("hours", "18:00-09:00"),
        ("hours", "9-18 o'clock"),
        ("ladder.before", "10,three"),
        ("ladder.before", "-1"),
        ("ladder.on_day", "perhaps"),
        ("ladder.late", "1000"),
        ("language", "la"),
        ("cap", "many"),
        ("holidays", "2018-11-05..2018-10-29"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(name: str, text: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        value = read_value(name, text)
        changed({"ladder": {"late": [2]}}, name, value)
    assert refusal.value.key == name


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UnknownKey):
        read_value("ladder", "10")


def test_a_change_leaves_the_rest_and_the_settings_given() -> None:
    before = {"ladder": {"late": [2]}, "other": 1}
    assert changed(before, "ladder.before", [5]) == {
        "ladder": {"late": [2], "before": [5]},
        "other": 1,
    }
    assert before == {"ladder": {"late": [2]}, "other": 1}
