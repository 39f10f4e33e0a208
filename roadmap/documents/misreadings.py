"""Words that look misread by a scanner."""

from __future__ import annotations

import re

from roadmap.documents.words import is_known

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zA-Z]")
SHORTEST = 4


def misread_words(text: str) -> tuple[str, ...]:
    """The words of a text that are no words, mix alphabets or digits, or stand in capitals where
    they are no abbreviation; each once."""
    return tuple(dict.fromkeys(word for word in _WORD.findall(text) if _is_misread(word)))


def _is_misread(word: str) -> bool:
    if not _CYRILLIC.search(word):
        return False
    if _LATIN.search(word):
        return True
    if not word.replace("-", "").isalpha():
        return len(word) > SHORTEST and word[0].isdigit() and word[-1].isalpha() and "-" not in word
    if len(word) < SHORTEST:
        return False
    if word.isupper():
        return len(word) > SHORTEST and is_known(word)
    return word.islower() and not all(is_known(part) for part in word.split("-"))
