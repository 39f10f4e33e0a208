"""Answers as real mail programs send them, from the bytes to the decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roadmap.replies.commands import ALL, NotUnderstood, Said, read_cut
from roadmap.replies.cutting import cut
from roadmap.replies.kinds import Kind
from roadmap.replies.letters import read_letter
from tests.replies.making import cases, letter

TODAY = date(2018, 11, 8)
CORPUS = cases("corpus.toml") + cases("unseen.toml")


def told(heard: tuple[Said | NotUnderstood, ...]) -> list[str]:
    """What was understood, as the table writes it."""
    return [_told(one) for one in heard]


def _told(one: Said | NotUnderstood) -> str:
    lines = "all" if one.lines is ALL else ",".join(map(str, one.lines))
    if isinstance(one, NotUnderstood):
        return f"{lines}|{one.reason}||"
    return f"{lines}|{one.answer}|{one.fact_on or one.new_date or ''}|{one.comment}"


@pytest.mark.parametrize(
    "case", CORPUS, ids=lambda case: f"{case.get('program', case.get('html', 'raw'))}"
)
def test_what_a_letter_says(case: dict[str, Any]) -> None:
    read = read_letter(letter(case))
    assert read.kind is Kind.REPLY
    assert not read.faults
    assert read.sender.address == "school3@example.test"
    assert read.sender.name == "Пономарёва Ольга"
    assert told(read_cut(cut(read.text, read.subject), TODAY, case.get("count", 1))) == case["said"]


def test_there_are_enough_of_them() -> None:
    assert len(CORPUS) >= 80
