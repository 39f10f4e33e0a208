"""Long official names of schools and offices, said as everybody says them: «МБОУ СОШ № 3»."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

ANY_ENDING = "~"


def said_shortly(text: str) -> str:
    """`text` with the official words of institutions abbreviated, the rest as it was."""
    words, pattern = _known()
    if not pattern.search(text):
        return text
    return pattern.sub(lambda found: words[(found.lastindex or 1) - 1], text)


@cache
def _known() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The abbreviations, and a pattern with a group for the phrase of each."""
    source = files("roadmap").joinpath("institutions.toml").read_text("utf-8")
    short: dict[str, str] = tomllib.loads(source)["short"]
    phrases = (f"({_phrase(written)})" for written in short)
    return tuple(short.values()), re.compile("|".join(phrases), re.IGNORECASE)


def _phrase(written: str) -> str:
    words = (_word(word) for word in written.split())
    return r"\b" + r"\s+".join(words) + r"\b"


def _word(word: str) -> str:
    stem = re.escape(word.rstrip(ANY_ENDING)).replace("\u0435", "[\u0435\u0451]")
    return stem + (r"\w*" if word.endswith(ANY_ENDING) else "")
