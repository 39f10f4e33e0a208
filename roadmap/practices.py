"""The bank of best practices: what a practice is, and which of them a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TITLE_CHARS, SUBJECT_CHARS, ABOUT_CHARS = 200, 80, 2000
WORDS = 6
_LONG, _ENDING = 6, 2
_FOLDED = str.maketrans("\N{CYRILLIC SMALL LETTER IO}", "\N{CYRILLIC SMALL LETTER IE}")


class PracticeState(StrEnum):
    """Begun, offered, published, or returned with a remark."""

    DRAFT = "draft"
    OFFERED = "offered"
    PUBLISHED = "published"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice as its reader meets it.

    `material` is the name of the file, or the link or requisites themselves; `is_link` where it
    can be opened; empty once its author has removed it. `has_file` where it can be downloaded.
    `mine`: the reader offered it. `remark` is why it was returned.
    """

    id: int
    title: str
    subject: str
    description: str = ""
    author: str = ""
    office: str = ""
    state: PracticeState = PracticeState.PUBLISHED
    offered_on: date | None = None
    material: str = ""
    has_file: bool = False
    is_link: bool = False
    mine: bool = False
    remark: str = ""


def folded(text: str) -> str:
    """`text` in lower case and one line, «ё» as «е»: what is looked in and looked for."""
    return " ".join(text.casefold().translate(_FOLDED).split())


def search_key(*texts: str) -> str:
    """What a search looks in, of everything that may be known about a practice."""
    return folded(" ".join(texts))


def looked_for(query: str) -> list[str]:
    """The pieces that must all be in a key; long words without their endings, as Russian inflects.

    Empty for a query without letters or digits.
    """
    words = [word.strip(".,;:!?\"'()«»„“”–—-") for word in folded(query).split()]
    return [_stem(word) for word in words if any(sign.isalnum() for sign in word)][:WORDS]


def _stem(word: str) -> str:
    return word[:-_ENDING] if len(word) >= _LONG and word.isalpha() else word
