"""The little grammar that telling cells apart needs: what a word at a seam can be."""

from __future__ import annotations

from functools import lru_cache

from roadmap.documents.vocabulary import entries
from roadmap.documents.words import looks_broken_off
from roadmap.parties.grammar import analyzer

_SIGNS = "\u00ab\u00bb\"'().,;:!?"
_ATTRIBUTES = {"ADJF", "PRTF"}
JOINS = 2.0
ATTRIBUTE = 1.2


@lru_cache(maxsize=20_000)
def parts_of_speech(word: str) -> frozenset[str]:
    """The parts of speech the word can be, rare readings left out."""
    return frozenset(
        str(parse.tag.POS) for parse in analyzer().parse(word.strip(_SIGNS)) if parse.score > 0.05
    )


def is_infinitive(word: str) -> bool:
    """Whether the word is the infinitive that an activity of a plan begins with."""
    return parts_of_speech(word) == {"INFN"}


def hangs(text: str) -> float:
    """How surely a text cannot end where it does: 0 for not at all. It ends with a comma, a word
    that joins, or an attribute whose noun has not come yet."""
    words = text.split()
    if not words:
        return 0.0
    last = words[-1]
    if last[-1] in ",(\u2013\u2014" or looks_broken_off(text):
        return JOINS
    if last.lower() in entries("joining", "words"):
        return JOINS
    if last[-1].isalpha() and parts_of_speech(last) <= _ATTRIBUTES:
        return ATTRIBUTE
    return 0.0
