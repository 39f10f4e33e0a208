"""Whose answers complete a date: three rules and what the document itself says."""

from __future__ import annotations

import pytest

from roadmap.completion import Completion, choices, holds, lead_closes, stands_apart


@pytest.mark.parametrize("by_parties", [True, False])
def test_without_a_rule_the_parties_decide(by_parties: bool) -> None:
    assert stands_apart(None, by_parties) is by_parties
    assert lead_closes(None, by_parties) is not by_parties


@pytest.mark.parametrize("by_parties", [True, False])
@pytest.mark.parametrize(
    ("rule", "apart", "closes"),
    [
        (Completion.LEAD, False, True),
        (Completion.ALL, False, False),
        (Completion.EACH, True, False),
    ],
)
def test_a_rule_goes_before_the_parties(
    rule: Completion, apart: bool, closes: bool, by_parties: bool
) -> None:
    stands = stands_apart(rule, by_parties)
    assert (stands, lead_closes(rule, stands)) == (apart, closes)


def test_nobody_answers_for_the_others_where_nobody_leads() -> None:
    assert Completion.LEAD not in choices(has_lead=False)
    assert set(choices(has_lead=True)) == set(Completion)
    assert holds(Completion.LEAD, has_lead=False, any_apart=True) is Completion.EACH


@pytest.mark.parametrize("any_apart", [True, False])
@pytest.mark.parametrize("has_lead", [True, False])
def test_what_holds_is_always_one_of_the_choices(has_lead: bool, any_apart: bool) -> None:
    for rule in (None, *Completion):
        held = holds(rule, has_lead=has_lead, any_apart=any_apart)
        assert held in choices(has_lead=has_lead)
        if rule in choices(has_lead=has_lead):
            assert held is rule
