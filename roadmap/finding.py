"""Finding an activity by what somebody writes: its code, its number, words of its title."""

from __future__ import annotations

import re

from roadmap.deadlines.cleaning import fold
from roadmap.plan import Line

SHORTEST = 3
MOST_WORDS = 8
_CODE = re.compile("[m\u043c]\\s*-?\\s*(\\d{1,9})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})*\.?")
_WORD = re.compile(r"[^\W_]+")


def matches(line: Line, text: str) -> bool:
    """Whether `text` names the code of the line («М-17», «17»), its printed number («1.2.4»), or
    holds only words that its title has, in whatever grammatical case."""
    typed = text.strip()
    if code := _CODE.fullmatch(typed):
        return line.code == int(code.group(1))
    if _NUMBER.fullmatch(typed):
        number = typed.rstrip(".")
        return number == str(line.code) or number == line.number.rstrip(". ")
    words = _WORD.findall(fold(typed))[: MOST_WORDS + 1]
    if not words or len(words) > MOST_WORDS or max(map(len, words)) < SHORTEST:
        return False
    title = _WORD.findall(fold(line.title))
    return all(any(_alike(word, other) for other in title) for word in words)


def _alike(typed: str, printed: str) -> bool:
    """Words that begin alike: the endings of longer ones change."""
    stem = typed if len(typed) <= SHORTEST + 1 else typed[: max(SHORTEST + 1, len(typed) - 2)]
    return printed.startswith(stem)
