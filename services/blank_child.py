"""The child of `services.blank_work`: one deed about a blank table, its answer on stdout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from roadmap.blanks.answered import Answered, answered
from roadmap.blanks.choosing import layout_at
from roadmap.blanks.copying import copy_for
from roadmap.blanks.describing import RegionFacts, describe
from roadmap.blanks.errors import LayoutError
from roadmap.blanks.gathering import gather
from roadmap.blanks.layout import Layout
from roadmap.blanks.problems import Accepted, Refused
from roadmap.blanks.proposing import Candidate, propose
from roadmap.blanks.ranges import Asked
from roadmap.blanks.returned import read_returned
from roadmap.documents.errors import DocumentError
from services.children import answer

OFFERED = 3


def offers(
    blank: bytes, schools: Sequence[str]
) -> tuple[tuple[Candidate, tuple[RegionFacts, ...]], ...]:
    """What a school may be asked to fill in, the likeliest first, each with its facts."""
    found = propose(blank, schools)[:OFFERED]
    return tuple((one, describe(blank, one.layout)) for one in found)


def pointed(
    blank: bytes, ranges: Sequence[Asked], schools: Sequence[str]
) -> tuple[Candidate, tuple[RegionFacts, ...]]:
    """What typed ranges mean, with its facts."""
    found = layout_at(blank, ranges, schools)
    return found, describe(blank, found.layout)


def read(
    data: bytes, blank: bytes, layout: Layout, school: str, token: str
) -> tuple[Accepted | Refused, tuple[Answered, ...]]:
    """A returned table, with its values under their headings."""
    found = read_returned(data, blank, layout, school, token)
    if isinstance(found, Refused):
        return found, ()
    return found, answered(found.values, describe(blank, layout))


DEEDS: dict[str, Callable[..., object]] = {
    "offers": offers,
    "pointed": pointed,
    "copy": copy_for,
    "read": read,
    "gather": gather,
}


def _work(order: tuple[str, tuple[Any, ...]]) -> object:
    deed, given = order
    return DEEDS[deed](*given)


if __name__ == "__main__":
    answer(_work, (DocumentError, LayoutError))
