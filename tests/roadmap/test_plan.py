"""The printed number at the head of a section title."""

from __future__ import annotations

import pytest

from roadmap.plan import section_number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("1. Нормативное обеспечение", "1"),
        ("1.2. Разработка и утверждение", "1.2"),
        ("1.2 Разработка", "1.2"),
        ("10.11.12. Глубоко", "10.11.12"),
        ("  2.1.   Педагоги", "2.1"),
        ("3", "3"),
        ("Организационные мероприятия", ""),
        ("2018–2020 годы", ""),
        ("1..2 Опечатка", ""),
        ("№ 1. С номером", ""),
        (".", ""),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_number_of_a_section(title: str, number: str) -> None:
    assert section_number(title) == number
