"""Quantities as expected results really write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.targets import Target, read_target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Проведение не менее 4-х консультаций", Target(4, "консультаций", None)),
        ("контроль мероприятий (не менее 4-х консультаций).", Target(4, "консультаций", None)),
        ("По одному мероприятию в квартал", Target(1, "мероприятию", "квартал")),
        ("Доля обучающихся, прошедших тестирование, не менее 60%", Target(60, "%", None)),
        ("Справка о результатах ГИА-9", None),
        ("МБОУ СОШ № 5 – победитель", None),
        ("Проведение 2-х семинаров", Target(2, "семинаров", None)),
        ("Размещение не менее 2-х публикаций в год", Target(2, "публикаций", "год")),
        (
            "Охват курсовой подготовкой 100% педагогических работников ОО",
            Target(100, "% педагогических работников", None),
        ),
        ("Практики перехода в эффективный режим не менее 2-х школ", Target(2, "школ", None)),
        (
            "Не менее двух обучающих семинаров в квартал",
            Target(2, "обучающих семинаров", "квартал"),
        ),
        ("не менее 80 % школ", Target(80, "% школ", None)),
        ("Проведено 3 мастер-класса для учителей", Target(3, "мастер-класса", None)),
        ("Охват 100%", Target(100, "%", None)),
        ("2-3 публикации ежегодно", Target(2, "публикации", "год")),
        ("не реже 1 раза в квартал", Target(1, "раза", "квартал")),
        ("Увеличение доли до 75% учителей", Target(75, "% учителей", None)),
    ],
)
def test_a_quantity_is_read(text, target):
    assert read_target(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Аналитическая справка",
        "Приказ от 18.06.2018 № 275",
        "Результаты ГИА-9 и ГИА-11 в 2019 году",
        "Мониторинг в 5-9 классах",
        "План на 2019-2021 годы",
        "п. 2.1 программы",
        "Создание Банка лучших практик в I полугодии",
        "Справка за 1 квартал",
        "Положение, 2020 г.",
        "Приложение 1",
    ],
)
def test_other_numbers_are_no_quantities(text):
    assert read_target(text) is None


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    found = read_target(text)
    assert found is None or (found.count > 0 and found.unit)
