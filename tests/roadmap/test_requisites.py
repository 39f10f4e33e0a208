"""Papers named by their requisites, as clerks and teachers type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.requisites import Requisites, find

TODAY = date(2018, 10, 10)
JUNE = date(2018, 6, 18)
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("Приказ от 18.06.2018 № 275", Requisites("Приказ", "275", JUNE)),
        ("приказ № 275 от 18.06", Requisites("Приказ", "275", JUNE)),
        ("ПРИКАЗ №275от 18.06.18г.", Requisites("Приказ", "275", JUNE)),
        ("приказ 275 от 18.06", Requisites("Приказ", "275", JUNE)),
        ("Утверждено приказом № 275.", Requisites("Приказ", "275", None)),
        (
            "распоряжение N 01-03/275-Р от 18 июня 2018 г.",
            Requisites("Распоряжение", "01-03/275-Р", JUNE),
        ),
        ("Письмо исх. № А/12–3 от 2018-06-18", Requisites("Письмо", "А/12-3", JUNE)),
        ("протокол от 5 октября", Requisites("Протокол", "", date(2018, 10, 5))),
        ("протокол от 5 ноября", Requisites("Протокол", "", date(2017, 11, 5))),
        ("аналитическую справку от 18.06.2018", Requisites("Аналитическая справка", "", JUNE)),
        ("Отчёт № 3", Requisites("Отчёт", "3", None)),
        (
            "Приказ Министерства образования Московской области от 25.05.2018 №1552",
            Requisites("Приказ", "1552", date(2018, 5, 25)),
        ),
        ("приказ № 12.06 от 31.02.2018", Requisites("Приказ", "12.06", None)),
        ("приказ от 29.02 № 1", Requisites("Приказ", "1", date(2016, 2, 29))),
    ],
)
def test_papers_are_read_as_they_are_typed(text: str, paper: Requisites) -> None:
    assert find(text, TODAY) == paper


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "справка",
        "приказ",
        "отчёт до 15.10",
        "№ 275 от 18.06.2018",
        "планирую на 15.10",
        "приказ № без номера",
        "18.06.2018",
        "приказ № " + "1" * 60,
    ],
)
def test_anything_else_is_no_paper(text: str) -> None:
    assert find(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("наш приказ № 12", True),
        ("Приказ № 12", True),
        ("нужен ли приказ № 5?", False),
        ("никак не могу найти приказ № 275", False),
    ],
)
def test_unasked_a_text_must_begin_with_the_paper(text: str, begins: bool) -> None:
    assert find(text, TODAY) is not None
    assert (find(text, TODAY, anywhere=False) is not None) is begins


numbers = st.from_regex(r"[1-9][0-9]{0,4}([/-][0-9А-Я]{1,3}){0,2}", fullmatch=True)
days = st.dates(TODAY - timedelta(days=3000), TODAY)
kinds = st.sampled_from(["Приказ", "Распоряжение", "Протокол", "Письмо", "Акт", "Справка"])


@given(kinds, numbers, days, st.sampled_from(["№", "№ ", "N", "n "]), st.booleans())
def test_kind_number_and_date_come_back(
    kind: str, number: str, on: date, sign: str, number_first: bool
) -> None:
    for shown in (
        f"{on:%d.%m.%Y}",
        f"{on:%d.%m.%y}г.",
        on.isoformat(),
        f"{on.day} {MONTHS[on.month - 1]} {on.year} года",
    ):
        parts = [f"{sign}{number}", f"от {shown}"]
        text = " ".join([kind.lower(), *(parts if number_first else parts[::-1])])
        assert find(text, TODAY) == Requisites(kind, number, on), text


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    for said in (text, f"приказ {text}", f"приказ № {text}", f"приказ от {text}"):
        found = find(said, TODAY)
        assert found is None or found.number or found.on is not None
