"""Parties written differently are offered as one, and never merged."""

from __future__ import annotations

from views.similar_parties import pairs_text, similar_to
from views.speech import speech

PARTIES = ("О.И.Пономарева", "Пономарева О.И.", "И.В.Осотова", "МЦ")


def test_the_same_person_written_twice_is_offered() -> None:
    assert similar_to(PARTIES) == {
        "О.И.Пономарева": ["Пономарева О.И."],
        "Пономарева О.И.": ["О.И.Пономарева"],
    }
    (line,) = pairs_text(PARTIES, speech("ru"))
    assert line == "Возможно, одно и то же: О.И.Пономарева — Пономарева О.И."
