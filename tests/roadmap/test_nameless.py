"""Whether a text names a person of the office."""

from __future__ import annotations

import pytest

from roadmap.nameless import Names

NAMES = Names.of(["Пономарева Ольга Ивановна", "Кот Иван Ильич", "Мамин-Сибиряк Лев Львович"])


@pytest.mark.parametrize(
    "text",
    [
        "Мастер-класс О.И.Пономаревой",
        "ПОНОМАРЕВА О. И. проводит семинар",
        "Встреча с Котом",
        "Чтения Мамина-Сибиряка",
        "Пономарева\nОльга Ивановна",
    ],
)
def test_names_are_seen_in_whatever_case(text: str) -> None:
    assert NAMES.are_in(text)


@pytest.mark.parametrize(
    "text", ["Подготовить приказ, который нужен школам", "Понедельник", "МОУ «СОШ № 1»", ""]
)
def test_other_words_are_left_alone(text: str) -> None:
    assert not NAMES.are_in(text)
