"""Words put together again after a layout has broken them."""

import pytest

from roadmap.documents.words import flow, looks_broken_off, tidy


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("мониторинго-\nвых исследований", "мониторинговых исследований"),
        ("об-\nразовательных орга-\nни-\nзаций", "образовательных организаций"),
        ("семинаров-\nпрактикумов", "семинаров-практикумов"),
        ("консультационно-\nметодического", "консультационно-методического"),
        ("контрольно-\nизмерительных", "контрольно-измерительных"),
        ("ОО-\nучастники", "ОО-участники"),
        ("Сентябрь-\nоктябрь", "Сентябрь-октябрь"),
        ("Сентябрь –\nоктябрь", "Сентябрь – октябрь"),
        ("Сентябрь–\nоктябрь", "Сентябрь–октябрь"),
        ("8-\nй класс", "8-й класс"),
        ("Иванова-\nПетровская", "Иванова-Петровская"),
        ("психолого-медико-\nсоциальный", "психолого-медико-социальный"),
        ("общеобразователь\nных школ", "общеобразовательных школ"),
        ("школ\nрайона", "школ района"),
        ("Ежегодн\nо", "Ежегодно"),
        ("Сентябрь\n,\nежегодно", "Сентябрь, ежегодно"),
        ("управлени\nЯ", "управления"),
        ("список:\n- первое;\n- второе", "список: - первое; - второе"),
    ],
)
def test_lines_broken_by_a_layout(broken: str, whole: str) -> None:
    assert flow(broken, wrapped=True) == whole


def test_lines_of_an_author_stay_words_of_their_own() -> None:
    assert flow("Приказ\nо мерах", wrapped=False) == "Приказ о мерах"
    assert flow("общеобразователь\nных", wrapped=False) == "общеобразователь ных"


def test_invisible_signs_and_blanks() -> None:
    assert tidy("\u200bмай\u00a0 2023\u00ad г.\r\n") == "май 2023 г."
    assert flow("функци\u00ad\nонирующих", wrapped=True) == "функционирующих"
    assert flow("функци\ufffeонирующих", wrapped=True) == "функционирующих"


@pytest.mark.parametrize(("text", "broken"), [("достиже-", True), ("2022 -", False), ("ОО", False)])
def test_a_word_broken_off(text: str, broken: bool) -> None:
    assert looks_broken_off(text) is broken
