"""What holds for every rule and every text."""

import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from roadmap.deadlines import occurrences, read, rule_from_data, rule_to_data, to_json
from roadmap.deadlines.wording import english, russian
from tests.roadmap.deadlines.strategies import PERIODS, RULES

WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split("\n")
phrases = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(RULES)
def test_a_rule_printed_in_russian_reads_to_the_same_rule(rule):
    assert read(russian(rule), None).rule == rule


@given(RULES)
def test_a_rule_survives_storage(rule):
    stored = json.loads(json.dumps(rule_to_data(rule)))
    assert rule_from_data(stored) == rule
    assert english(rule)


@given(RULES, PERIODS)
def test_occurrences_are_sorted_inside_the_period_and_have_their_own_keys(rule, period):
    found = occurrences(rule, period)
    dues = [each.due for each in found]
    assert dues == sorted(dues)
    assert all(period.contains(due) for due in dues)
    assert all(each.start is None or each.start <= each.due for each in found)
    assert len({each.key for each in found}) == len(found)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60) | phrases, st.none() | PERIODS)
@example("31.02.2019 - 30.02", None)
@example("I-V квартал 0000", None)
def test_any_text_is_read_to_consistent_dates(text, period):
    reading = read(text, period)
    assert list(reading.dues) == sorted(set(reading.dues))
    assert period is None or all(period.contains(due) for due in reading.dues)
    assert reading.confident is (reading.question is None)
    assert not (reading.confident and reading.unread)
    found = to_json(reading)
    assert (found["due"] is not None) is (found["kind"] in ("date", "window"))
    assert json.dumps(found)


@settings(max_examples=300, deadline=None)
@given(phrases, st.none() | PERIODS, st.sampled_from(["upper", "yo", "dash", "blank", "dot"]))
def test_case_dashes_and_blanks_change_nothing(text, period, change):
    changed = {
        "upper": text.upper(),
        "yo": text.replace("е", "ё"),
        "dash": text.replace("-", "–"),
        "blank": text.replace(" ", "\u00a0 "),
        "dot": f" {text}.",
    }[change]
    one, other = read(text, period), read(changed, period)
    assert (one.rule, one.dues, one.confident) == (other.rule, other.dues, other.confident)
