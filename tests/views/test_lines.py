"""How an activity is named and its date spoken of."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.progress import State
from tests.views.samples import CALENDAR, LINE, SAY, TODAY, line
from views.lines import as_written, due_phrase, place, short_name, shortened, state_words, why


@given(st.text(max_size=300), st.integers(2, 200))
def test_a_shortened_text_is_one_line_and_no_longer_than_asked(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert "\n" not in short
    assert len(short) <= limit + 1  # the ellipsis
    if len(" ".join(text.split())) <= limit:
        assert short == " ".join(text.split())


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2018-10-05", "осталось 10 дней"),
        ("2018-10-10", "осталось 5 дней"),
        ("2018-10-12", "осталось 3 дня"),
        ("2018-10-14", "срок завтра"),
        ("2018-10-15", "срок сегодня"),
        ("2018-10-16", "просрочено на 1 рабочий день"),
        ("2018-10-17", "просрочено на 2 рабочих дня"),
        ("2018-10-22", "просрочено на 5 рабочих дней"),
    ],
)
def test_how_long_there_is(today: str, words: str) -> None:
    assert why(LINE, date.fromisoformat(today), CALENDAR, SAY) == words


def test_a_sunday_names_the_friday_to_hand_in_by_while_it_can() -> None:
    sunday = line(due=date(2018, 9, 30))
    said = due_phrase(sunday, date(2018, 9, 25), CALENDAR, SAY)
    assert "30 сентября 2018" in said
    assert "пт, 28 сент" in said
    assert "28 сент" not in due_phrase(sunday, date(2018, 9, 29), CALENDAR, SAY)
    assert "просрочено" not in why(sunday, date(2018, 9, 30), CALENDAR, SAY)
    assert why(sunday, date(2018, 10, 1), CALENDAR, SAY) == "просрочено на 1 рабочий день"


def test_the_place_is_code_section_and_number() -> None:
    assert place(LINE, SAY) == "М-17, разд. 1.2, п. 1"
    assert place(line(section="", number=""), SAY) == "М-17"


def test_the_deadline_is_shown_as_written() -> None:
    assert "До 15 октября 2018" in as_written(LINE, SAY)
    assert as_written(line(deadline_text=""), SAY) == ""


def test_every_state_has_words_of_its_own() -> None:
    assert len({state_words(state, SAY) for state in State}) == len(State)


def test_today_is_told_to_whoever_asks() -> None:
    assert why(LINE, TODAY, CALENDAR, SAY) == "осталось 5 дней"


def test_a_number_in_place_of_a_name_stays_whole() -> None:
    assert short_name("Сотрудник № 24") == "Сотрудник № 24"
    assert short_name("Пономарева Ольга Ивановна") == "Пономарева О. И."
