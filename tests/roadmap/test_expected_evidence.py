"""Which papers an activity promises, by the words of real roadmaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.expected_evidence import MOST, expected


@pytest.mark.parametrize(
    ("result", "papers"),
    [
        ("Приказ о выделении грантов. План финансовой деятельности.", ("приказ", "план")),
        ("Разработано муниципальное Положение, определен порядок сбора", ("положение", "порядок")),
        ("Аналитическая справка", ("аналитическая справка",)),
        ("Размещение не менее 2-х публикаций в год", ("ссылка на публикацию",)),
        ("Договоры с вузами. План совместной работы", ("договор", "план")),
        ("Контроль выполнения плановых мероприятий", ()),
        ("Повышение квалификации педагогов", ()),
        ("", ()),
    ],
)
def test_an_expected_result_names_its_papers(result: str, papers: tuple[str, ...]) -> None:
    assert expected("Мероприятие", result) == papers


@pytest.mark.parametrize(
    ("title", "papers"),
    [
        ("Разработка и утверждение плана мероприятий по развитию", ("план",)),
        ("Подготовить приказ и оказать школе помощь", ("приказ",)),
        ("Разработать и принять Положение о банке лучших практик", ("положение",)),
        ("Подготовка аналитической справки", ("аналитическая справка",)),
        ("Реализация плана мероприятий", ()),
        ("Оказание методической помощи в разработке индивидуальных планов", ()),
        ("Включить в перечень показателей", ()),
    ],
)
def test_without_a_result_the_title_may_promise(title: str, papers: tuple[str, ...]) -> None:
    assert expected(title, "") == papers


def test_the_result_counts_before_the_title() -> None:
    assert expected("Утвердить план", "Приказ") == ("приказ",)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_get_an_answer(title: str, result: str) -> None:
    found = expected(f"Разработка плана {title}", result)
    assert len(found) == len(set(found)) <= MOST
