"""A person typed into a chat."""

from __future__ import annotations

import pytest

from roadmap.person_typed import is_full_name, read_typed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Крылов Денис Олегович", "Крылов Денис Олегович"),
        ("d@s.example, Крылов Денис", "Крылов Денис"),
        ("Крылов", None),
        ("Крылов Денис 15", None),
        ("", None),
    ],
)
def test_a_person_is_read_from_a_line(text: str, name: str | None) -> None:
    typed = read_typed(text)
    assert (typed.name if typed else None) == name


def test_what_is_known_beside_the_name_may_stand_anywhere() -> None:
    typed = read_typed("8-912-345-67-89; Крылов  Денис Олегович, d@s.example")
    assert typed is not None
    assert (typed.name, typed.phone, typed.email) == (
        "Крылов Денис Олегович",
        "8-912-345-67-89",
        "d@s.example",
    )


@pytest.mark.parametrize(
    ("text", "full"), [("Крылов Денис", True), ("Крылов", False), ("Крылов 15", False)]
)
def test_a_full_name_has_two_words_of_letters(text: str, full: bool) -> None:
    assert is_full_name(text) is full
