"""The process that opens blank tables: what it answers, and what becomes of what it cannot open."""

from __future__ import annotations

import pytest

from roadmap.blanks.errors import NoSuchSheet, NotAWorkbook
from roadmap.blanks.problems import Accepted
from roadmap.blanks.ranges import parse_ranges
from services import blank_work, children
from services.children import ChildTookTooLong
from tests.roadmap.blanks.tables import SCHOOLS, edited, listed, opened

BLANK = listed()


async def test_offered_copied_read_back_and_gathered_by_the_child() -> None:
    ((candidate, facts),) = await blank_work.offers(BLANK, SCHOOLS)
    assert facts[0].ranges == ("C6:E8", "G6:G8")
    copy = await blank_work.copy(BLANK, candidate.layout, SCHOOLS[0], "1.2.3")
    data = edited(copy, C6=12, D6=3, E6=7)
    found, shown = await blank_work.read(data, BLANK, candidate.layout, SCHOOLS[0], "1.2.3")
    assert isinstance(found, Accepted)
    assert (shown[0].heading, shown[0].value) == ("Количество учителей / всего", 12)
    whole = await blank_work.gather(
        BLANK, candidate.layout, {SCHOOLS[0]: found.values}, SCHOOLS[1:]
    )
    assert opened(whole)["Кадры"]["C6"].value == 12


async def test_its_errors_are_raised_here() -> None:
    with pytest.raises(NotAWorkbook):
        await blank_work.offers("Школа;12".encode(), SCHOOLS)
    with pytest.raises(NoSuchSheet) as raised:
        await blank_work.pointed(BLANK, parse_ranges("лист 3: A1"), SCHOOLS)
    assert raised.value.titles == ("Кадры",)


async def test_a_child_that_answers_nothing_is_an_error() -> None:
    with pytest.raises(ChildTookTooLong):
        await children.ask("services.no_such_child", ("copy", ()), 5)
