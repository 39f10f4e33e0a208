"""Whatever a service says no to by letter is said in words that a letter can say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from handlers import filling_refusals, refusals
from handlers.letter_refusals import refusal_by_letter
from roadmap.extending import CannotMove, Fault
from roadmap.progress import Event, Impossible, State
from services.accepting import NothingToAccept
from services.people_import import ListGone
from tests.views.blank_samples import BLANKS
from tests.views.samples import EVIL
from tests.views.table_samples import TABLES
from views.speech import speech

SAY = speech("ru")
OF_THE_CHAT = re.compile(r"нажм|кнопк|карточк|\bчат|сюда|/[a-z]|«[А-Я][^»]*»", re.IGNORECASE)
BY_FACTS: dict[type, list[Exception]] = {
    Impossible: [Impossible(state, Event.DONE) for state in State],
    CannotMove: [CannotMove(fault) for fault in Fault],
    NothingToAccept: [NothingToAccept(State.DONE)],
    ListGone: [ListGone(loaded=False), ListGone(loaded=True)],
}


def _known() -> Iterator[Exception]:
    """An error of every type that has a sentence in the chat."""
    for module in (refusals, filling_refusals):
        for found in vars(module).values():
            if not (isinstance(found, type) and issubclass(found, Exception)):
                continue
            if found in BY_FACTS:
                yield from BY_FACTS[found]
                continue
            yield found.__new__(found)


@pytest.mark.parametrize("error", list(_known()), ids=repr)
def test_no_refusal_in_a_letter_speaks_of_the_chat(error: Exception) -> None:
    assert refusals.refusal(error, SAY)
    told = refusal_by_letter(error, SAY)
    assert told
    assert not OF_THE_CHAT.search(told.replace("«в работе»", "")), told


def test_what_is_ours_is_not_told() -> None:
    assert refusal_by_letter(ZeroDivisionError(), SAY) is None


BY_LETTER = {
    **{
        name: made
        for name, made in TABLES.items()
        if name.startswith(("table with", "table, ", "table read", "table incomplete"))
        or name.endswith("by letter")
        or (name.startswith("table refused") and not name.endswith(("FORGOTTEN", "BLANK")))
    },
    **{
        name: made
        for name, made in BLANKS.items()
        if name in ("blank unread", "blank faults", "blank faults, the last", "blank receipt")
        or name.endswith("by letter")
        or (name.startswith("blank not taken") and not name.endswith("FORGOTTEN"))
    },
}
"""What can be said of a table that came with a letter."""


@pytest.mark.parametrize("name", BY_LETTER)
def test_nothing_said_of_a_table_in_a_letter_speaks_of_the_chat(name: str) -> None:
    told = BY_LETTER[name](SAY).plain.replace(EVIL, "")
    assert not re.search(r"нажмите|кнопк|карточк|сюда", told, re.IGNORECASE), told
