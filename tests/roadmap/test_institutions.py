"""Official names are said shortly, so that two schools can be told apart where there is no room."""

from __future__ import annotations

import pytest

from roadmap.institutions import said_shortly
from views.lines import shortened

OFFICIAL = (
    "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа"
    " № {n} имени Героя Советского Союза Н. Н. Константинопольского» города Энска"
)


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("Муниципальное казённое общеобразовательное учреждение ООШ № 2", "МКОУ ООШ № 2"),
        ("МУНИЦИПАЛЬНОЕ  КАЗЕННОЕ общеобразовательное учреждение № 5", "МКОУ № 5"),
        (
            "директор муниципального бюджетного учреждения дополнительного образования «Луч»",
            "директор МБУ ДО «Луч»",
        ),
        ("Гимназия № 1 с углублённым изучением отдельных предметов", "Гимназия № 1 с УИОП"),
        ("Муниципальное бюджетное учреждение «Методический центр»", "МБУ «Методический центр»"),
        ("МОУ «СОШ № 3»", "МОУ «СОШ № 3»"),
        ("", ""),
    ],
)
def test_what_everybody_says(official: str, said: str) -> None:
    assert said_shortly(official) == said


@pytest.mark.parametrize("limit", [30, 40, 80])
def test_two_schools_can_be_told_apart_where_names_are_cut(limit: int) -> None:
    short = [shortened(OFFICIAL.format(n=n), limit) for n in (24, 27)]
    assert short[0].startswith("МБОУ «СОШ № 24")
    assert short[0] != short[1]
    assert all(len(name) <= limit + 1 for name in short)


def test_what_fits_is_left_alone() -> None:
    name = OFFICIAL.format(n=1)
    assert shortened(name, 300) == name
