"""The words of vocabulary.toml, ready to be looked for in a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

WHOLE_WORD = 3
"""An entry of up to so many letters must be the whole word."""


@cache
def vocabulary() -> dict[str, Any]:
    """The tables of vocabulary.toml."""
    text = files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def entries(*path: str) -> tuple[str, ...]:
    """The list of words at a path of table names."""
    table: Any = vocabulary()
    for name in path:
        table = table[name]
    return tuple(table)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, io as ie, single blanks: the form in which words are looked for."""
    text = " ".join(text.lower().split())
    return text.replace("\u0451", "\u0435")


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = sorted(words, key=len, reverse=True)
    bounded = (
        re.escape(word) + (r"(?!\w)" if len(word) <= WHOLE_WORD and word[-1].isalnum() else "")
        for word in parts
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(bounded) + ")")


def position(text: str, words: Iterable[str]) -> int | None:
    """Where the first of the words begins in a `plain` text, None when there is none."""
    listed = tuple(words)
    found = _pattern(listed).search(text) if listed else None
    return found.start() if found else None


def has(text: str, *path: str) -> bool:
    """Whether the text holds a word of the list at the path."""
    return position(plain(text), entries(*path)) is not None


def begins(text: str, *path: str) -> bool:
    """Whether the text begins with a word of the list at the path."""
    return position(plain(text).lstrip(" \u00ab\"'*"), entries(*path)) == 0
