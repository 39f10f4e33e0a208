"""The words of vocabulary.toml, and how texts of cells are compared."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_EDGES = " .,:;*\u00ab\u00bb\"'"
NUMERIC = re.compile(r"[-+]?[\d\s.,/]*\d[\d\s.,/]*%?")
"""A text that is a number, however it is written."""


@cache
def vocabulary() -> dict[str, Any]:
    """The tables of vocabulary.toml."""
    return tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, io as ie, single blanks, without signs at the ends."""
    return " ".join(text.casefold().replace("\u0451", "\u0435").split()).strip(_EDGES)


@lru_cache(maxsize=20_000)
def begins(text: str, table: str) -> bool:
    """Whether a text begins with one of the words of the table; the last letters may go on only
    where the entry has more than five."""
    return any(_begins(plain(text), word) for word in vocabulary()[table])


def has(text: str, table: str) -> bool:
    """Whether a text holds one of the words of the table anywhere."""
    low = " ".join(text.casefold().split())
    return any(word in low for word in vocabulary()[table])


def word(table: str, name: str) -> str:
    """A single word of a table («Не представили»)."""
    return str(vocabulary()[table][name])


def _begins(low: str, word: str) -> bool:
    word = word.rstrip(".")
    if not low.startswith(word):
        return False
    return len(word) > 5 or not low[len(word) : len(word) + 1].isalpha()
