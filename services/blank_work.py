"""Blank tables opened, copied, read back and gathered by a process of its own, for what is in them
comes from strangers. Nothing of the database may be held open meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from roadmap.blanks.answered import Answered
from roadmap.blanks.describing import RegionFacts
from roadmap.blanks.errors import LayoutError
from roadmap.blanks.layout import Layout
from roadmap.blanks.problems import Accepted, Refused
from roadmap.blanks.proposing import Candidate
from roadmap.blanks.ranges import Asked
from roadmap.blanks.values import Values
from roadmap.documents.errors import DocumentError
from services import children

CHILD = "services.blank_child"
SECONDS = 20
GATHERING_SECONDS = 120
Offer = tuple[Candidate, tuple[RegionFacts, ...]]
"""What may be asked for, with its facts."""


async def offers(blank: bytes, schools: Sequence[str]) -> tuple[Offer, ...]:
    """What a school may be asked to fill in. Raises a DocumentError."""
    return cast(tuple[Offer, ...], await _done("offers", blank, tuple(schools)))


async def pointed(blank: bytes, ranges: Sequence[Asked], schools: Sequence[str]) -> Offer:
    """What typed ranges mean. Raises a DocumentError or a LayoutError."""
    return cast(Offer, await _done("pointed", blank, tuple(ranges), tuple(schools)))


async def copy(blank: bytes, layout: Layout, school: str, token: str) -> bytes:
    """A school's own copy. Raises a DocumentError or a LayoutError."""
    return cast(bytes, await _done("copy", blank, layout, school, token))


async def read(
    data: bytes, blank: bytes, layout: Layout, school: str, token: str
) -> tuple[Accepted | Refused, tuple[Answered, ...]]:
    """A returned table, with its values under their headings. Raises a DocumentError."""
    found = await _done("read", data, blank, layout, school, token)
    return cast(tuple[Accepted | Refused, tuple[Answered, ...]], found)


async def gather(
    blank: bytes, layout: Layout, submissions: Mapping[str, Values], absent: Sequence[str]
) -> bytes:
    """The table filled in with every school's values. Raises a DocumentError or a LayoutError."""
    given = (blank, layout, dict(submissions), tuple(absent))
    return cast(bytes, await _done("gather", *given, seconds=GATHERING_SECONDS))


async def _done(deed: str, *given: object, seconds: int = SECONDS) -> object:
    found = await children.ask(CHILD, (deed, given), seconds)
    if isinstance(found, DocumentError | LayoutError):
        raise found
    return found
