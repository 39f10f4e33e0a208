"""The ways to cut one line into columns, each with a cost for what stands where it should not."""

from __future__ import annotations

from functools import lru_cache
from heapq import nsmallest

from roadmap.documents.scans.lines import MOST_WORDS, ScannedLine
from roadmap.documents.scans.values import (
    ANOTHER_COLUMN,
    DEADLINE,
    OWNER,
    RESULT,
    TITLE,
    Cut,
    Widths,
)
from roadmap.documents.stacks import is_date
from roadmap.documents.text.segments import begins_deadline, has_deadline_word
from roadmap.parties import PartyKind, recognise
from roadmap.parties.grammar import is_nominative

CUTS = 30
"""So many of the likeliest cuts of a line are tried."""
BORDER_MISSED = 1.5
STRANGE_DATE_WORD = 0.5
STRANGE_OWNER_WORD = 0.55
KNOWN_WORD = 0.1
TOO_LONG = 0.5
OUT_OF_PLACE = 1.2
NO_TITLE = 0.05
ALONE = 0.3
"""Strange words count less on a line that is all one column's."""


def likely_cuts(line: ScannedLine, widths: Widths) -> tuple[tuple[float, Cut], ...]:
    """The likeliest ways to cut one line, each with its own cost."""
    words, count = line.words, len(line.words)
    found: list[tuple[float, Cut]] = []
    for title in range(count + 1):
        for deadline in range(title, min(count, title + MOST_WORDS) + 1):
            for owner in range(deadline, min(count, deadline + MOST_WORDS) + 1):
                bounds = (title, deadline, owner)
                cut = (
                    " ".join(words[:title]),
                    " ".join(words[title:deadline]),
                    " ".join(words[deadline:owner]),
                    " ".join(words[owner:]),
                )
                found.append((_cut_cost(cut, bounds, line, widths), cut))
    return tuple(nsmallest(CUTS, found))


def _cut_cost(cut: Cut, bounds: tuple[int, ...], line: ScannedLine, widths: Widths) -> float:
    cost = BORDER_MISSED * sum(border not in (0, *bounds) for border in line.borders)
    cost += sum(_out_of_place(word, at) for at, word in enumerate(cut[TITLE].split()))
    cost += sum(_out_of_place(word, 1) for word in cut[RESULT].split())
    cost += NO_TITLE * (not cut[TITLE])
    for column, text in enumerate(cut):
        cost += ANOTHER_COLUMN * bool(text)
        cost += TOO_LONG * max(0.0, len(text) - widths.of(column) - 1)
    strange = sum(map(_date_word, cut[DEADLINE].split()))
    strange += sum(map(_owner_word, cut[OWNER].split()))
    return cost + strange * (ALONE if sum(map(bool, cut)) == 1 else 1.0)


@lru_cache(maxsize=8_192)
def _out_of_place(word: str, at: int) -> float:
    """The cost of a month, or of an office in the nominative, among the words of an activity."""
    bare = word.strip("(\u00ab\u00bb,.;:)")
    if not bare or (bare.isdigit() and len(bare) != len("2000")):
        return 0.0
    if is_date(bare):
        return OUT_OF_PLACE
    office = at > 0 and bare[0].isupper() and not bare.isupper() and is_party(bare)
    return OUT_OF_PLACE if office and is_nominative(bare) else 0.0


@lru_cache(maxsize=4_096)
def _date_word(word: str) -> float:
    known = begins_deadline(word) or has_deadline_word(word) or is_date(word)
    return KNOWN_WORD if known else STRANGE_DATE_WORD


@lru_cache(maxsize=4_096)
def _owner_word(word: str) -> float:
    return KNOWN_WORD if is_party(word) else STRANGE_OWNER_WORD


@lru_cache(maxsize=4_096)
def is_party(word: str) -> bool:
    """Whether a word by itself is recognised as a party."""
    return recognise(word.strip(",.;")).kind is not PartyKind.UNKNOWN
