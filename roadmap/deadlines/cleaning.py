"""Text as typed or scanned → one clean line: dashes, blanks, broken words, digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from roadmap.deadlines.vocabulary import glued_pattern, spelling_pattern, vocabulary

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufffe\uffff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d]")
_DOTS = re.compile(r"(?<=\w)\s*(?:\.{2,}|\u2026)\s*(?=\w)")
_BROKEN = re.compile(r"([^\W\d_]+)-([^\S\n]*\n\s*|[^\S\n]*)([^\W\d_]+)")
_MIXED = re.compile(r"(?<!\w)(?=[^\W_]*\d)[^\W\d_]*\d[^\W\d_]{2,}(?!\w)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text` on one line in its own case; `mended`: the signs that were something else there."""

    text: str
    mended: Mapping[int, str]

    def written(self, start: int, end: int) -> str:
        """The stretch from `start` to `end` as it was before it was mended."""
        signs = enumerate(self.text[start:end], start)
        return "".join(self.mended.get(place, sign) for place, sign in signs)


def clean(raw: str) -> CleanText:
    """The text with everything undone that typing, scanning and line breaks do to it."""
    text = _DASHES.sub("-", _INVISIBLE.sub("", raw))
    text = _DOTS.sub("-", text)
    text = _BLANKS.sub(" ", _BROKEN.sub(_join, text)).strip()
    text = spelling_pattern().sub(_respell, text)
    text = glued_pattern().sub(r"\1 ", text)
    mended = _MIXED.sub(_letters_for_figures, text)
    mended = _number_pattern().sub(_figures_for_letters, mended)
    changed = {place: sign for place, sign in enumerate(text) if mended[place] != sign}
    return CleanText(mended, changed)


def _letters_for_figures(found: re.Match[str]) -> str:
    """A known word with a figure that looks like one of its letters."""
    figures = vocabulary().figures
    word = "".join(figures.get(sign, sign) for sign in found.group())
    return word if fold(word) in vocabulary().words else found.group()


def _figures_for_letters(found: re.Match[str]) -> str:
    digits = vocabulary().digits
    return "".join(digits.get(sign.lower(), sign) for sign in found.group())


def fold(text: str) -> str:
    """Lower case without «ё»: how words are compared."""
    return text.lower().translate(vocabulary().same)


def _join(broken: re.Match[str]) -> str:
    """A word broken by a line-end hyphen becomes whole; a compound keeps its hyphen."""
    left, gap, right = broken.groups()
    words = vocabulary().words
    if fold(left) in words and fold(right) in words:
        return f"{left}-{right}"
    if fold(left + right) in words or ("\n" in gap and right.islower()):
        return left + right
    return f"{left}-{right}"


def _respell(found: re.Match[str]) -> str:
    return vocabulary().spelling[found.group().lower()]


@lru_cache(maxsize=1)
def _number_pattern() -> re.Pattern[str]:
    """A run of digits and of letters typed for digits, with at least one of each."""
    letters = "".join(map(re.escape, vocabulary().digits))
    run = rf"[\d{letters}]"
    return re.compile(rf"(?<!\w)(?={run}*\d)(?={run}*[{letters}]){run}+(?![^\W\d_])", re.IGNORECASE)
