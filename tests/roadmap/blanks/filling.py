"""Filling copies as a school does: values put into the open cells, the file saved."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.blanks.copying import copy_for, own_slots, prepared
from roadmap.blanks.growing import Slot
from roadmap.blanks.layout import Layout
from roadmap.blanks.pages import Value
from roadmap.blanks.problems import Accepted, Refused
from roadmap.blanks.proposing import propose
from roadmap.blanks.returned import read_returned
from roadmap.blanks.writing import put
from tests.roadmap.blanks.tables import SCHOOLS, opened, saved

TOKEN = "round7.school2"


def best(blank: bytes, schools: Sequence[str] = SCHOOLS) -> Layout:
    return propose(blank, schools)[0].layout


def slots(blank: bytes, layout: Layout, school: str) -> tuple[Slot, ...]:
    return own_slots(prepared(opened(blank), layout, school), school)


def filled(blank: bytes, layout: Layout, school: str, values: dict[str, Value]) -> bytes:
    """The school's copy with the values under their keys."""
    book = opened(copy_for(blank, layout, school, TOKEN))
    for slot in slots(blank, layout, school):
        if slot.key in values:
            put(book[slot.sheet], slot.place, values[slot.key])
    return saved(book)


def read(data: bytes, blank: bytes, layout: Layout, school: str) -> Accepted | Refused:
    return read_returned(data, blank, layout, school, TOKEN)


def accepted(data: bytes, blank: bytes, layout: Layout, school: str) -> Accepted:
    found = read(data, blank, layout, school)
    assert isinstance(found, Accepted), found
    return found


def refused(data: bytes, blank: bytes, layout: Layout, school: str) -> Refused:
    found = read(data, blank, layout, school)
    assert isinstance(found, Refused), found
    return found
