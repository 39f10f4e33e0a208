"""The little grammar that splitting needs: the case of a name's first word."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

CERTAIN = 0.2
"""How probable a reading must be to count."""


@cache
def analyzer() -> Any:
    """The one morphological analyzer; it takes 40 MB and a tenth of a second to make."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=4_096)
def is_nominative(word: str) -> bool:
    """Whether the word may stand in the nominative case."""
    return any("nomn" in parse.tag and parse.score >= CERTAIN for parse in analyzer().parse(word))


@lru_cache(maxsize=4_096)
def is_singular_nominative(word: str) -> bool:
    """Whether the word may be a nominative singular, as a post after a name is."""
    return any({"nomn", "sing"} in parse.tag for parse in analyzer().parse(word))


@lru_cache(maxsize=4_096)
def is_genitive_only(word: str) -> bool:
    """Whether the word stands in the genitive and cannot be a nominative, as the second word of
    an office's name does."""
    tags = [parse.tag for parse in analyzer().parse(word)]
    return any("gent" in tag for tag in tags) and not any("nomn" in tag for tag in tags)


@lru_cache(maxsize=4_096)
def is_nominative_only(word: str) -> bool:
    """Whether the word stands in the nominative and cannot be a genitive."""
    tags = [parse.tag for parse in analyzer().parse(word) if parse.score >= CERTAIN]
    return any("nomn" in tag for tag in tags) and not any("gent" in tag for tag in tags)


@lru_cache(maxsize=4_096)
def is_genitive_noun(word: str) -> bool:
    """Whether the word may be a noun in the genitive, as the last word of an office's name is."""
    return any({"NOUN", "gent"} in parse.tag for parse in analyzer().parse(word))
